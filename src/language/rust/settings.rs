//! `config/table.rs`: the settings that the environment can give, as data, and the same rows for
//! people.

use super::super::Position;
use super::super::settings::{Kind, SETTINGS};
use super::layout::{array, behind_slashes};
use super::{text, words};
use crate::render::Template;

/// The whole file.
#[derive(Template)]
#[template(path = "rust/src/config/table.rs.j2")]
pub(super) struct TableFile {
    settings: Vec<SettingView>,
}

struct SettingView {
    variant: String,
    constant: String,
    /// Lines behind `///`.
    doc: Vec<String>,
    name: String,
    variables: String,
    kind: &'static str,
    default: String,
}

impl TableFile {
    /// The table of every language, spelled for this one.
    pub(super) fn new() -> Self {
        let settings = SETTINGS.iter().map(|setting| {
            let variables: Vec<_> = setting.variables.iter().map(|v| text::literal(v)).collect();
            let default = setting.default.map(text::literal);
            SettingView {
                variant: words::spelling(Position::Variant)
                    .spell(setting.name)
                    .unwrap_or_else(|| setting.name.to_owned()),
                constant: setting.name.to_ascii_uppercase(),
                doc: behind_slashes(text::wrap(&capitalised(setting.doc))),
                name: text::literal(setting.name),
                variables: array(4, "variables: &", &variables, ",").join("\n"),
                kind: kind(setting.kind),
                default: default.map_or_else(|| "None".to_owned(), |text| format!("Some({text})")),
            }
        });
        Self { settings: settings.collect() }
    }
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "Text",
        Kind::Secret => "Secret",
        Kind::Url => "Url",
        Kind::Duration => "Duration",
        Kind::Bytes => "Bytes",
        Kind::Flag => "Flag",
        Kind::List => "List",
        Kind::Path => "Path",
    }
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    first.into_iter().chain(letters).chain(['.']).collect()
}
