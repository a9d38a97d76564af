//! Text where it lands in Rust: doc comments and string literals.

use super::super::markup;
use super::super::model::{Doc, Text};
use super::layout;
use crate::diagnostics::report::is_invisible;

/// The width of a doc line without indentation and slashes.
const WIDTH: usize = 92;

/// Text as lines of a doc comment, without the slashes.
pub(super) fn lines(text: &Text) -> Vec<String> {
    markup::lines(text, WIDTH)
}

/// The lines of an element's docs.
pub(super) fn doc(doc: &Doc, fallback: &str) -> Vec<String> {
    markup::doc(doc, fallback, WIDTH)
}

/// One bullet of a list.
pub(super) fn bullet(head: &str, text: &Text) -> Vec<String> {
    markup::bullet(head, text, WIDTH)
}

/// Breaks a flow of Markdown into lines.
pub(super) fn wrap(flow: &str) -> Vec<String> {
    markup::wrap(flow, WIDTH)
}

/// The attribute of what is deprecated, without its indentation; nothing for the rest. rustdoc takes
/// its note for Markdown.
pub(super) fn deprecation(doc: &Doc, indent: usize) -> Vec<String> {
    let Some(note) = markup::deprecation(doc) else { return Vec::new() };
    let note = format!("note = {}", literal(&note));
    let line = format!("#[deprecated({note})]");
    if indent + line.chars().count() <= layout::WIDTH {
        return vec![line];
    }
    vec!["#[deprecated(".to_owned(), format!("    {note}"), ")]".to_owned()]
}

/// A string literal.
pub(super) fn literal(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            c if c.is_control() || is_invisible(c) => {
                out.push_str(&format!("\\u{{{:x}}}", u32::from(c)));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::literal;

    #[test]
    fn literals_hold_anything() {
        assert_eq!(literal("a\"b\\c\n\u{202e}"), "\"a\\\"b\\\\c\\n\\u{202e}\"");
    }
}
