//! From the text of one semantics file to declared facts.
//!
//! Reports everything that is wrong with the file by itself: keys that do not exist, wrong types, bad
//! words, the same thing said twice. What the proto and other files have to do with it comes later.

mod api;
mod field;
mod values;
mod vocabulary;

use super::declared::{Declared, Elements, Fact};
use crate::diagnostics::{Code, Diagnostic, Diagnostics, SourceId, Span};
use crate::table::{self, Codes, Entry, Fields, Node, Value};

/// The format that this version reads.
const FORMAT: i64 = 1;

const CODES: Codes =
    Codes { unknown_key: Code::SemanticsUnknownKey, bad_value: Code::SemanticsBadValue };

/// Reads one file. What is wrong is left out and reported.
pub(super) fn parse(text: &str, source: SourceId, d: &mut Diagnostics) -> Declared {
    let Some(table) = table::parse(text, source, Code::SemanticsSyntax, d) else {
        return Declared::default();
    };
    let mut fields = Fields::new(&table, CODES);
    if !check_format(fields.entry("format"), source, d) {
        return Declared::default();
    }
    let declared = Declared {
        gateway: fact(&mut fields, "gateway", d, values::release),
        inherit: fact(&mut fields, "inherit", d, values::boolean),
        classes: elements(&mut fields, "classes", d, vocabulary::class),
        keys: elements(&mut fields, "keys", d, vocabulary::key),
        sentinels: elements(&mut fields, "sentinels", d, vocabulary::sentinel),
        patterns: elements(&mut fields, "patterns", d, field::field),
        rpcs: elements(&mut fields, "rpcs", d, api::rpc),
        messages: elements(&mut fields, "messages", d, api::message),
        enums: elements(&mut fields, "enums", d, api::enumeration),
    };
    fields.finish(d);
    declared
}

fn check_format(entry: Option<&Entry>, source: SourceId, d: &mut Diagnostics) -> bool {
    let Some(entry) = entry else {
        let message = "the semantics file does not state its format";
        let start = Span::new(source, 0..0);
        let finding = Diagnostic::error(Code::SemanticsFormat, message).at(Some(start), "");
        d.push(finding.help(format!("start the file with `format = {FORMAT}`")));
        return false;
    };
    if entry.node.value == Value::Integer(FORMAT) {
        return true;
    }
    let message = format!("this version reads semantics files of format {FORMAT} only");
    let finding = Diagnostic::error(Code::SemanticsFormat, message);
    let finding = finding.at(Some(entry.node.span), "the format of this file");
    d.push(finding.help(format!(
        "write `format = {FORMAT}`, or use the version of zeebe-bindgen that the file was made for"
    )));
    false
}

/// Reads one fact.
fn fact<T>(
    fields: &mut Fields<'_>,
    key: &'static str,
    d: &mut Diagnostics,
    read: impl FnOnce(&Node, &mut Diagnostics) -> Option<T>,
) -> Option<Fact<T>> {
    let entry = fields.entry(key)?;
    let value = read(&entry.node, d)?;
    Some(Fact { key, value, span: place(entry) })
}

/// The key, and its value too when that is short enough to be shown whole.
fn place(entry: &Entry) -> Span {
    let mut span = entry.key_span;
    match entry.node.value {
        Value::Text(_) | Value::Integer(_) | Value::Float(_) | Value::Boolean(_) | Value::Other => {
            span.end = span.end.max(entry.node.span.end);
        }
        Value::List(_) | Value::Table(_) => {}
    }
    span
}

/// Reads a table whose keys are names of elements.
fn elements<T>(
    fields: &mut Fields<'_>,
    key: &'static str,
    d: &mut Diagnostics,
    read: impl Fn(&Entry, &mut Diagnostics) -> Option<T>,
) -> Elements<T> {
    let Some((table, _)) = fields.table(key, d) else {
        return Elements::new();
    };
    let named = table.entries.iter().filter_map(|entry| {
        let element = read(entry, d)?;
        Some((entry.key.clone(), element))
    });
    named.collect()
}

/// Reads the table of one element, whose keys are a closed list.
fn closed<T>(
    node: &Node,
    d: &mut Diagnostics,
    read: impl FnOnce(&mut Fields<'_>, &mut Diagnostics) -> T,
) -> Option<T> {
    let table = CODES.table(node, d)?;
    let mut fields = Fields::new(table, CODES);
    let value = read(&mut fields, d);
    fields.finish(d);
    Some(value)
}

fn bad_value(span: Span, message: impl Into<String>) -> Diagnostic {
    Diagnostic::error(Code::SemanticsBadValue, message).at(Some(span), "")
}
