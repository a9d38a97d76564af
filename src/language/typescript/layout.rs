//! Where lines break, so that prettier leaves a generated file as it is.

pub(super) use super::super::layout::WIDTH;
use super::super::layout::enclosed;

/// By how much what is inside something stands further in.
pub(super) const STEP: usize = 2;

/// `head(item, item)tail` on one line if it fits, or with an item on each line.
pub(super) fn call(indent: usize, head: &str, items: &[String], tail: &str) -> Vec<String> {
    enclosed([indent, STEP], [head, "(", ")", tail], items)
}

/// `head[item, item]tail` in the same way.
pub(super) fn array(indent: usize, head: &str, items: &[String], tail: &str) -> Vec<String> {
    enclosed([indent, STEP], [head, "[", "]", tail], items)
}

/// `keyword { name, name } from "module";` in the same way.
pub(super) fn import(keyword: &str, names: &[&str], module: &str) -> Vec<String> {
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    let tail = format!(" from \"{module}\";");
    enclosed([0, STEP], [&format!("{keyword} "), "{ ", " }", &tail], &names)
}

/// Whether a line of this length fits where it stands.
pub(super) fn fits(indent: usize, line: &str, after: usize) -> bool {
    indent + line.chars().count() + after <= WIDTH
}

/// `head type;`, a type of several alternatives: on one line, or on the next, or with an alternative on
/// each line.
pub(super) fn union(indent: usize, head: &str, parts: &[String]) -> Vec<String> {
    let pad = " ".repeat(indent);
    let ty = format!("{};", parts.join(" | "));
    let line = format!("{head} {ty}");
    if fits(indent, &line, 0) || parts.len() < 2 {
        return vec![format!("{pad}{line}")];
    }
    let mut lines = vec![format!("{pad}{head}")];
    if fits(indent + STEP, &ty, 0) {
        lines.push(format!("{pad}  {ty}"));
        return lines;
    }
    lines.extend(parts.iter().map(|part| format!("{pad}  | {part}")));
    if let Some(last) = lines.last_mut() {
        last.push(';');
    }
    lines
}

/// `head<parameter, parameter>tail` in the same way as lists; without the brackets if there is none.
pub(super) fn generic(indent: usize, head: &str, parameters: &[String], tail: &str) -> Vec<String> {
    match parameters {
        [] => vec![format!("{}{head}{tail}", " ".repeat(indent))],
        parameters => enclosed([indent, STEP], [head, "<", ">", tail], parameters),
    }
}
