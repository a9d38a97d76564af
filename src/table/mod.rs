//! TOML with places: the one way in which the project's own files, semantics and config, are read.
//!
//! The only module that names the TOML library. It turns text into [`Table`]s whose every key and
//! value knows its span, and gives readers that report wrong types and unknown keys, with the nearest
//! known name. What keys mean is for its callers.

mod fields;

pub use fields::{Codes, Fields};

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::diagnostics::{Code, Diagnostic, Diagnostics, SourceId, Span};

/// A value and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// What it is.
    pub value: Value,
    /// Where.
    pub span: Span,
}

/// A TOML value.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// A string.
    Text(String),
    /// A whole number that fits 64 bits.
    Integer(i64),
    /// A number with a fraction.
    Float(f64),
    /// True or false.
    Boolean(bool),
    /// An array.
    List(Vec<Node>),
    /// A table, inline or not.
    Table(Table),
    /// A date or time, or a number too large; no file of ours has one.
    Other,
}

impl Value {
    /// How messages call this kind of value.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Text(_) => "a string",
            Self::Integer(_) => "an integer",
            Self::Float(_) => "a float",
            Self::Boolean(_) => "a boolean",
            Self::List(_) => "an array",
            Self::Table(_) => "a table",
            Self::Other => "a value of another kind",
        }
    }
}

/// A key with its value.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// As written, without quotes.
    pub key: String,
    /// Where the key stands.
    pub key_span: Span,
    /// What it is set to.
    pub node: Node,
}

/// A table in the order of the file.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Table {
    /// The entries in the order of the file.
    pub entries: Vec<Entry>,
}

/// Parses a whole file. A syntax error is reported under `code` and gives `None`.
pub fn parse(
    text: &str,
    source: SourceId,
    code: Code,
    diagnostics: &mut Diagnostics,
) -> Option<Table> {
    match DeTable::parse(text) {
        Ok(table) => Some(convert_table(table.into_inner(), source)),
        Err(error) => {
            let span = error.span().map(|range| Span::new(source, range));
            diagnostics.push(Diagnostic::error(code, error.message().trim()).at(span, ""));
            None
        }
    }
}

fn convert_table(table: DeTable<'_>, source: SourceId) -> Table {
    let mut entries: Vec<Entry> = table
        .into_iter()
        .map(|(key, value)| Entry {
            key_span: Span::new(source, key.span()),
            key: key.into_inner().into_owned(),
            node: convert(value, source),
        })
        .collect();
    entries.sort_by_key(|entry| entry.key_span);
    Table { entries }
}

fn convert(value: Spanned<DeValue<'_>>, source: SourceId) -> Node {
    let span = Span::new(source, value.span());
    let value = match value.into_inner() {
        DeValue::String(text) => Value::Text(text.into_owned()),
        DeValue::Integer(number) => integer(&number).map_or(Value::Other, Value::Integer),
        DeValue::Float(number) => number.as_str().parse().map_or(Value::Other, Value::Float),
        DeValue::Boolean(value) => Value::Boolean(value),
        DeValue::Datetime(_) => Value::Other,
        DeValue::Array(items) => {
            let items = items.into_iter();
            Value::List(items.map(|item| convert(item, source)).collect())
        }
        DeValue::Table(table) => Value::Table(convert_table(table, source)),
    };
    Node { value, span }
}

fn integer(number: &toml::de::DeInteger<'_>) -> Option<i64> {
    i64::from_str_radix(number.as_str(), number.radix()).ok()
}
