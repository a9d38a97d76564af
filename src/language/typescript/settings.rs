//! `config/table.ts`: the settings that the environment can give, as data of the SDK.

use super::super::settings::{Kind, SETTINGS};
use super::layout::array;
use super::text::literal;
use crate::naming::{Case, join};
use crate::render::Template;

/// The whole file.
#[derive(Template)]
#[template(path = "typescript/src/config/table.ts.j2")]
pub(super) struct TableFile {
    settings: Vec<SettingView>,
}

struct SettingView {
    name: String,
    variables: String,
    kind: &'static str,
    default: Option<String>,
    doc: String,
}

impl TableFile {
    /// The table of every language.
    pub(super) fn new() -> Self {
        let settings = SETTINGS.iter().map(|setting| {
            let variables: Vec<String> = setting.variables.iter().map(|v| literal(v)).collect();
            let start = "variables: ";
            let lines = array(4, start, &variables, ",").join("\n");
            let variables = lines.trim_start().strip_prefix(start).unwrap_or_default();
            SettingView {
                name: literal(&join(setting.name, Case::LowerCamel)),
                variables: variables.strip_suffix(',').unwrap_or(variables).to_owned(),
                kind: kind(setting.kind),
                default: setting.default.map(literal),
                doc: literal(setting.doc),
            }
        });
        Self { settings: settings.collect() }
    }
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "\"text\"",
        Kind::Secret => "\"secret\"",
        Kind::Url => "\"url\"",
        Kind::Duration => "\"duration\"",
        Kind::Bytes => "\"bytes\"",
        Kind::Flag => "\"flag\"",
        Kind::List => "\"list\"",
        Kind::Path => "\"path\"",
    }
}
