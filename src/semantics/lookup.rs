//! Finding elements of the API by the names that facts use.

use std::collections::{BTreeSet, HashMap};

use crate::diagnostics::{Code, Diagnostic, Diagnostics, Span, nearest};
use crate::ir::{Api, Enum, EnumId, Message, MessageId, Rpc};
use crate::semantics::declared::{Declared, EnumDecl, LifeDecl, Mention, MessageDecl, RpcDecl};
use crate::semantics::facts::Release;
use crate::semantics::pattern::{Effective, Patterns};

/// So many names are worth listing in a message.
const FEW: usize = 12;

/// The API, what is declared about it, and the way from names to both.
pub(in crate::semantics) struct Context<'a> {
    pub(in crate::semantics) api: &'a Api,
    pub(in crate::semantics) declared: &'a Declared,
    /// The youngest release of which the API has an element.
    pub(in crate::semantics) release: Option<Release>,
    pub(in crate::semantics) patterns: Patterns<'a>,
    /// Per message and field, what patterns and the field's own entry say together.
    fields: Vec<Vec<Effective>>,
    rpcs: BTreeSet<&'a str>,
    messages: HashMap<&'a str, MessageId>,
    enums: HashMap<&'a str, EnumId>,
}

/// What a name in a fact stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::semantics) enum Found<T> {
    /// An element of the API.
    Here(T),
    /// An element that the files describe but this API does not have: it is of another release.
    Elsewhere,
    /// Nothing.
    Unknown,
}

impl<'a> Context<'a> {
    pub(in crate::semantics) fn new(
        api: &'a Api,
        declared: &'a Declared,
        d: &mut Diagnostics,
    ) -> Self {
        let mut cx = Self {
            api,
            declared,
            release: None,
            patterns: Patterns::new(declared),
            fields: Vec::with_capacity(api.messages.len()),
            rpcs: api.rpcs().map(|rpc| rpc.name.as_str()).collect(),
            messages: by_path(api.messages().map(|(id, m)| (m.path.as_str(), id, m.imported))),
            enums: by_path(api.enums().map(|(id, e)| (e.path.as_str(), id, e.imported))),
        };
        for (id, message) in api.messages() {
            let fields = cx.patterns.fields(message, cx.message_facts(id), d);
            cx.fields.push(fields);
        }
        cx.release = cx.youngest();
        cx
    }

