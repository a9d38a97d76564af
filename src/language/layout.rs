//! Lists that break where they do not fit, as the formatters of most languages do it.

/// The longest line.
pub(super) const WIDTH: usize = 100;

/// `head`, an opening and a closing mark around items, and a tail: on one line if it fits, or with an
/// item on each line and a comma behind it. Spaces of the marks are for the one line.
pub(super) fn enclosed(
    indent: usize,
    [head, open, close, tail]: [&str; 4],
    items: &[String],
) -> Vec<String> {
    let pad = " ".repeat(indent);
    let width = |text: &str| text.chars().count();
    let is_flat = || !items.iter().any(|item| item.contains('\n'));
    let between = 2 * items.len().saturating_sub(1);
    let around = indent + width(head) + width(open) + width(close) + width(tail);
    let flat = items.iter().map(|item| width(item)).sum::<usize>() + between + around;
    if items.is_empty() || (flat <= WIDTH && is_flat()) {
        return vec![format!("{pad}{head}{open}{}{close}{tail}", items.join(", "))];
    }
    let mut lines = vec![format!("{pad}{head}{}", open.trim_end())];
    for item in items {
        // Nothing may follow the base of a struct update.
        let comma = if item.starts_with("..") { "" } else { "," };
        push_indented(&mut lines, item, comma, indent + 4);
    }
    lines.push(format!("{pad}{}{tail}", close.trim_start()));
    lines
}

/// Adds the lines of a text and of what stands behind it, moved to the right.
fn push_indented(lines: &mut Vec<String>, text: &str, behind: &str, by: usize) {
    let pad = " ".repeat(by);
    let first = lines.len();
    lines.extend(text.split('\n').map(|line| match line {
        "" => String::new(),
        line => [&pad, line].concat(),
    }));
    if let Some(last) = lines[first..].last_mut() {
        last.push_str(behind);
    }
}
