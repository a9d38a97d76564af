//! RPCs with their policy.

use super::super::model::{IdempotentModel, ItemsModel, RpcModel};
use super::docs::{Glossary, Near};
use super::spelled::{Names, RpcNames};
use crate::ir::{Rpc, Type};
use crate::semantics::Annotated;
use crate::semantics::facts::{CallClass, RpcFacts, Status};

/// Every RPC of every service.
pub(super) fn rpcs(annotated: &Annotated, names: &Names, glossary: &Glossary) -> Vec<RpcModel> {
    let rpcs = annotated.rpcs().zip(&names.rpcs);
    rpcs.map(|((rpc, facts), names)| model(annotated, glossary, rpc, facts, names)).collect()
}

fn model(
    annotated: &Annotated,
    glossary: &Glossary,
    rpc: &Rpc,
    facts: &RpcFacts,
    names: &RpcNames,
) -> RpcModel {
    let near = Near::Message(rpc.request);
    let errors = facts.errors.iter();
    let class = annotated.classes.get(&facts.class);
    RpcModel {
        proto_name: rpc.name.clone(),
        path: rpc.path.clone(),
        method: names.method.clone(),
        type_name: names.type_name.clone(),
        doc: glossary.doc(&rpc.origin, &facts.life, near, None),
        streaming: rpc.streaming,
        request: rpc.request,
        response: rpc.response,
        items: facts.items.and_then(|field| items(annotated, rpc, field)),
        class: facts.class,
        retry: facts.retry.clone(),
        at_least_once: class.map_or_else(Vec::new, |c| c.at_least_once.clone()),
        before_sending: class.is_none_or(|c| c.before_sending),
        idempotent_if: idempotent_if(annotated, facts),
        deadline: facts.deadline.clone(),
        backpressure_exempt: facts.backpressure_exempt,
        after_retry: facts.after_retry.iter().map(|(s, a)| (*s, *a)).collect(),
        since: facts.life.since.map(|s| s.to_string()),
        errors: errors.map(|(s, text)| (*s, glossary.line(text))).collect(),
    }
}

fn items(annotated: &Annotated, rpc: &Rpc, field: usize) -> Option<ItemsModel> {
    match annotated.api.message(rpc.response).fields.get(field)?.ty {
        Type::Message(item) => Some(ItemsModel { field, item }),
        Type::Scalar(_) | Type::Enum(_) | Type::Map(..) => None,
    }
}

fn idempotent_if(annotated: &Annotated, facts: &RpcFacts) -> Option<IdempotentModel> {
    let condition = facts.idempotent_if.as_ref()?;
    let class = annotated.classes.get(&CallClass::Idempotent);
    let retry: Vec<Status> = class.map_or_else(Vec::new, |c| c.retry.clone());
    Some(IdempotentModel {
        set: condition.set.clone(),
        positive: condition.positive.clone(),
        retry,
    })
}
