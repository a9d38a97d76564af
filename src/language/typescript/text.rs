//! Text where it lands in TypeScript: documentation comments and string literals.

use super::layout::WIDTH;
use crate::diagnostics::report::is_invisible;

/// A documentation comment at an indentation, from lines of Markdown.
pub(super) fn tsdoc(indent: usize, lines: &[String]) -> Vec<String> {
    let pad = " ".repeat(indent);
    let lines: Vec<String> = lines.iter().map(|line| harmless(line)).collect();
    if let [line] = lines.as_slice() {
        let whole = format!("{pad}/** {line} */");
        if whole.chars().count() <= WIDTH {
            return vec![whole];
        }
    }
    let mut out = vec![format!("{pad}/**")];
    out.extend(lines.iter().map(|line| match line.as_str() {
        "" => format!("{pad} *"),
        line => format!("{pad} * {line}"),
    }));
    out.push(format!("{pad} */"));
    out
}

/// A tag of a documentation comment and its text, which is Markdown, over as many lines as it needs.
pub(super) fn tag(name: &str, text: &str, width: usize) -> Vec<String> {
    let lines = super::super::markup::wrap(&format!("{MARK}{name} {text}"), width);
    let mut lines = lines.into_iter();
    let first = lines.next().into_iter();
    first.chain(lines.map(|line| format!("  {line}"))).collect()
}

/// Stands for the `@` of a tag until a comment is finished; no text of the model has this character.
const MARK: char = '\0';

/// What would end the comment, or be a tag in it, and is not meant.
fn harmless(line: &str) -> String {
    line.replace("*/", "*\\/").replace('@', "\\@").replace(MARK, "@")
}

/// The width of the lines of a documentation comment at an indentation.
pub(super) fn width(indent: usize) -> usize {
    // Room for the marks where it is the only line.
    WIDTH - indent - "/**  */".len()
}

/// A string literal, in the quotes of which there are fewer in it.
pub(super) fn literal(text: &str) -> String {
    let count = |quote: char| text.chars().filter(|c| *c == quote).count();
    let quote = if count('"') > count('\'') { '\'' } else { '"' };
    let mut out = String::with_capacity(text.len() + 2);
    out.push(quote);
    for c in text.chars() {
        match c {
            c if c == quote => out.extend(['\\', c]),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            ' '..='~' => out.push(c),
            c if c.is_control() || is_invisible(c) => {
                out.push_str(&format!("\\u{{{:x}}}", u32::from(c)));
            }
            c => out.push(c),
        }
    }
    out.push(quote);
    out
}

/// A string literal as JSON has it.
pub(super) fn json(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            c if c.is_control() || is_invisible(c) => {
                let mut units = [0; 2];
                let units = c.encode_utf16(&mut units);
                out.extend(units.iter().map(|unit| format!("\\u{unit:04x}")));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::{json, literal, tag, tsdoc};

    fn printed(lines: &[&str]) -> Vec<String> {
        let lines: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
        tsdoc(2, &lines)
    }

    #[test]
    fn a_comment_ends_where_its_text_ends() {
        assert_eq!(printed(&["One."]), ["  /** One. */"]);
        assert_eq!(printed(&["a */ b {@link c}"]), ["  /** a *\\/ b {\\@link c} */"]);
        assert_eq!(
            printed(&["One.", "", "Two."]),
            ["  /**", "   * One.", "   *", "   * Two.", "   */"]
        );
    }

    #[test]
    fn only_our_tags_are_tags() {
        let lines = tag("deprecated", "Mind the @.", 80);
        assert_eq!(tsdoc(0, &lines), ["/** @deprecated Mind the \\@. */"]);
    }

    #[test]
    fn literals_hold_anything() {
        assert_eq!(literal("a\\\n\u{202e}\u{e0001}\u{7}"), "\"a\\\\\\n\\u{202e}\\u{e0001}\\u{7}\"");
        assert_eq!(literal("say \"a\""), "'say \"a\"'");
        assert_eq!(literal("it's \"\""), "'it\\'s \"\"'");
        assert_eq!(json("\"\\\n\u{e0001}"), "\"\\\"\\\\\\u000a\\udb40\\udc01\"");
    }
}
