//! Reading a table whose keys are a closed list.

use super::{Entry, Node, Table, Value};
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Span, nearest};

/// Under which codes a file's mistakes are reported.
#[derive(Debug, Clone, Copy)]
pub struct Codes {
    /// A key that does not exist.
    pub unknown_key: Code,
    /// A value of the wrong type or outside its range.
    pub bad_value: Code,
}

/// Takes the known keys out of a table; [`Fields::finish`] reports what is left.
pub struct Fields<'t> {
    table: &'t Table,
    asked: Vec<&'static str>,
    codes: Codes,
}

impl<'t> Fields<'t> {
    /// A reader over a table.
    #[must_use]
    pub fn new(table: &'t Table, codes: Codes) -> Self {
        Self { table, asked: Vec::new(), codes }
    }

    /// The entry under a key, of any kind.
    pub fn entry(&mut self, key: &'static str) -> Option<&'t Entry> {
        self.asked.push(key);
        self.table.entries.iter().find(|entry| entry.key == key)
    }

    /// Text and where it stands.
    pub fn text(&mut self, key: &'static str, d: &mut Diagnostics) -> Option<(&'t str, Span)> {
        let node = &self.entry(key)?.node;
        let text = self.codes.text(node, d)?;
        Some((text, node.span))
    }

    /// Text that is one of a closed list of words.
    pub fn word<T: std::str::FromStr>(
        &mut self,
        key: &'static str,
        words: &[&str],
        d: &mut Diagnostics,
    ) -> Option<(T, Span)> {
        let node = &self.entry(key)?.node;
        Some((self.codes.word(node, words, d)?, node.span))
    }

    /// True or false.
    pub fn boolean(&mut self, key: &'static str, d: &mut Diagnostics) -> Option<(bool, Span)> {
        let node = &self.entry(key)?.node;
        let Value::Boolean(value) = node.value else {
            self.codes.wrong_kind(node, "true or false", d);
            return None;
        };
        Some((value, node.span))
    }

    /// A whole number.
    pub fn integer(&mut self, key: &'static str, d: &mut Diagnostics) -> Option<(i64, Span)> {
        let node = &self.entry(key)?.node;
        let Value::Integer(value) = node.value else {
            self.codes.wrong_kind(node, "an integer", d);
            return None;
        };
        Some((value, node.span))
    }

    /// A list; its items are for the caller to check.
    pub fn list(&mut self, key: &'static str, d: &mut Diagnostics) -> Option<(&'t [Node], Span)> {
        let node = &self.entry(key)?.node;
        let Value::List(items) = &node.value else {
            self.codes.wrong_kind(node, "an array", d);
            return None;
        };
        Some((items, node.span))
    }

    /// A list of strings.
    pub fn texts(
        &mut self,
        key: &'static str,
        d: &mut Diagnostics,
    ) -> Option<(Vec<&'t str>, Span)> {
        let (items, span) = self.list(key, d)?;
        let items = items.iter().filter_map(|item| self.codes.text(item, d));
        Some((items.collect(), span))
    }

    /// A table.
    pub fn table(&mut self, key: &'static str, d: &mut Diagnostics) -> Option<(&'t Table, Span)> {
        let entry = self.entry(key)?;
        let table = self.codes.table(&entry.node, d)?;
        Some((table, entry.key_span))
    }

    /// Reports every key that nobody asked for.
    pub fn finish(self, d: &mut Diagnostics) {
        for entry in &self.table.entries {
            if self.asked.contains(&entry.key.as_str()) {
                continue;
            }
            let message = format!("there is no key `{}` here", entry.key);
            let mut finding = Diagnostic::error(self.codes.unknown_key, message);
            finding = finding.at(Some(entry.key_span), "unknown key");
            let known = self.asked.iter().copied();
            let help = match nearest(&entry.key, known) {
                Some(name) => format!("did you mean `{name}`?"),
                None => format!("known keys: {}", self.asked.join(", ")),
            };
            d.push(finding.help(help));
        }
    }
}

impl Codes {
    /// The text of a node.
    pub fn text<'t>(&self, node: &'t Node, d: &mut Diagnostics) -> Option<&'t str> {
        let Value::Text(text) = &node.value else {
            self.wrong_kind(node, "a string", d);
            return None;
        };
        Some(text)
    }

    /// The table of a node.
    pub fn table<'t>(&self, node: &'t Node, d: &mut Diagnostics) -> Option<&'t Table> {
        let Value::Table(table) = &node.value else {
            self.wrong_kind(node, "a table", d);
            return None;
        };
        Some(table)
    }

    /// One of a closed list of words.
    pub fn word<T: std::str::FromStr>(
        &self,
        node: &Node,
        words: &[&str],
        d: &mut Diagnostics,
    ) -> Option<T> {
        let text = self.text(node, d)?;
        if let Ok(value) = text.parse() {
            return Some(value);
        }
        let message = format!("`{text}` is not one of the values allowed here");
        let finding = Diagnostic::error(self.bad_value, message).at(Some(node.span), "");
        let nearest = nearest(text, words.iter().copied());
        let did_you_mean = nearest.map_or_else(String::new, |n| format!("did you mean `{n}`? "));
        d.push(finding.help(format!("{did_you_mean}allowed: {}", words.join(", "))));
        None
    }

    /// Reports a value of the wrong kind.
    pub fn wrong_kind(&self, node: &Node, expected: &str, d: &mut Diagnostics) {
        let message = format!("expected {expected}, found {}", node.value.kind());
        let finding = Diagnostic::error(self.bad_value, message).at(Some(node.span), "");
        d.push(match way_out(expected, &node.value) {
            Some(help) => finding.help(help),
            None => finding,
        });
    }
}

/// What somebody who wrote a value of the wrong kind probably forgot.
fn way_out(expected: &str, found: &Value) -> Option<&'static str> {
    match (expected, found) {
        ("an array", Value::Text(_)) => Some("put it in brackets, like [\"…\"]"),
        ("a string", Value::Integer(_) | Value::Float(_) | Value::Boolean(_)) => {
            Some("put it in quotes")
        }
        ("true or false" | "an integer", Value::Text(_)) => Some("leave out the quotes"),
        _ => None,
    }
}
