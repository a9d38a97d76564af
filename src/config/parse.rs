//! From the text of a config to [`Config`]. Every mistake of the file is reported, with its place.

use std::path::{Path, PathBuf};

use super::{Config, ConfigTarget};
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Reported, Span};
use crate::language;
use crate::language::target::{Package, Target};
use crate::table::{self, Codes, Fields, Node, Table, Value};

const CODES: Codes = Codes { unknown_key: Code::ConfigInvalid, bad_value: Code::ConfigInvalid };

/// Reads the text; `name` is what messages call the file, `base` goes before its paths.
pub(super) fn parse(
    base: &Path,
    name: &str,
    text: &str,
    d: &mut Diagnostics,
) -> Result<Config, Reported> {
    let before = d.error_count();
    let source = d.sources.add(name, text);
    let table = table::parse(text, source, Code::ConfigInvalid, d).ok_or(Reported)?;
    let mut fields = Fields::new(&table, CODES);
    let paths = |texts: Option<(Vec<&str>, Span)>| -> Vec<PathBuf> {
        let texts = texts.map_or_else(Vec::new, |(texts, _)| texts);
        texts.into_iter().map(|text| base.join(text)).collect()
    };
    let config = Config {
        proto: fields.text("proto", d).map(|(text, _)| base.join(text)),
        include: paths(fields.texts("include", d)),
        semantics: paths(fields.texts("semantics", d)),
        targets: targets(&mut fields, base, d),
    };
    fields.finish(d);
    if d.error_count() > before {
        return Err(Reported);
    }
    Ok(config)
}

fn targets(fields: &mut Fields<'_>, base: &Path, d: &mut Diagnostics) -> Vec<ConfigTarget> {
    let nodes = fields.list("target", d);
    let nodes = nodes.map_or(&[][..], |(nodes, _)| nodes).iter();
    nodes.filter_map(|node| target(node, base, d)).collect()
}

fn target(node: &Node, base: &Path, d: &mut Diagnostics) -> Option<ConfigTarget> {
    let table = CODES.table(node, d)?;
    let mut fields = Fields::new(table, CODES);
    let mut required = |key: &'static str, d: &mut Diagnostics| {
        if !table.entries.iter().any(|entry| entry.key == key) {
            let message = format!("this target has no `{key}`");
            let finding = Diagnostic::error(Code::ConfigInvalid, message).at(Some(node.span), "");
            d.push(finding.help(format!("add `{key} = \"…\"`")));
        }
        fields.text(key, d)
    };
    let language = required("language", d);
    let out = required("out", d);
    let mut target = Target::default();
    if let Some((table, _)) = fields.table("package", d) {
        target.package = read_package(table, d);
        let entries = table.entries.iter();
        let spans = entries.map(|entry| (format!("package.{}", entry.key), entry.node.span));
        target.value_spans.extend(spans);
    }
    let (id, span) = language?;
    // Which other keys there are is for the language to say.
    let language = language::require(id, Some(span), d).ok()?;
    target.span = Some(span);
    for option in language.info().options {
        let Some(entry) = fields.entry(option.key) else {
            continue;
        };
        let key = option.key.to_owned();
        target.value_spans.insert(key.clone(), entry.node.span);
        target.options.extend(option_value(&entry.node, d).map(|value| (key, value)));
    }
    fields.finish(d);
    let (out, out_span) = out?;
    Some(ConfigTarget { language, out: base.join(out), out_span, target })
}

fn read_package(table: &Table, d: &mut Diagnostics) -> Package {
    let mut fields = Fields::new(table, CODES);
    let mut text = |key| fields.text(key, d).map(|(text, _)| text.to_owned());
    let package = Package {
        name: text("name"),
        version: text("version"),
        license: text("license"),
        repository: text("repository"),
    };
    fields.finish(d);
    package
}

/// Options are text to a language; in the file they may be what they look like.
fn option_value(node: &Node, d: &mut Diagnostics) -> Option<String> {
    match &node.value {
        Value::Text(text) => Some(text.clone()),
        Value::Boolean(value) => Some(value.to_string()),
        Value::Integer(number) => Some(number.to_string()),
        Value::Float(_) | Value::List(_) | Value::Table(_) | Value::Other => {
            CODES.wrong_kind(node, "text, an integer, true or false", d);
            None
        }
    }
}
