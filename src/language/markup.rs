//! Text of the proto and the semantics as Markdown, which most documentation tools read, and as plain
//! text. How a language's comments and literals take it is the language's own matter.

use super::model::{Doc, Inline, Text};
use crate::diagnostics::report::is_invisible;

/// Text as lines of Markdown of at most this width. What would be markup and is not meant is escaped,
/// so that text stays text.
pub(super) fn lines(text: &Text, width: usize) -> Vec<String> {
    wrap(&line(text), width)
}

/// Text as Markdown in one line.
pub(super) fn line(text: &Text) -> String {
    text.iter().fold(String::new(), |mut out, inline| {
        match inline {
            Inline::Plain(plain) => push_escaped(&mut out, plain),
            Inline::Code(code) => out.extend(["`", code, "`"]),
        }
        out
    })
}

/// The lines of an element's docs: comment, since.
pub(super) fn doc(doc: &Doc, fallback: &str, width: usize) -> Vec<String> {
    let mut out = Vec::new();
    for paragraph in &doc.paragraphs {
        push_paragraph(&mut out, lines(paragraph, width));
    }
    if out.is_empty() {
        out.extend(wrap(fallback, width));
    }
    if let Some(since) = &doc.since {
        push_paragraph(&mut out, vec![format!("Since gateway {since}.")]);
    }
    out
}

/// What is said of an element without a comment.
pub(super) fn undocumented(path: &str) -> String {
    format!("`{path}` of the proto, which does not say more.")
}

/// Adds a paragraph, with an empty line before it.
pub(super) fn push_paragraph(out: &mut Vec<String>, lines: Vec<String>) {
    if !out.is_empty() && !lines.is_empty() {
        out.push(String::new());
    }
    out.extend(lines);
}

/// One bullet of a list, with its further lines indented.
pub(super) fn bullet(head: &str, text: &Text, width: usize) -> Vec<String> {
    let mut body = vec![Inline::Code(head.to_owned()), Inline::Plain(": ".to_owned())];
    body.extend(text.iter().cloned());
    let lines = lines(&body, width).into_iter().enumerate();
    lines.map(|(i, line)| if i == 0 { format!("- {line}") } else { format!("  {line}") }).collect()
}

/// Why something is deprecated and what to use instead, as Markdown; nothing for the rest.
pub(super) fn deprecation(doc: &Doc) -> Option<String> {
    Some(note(doc, line(doc.deprecated.as_ref()?)))
}

/// The same for people who read it as plain text.
pub(super) fn deprecation_plain(doc: &Doc) -> Option<String> {
    Some(note(doc, plain(doc.deprecated.as_ref()?)))
}

fn note(doc: &Doc, note: String) -> String {
    match &doc.replaced_by {
        Some(instead) if !note.contains(instead.as_str()) => {
            format!("{note} Use `{instead}` instead.")
        }
        Some(_) | None => note,
    }
}

/// Text without markup, for literals.
pub(super) fn plain(text: &Text) -> String {
    text.iter().fold(String::new(), |out, inline| match inline {
        Inline::Plain(plain) => out + plain,
        Inline::Code(code) => out + "`" + code + "`",
    })
}

/// Control, zero-width and direction-changing characters by their number: a comment must read as what
/// it is.
pub(super) fn visible(text: &str) -> String {
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return text.to_owned();
    }
    text.chars().fold(String::new(), |mut out, c| {
        if c.is_control() || is_invisible(c) {
            out.push_str(&format!("U+{:04X}", u32::from(c)));
        } else {
            out.push(c);
        }
        out
    })
}

/// Adds plain text, what would be markup escaped.
fn push_escaped(out: &mut String, text: &str) {
    if !text.contains("://") {
        push_without_markup(out, text);
        return;
    }
    // A bare address would be a link only by accident.
    let mut escaped = String::new();
    push_without_markup(&mut escaped, text);
    out.push_str(&escaped.split(' ').map(link).collect::<Vec<_>>().join(" "));
}

fn push_without_markup(out: &mut String, text: &str) {
    let mut before = ' ';
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let special = match c {
            '\\' | '`' | '[' | ']' | '<' | '*' | '~' | '|' | '&' => true,
            '_' => {
                let after = chars.peek().is_some_and(|after| after.is_alphanumeric());
                !(before.is_alphanumeric() && after)
            }
            _ => false,
        };
        if special {
            out.push('\\');
        }
        out.push(c);
        before = c;
    }
}

fn link(word: &str) -> String {
    let is_address = word.starts_with("http://") || word.starts_with("https://");
    if is_address && !word.contains('\\') {
        format!("<{word}>")
    } else {
        word.replace("://", ":\\//")
    }
}

/// Breaks a flow into lines; what would start a block at the start of a line is escaped.
pub(super) fn wrap(flow: &str, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut width = 0;
    for word in flow.split(' ').filter(|w| !w.is_empty()) {
        let with_word = width + 1 + word.chars().count();
        match lines.last_mut() {
            Some(line) if with_word <= most => {
                line.push(' ');
                line.push_str(word);
                width = with_word;
            }
            _ => {
                let mut start = String::with_capacity(most);
                push_start(&mut start, word);
                width = start.chars().count();
                lines.push(start);
            }
        }
    }
    lines
}

/// Adds the first word of a line.
fn push_start(out: &mut String, word: &str) {
    let mut digits = word.trim_start_matches(|c: char| c.is_ascii_digit()).chars();
    let numbered = word.starts_with(|c: char| c.is_ascii_digit());
    if numbered && matches!(digits.next(), Some('.' | ')')) && digits.next().is_none() {
        let (number, mark) = word.split_at(word.len() - 1);
        out.extend([number, "\\", mark]);
        return;
    }
    if word.starts_with(['#', '-', '+', '>', '=', ':']) {
        out.push('\\');
    }
    out.push_str(word);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain_text(text: &str) -> Text {
        vec![Inline::Plain(text.to_owned())]
    }

    #[test]
    fn what_would_be_markup_is_escaped() {
        let lines = |text| lines(&plain_text(text), 92);
        assert_eq!(lines("# no heading"), ["\\# no heading"]);
        assert_eq!(lines("1. no list"), ["1\\. no list"]);
        assert_eq!(lines("a [b](c) <i> *x*"), ["a \\[b\\](c) \\<i> \\*x\\*"]);
        assert_eq!(lines("fetch_variable _x_"), ["fetch_variable \\_x\\_"]);
    }

    #[test]
    fn long_text_is_wrapped() {
        let lines = lines(&plain_text(&"word ".repeat(40)), 92);
        assert_eq!(lines.len(), 3);
        assert!(lines.iter().all(|l| l.len() <= 92));
    }
}
