//! What the proto compiler found wrong, as findings with spans.

use std::collections::BTreeMap;

use miette::Diagnostic as _;

use crate::diagnostics::{Code, Diagnostic, Diagnostics, Reported, SourceId, Span};

/// Reports a compiler error and everything related to it.
pub(super) fn report(
    error: &protox::Error,
    sources: &BTreeMap<String, SourceId>,
    diagnostics: &mut Diagnostics,
) -> Reported {
    let source = error.file().and_then(|name| sources.get(name)).copied();
    diagnostics.push(convert(error, code_of(error), source));
    for related in error.related().into_iter().flatten() {
        diagnostics.push(convert(related, Code::ProtoInvalid, source));
    }
    Reported
}

fn code_of(error: &protox::Error) -> Code {
    if error.is_file_not_found() {
        Code::ImportMissing
    } else if error.is_io() {
        Code::InputUnreadable
    } else {
        Code::ProtoInvalid
    }
}

fn convert(error: &dyn miette::Diagnostic, code: Code, source: Option<SourceId>) -> Diagnostic {
    let mut diagnostic = Diagnostic::error(code, error.to_string());
    if let Some(source) = source {
        for label in error.labels().into_iter().flatten() {
            let start = label.offset();
            let span = Span::new(source, start..start + label.len());
            diagnostic = diagnostic.at(Some(span), label.label().unwrap_or_default());
        }
    }
    let help = error.help().map(|h| h.to_string());
    let help = help.or_else(|| match code {
        Code::ImportMissing => Some("add the directory that holds it with -I".to_owned()),
        _ => None,
    });
    match help {
        Some(help) => diagnostic.help(help),
        None => diagnostic,
    }
}