    /// What is declared about an RPC.
    pub(in crate::semantics) fn rpc_facts(&self, rpc: &Rpc) -> Option<&'a RpcDecl> {
        self.declared.rpcs.get(&rpc.name)
    }

    /// What is declared about a message. Names mean what the files asked for declare; an imported
    /// message of the same name is another one.
    pub(in crate::semantics) fn message_facts(&self, id: MessageId) -> Option<&'a MessageDecl> {
        let message = self.api.message(id);
        let meant = !message.imported || self.messages.get(message.path.as_str()) == Some(&id);
        self.declared.messages.get(&message.path).filter(|_| meant)
    }

    /// What is declared about an enum.
    pub(in crate::semantics) fn enum_facts(&self, id: EnumId) -> Option<&'a EnumDecl> {
        let item = self.api.enumeration(id);
        let meant = !item.imported || self.enums.get(item.path.as_str()) == Some(&id);
        self.declared.enums.get(&item.path).filter(|_| meant)
    }

    /// What is declared about the fields of a message, patterns included.
    pub(in crate::semantics) fn field_facts(&self, id: MessageId) -> &[Effective] {
        self.fields.get(id.0).map_or(&[], Vec::as_slice)
    }

    pub(in crate::semantics) fn find_rpc(&self, name: &str) -> Found<()> {
        let here = self.rpcs.contains(name).then_some(());
        found(here, self.declared.rpcs.contains_key(name))
    }

    pub(in crate::semantics) fn find_message(&self, path: &str) -> Found<MessageId> {
        let here = self.messages.get(path).copied();
        found(here, self.declared.messages.contains_key(path))
    }

    pub(in crate::semantics) fn find_enum(&self, path: &str) -> Found<EnumId> {
        let here = self.enums.get(path).copied();
        found(here, self.declared.enums.contains_key(path))
    }

    pub(in crate::semantics) fn find_field(&self, id: MessageId, name: &str) -> Found<usize> {
        let fields = &self.api.message(id).fields;
        let here = fields.iter().position(|field| field.name == name);
        let declared = self.message_facts(id);
        found(here, declared.is_some_and(|m| m.fields.contains_key(name)))
    }

    pub(in crate::semantics) fn find_value(&self, id: EnumId, name: &str) -> Found<usize> {
        let values = &self.api.enumeration(id).values;
        let here = values.iter().position(|value| value.name == name);
        let declared = self.enum_facts(id);
        found(here, declared.is_some_and(|e| e.values.contains_key(name)))
    }

    pub(in crate::semantics) fn rpc_names(&self) -> impl Iterator<Item = &'a str> {
        self.api.rpcs().map(|rpc| rpc.name.as_str())
    }

    pub(in crate::semantics) fn message_names(&self) -> impl Iterator<Item = &'a str> {
        self.api.messages.iter().map(|m| m.path.as_str())
    }

    pub(in crate::semantics) fn enum_names(&self) -> impl Iterator<Item = &'a str> {
        self.api.enums.iter().map(|e| e.path.as_str())
    }

    /// A field of a message that a fact names; reports a name that means nothing.
    pub(super) fn field(
        &self,
        id: MessageId,
        mention: &Mention,
        d: &mut Diagnostics,
    ) -> Found<usize> {
        let found = self.find_field(id, &mention.name);
        if found == Found::Unknown {
            let message = self.api.message(id);
            d.push(unknown(
                &format!("message `{}` has no field", message.path),
                mention,
                message.origin.span,
                field_names(message),
            ));
        }
        found
    }

    /// A value of an enum that a fact names; reports a name that means nothing.
    pub(super) fn value(&self, id: EnumId, mention: &Mention, d: &mut Diagnostics) -> Found<usize> {
        let found = self.find_value(id, &mention.name);
        if found == Found::Unknown {
            let item = self.api.enumeration(id);
            d.push(unknown(
                &format!("enum `{}` has no value", item.path),
                mention,
                item.origin.span,
                value_names(item),
            ));
        }
        found
    }

    /// The youngest release among the elements that the API has.
    fn youngest(&self) -> Option<Release> {
        let rpcs = self.api.rpcs().filter_map(|rpc| Some(&self.rpc_facts(rpc)?.life));
        let messages = self.api.messages().flat_map(|(id, _)| {
            let own = self.message_facts(id).map(|facts| &facts.life);
            let fields = self.field_facts(id).iter().map(|f| &f.facts.life);
            own.into_iter().chain(fields)
        });
        let enums = self.api.enums().flat_map(|(id, item)| {
            let facts = self.enum_facts(id);
            let names = item.values.iter().map(|value| &value.name);
            let values = names.filter_map(move |name| Some(&facts?.values.get(name)?.life));
            facts.map(|f| &f.life).into_iter().chain(values)
        });
        let since = |life: &LifeDecl| life.since.as_ref().map(|fact| fact.value);
        rpcs.chain(messages).chain(enums).filter_map(since).max()
    }
}

pub(in crate::semantics) fn field_names(message: &Message) -> impl Iterator<Item = &str> {
    message.fields.iter().map(|field| field.name.as_str())
}

pub(in crate::semantics) fn value_names(item: &Enum) -> impl Iterator<Item = &str> {
    item.values.iter().map(|value| value.name.as_str())
}

/// The finding about a name that means nothing.
pub(super) fn unknown<'c>(
    what_lacks: &str,
    mention: &Mention,
    other: Option<Span>,
    candidates: impl IntoIterator<Item = &'c str>,
) -> Diagnostic {
    let candidates: Vec<&str> = candidates.into_iter().collect();
    let message = format!("{what_lacks} `{}`", mention.name);
    let finding = Diagnostic::error(Code::FactContradiction, message)
        .at(Some(mention.span), "named here")
        .at(other, "looked for here");
    finding.help(match nearest(&mention.name, candidates.iter().copied()) {
        Some(name) => format!("did you mean `{name}`?"),
        None if candidates.is_empty() => "there is none that could be meant".to_owned(),
        None if candidates.len() > FEW => "none of the known names is similar".to_owned(),
        None => format!("there are: {}", candidates.join(", ")),
    })
}

fn found<T>(here: Option<T>, declared: bool) -> Found<T> {
    match here {
        Some(element) => Found::Here(element),
        None if declared => Found::Elsewhere,
        None => Found::Unknown,
    }
}

/// Of several elements with one path the first wins that is not imported.
fn by_path<'a, T: Copy>(elements: impl Iterator<Item = (&'a str, T, bool)>) -> HashMap<&'a str, T> {
    let mut elements: Vec<(&str, T, bool)> = elements.collect();
    elements.sort_by_key(|(_, _, imported)| *imported);
    let mut map = HashMap::with_capacity(elements.len());
    for (path, id, _) in elements {
        map.entry(path).or_insert(id);
    }
    map
}
