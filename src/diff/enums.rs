//! Enums and their values.

use super::Breaks::{Source, Wire};
use super::pairs::{Named, Pairs, pair};
use super::{Element, Report, behaviour};
use crate::export::{Enum, EnumValue};

/// Compares all enums.
pub(super) fn compare(enums: &Pairs<'_, Enum>, report: &mut Report) {
    for (old, new) in &enums.both {
        let element = Element {
            name: old.name.to_owned(),
            old: old.item.source.as_ref(),
            new: new.item.source.as_ref(),
        };
        if old.name != new.name {
            let what = format!("the enum was renamed to `{}`", new.name);
            report.breaking(&element, &[Source], what);
        } else {
            behaviour::enumeration(&element, old.item, new.item, report);
        }
        report.comment(&element, &old.item.doc, &new.item.doc);
        values(old, new, report);
    }
    for item in &enums.removed {
        let element =
            Element { name: item.name.to_owned(), old: item.item.source.as_ref(), new: None };
        report.breaking(&element, &[Source], "the enum was removed");
    }
    for item in &enums.added {
        let element =
            Element { name: item.name.to_owned(), old: None, new: item.item.source.as_ref() };
        report.additive(&element, "a new enum");
    }
}

fn values(old: &Named<'_, Enum>, new: &Named<'_, Enum>, report: &mut Report) {
    let is_same = |a: &EnumValue, b: &EnumValue| a.number == b.number && a.alias_of.is_none();
    let pairs = pair(&named_values(old.item), &named_values(new.item), is_same);
    let element =
        |value: &str| Element { name: format!("{}.{value}", old.name), old: None, new: None };
    for (a, b) in &pairs.both {
        let element =
            Element { old: a.item.source.as_ref(), new: b.item.source.as_ref(), ..element(a.name) };
        if a.name != b.name {
            let what = format!("the value was renamed to `{}`", b.name);
            report.breaking(&element, &[Source], what);
        } else {
            behaviour::value(&element, a.item, b.item, report);
        }
        if a.item.number != b.item.number {
            let what = format!("its number was {} and is {}", a.item.number, b.item.number);
            report.breaking(&element, &[Wire], what);
        }
        report.comment(&element, &a.item.doc, &b.item.doc);
    }
    for value in &pairs.removed {
        let element = Element { old: value.item.source.as_ref(), ..element(value.name) };
        report.breaking(&element, &[Wire, Source], "the value was removed");
    }
    for value in &pairs.added {
        let element = Element { new: value.item.source.as_ref(), ..element(value.name) };
        report.additive(&element, "a new value");
    }
}

fn named_values(item: &Enum) -> Vec<Named<'_, EnumValue>> {
    let values = item.values.iter();
    values.map(|item| Named { name: &item.name, item }).collect()
}
