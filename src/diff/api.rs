//! Services and RPCs, and which messages and enums are to be compared with which.

use std::collections::BTreeMap;

use super::Breaks::{Source, Wire};
use super::pairs::{Named, pair};
use super::{Element, Report, behaviour, enums, messages};
use crate::export::{Document, Enum, Message, Rpc, Service, Streaming};

/// Two documents, and which types of the old one have another name in the new one.
pub(super) struct Documents<'a> {
    pub(super) old: &'a Document,
    pub(super) new: &'a Document,
    renamed: BTreeMap<&'a str, &'a str>,
}

impl Documents<'_> {
    /// Whether a type of the old document is one of the new: the same, or renamed. A map is compared
    /// by the type of its values.
    pub(super) fn is_same_type(&self, old: &str, new: &str) -> bool {
        let split = |name: &str| {
            let inner = name.strip_suffix('>').and_then(|n| n.split_once(", "));
            match inner {
                Some((map, value)) => (Some(map.to_owned()), value.to_owned()),
                None => (None, name.to_owned()),
            }
        };
        let [(old_map, old), (new_map, new)] = [split(old), split(new)];
        let now = self.renamed.get(old.as_str()).copied();
        old_map == new_map && now.unwrap_or(old.as_str()) == new
    }
}

/// Compares everything.
pub(super) fn compare(old: &Document, new: &Document, report: &mut Report) {
    let messages = pair(&named_messages(old), &named_messages(new), is_same_message);
    let items = pair(&named_enums(old), &named_enums(new), is_same_enum);
    let message_names = messages.both.iter().map(|(a, b)| (a.name, b.name));
    let enum_names = items.both.iter().map(|(a, b)| (a.name, b.name));
    let documents = Documents { old, new, renamed: message_names.chain(enum_names).collect() };
    services(&documents, report);
    messages::compare(&documents, &messages, report);
    enums::compare(&items, report);
}

fn named_messages(document: &Document) -> Vec<Named<'_, Message>> {
    let messages = document.messages.iter();
    let named = messages.map(|item| Named { name: document.local(&item.full_name), item });
    named.collect()
}

fn named_enums(document: &Document) -> Vec<Named<'_, Enum>> {
    let enums = document.enums.iter();
    let named = enums.map(|item| Named { name: document.local(&item.full_name), item });
    named.collect()
}

/// A message that was renamed has the same fields, and more than one.
fn is_same_message(old: &Message, new: &Message) -> bool {
    let fields = |message: &Message| -> Vec<_> {
        let fields = message.fields.iter();
        fields.map(|f| (f.name.clone(), f.number)).collect()
    };
    old.fields.len() > 1 && fields(old) == fields(new)
}

fn is_same_enum(old: &Enum, new: &Enum) -> bool {
    let values = |item: &Enum| -> Vec<_> {
        let values = item.values.iter();
        values.map(|v| (v.name.clone(), v.number)).collect()
    };
    values(old) == values(new)
}

fn services(documents: &Documents<'_>, report: &mut Report) {
    let old: Vec<_> = documents.old.services.iter().map(named_service).collect();
    let new: Vec<_> = documents.new.services.iter().map(named_service).collect();
    let only_one = old.len() == 1 && new.len() == 1;
    let pairs = pair(&old, &new, |_, _| only_one);
    for (old, new) in &pairs.both {
        let element = Element {
            name: old.name.to_owned(),
            old: old.item.source.as_ref(),
            new: new.item.source.as_ref(),
        };
        if old.item.full_name != new.item.full_name {
            let what = format!("the service is now `{}`", new.item.full_name);
            report.breaking(&element, &[Wire], what);
        }
        report.comment(&element, &old.item.doc, &new.item.doc);
        rpcs(documents, old.item, new.item, report);
    }
    for service in &pairs.removed {
        let rpcs = service.item.rpcs.iter();
        rpcs.for_each(|rpc| removed(rpc, report));
    }
    for service in &pairs.added {
        service.item.rpcs.iter().for_each(|rpc| added(rpc, report));
    }
}

fn named_service(item: &Service) -> Named<'_, Service> {
    Named { name: &item.name, item }
}

fn rpcs(documents: &Documents<'_>, old: &Service, new: &Service, report: &mut Report) {
    let is_same = |a: &Rpc, b: &Rpc| is_same_rpc(documents, a, b);
    let pairs = pair(&named_rpcs(old), &named_rpcs(new), is_same);
    for (old, new) in pairs.both {
        rpc(documents, old.item, new.item, report);
    }
    for rpc in pairs.removed {
        removed(rpc.item, report);
    }
    for rpc in pairs.added {
        added(rpc.item, report);
    }
}

fn named_rpcs(service: &Service) -> Vec<Named<'_, Rpc>> {
    let rpcs = service.rpcs.iter();
    rpcs.map(|item| Named { name: &item.name, item }).collect()
}

/// An RPC that was renamed takes and gives the same.
fn is_same_rpc(documents: &Documents<'_>, old: &Rpc, new: &Rpc) -> bool {
    is_same_message_of(documents, &old.request, &new.request)
        && is_same_message_of(documents, &old.response, &new.response)
        && old.streaming == new.streaming
}

fn is_same_message_of(documents: &Documents<'_>, old: &str, new: &str) -> bool {
    let [old, new] = [documents.old.local(old), documents.new.local(new)];
    documents.is_same_type(old, new)
}

fn removed(rpc: &Rpc, report: &mut Report) {
    let element = Element { name: rpc.name.clone(), old: rpc.source.as_ref(), new: None };
    report.breaking(&element, &[Wire, Source], "the RPC was removed");
}

fn added(rpc: &Rpc, report: &mut Report) {
    let element = Element { name: rpc.name.clone(), old: None, new: rpc.source.as_ref() };
    report.additive(&element, "a new RPC");
}

fn rpc(documents: &Documents<'_>, old: &Rpc, new: &Rpc, report: &mut Report) {
    let element =
        Element { name: old.name.clone(), old: old.source.as_ref(), new: new.source.as_ref() };
    if old.name != new.name {
        let what = format!("the RPC was renamed to `{}`", new.name);
        report.breaking(&element, &[Wire, Source], what);
    } else {
        behaviour::rpc(&element, old, new, report);
    }
    for (what, before, now) in
        [("request", &old.request, &new.request), ("response", &old.response, &new.response)]
    {
        if !is_same_message_of(documents, before, now) {
            let [before, now] = [documents.old.local(before), documents.new.local(now)];
            let what = format!("the {what} was `{before}` and is `{now}`");
            report.breaking(&element, &[Wire, Source], what);
        }
    }
    if old.streaming != new.streaming {
        let [before, now] = [old.streaming, new.streaming].map(Streaming::as_str);
        let what = format!("it was {before} and is {now}");
        report.breaking(&element, &[Wire, Source], what);
    }
    report.comment(&element, &old.doc, &new.doc);
}
