//! Where lines break, so that `ruff format` and Black leave a generated file as it is: what does not
//! fit stands one by one, with the comma behind the last that keeps it so.

pub(super) use super::super::layout::WIDTH;
use super::super::layout::enclosed;

/// `head(item, item)tail` on one line if it fits, or with an item on each line.
pub(super) fn call(indent: usize, head: &str, items: &[String], tail: &str) -> Vec<String> {
    enclosed(indent, [head, "(", ")", tail], items)
}

/// `head(item,)tail`: a tuple, which has a comma even when it has one item.
pub(super) fn tuple(indent: usize, head: &str, items: &[String], tail: &str) -> Vec<String> {
    match items {
        [item] => vec![format!("{}{head}({item},){tail}", " ".repeat(indent))],
        items => enclosed(indent, [head, "(", ")", tail], items),
    }
}

/// A parameter with its type and default, as an item of a list at an indentation. A type for which
/// there is no room is broken between its alternatives, or in its brackets.
pub(super) fn parameter(indent: usize, name: &str, ty: &str, default: Option<&str>) -> String {
    let default = default.map(|default| format!(" = {default}")).unwrap_or_default();
    let line = format!("{name}: {ty}{default}");
    if fits(indent, &line, 1) {
        return line;
    }
    match parts(ty, '|').as_slice() {
        [one] => match bracketed(one) {
            Some((head, inner)) if fits(indent + 4, inner, 0) => {
                format!("{name}: {head}[\n    {inner}\n]{default}")
            }
            Some((head, inner)) => {
                let items = parts(inner, ',')
                    .iter()
                    .map(|item| format!("    {item},\n"))
                    .collect::<String>();
                format!("{name}: {head}[\n{items}]{default}")
            }
            None => line,
        },
        several => format!("{name}: {}{default}", several.join("\n| ")),
    }
}

/// An attribute of a class with its type and default, in the same way.
pub(super) fn attribute(indent: usize, name: &str, ty: &str, default: Option<&str>) -> Vec<String> {
    let pad = " ".repeat(indent);
    let behind = default.map(|default| format!(" = {default}")).unwrap_or_default();
    let line = format!("{name}: {ty}{behind}");
    if fits(indent, &line, 0) {
        return vec![format!("{pad}{line}")];
    }
    let head = format!("{name}: {ty}");
    if let Some(default) = default {
        let called =
            default.split_once('(').and_then(|(f, rest)| Some((f, rest.strip_suffix(')')?)));
        if let Some((function, argument)) = called.filter(|(_, argument)| !argument.is_empty())
            && fits(indent, &format!("{head} = {function}("), 0)
        {
            let first = format!("{pad}{head} = {function}(");
            return vec![first, format!("{pad}    {argument}"), format!("{pad})")];
        }
        if fits(indent, &format!("{head} = ("), 0) {
            return vec![
                format!("{pad}{head} = ("),
                format!("{pad}    {default}"),
                format!("{pad})"),
            ];
        }
    }
    let lines = match parts(ty, '|').as_slice() {
        [_] => parameter(indent, name, ty, default),
        _ => format!("{name}: (\n    {ty}\n){behind}"),
    };
    lines.lines().map(|line| format!("{pad}{line}")).collect()
}

fn fits(indent: usize, line: &str, after: usize) -> bool {
    indent + line.chars().count() + after <= WIDTH
}

/// What stands before the brackets of a type, and in them.
fn bracketed(ty: &str) -> Option<(&str, &str)> {
    let (head, rest) = ty.split_once('[')?;
    Some((head, rest.strip_suffix(']')?))
}

/// The parts of a type around a separator, without those inside brackets.
fn parts(ty: &str, separator: char) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut depth = 0usize;
    for c in ty.chars() {
        match c {
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if c == separator && depth == 0 {
            parts.push(String::new());
        } else if let Some(part) = parts.last_mut() {
            part.push(c);
        }
    }
    parts.iter().map(|part| part.trim().to_owned()).collect()
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
    names.sort_by(|a, b| group(a).cmp(&group(b)).then_with(|| a.cmp(b)));
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
    }

    #[test]
    fn long_types_are_broken_between_alternatives_and_in_brackets() {
        let (a, b) = ("A".repeat(50), "B".repeat(50));
        let union = format!("{a} | {b}");
        assert_eq!(parameter(4, "x", &union, Some("1")), format!("x: {a}\n| {b} = 1"));
        let (c, d) = (&a[..45], &b[..45]);
        let list = format!("Sequence[{c}{d}]");
        assert_eq!(
            parameter(4, "x", &list, Some("()")),
            format!("x: Sequence[\n    {c}{d}\n] = ()")
        );
        let lines = attribute(4, "x", &union, Some("1"));
        assert_eq!(
            lines,
            ["    x: (".to_owned(), format!("        {union}"), "    ) = 1".to_owned()]
        );
        let lines = attribute(4, "x", &a, Some(&format!("field({b})")));
        assert_eq!(
            lines,
            [format!("    x: {a} = field("), format!("        {b}"), "    )".to_owned()]
        );
        let lines = attribute(4, "x", &a, Some(&b));
        assert_eq!(lines, [format!("    x: {a} = ("), format!("        {b}"), "    )".to_owned()]);
    }
}
