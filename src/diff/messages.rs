//! Messages, their fields and oneofs.

use super::Breaks::{self, Source, Wire};
use super::api::Documents;
use super::pairs::{Named, Pairs, pair};
use super::{Element, Report, behaviour};
use crate::export::{Field, FieldType, Message, Oneof, Presence};

/// Compares all messages.
pub(super) fn compare(
    documents: &Documents<'_>,
    messages: &Pairs<'_, Message>,
    report: &mut Report,
) {
    for (old, new) in &messages.both {
        let element = Element {
            name: old.name.to_owned(),
            old: old.item.source.as_ref(),
            new: new.item.source.as_ref(),
        };
        if old.name != new.name {
            let what = format!("the message was renamed to `{}`", new.name);
            report.breaking(&element, &[Source], what);
        } else {
            behaviour::message(&element, old.item, new.item, report);
        }
        report.comment(&element, &old.item.doc, &new.item.doc);
        let pair = MessagePair { documents, name: old.name, old: old.item, new: new.item };
        pair.oneofs(report);
        pair.fields(report);
    }
    for message in &messages.removed {
        let element =
            Element { name: message.name.to_owned(), old: message.item.source.as_ref(), new: None };
        report.breaking(&element, &[Source], "the message was removed");
    }
    for message in &messages.added {
        let element =
            Element { name: message.name.to_owned(), old: None, new: message.item.source.as_ref() };
        report.additive(&element, "a new message");
    }
}

struct MessagePair<'a> {
    documents: &'a Documents<'a>,
    name: &'a str,
    old: &'a Message,
    new: &'a Message,
}

impl<'a> MessagePair<'a> {
    fn member(&self, name: &str) -> Element<'a> {
        Element { name: format!("{}.{name}", self.name), old: None, new: None }
    }

    fn oneof_pairs(&self) -> Pairs<'a, Oneof> {
        let is_same = |a: &Oneof, b: &Oneof| a.fields == b.fields;
        pair(&named_oneofs(self.old), &named_oneofs(self.new), is_same)
    }

    /// Only that a oneof came or went; what that means for a field is said of the field.
    fn oneofs(&self, report: &mut Report) {
        for (old, new) in self.oneof_pairs().both {
            let element = Element {
                old: old.item.source.as_ref(),
                new: new.item.source.as_ref(),
                ..self.member(old.name)
            };
            if old.name != new.name {
                let what = format!("the oneof was renamed to `{}`", new.name);
                report.breaking(&element, &[Source], what);
            }
            report.comment(&element, &old.item.doc, &new.item.doc);
        }
    }

    fn fields(&self, report: &mut Report) {
        // A number under a new name is the same field on the wire.
        let is_same = |a: &Field, b: &Field| a.number == b.number;
        let pairs = pair(&named_fields(self.old), &named_fields(self.new), is_same);
        for (old, new) in &pairs.both {
            self.field(old.item, new.item, report);
        }
        for field in &pairs.removed {
            let element = Element { old: field.item.source.as_ref(), ..self.member(field.name) };
            report.breaking(&element, &[Wire, Source], "the field was removed");
        }
        for field in &pairs.added {
            self.added(field.item, report);
        }
    }

    fn added(&self, field: &Field, report: &mut Report) {
        let element = Element { new: field.source.as_ref(), ..self.member(&field.name) };
        match field.required {
            None => report.additive(&element, "a new field"),
            Some(_) => {
                let what = "a new field that must be given";
                report.breaking(&element, &[Wire, Source], what);
            }
        }
    }

    fn field(&self, old: &Field, new: &Field, report: &mut Report) {
        let element = Element {
            old: old.source.as_ref(),
            new: new.source.as_ref(),
            ..self.member(&old.name)
        };
        if old.name != new.name {
            let what = format!("the field was renamed to `{}`", new.name);
            report.breaking(&element, &[Source], what);
        }
        if old.number != new.number {
            let what = format!("its number was {} and is {}", old.number, new.number);
            report.breaking(&element, &[Wire], what);
        }
        self.field_type(&element, old, new, report);
        if let Some((what, breaks)) = presence(old, new) {
            report.breaking(&element, breaks, what);
        }
        self.field_oneof(&element, old, new, report);
        if let (None, Some(required)) = (old.required, new.required) {
            let what = format!("it must be given now ({required})");
            report.breaking(&element, &[Wire, Source], what);
        }
        if self.old.name == self.new.name && old.name == new.name {
            behaviour::field(&element, old, new, report);
        }
        report.comment(&element, &old.doc, &new.doc);
    }

    fn field_type(&self, element: &Element<'_>, old: &Field, new: &Field, report: &mut Report) {
        let [before, now] = [self.documents.old.type_of(old), self.documents.new.type_of(new)];
        if self.documents.is_same_type(&before, &now) {
            return;
        }
        let breaks: &[Breaks] = match (wire_group(&old.ty), wire_group(&new.ty)) {
            (Some(a), Some(b)) if a == b => &[Source],
            _ => &[Wire, Source],
        };
        let what = format!("its type was `{before}` and is `{now}`");
        report.breaking(element, breaks, what);
    }

    /// Moving into a oneof in which other fields of old clients are makes them exclude each other.
    fn field_oneof(&self, element: &Element<'_>, old: &Field, new: &Field, report: &mut Report) {
        let renamed = |name: &String| {
            let both = self.oneof_pairs().both.into_iter();
            let mut pairs = both.filter(|(a, _)| a.name == name);
            pairs.next().map(|(_, b)| b.name.to_owned())
        };
        let expected = old.oneof.as_ref().map(|n| renamed(n).unwrap_or(n.clone()));
        if expected == new.oneof {
            return;
        }
        let (what, breaks): (String, &[Breaks]) = match (&old.oneof, &new.oneof) {
            (Some(before), None) => (format!("it is out of the oneof `{before}`"), &[Source]),
            (_, Some(now)) if self.has_older_members(now, new) => {
                (format!("it moved into the oneof `{now}`"), &[Wire, Source])
            }
            (_, Some(now)) => (format!("it moved into the oneof `{now}`"), &[Source]),
            (None, None) => return,
        };
        report.breaking(element, breaks, what);
    }

    fn has_older_members(&self, oneof: &str, except: &Field) -> bool {
        let old = |name: &str| self.old.fields.iter().any(|f| f.name == name);
        let members = self.new.fields.iter();
        let mut members = members.filter(|f| f.oneof.as_deref() == Some(oneof));
        members.any(|f| f.name != except.name && old(&f.name))
    }
}

