//! From a name to the elements that have it.

use serde::Serialize;

use zeebe_bindgen::export::{
    Document, Enum, EnumValue, Field, Key, Message, Oneof, Rpc, Sentinel, Source, Stated,
};

/// Something that can be explained.
#[derive(Debug, Serialize)]
#[serde(tag = "kind", content = "element", rename_all = "snake_case")]
pub(super) enum Subject<'a> {
    Rpc(&'a Rpc),
    Message(&'a Message),
    Field(Member<'a, Message, Field>),
    Oneof(Member<'a, Message, Oneof>),
    Enum(&'a Enum),
    Value(Member<'a, Enum, EnumValue>),
    Key(&'a Key),
    Sentinel(&'a Sentinel),
}

/// A part of an element; printed as the part.
#[derive(Debug, Serialize)]
#[serde(transparent)]
pub(super) struct Member<'a, W, P> {
    #[serde(skip)]
    pub(super) whole: &'a W,
    pub(super) part: &'a P,
}

impl<'a> Subject<'a> {
    /// The word for its kind.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Rpc(_) => "rpc",
            Self::Message(_) => "message",
            Self::Field(_) => "field",
            Self::Oneof(_) => "oneof",
            Self::Enum(_) => "enum",
            Self::Value(_) => "value",
            Self::Key(_) => "key",
            Self::Sentinel(_) => "sentinel",
        }
    }

    /// Its name with the package, except for what has none.
    fn full_name(&self) -> String {
        match self {
            Self::Rpc(rpc) => rpc.name.clone(),
            Self::Message(message) => message.full_name.clone(),
            Self::Field(f) => format!("{}.{}", f.whole.full_name, f.part.name),
            Self::Oneof(o) => format!("{}.{}", o.whole.full_name, o.part.name),
            Self::Enum(item) => item.full_name.clone(),
            Self::Value(v) => format!("{}.{}", v.whole.full_name, v.part.name),
            Self::Key(key) => key.name.clone(),
            Self::Sentinel(sentinel) => sentinel.name.clone(),
        }
    }

    pub(super) fn doc(&self) -> &'a str {
        match self {
            Self::Rpc(rpc) => &rpc.doc,
            Self::Message(message) => &message.doc,
            Self::Field(field) => &field.part.doc,
            Self::Oneof(oneof) => &oneof.part.doc,
            Self::Enum(item) => &item.doc,
            Self::Value(value) => &value.part.doc,
            Self::Key(key) => &key.doc,
            Self::Sentinel(sentinel) => &sentinel.doc,
        }
    }

    pub(super) fn source(&self) -> Option<&'a Source> {
        match self {
            Self::Rpc(rpc) => rpc.source.as_ref(),
            Self::Message(message) => message.source.as_ref(),
            Self::Field(field) => field.part.source.as_ref(),
            Self::Oneof(oneof) => oneof.part.source.as_ref(),
            Self::Enum(item) => item.source.as_ref(),
            Self::Value(value) => value.part.source.as_ref(),
            Self::Key(_) | Self::Sentinel(_) => None,
        }
    }

    pub(super) fn facts(&self) -> &'a [Stated] {
        match self {
            Self::Rpc(rpc) => &rpc.facts,
            Self::Message(message) => &message.facts,
            Self::Field(field) => &field.part.facts,
            Self::Enum(item) => &item.facts,
            Self::Value(value) => &value.part.facts,
            Self::Key(key) => &key.facts,
            Self::Sentinel(sentinel) => &sentinel.facts,
            Self::Oneof(_) => &[],
        }
    }
}

/// Everything in a document.
fn all(document: &Document) -> Vec<Subject<'_>> {
    let rpcs = document.services.iter().flat_map(|service| &service.rpcs);
    let mut all: Vec<Subject<'_>> = rpcs.map(Subject::Rpc).collect();
    for message in &document.messages {
        all.push(Subject::Message(message));
        let fields = parts(message, &message.fields);
        all.extend(fields.map(Subject::Field));
        let oneofs = parts(message, &message.oneofs);
        all.extend(oneofs.map(Subject::Oneof));
    }
    for item in &document.enums {
        all.push(Subject::Enum(item));
        all.extend(parts(item, &item.values).map(Subject::Value));
    }
    all.extend(document.keys.iter().map(Subject::Key));
    all.extend(document.sentinels.iter().map(Subject::Sentinel));
    all
}

fn parts<'a, W, P>(whole: &'a W, parts: &'a [P]) -> impl Iterator<Item = Member<'a, W, P>> {
    parts.iter().map(move |part| Member { whole, part })
}

/// The elements of a name, which may be with or without the package; an RPC also has its path.
pub(super) fn find<'a>(document: &'a Document, name: &str) -> Vec<Subject<'a>> {
    let matches = |subject: &Subject<'_>| {
        let is_path = matches!(subject, Subject::Rpc(rpc) if rpc.path == name);
        is_path || subject.full_name() == name || short(document, subject) == name
    };
    all(document).into_iter().filter(matches).collect()
}

/// The names that can be asked for.
pub(super) fn names(document: &Document) -> Vec<String> {
    let all = all(document);
    all.iter().map(|subject| short(document, subject)).collect()
}

/// The name without the package of the document.
pub(super) fn short(document: &Document, subject: &Subject<'_>) -> String {
    let name = subject.full_name();
    document.local(&name).to_owned()
}
