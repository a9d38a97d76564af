//! Which files are proto3. Others are refused: their presence and defaults work differently.

use std::collections::BTreeSet;

use prost_types::FileDescriptorProto;

use super::docs::{Docs, tag};
use crate::compile::{Compiled, PROTO3};
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Reported, Span};

/// Reports every file in use that is not proto3: the files asked for, and those that hold types in use.
///
/// # Errors
/// [`Reported`] when there is such a file.
pub(super) fn check(
    compiled: &Compiled,
    used: &BTreeSet<String>,
    diagnostics: &mut Diagnostics,
) -> Result<(), Reported> {
    for file in &compiled.set.file {
        let in_use = compiled.roots.iter().any(|r| r == file.name()) || used.contains(file.name());
        if in_use && file.syntax() != "proto3" && !is_blank(file) {
            diagnostics.push(unsupported_syntax(compiled, file, diagnostics));
        }
    }
    diagnostics.checkpoint()
}

/// Of a file without anything in it there is something better to say.
fn is_blank(file: &FileDescriptorProto) -> bool {
    file.message_type.is_empty() && file.enum_type.is_empty() && file.service.is_empty()
}

fn unsupported_syntax(
    compiled: &Compiled,
    file: &FileDescriptorProto,
    diagnostics: &Diagnostics,
) -> Diagnostic {
    let id = compiled.sources.get(file.name()).copied();
    let source = id.and_then(|id| diagnostics.sources.get(id));
    let docs = Docs::new(file, id, &diagnostics.sources);
    let stated = docs.origin(&[tag::FILE_SYNTAX], false).span;
    let name = source.map_or(file.name(), |source| source.name());
    let message = match (file.syntax(), source, stated) {
        ("" | "proto2", Some(_), None) => {
            format!("{name} states no syntax, which makes it proto2; only proto3 is supported")
        }
        ("" | "proto2", ..) => format!("{name} is proto2; only proto3 is supported"),
        (other, ..) => format!("{name} is {other}; only proto3 is supported"),
    };
    let place = stated.or_else(|| id.map(|id| Span::new(id, 0..0)));
    Diagnostic::error(Code::SyntaxUnsupported, message).at(place, "").help(PROTO3)
}
