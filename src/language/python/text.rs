//! Text where it lands in Python: docstrings, comments and string literals.

use std::collections::HashSet;

use super::layout::WIDTH;
use crate::diagnostics::report::is_invisible;

/// A docstring at an indentation, from lines of Markdown.
///
/// Quotes that would end it are written as Markdown writes them; a backslash makes it a raw string.
pub(super) fn docstring(indent: usize, lines: &[String]) -> Vec<String> {
    let lines: Vec<String> =
        lines.iter().map(|line| line.replace("\"\"", "&quot;&quot;")).collect();
    let prefix = if lines.iter().any(|line| line.contains('\\')) { "r" } else { "" };
    let pad = " ".repeat(indent);
    if let [line] = lines.as_slice() {
        let line = match line.strip_suffix('"') {
            Some(start) => format!("{start}&quot;"),
            None => line.clone(),
        };
        let whole = format!("{pad}{prefix}\"\"\"{line}\"\"\"");
        if whole.chars().count() <= WIDTH && !line.ends_with('\\') {
            return vec![whole];
        }
    }
    let mut out = Vec::with_capacity(lines.len() + 1);
    for (index, line) in lines.iter().enumerate() {
        let start = if index == 0 { format!("{prefix}\"\"\"") } else { String::new() };
        out.push(if line.is_empty() { start } else { format!("{pad}{start}{line}") });
    }
    out.push(format!("{pad}\"\"\""));
    out
}

/// What a line holds, however deep it stands.
const LEAST: usize = 20;

/// The width of the lines of a docstring at an indentation.
pub(super) fn width(indent: usize) -> usize {
    // Room for the quotes of the first line, and of the last where it is the only one.
    WIDTH.saturating_sub(indent + 7).max(LEAST)
}

/// A string literal.
pub(super) fn literal(text: &str) -> String {
    format!("\"{}\"", escaped(text))
}

/// A string literal that stands in parentheses where it is too long for a line, in parts.
pub(super) fn long_literal(indent: usize, head: &str, text: &str, tail: &str) -> Vec<String> {
    let pad = " ".repeat(indent);
    let line = format!("{pad}{head}{}{tail}", literal(text));
    if line.chars().count() <= WIDTH || !text.contains(' ') {
        return vec![line];
    }
    let most = WIDTH.saturating_sub(indent + 4).max(LEAST);
    let mut parts = vec![String::new()];
    for word in text.split_inclusive(' ') {
        let word = escaped(word);
        let last = parts.last().map_or(0, |part| part.chars().count());
        if last > 0 && last + word.chars().count() + 2 > most {
            parts.push(String::new());
        }
        if let Some(part) = parts.last_mut() {
            part.push_str(&word);
        }
    }
    let first = std::iter::once(format!("{pad}{head}("));
    let parts = parts.into_iter().map(|part| format!("{pad}    \"{part}\""));
    first.chain(parts).chain([format!("{pad}){tail}")]).collect()
}

/// What stands for a text between quotes.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            ' '..='~' => out.push(c),
            c if u32::from(c) < 0x80 => out.push_str(&format!("\\x{:02x}", u32::from(c))),
            c if c.is_control() || is_invisible(c) => out.push_str(&match u32::from(c) {
                number @ ..=0xffff => format!("\\u{number:04x}"),
                number => format!("\\U{number:08x}"),
            }),
            c => out.push(c),
        }
    }
    out
}

/// The words of code: names and what looks like one.
pub(super) fn words<'a>(lines: impl Iterator<Item = &'a str>) -> HashSet<&'a str> {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    lines.flat_map(|line| line.split(move |c| !is_part(c))).collect()
}

#[cfg(test)]
mod tests {
    use super::{docstring, literal, long_literal};

    fn printed(lines: &[&str]) -> Vec<String> {
        let lines: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
        docstring(4, &lines)
    }

    #[test]
    fn a_docstring_ends_where_its_text_ends() {
        assert_eq!(printed(&["One."]), ["    \"\"\"One.\"\"\""]);
        assert_eq!(
            printed(&["One.", "", "Two."]),
            ["    \"\"\"One.", "", "    Two.", "    \"\"\""]
        );
        assert_eq!(printed(&["a\"\"\"b\""]), ["    \"\"\"a&quot;&quot;\"b&quot;\"\"\""]);
        assert_eq!(printed(&["a\\*b"]), ["    r\"\"\"a\\*b\"\"\""]);
        assert_eq!(printed(&["a\\"]), ["    r\"\"\"a\\", "    \"\"\""]);
    }

    #[test]
    fn literals_hold_anything() {
        assert_eq!(
            literal("a\"b\\c\n\u{202e}\u{e0001}\u{7}"),
            "\"a\\\"b\\\\c\\n\\u202e\\U000e0001\\x07\""
        );
    }

    #[test]
    fn a_long_literal_is_in_parts() {
        let lines = long_literal(4, "X = ", &"word ".repeat(30), "");
        assert_eq!(lines.len(), 4);
        assert!(lines.iter().all(|line| line.len() <= 100), "{lines:?}");
        assert_eq!(long_literal(0, "X = ", "word", ","), ["X = \"word\","]);
    }
}
