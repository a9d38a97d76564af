//! What the proto compiler found wrong, as findings with spans and ways out.

use std::collections::BTreeMap;
use std::path::PathBuf;

use miette::Diagnostic as _;

use super::shown;
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Reported, SourceId, Span};

/// Ways out for findings that the compiler gives none for, by a part of their text.
const WAYS_OUT: &[(&str, &str)] = &[
    ("is not defined", "check its spelling; declare it, or import the file that does"),
    ("is defined twice", "rename or remove one of the two"),
    ("is already defined in file", "rename or remove one of the two"),
    ("with JSON name", "rename one of the two: JSON spells them alike"),
    ("conflicts with field", "rename one of the two: other languages and JSON spell them alike"),
    ("is already used", "give one of the two a number that is free"),
    ("has already been used", "give one of the two a number that is free"),
    ("conflicts with reserved range", "use a number that was never used before"),
    ("must be 0", "put a value with the number 0 first"),
    ("import cycle", "remove one of these imports"),
    ("reached end of file", "something is left open: look for a missing `}` or `;`"),
];

/// Reports a compiler error and everything related to it. Files were looked for in `directories`.
pub(super) fn report(
    error: &protox::Error,
    sources: &BTreeMap<String, SourceId>,
    directories: &[PathBuf],
    diagnostics: &mut Diagnostics,
) -> Reported {
    let source = error.file().and_then(|name| sources.get(name)).copied();
    let code = code_of(error);
    let mut first = convert(error, code, source);
    if code == Code::ImportMissing {
        first = first.help(searched(directories));
    }
    if first.labels.is_empty() {
        first = place(first, source, sources, diagnostics);
    }
    diagnostics.push(editions(first, diagnostics));
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
    let message = error.to_string().replace('\'', "`");
    let way_out = WAYS_OUT.iter().find(|(part, _)| message.contains(part));
    let help = error.help().map(|help| help.to_string());
    let help = help.or_else(|| way_out.map(|(_, help)| (*help).to_owned()));
    let mut diagnostic = Diagnostic::error(code, message);
    if let Some(source) = source {
        for label in error.labels().into_iter().flatten() {
            let start = label.offset();
            let span = Span::new(source, start..start + label.len());
            diagnostic = diagnostic.at(Some(span), label.label().unwrap_or_default());
        }
    }
    // Of two places that do not go together, the later is what somebody has just written.
    let is_earlier =
        |text: &str| text.starts_with("first ") || text.ends_with("range defined here");
    diagnostic.labels.sort_by_key(|label| is_earlier(&label.text));
    match help {
        Some(help) => diagnostic.help(help),
        None => diagnostic,
    }
}

fn searched(directories: &[PathBuf]) -> String {
    let name = |directory: &PathBuf| match directory.as_os_str().is_empty() {
        true => "`.`".to_owned(),
        false => format!("`{}`", shown(directory)),
    };
    let names: Vec<String> = directories.iter().map(name).collect();
    let looked = match names.as_slice() {
        [] => String::new(),
        names => format!("looked in {}; ", names.join(", ")),
    };
    format!("{looked}add the directory below which it lies with -I, or as `include` in the config")
}

/// The place of a finding that the compiler gives none for: where an import cycle begins, or else the
/// end of the file.
fn place(
    finding: Diagnostic,
    source: Option<SourceId>,
    sources: &BTreeMap<String, SourceId>,
    diagnostics: &Diagnostics,
) -> Diagnostic {
    if finding.message.contains("reached end of file") {
        let text = source.and_then(|id| diagnostics.sources.get(id)).map(|source| source.text());
        let end = text.map_or(0, |text| text.trim_end().len());
        let span = source.map(|id| Span::new(id, end..end));
        return finding.at(span, "it ends here");
    }
    let cycle = finding.message.split_once(": ").map_or("", |(_, cycle)| cycle);
    let mut names = cycle.split(" -> ");
    let (Some(first), Some(second)) = (names.next(), names.next()) else {
        return finding;
    };
    let id = sources.get(first).copied();
    let text = id.and_then(|id| diagnostics.sources.get(id)).map(|source| source.text());
    let import = format!("\"{second}\"");
    let start = text.and_then(|text| text.find(&import));
    let span = id.zip(start).map(|(id, start)| Span::new(id, start..start + import.len()));
    finding.at(span, "it begins here")
}

/// The compiler knows no editions and stumbles over the word.
fn editions(finding: Diagnostic, diagnostics: &Diagnostics) -> Diagnostic {
    let Some(label) = finding.labels.first() else {
        return finding;
    };
    let source = diagnostics.sources.get(label.span.source);
    let word = label.span.start as usize..label.span.end as usize;
    let Some(source) = source.filter(|source| source.text().get(word) == Some("edition")) else {
        return finding;
    };
    let message = format!("{} uses editions; only proto3 is supported", source.name());
    Diagnostic::error(Code::SyntaxUnsupported, message).at(Some(label.span), "").help(super::PROTO3)
}
