//! From the annotated API to one language's model, the same way for every language.
//!
//! `names` spells and finds clashes, `shapes` resolves what fields hold, `docs` turns comments
//! into text with spelled names, `usage` finds out who sends what, `features` what more than calls
//! the API allows. This file walks the API.

mod docs;
mod element;
mod features;
mod names;
mod rpcs;
mod shapes;
mod spelled;
mod types;
mod usage;

use super::Language;
use super::model::{KeyModel, Model, NamedValueModel, SentinelModel};
use crate::diagnostics::{Diagnostics, Reported};
use crate::ir::Scalar;
use crate::semantics::Annotated;
use docs::Glossary;
use spelled::Names;

/// Lowers the API for a language.
///
/// # Errors
/// [`Reported`] when two elements get the same name, or one gets none.
pub fn lower(
    language: &dyn Language,
    annotated: &Annotated,
    diagnostics: &mut Diagnostics,
) -> Result<Model, Reported> {
    let names = names::allocate(language, annotated, diagnostics)?;
    let glossary = Glossary::new(annotated, &names);
    let uses = shapes::sentinel_uses(annotated);
    let usage = usage::Usage::of(annotated);
    let mut model = Model {
        proto_package: annotated.api.package.clone(),
        release: annotated.release.map(|r| r.to_string()),
        root: types::scopes(annotated, &names, &glossary, &usage),
        rpcs: rpcs::rpcs(annotated, &names, &glossary),
        keys: keys(annotated, &names, &glossary),
        sentinels: sentinels(annotated, &names, &glossary, &uses),
        message_refs: names.messages.iter().map(|m| m.type_ref.clone()).collect(),
        enum_refs: names.enums.iter().map(|e| e.type_ref.clone()).collect(),
        features: Vec::new(),
    };
    model.features = features::features(&model);
    Ok(model)
}

fn keys(annotated: &Annotated, names: &Names, glossary: &Glossary) -> Vec<KeyModel> {
    let keys = annotated.keys.iter();
    keys.map(|(name, facts)| {
        let accepts = facts.accepts.iter().filter_map(|a| names.keys.get(a).cloned());
        KeyModel {
            proto_name: name.clone(),
            name: names.key(name),
            is_text: facts.is_text,
            doc: glossary.line(&facts.doc),
            accepts: accepts.collect(),
        }
    })
    .collect()
}

fn sentinels(
    annotated: &Annotated,
    names: &Names,
    glossary: &Glossary,
    uses: &[shapes::SentinelUse],
) -> Vec<SentinelModel> {
    let sentinels = annotated.sentinels.iter().zip(&names.sentinels).zip(uses);
    sentinels
        .map(|(((proto_name, facts), spelled), used)| {
            let values = facts.values.iter().zip(&spelled.values);
            let values = values.map(|(value, name)| NamedValueModel {
                name: name.clone(),
                doc: glossary.line(&value.doc),
                wire: value.wire,
            });
            SentinelModel {
                proto_name: proto_name.clone(),
                name: spelled.name.clone(),
                doc: glossary.line(&facts.doc),
                values: values.collect(),
                default: facts.default,
                other: spelled.other.clone(),
                other_doc: glossary.line(&facts.other.doc),
                min: facts.other.min,
                inner: shapes::meaning_kind(used.scalar, used.meaning.as_ref(), names),
                wire: used.scalar,
                is_list: used.is_list,
            }
        })
        .collect()
}

/// The scalar that a sentinel stands on when no field uses it.
const UNUSED_SENTINEL: Scalar = Scalar::Int64;