fn named_oneofs(message: &Message) -> Vec<Named<'_, Oneof>> {
    let oneofs = message.oneofs.iter();
    oneofs.map(|item| Named { name: &item.name, item }).collect()
}

fn named_fields(message: &Message) -> Vec<Named<'_, Field>> {
    let fields = message.fields.iter();
    fields.map(|item| Named { name: &item.name, item }).collect()
}

/// What a change of presence is, outside oneofs: there presence follows from being a member.
fn presence(old: &Field, new: &Field) -> Option<(&'static str, &'static [Breaks])> {
    if old.oneof.is_some() || new.oneof.is_some() {
        return None;
    }
    Some(match (old.presence, new.presence) {
        (Presence::Implicit, Presence::Explicit) => {
            ("absent can be told from zero now", &[Source][..])
        }
        (Presence::Explicit, Presence::Implicit) => {
            ("absent cannot be told from zero any more", &[Source])
        }
        (Presence::Repeated, Presence::Implicit | Presence::Explicit) => {
            ("it was repeated and is not any more", &[Wire, Source])
        }
        (Presence::Implicit | Presence::Explicit, Presence::Repeated) => {
            ("it is repeated now", &[Wire, Source])
        }
        (Presence::Implicit, Presence::Implicit)
        | (Presence::Explicit, Presence::Explicit)
        | (Presence::Repeated, Presence::Repeated) => return None,
    })
}

/// Types of one group read each other's bytes.
fn wire_group(ty: &FieldType) -> Option<&'static str> {
    match ty {
        FieldType::Enum { .. } => Some("varint"),
        FieldType::Scalar { scalar } => match *scalar {
            "int32" | "int64" | "uint32" | "uint64" | "bool" => Some("varint"),
            "sint32" | "sint64" => Some("zigzag"),
            "fixed32" | "sfixed32" => Some("fixed32"),
            "fixed64" | "sfixed64" => Some("fixed64"),
            "string" | "bytes" => Some("bytes"),
            _ => None,
        },
        FieldType::Message { .. } | FieldType::Map { .. } => None,
    }
}
