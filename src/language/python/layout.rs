//! Where lines break, so that `ruff format` and Black leave a generated file as it is: what does not
//! fit stands one by one, with the comma behind the last that keeps it so.

/// The longest line.
pub(super) const WIDTH: usize = 100;

/// `head(item, item)tail` on one line if it fits, or with an item on each line.
pub(super) fn call(indent: usize, head: &str, items: &[String], tail: &str) -> Vec<String> {
    enclosed(indent, [head, "(", ")", tail], items)
}

/// `head[item, item]tail` in the same way.
pub(super) fn list(indent: usize, head: &str, items: &[String], tail: &str) -> Vec<String> {
    enclosed(indent, [head, "[", "]", tail], items)
}

/// `head{item, item}tail` in the same way.
pub(super) fn braces(indent: usize, head: &str, items: &[String], tail: &str) -> Vec<String> {
    enclosed(indent, [head, "{", "}", tail], items)
}

/// `head(item,)tail`: a tuple, which has a comma even when it has one item.
pub(super) fn tuple(indent: usize, head: &str, items: &[String], tail: &str) -> Vec<String> {
    match items {
        [item] => vec![format!("{}{head}({item},){tail}", " ".repeat(indent))],
        items => enclosed(indent, [head, "(", ")", tail], items),
    }
}

/// `name = value`, the value in parentheses on a line of its own when there is no room.
pub(super) fn assigned(indent: usize, name: &str, value: &str) -> Vec<String> {
    let pad = " ".repeat(indent);
    let line = format!("{pad}{name} = {value}");
    if line.chars().count() <= WIDTH {
        return vec![line];
    }
    vec![format!("{pad}{name} = ("), format!("{pad}    {value}"), format!("{pad})")]
}

/// Lines that stand at an indentation, as an item of what is around them.
pub(super) fn item(indent: usize, lines: Vec<String>) -> String {
    let lines: Vec<&str> =
        lines.iter().map(|line| line.get(indent..).unwrap_or_default()).collect();
    lines.join("\n")
}

/// A line moved to the right, unless it is empty.
pub(super) fn indented(line: &str, by: usize) -> String {
    if line.is_empty() { String::new() } else { format!("{}{line}", " ".repeat(by)) }
}

/// Names in the order that ruff gives `__all__`: constants, classes, the rest, each by itself.
pub(super) fn sort_exports(names: &mut [String]) {
    let group = |name: &str| {
        let has_lower = name.chars().any(char::is_lowercase);
        match name.chars().find(|c| *c != '_') {
            Some(c) if c.is_uppercase() => u8::from(has_lower),
            _ => 2,
        }
    };
    names.sort_by(|a, b| group(a).cmp(&group(b)).then_with(|| natural(a).cmp(&natural(b))));
}

/// A name with its numbers as numbers.
fn natural(name: &str) -> Vec<(u8, u128, char)> {
    let mut out = Vec::new();
    let mut chars = name.chars().peekable();
    while let Some(c) = chars.next() {
        let Some(digit) = c.to_digit(10) else {
            out.push((1, 0, c));
            continue;
        };
        let mut number = u128::from(digit);
        while let Some(digit) = chars.peek().and_then(|c| c.to_digit(10)) {
            number = number.saturating_mul(10).saturating_add(u128::from(digit));
            chars.next();
        }
        out.push((0, number, '0'));
    }
    out
}

fn enclosed(indent: usize, [head, open, close, tail]: [&str; 4], items: &[String]) -> Vec<String> {
    let pad = " ".repeat(indent);
    let line = format!("{pad}{head}{open}{}{close}{tail}", items.join(", "));
    let is_flat = !items.iter().any(|item| item.contains('\n'));
    if items.is_empty() || (is_flat && line.chars().count() <= WIDTH) {
        return vec![line];
    }
    let mut lines = vec![format!("{pad}{head}{open}")];
    for item in items {
        let first = lines.len();
        lines.extend(item.split('\n').map(|line| match line {
            "" => String::new(),
            line => format!("{pad}    {line}"),
        }));
        // Nothing may follow a parameter's star but the comma.
        if let Some(last) = lines[first..].last_mut() {
            last.push(',');
        }
    }
    lines.push(format!("{pad}{close}{tail}"));
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn items(count: usize, item: &str) -> Vec<String> {
        vec![item.to_owned(); count]
    }

    #[test]
    fn what_fits_is_on_one_line() {
        assert_eq!(call(4, "f", &items(2, "a"), ":"), ["    f(a, a):"]);
        assert_eq!(tuple(0, "x = ", &items(1, "a"), ""), ["x = (a,)"]);
        assert_eq!(list(0, "x = ", &[], ""), ["x = []"]);
        assert_eq!(assigned(0, "x", "1"), ["x = 1"]);
    }

    #[test]
    fn what_does_not_fit_has_an_item_per_line_and_a_comma_behind_each() {
        let long = "x".repeat(60);
        let line = format!("    {long},");
        assert_eq!(call(0, "f", &items(2, &long), ""), ["f(", &line, &line, ")"]);
        assert_eq!(
            call(0, "f", &["g(\n    1,\n)".to_owned()], ""),
            ["f(", "    g(", "        1,", "    ),", ")"]
        );
        let value = "y".repeat(98);
        assert_eq!(assigned(0, "xyz", &value), ["xyz = (", &format!("    {value}"), ")"]);
    }
}
