//! Cases of a scenario: `${name}` in its texts is what the case has for the name. A text that is
//! nothing else becomes the value itself, of any kind. Names that the case does not have are left for
//! the time when the scenario is played.

use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

/// Puts the values of a case into everything below a value.
pub(super) fn fill<'i>(value: &mut Spanned<DeValue<'i>>, case: &DeTable<'i>) {
    let replaced = match value.get_mut() {
        DeValue::String(text) => filled(text, case),
        DeValue::Array(items) => {
            items.iter_mut().for_each(|item| fill(item, case));
            None
        }
        DeValue::Table(table) => {
            table.iter_mut().for_each(|(_, entry)| fill(entry, case));
            let has_names = table.keys().any(|key| key.get_ref().contains("${"));
            has_names.then(|| DeValue::Table(with_keys(table, case)))
        }
        _ => None,
    };
    if let Some(new) = replaced {
        *value.get_mut() = new;
    }
}

/// The same entries under the keys of the case.
fn with_keys<'i>(table: &DeTable<'i>, case: &DeTable<'i>) -> DeTable<'i> {
    let mut out = DeTable::new();
    for (key, value) in table.iter() {
        let name = match filled(key.get_ref(), case) {
            Some(DeValue::String(name)) => Spanned::new(key.span(), name),
            _ => key.clone(),
        };
        out.insert(name, value.clone());
    }
    out
}

fn filled<'i>(text: &DeString<'i>, case: &DeTable<'i>) -> Option<DeValue<'i>> {
    if !text.contains("${") {
        return None;
    }
    let whole = text.strip_prefix("${").and_then(|rest| rest.strip_suffix('}'));
    if let Some(found) = whole.and_then(|name| case.get(name)) {
        return Some(found.get_ref().clone());
    }
    let mut out = text.to_string();
    for (name, value) in case {
        let shown = match value.get_ref() {
            DeValue::String(text) => text.to_string(),
            DeValue::Integer(number) => number.to_string(),
            DeValue::Float(number) => number.to_string(),
            DeValue::Boolean(flag) => flag.to_string(),
            _ => continue,
        };
        out = out.replace(&format!("${{{}}}", name.get_ref()), &shown);
    }
    Some(DeValue::String(out.into()))
}
