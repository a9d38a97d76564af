//! Where lines break, as rustfmt breaks them with `use_small_heuristics = "Max"`, so that a generated
//! file is formatted as it is written.

/// The longest line.
pub(super) const WIDTH: usize = 100;

/// `head(item, item)tail` on one line if it fits, or with an item on each line.
pub(super) fn list(indent: usize, head: &str, items: &[String], tail: &str) -> Vec<String> {
    let pad = " ".repeat(indent);
    let line = format!("{pad}{head}({}){tail}", items.join(", "));
    if line.chars().count() <= WIDTH || items.is_empty() {
        return vec![line];
    }
    let mut lines = vec![format!("{pad}{head}(")];
    lines.extend(items.iter().map(|item| format!("{pad}    {item},")));
    lines.push(format!("{pad}){tail}"));
    lines
}

/// Every line moved to the right, except empty ones.
pub(super) fn indented(text: &str, by: usize) -> String {
    let pad = " ".repeat(by);
    let lines = text
        .lines()
        .map(|line| if line.is_empty() { String::new() } else { format!("{pad}{line}") });
    lines.collect::<Vec<_>>().join("\n")
}

/// Lines behind `///` or `//!`: a space before text, nothing before nothing.
pub(super) fn behind_slashes(lines: Vec<String>) -> Vec<String> {
    let spaced = lines.into_iter().map(|l| if l.is_empty() { l } else { format!(" {l}") });
    spaced.collect()
}
