//! Where lines break, as rustfmt breaks them with `use_small_heuristics = "Max"`, so that a generated
//! file is formatted as it is written.

use std::cmp::Ordering;

pub(super) use super::super::layout::WIDTH;
use super::super::layout::enclosed;

/// `head(item, item)tail` on one line if it fits, or with an item on each line.
pub(super) fn list(indent: usize, head: &str, items: &[String], tail: &str) -> Vec<String> {
    enclosed(indent, [head, "(", ")", tail], items)
}

/// `head { item, item }tail` on one line if it fits, or with an item on each line.
pub(super) fn braced(indent: usize, head: &str, items: &[String], tail: &str) -> Vec<String> {
    if items.is_empty() {
        return vec![format!("{}{head} {{}}{tail}", " ".repeat(indent))];
    }
    enclosed(indent, [head, " { ", " }", tail], items)
}

/// `head[item, item]tail`: on one line if it fits, short items in filled lines, others one by one.
pub(super) fn array(indent: usize, head: &str, items: &[String], tail: &str) -> Vec<String> {
    let one_line = enclosed(indent, [head, "[", "]", tail], items);
    let is_short = |item: &String| item.chars().count() <= SHORT_ITEM;
    if one_line.len() == 1 || !items.iter().all(is_short) {
        return one_line;
    }
    filled(indent, &format!("{head}["), items, &format!("]{tail}"))
}

/// `use path::{name, name};`, names in the order given.
pub(super) fn import(path: &str, names: &[String]) -> Vec<String> {
    if let [name] = names {
        return vec![format!("use {path}::{name};")];
    }
    let line = format!("use {path}::{{{}}};", names.join(", "));
    // rustfmt reserves room for the `;` and for one character more.
    if line.chars().count() <= WIDTH - 2 {
        return vec![line];
    }
    filled(0, &format!("use {path}::{{"), names, "};")
}

/// An item of a list, a struct or a body that stands at `indent`: as it is when it fits, or with the
/// arguments of its call on lines of their own. One character is left for what follows.
pub(super) fn call(indent: usize, head: &str, arguments: &[String], tail: &str) -> String {
    let lines = list(indent, head, arguments, &format!("{tail},"));
    let lines = lines.iter().map(|line| line[indent..].to_owned()).collect::<Vec<_>>();
    lines.join("\n").trim_end_matches(',').to_owned()
}

/// `name = value;`, the value on a line of its own when there is no room.
pub(super) fn assigned(indent: usize, name: &str, value: &str) -> Vec<String> {
    let pad = " ".repeat(indent);
    let line = format!("{pad}{name} = {value};");
    if line.chars().count() <= WIDTH {
        return vec![line];
    }
    vec![format!("{pad}{name} ="), format!("{pad}    {value};")]
}

/// An arm of a match, its value in a block of its own when there is no room.
pub(super) fn arm(indent: usize, pattern: &str, value: &str) -> String {
    let pad = " ".repeat(indent);
    let line = format!("{pad}{pattern} => {value},");
    if line.chars().count() <= WIDTH {
        line
    } else {
        format!("{pad}{pattern} => {{\n{pad}    {value}\n{pad}}}")
    }
}

/// Whether an item at `indent` fits into its line, with a character behind it.
pub(super) fn fits(indent: usize, item: &str) -> bool {
    indent + item.chars().count() < WIDTH
}

/// Items of an array up to this width share lines.
const SHORT_ITEM: usize = 10;

fn filled(indent: usize, head: &str, items: &[String], tail: &str) -> Vec<String> {
    let pad = " ".repeat(indent);
    let mut lines = vec![format!("{pad}{head}")];
    let mut line = String::new();
    for item in items {
        let width = indent + 4 + line.chars().count() + item.chars().count() + 2;
        if !line.is_empty() && width >= WIDTH {
            lines.push(format!("{pad}    {line}"));
            line.clear();
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(item);
        line.push(',');
    }
    lines.push(format!("{pad}    {line}"));
    lines.push(format!("{pad}{tail}"));
    lines
}

/// The order of rustfmt's style edition 2024: digits count as numbers, `_` comes first.
pub(super) fn version_order(a: &str, b: &str) -> Ordering {
    chunks(a).cmp(chunks(b)).then_with(|| a.cmp(b))
}

/// What is compared of a name: its numbers, and the characters between them.
fn chunks(name: &str) -> impl Iterator<Item = (u8, u128, char)> {
    let mut chars = name.trim_start_matches("r#").chars().peekable();
    std::iter::from_fn(move || {
        let c = chars.next()?;
        let Some(digit) = c.to_digit(10) else {
            return Some((u8::from(c != '_') * 2, 0, c));
        };
        let mut number = u128::from(digit);
        while let Some(digit) = chars.peek().and_then(|c| c.to_digit(10)) {
            number = number.saturating_mul(10).saturating_add(u128::from(digit));
            chars.next();
        }
        Some((1, number, '0'))
    })
}

/// Every line moved to the right, except empty ones.
pub(super) fn indented(text: &str, by: usize) -> String {
    let pad = " ".repeat(by);
    let mut out = String::with_capacity(text.len() + text.len() / 4);
    for (index, line) in text.lines().enumerate() {
        if index > 0 {
            out.push('\n');
        }
        if !line.is_empty() {
            out.push_str(&pad);
            out.push_str(line);
        }
    }
    out
}

/// Lines behind `///` or `//!`: a space before text, nothing before nothing.
pub(super) fn behind_slashes(lines: Vec<String>) -> Vec<String> {
    let spaced = lines.into_iter().map(|l| if l.is_empty() { l } else { format!(" {l}") });
    spaced.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn items(count: usize, item: &str) -> Vec<String> {
        vec![item.to_owned(); count]
    }

    #[test]
    fn what_fits_is_on_one_line() {
        assert_eq!(list(4, "f", &items(2, "a"), ";"), ["    f(a, a);"]);
        assert_eq!(braced(0, "S", &items(2, "a: 1"), ""), ["S { a: 1, a: 1 }"]);
        assert_eq!(braced(0, "S", &[], ""), ["S {}"]);
        assert_eq!(array(0, "&", &[], ","), ["&[],"]);
        assert_eq!(import("a", &items(1, "b")), ["use a::b;"]);
        assert_eq!(import("a", &items(2, "b")), ["use a::{b, b};"]);
    }

    #[test]
    fn names_are_in_the_order_of_rustfmt() {
        let mut names = vec!["b", "SendX", "A10", "A9", "Send_", "r#a"];
        names.sort_by(|a, b| version_order(a, b));
        assert_eq!(names, ["A9", "A10", "Send_", "SendX", "r#a", "b"]);
    }

    #[test]
    fn what_does_not_fit_has_an_item_per_line_unless_items_are_short() {
        let long = items(2, &"x".repeat(60));
        let line = format!("    {},", "x".repeat(60));
        assert_eq!(braced(0, "S", &long, ";"), ["S {", &line, &line, "};"]);
        assert_eq!(array(0, "", &long, ""), ["[", &line, &line, "]"]);
        let filled = array(0, "", &items(40, "abc"), "");
        assert_eq!(filled.len(), 5);
        assert!(filled[1].len() < WIDTH && filled[1].len() > WIDTH - 6, "{}", filled[1]);
        assert!(import("path", &long)[1].starts_with("    xxx"));
    }
}
