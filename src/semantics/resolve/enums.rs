//! Facts about enums and their values.

use super::life::{self, Element, Siblings};
use crate::diagnostics::Diagnostics;
use crate::ir::{Enum, EnumId};
use crate::semantics::declared::{EnumDecl, LifeDecl, Overlay};
use crate::semantics::facts::{EnumFacts, Life};
use crate::semantics::lookup::Context;

pub(super) fn all(cx: &Context<'_>, d: &mut Diagnostics) -> Vec<EnumFacts> {
    let enums = cx.api.enums();
    enums.map(|(id, item)| resolve(cx, id, item, d)).collect()
}

fn resolve(cx: &Context<'_>, id: EnumId, item: &Enum, d: &mut Diagnostics) -> EnumFacts {
    let declared = cx.enum_facts(id);
    let element = Element {
        kind: "enum",
        name: &item.path,
        origin: &item.origin,
        siblings: Siblings::Enums,
        parent: None,
    };
    let mut stated = Vec::new();
    if let Some(facts) = declared {
        facts.list(&mut stated);
    }
    let nothing = LifeDecl::default();
    let life = declared.map_or(&nothing, |facts| &facts.life);
    EnumFacts {
        life: life::resolve(cx, &element, life, stated, d),
        zero: declared.and_then(|facts| facts.zero.as_ref()).map(|fact| fact.value),
        values: values(cx, id, item, declared, d),
    }
}

fn values(
    cx: &Context<'_>,
    id: EnumId,
    item: &Enum,
    declared: Option<&EnumDecl>,
    d: &mut Diagnostics,
) -> Vec<Life> {
    let nothing = LifeDecl::default();
    let values = item.values.iter().map(|value| {
        let name = format!("{}.{}", item.path, value.name);
        let element = Element {
            kind: "value",
            name: &name,
            origin: &value.origin,
            siblings: Siblings::Values(id),
            parent: declared.and_then(|facts| facts.life.since.as_ref()),
        };
        let own = declared.and_then(|facts| facts.values.get(&value.name));
        let mut stated = Vec::new();
        if let Some(facts) = own {
            facts.list(&mut stated);
        }
        let facts = own.map_or(&nothing, |facts| &facts.life);
        life::resolve(cx, &element, facts, stated, d)
    });
    values.collect()
}
