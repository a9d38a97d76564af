//! Comments as text with spelled names, ready for a language to write into its own comments.

use std::collections::HashMap;

use super::super::markup::visible;
use super::super::model::{Doc, Inline, Text};
use super::spelled::Names;
use crate::ir::{EnumId, MessageId, Origin};
use crate::semantics::Annotated;
use crate::semantics::facts::{Life, Release};

/// How each name of the proto is spelled, for names in comments.
#[derive(Debug)]
pub(super) struct Glossary {
    names: HashMap<String, String>,
    fields: Vec<HashMap<String, String>>,
    values: Vec<HashMap<String, String>>,
}

/// Whose names a comment may use without saying whose they are.
#[derive(Debug, Clone, Copy)]
pub(super) enum Near {
    Api,
    Message(MessageId),
    Enum(EnumId),
}

impl Glossary {
    pub(super) fn new(annotated: &Annotated, names: &Names) -> Self {
        let api = &annotated.api;
        let mut glossary = Self { names: HashMap::new(), fields: Vec::new(), values: Vec::new() };
        for (message, spelled) in api.messages.iter().zip(&names.messages) {
            let name = &spelled.type_ref.name;
            let mut fields = HashMap::new();
            for (field, names) in message.fields.iter().zip(&spelled.fields) {
                fields.insert(field.name.clone(), names.field.clone());
                let path = format!("{}.{}", message.path, field.name);
                glossary.names.insert(path, format!("{name}.{}", names.field));
            }
            glossary.names.insert(message.path.clone(), name.clone());
            glossary.fields.push(fields);
        }
        for (item, spelled) in api.enums.iter().zip(&names.enums) {
            let values = item.values.iter().zip(&spelled.values);
            let values = values.map(|(value, name)| (value.name.clone(), name.clone()));
            glossary.values.push(values.collect());
            let name = spelled.type_ref.name.clone();
            glossary.names.entry(item.name.clone()).or_insert(name);
        }
        for (rpc, spelled) in api.rpcs().zip(&names.rpcs) {
            glossary.names.insert(rpc.name.clone(), spelled.method.clone());
        }
        glossary
    }

    /// The docs of an element. `belongs_to` is the release of what the element is part of.
    pub(super) fn doc(
        &self,
        origin: &Origin,
        life: &Life,
        near: Near,
        belongs_to: Option<Release>,
    ) -> Doc {
        let paragraphs = origin.doc.split("\n\n");
        let paragraphs = paragraphs.map(|p| self.text(p, near)).filter(|p| !p.is_empty());
        let since = life.since.filter(|since| Some(*since) != belongs_to);
        Doc {
            paragraphs: paragraphs.collect(),
            since: since.map(|s| s.to_string()),
            deprecated: life.deprecated.as_ref().map(|d| self.text(d, near)),
            replaced_by: life.replaced_by.as_ref().map(|name| self.spelled(name, near)),
        }
    }

    /// One sentence from the semantics.
    pub(super) fn line(&self, text: &str) -> Text {
        self.text(text, Near::Api)
    }

    fn spelled(&self, name: &str, near: Near) -> String {
        let own = match near {
            Near::Api => None,
            Near::Message(id) => self.fields[id.0].get(name),
            Near::Enum(id) => self.values[id.0].get(name),
        };
        let spelled = own.or_else(|| self.names.get(name));
        spelled.map_or_else(|| visible(name), Clone::clone)
    }

    /// Text in one flow: lines are joined, what stands between backticks is code, and what would be
    /// invisible is written out.
    fn text(&self, text: &str, near: Near) -> Text {
        let flow = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let mut pieces: Vec<&str> = flow.split('`').collect();
        let mut out = Text::new();
        if pieces.len().is_multiple_of(2) {
            // An opening backtick that is never closed is an ordinary character.
            let last = pieces.pop().unwrap_or_default();
            push_code_and_plain(self, &pieces, near, &mut out);
            push_plain(&mut out, &format!("`{last}"));
        } else {
            push_code_and_plain(self, &pieces, near, &mut out);
        }
        out
    }
}

fn push_code_and_plain(glossary: &Glossary, pieces: &[&str], near: Near, out: &mut Text) {
    for (index, piece) in pieces.iter().enumerate() {
        if index % 2 == 0 {
            push_plain(out, piece);
        } else if piece.is_empty() {
            push_plain(out, "``");
        } else {
            out.push(Inline::Code(glossary.spelled(piece, near)));
        }
    }
}

fn push_plain(out: &mut Text, text: &str) {
    if text.is_empty() {
        return;
    }
    if let Some(Inline::Plain(before)) = out.last_mut() {
        before.push_str(&visible(text));
    } else {
        out.push(Inline::Plain(visible(text)));
    }
}
