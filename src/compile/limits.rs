//! What every descriptor must be like, however it was made: names that are names, packages that a
//! language can nest its modules for, entries of maps that are entries. The proto compiler sees to the first; nobody does in a
//! descriptor set.

use prost_types::{DescriptorProto, EnumDescriptorProto, FileDescriptorProto, FileDescriptorSet};

use super::PROTO3;
use crate::diagnostics::report::printable;
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Reported};

/// The most names that a package may be made of.
const PACKAGE_DEPTH: usize = 100;

/// Checks what must hold before a descriptor set can be resolved.
///
/// # Errors
/// [`Reported`] when a file has a syntax that is not known: an edition, most often.
pub(super) fn check_syntax(
    set: &FileDescriptorSet,
    diagnostics: &mut Diagnostics,
) -> Result<(), Reported> {
    let before = diagnostics.error_count();
    let known = ["", "proto2", "proto3"];
    for file in set.file.iter().filter(|file| !known.contains(&file.syntax())) {
        let (name, syntax) = (printable(file.name()), printable(file.syntax()));
        let message = format!("{name} is {syntax}; only proto3 is supported");
        diagnostics.push(Diagnostic::error(Code::SyntaxUnsupported, message).help(PROTO3));
    }
    if diagnostics.error_count() > before { Err(Reported) } else { Ok(()) }
}

/// Checks every file.
///
/// # Errors
/// [`Reported`] when a name is none, or a package is too deep.
pub(super) fn check(
    set: &FileDescriptorSet,
    diagnostics: &mut Diagnostics,
) -> Result<(), Reported> {
    let before = diagnostics.error_count();
    for file in &set.file {
        let depth = file.package().split('.').count();
        if depth > PACKAGE_DEPTH {
            let message = format!("the package of {} is {depth} names deep", file.name());
            let help = format!("give it a package of at most {PACKAGE_DEPTH} names");
            diagnostics.push(Diagnostic::error(Code::ProtoInvalid, message).help(help));
        }
        let mut names = Vec::new();
        collect(file, &mut names);
        for name in names.into_iter().filter(|name| !is_name(name)) {
            let message = format!("`{}` in {} is no name", printable(name), printable(file.name()));
            let help = "a name has letters, digits and `_`, and starts with no digit: write the \
                        descriptor set with protoc or buf";
            diagnostics.push(Diagnostic::error(Code::DescriptorInvalid, message).help(help));
        }
        for entry in file.message_type.iter().flat_map(strange_entries) {
            let (entry, name) = (printable(entry), printable(file.name()));
            let message =
                format!("`{entry}` in {name} is marked as the entry of a map and is none");
            let help = "an entry has the fields `key = 1` and `value = 2`: write the descriptor set \
                        with protoc or buf";
            diagnostics.push(Diagnostic::error(Code::DescriptorInvalid, message).help(help));
        }
    }
    if diagnostics.error_count() > before { Err(Reported) } else { Ok(()) }
}

/// The messages that say that they are entries of maps, and do not look like one.
fn strange_entries(message: &DescriptorProto) -> Vec<&str> {
    let fields = message.field.iter().map(|field| (field.name(), field.number()));
    let is_entry = message.options.as_ref().is_some_and(|options| options.map_entry());
    let mut strange: Vec<&str> = message.nested_type.iter().flat_map(strange_entries).collect();
    if is_entry && !fields.eq([("key", 1), ("value", 2)]) {
        strange.push(message.name());
    }
    strange
}

fn is_name(name: &str) -> bool {
    !name.starts_with(|c: char| c.is_ascii_digit())
        && !name.is_empty()
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

fn collect<'a>(file: &'a FileDescriptorProto, names: &mut Vec<&'a str>) {
    names.extend(file.package().split('.').filter(|_| !file.package().is_empty()));
    for message in &file.message_type {
        collect_message(message, names);
    }
    for item in &file.enum_type {
        collect_enum(item, names);
    }
    for service in &file.service {
        names.push(service.name());
        names.extend(service.method.iter().map(|method| method.name()));
    }
}

fn collect_message<'a>(message: &'a DescriptorProto, names: &mut Vec<&'a str>) {
    names.push(message.name());
    names.extend(message.field.iter().map(|field| field.name()));
    names.extend(message.oneof_decl.iter().map(|oneof| oneof.name()));
    for item in &message.enum_type {
        collect_enum(item, names);
    }
    for nested in &message.nested_type {
        collect_message(nested, names);
    }
}

fn collect_enum<'a>(item: &'a EnumDescriptorProto, names: &mut Vec<&'a str>) {
    names.push(item.name());
    names.extend(item.value.iter().map(|value| value.name()));
}
