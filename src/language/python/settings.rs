//! `config/table.py`: the settings that the environment can give, as data of the SDK.

use super::super::settings::{Kind, SETTINGS};
use super::layout::tuple;
use super::text::{literal, long_literal};
use crate::render::Template;

/// The whole file.
#[derive(Template)]
#[template(path = "python/src/zeebe_sdk/config/table.py.j2")]
pub(super) struct TableFile {
    settings: Vec<SettingView>,
}

struct SettingView {
    name: String,
    variables: String,
    kind: &'static str,
    default: String,
    doc: String,
}

impl TableFile {
    /// The table of every language.
    pub(super) fn new() -> Self {
        let settings = SETTINGS.iter().map(|setting| {
            let variables: Vec<String> = setting.variables.iter().map(|v| literal(v)).collect();
            let start = "variables=";
            let doc = "doc=";
            SettingView {
                name: literal(setting.name),
                variables: behind(start, &tuple(8, start, &variables, ",")),
                kind: kind(setting.kind),
                default: setting.default.map_or_else(|| "None".to_owned(), literal),
                doc: behind(doc, &long_literal(8, doc, setting.doc, ",")),
            }
        });
        Self { settings: settings.collect() }
    }
}

/// What stands behind a name in the template and before its comma.
fn behind(name: &str, lines: &[String]) -> String {
    let text = lines.join("\n");
    let text = text.trim_start().strip_prefix(name).unwrap_or_default();
    text.strip_suffix(',').unwrap_or(text).to_owned()
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "TEXT",
        Kind::Secret => "SECRET",
        Kind::Url => "URL",
        Kind::Duration => "DURATION",
        Kind::Bytes => "BYTES",
        Kind::Flag => "FLAG",
        Kind::List => "LIST",
        Kind::Path => "PATH",
    }
}
