//! What callers have to give of a message, and what must be known beside it, for languages in which a
//! request is made of named fields at once.

use super::model::{ConstructorModel, FieldModel, Kind, Many, MessageModel, Model, RpcModel};
use crate::ir::{MessageId, Streaming};

/// Whether callers must say what a field is: it is required, or every way to make its message asks
/// for it.
pub(super) fn must_be_given(message: &MessageModel, field: &FieldModel) -> bool {
    let constructors = &message.constructors;
    let asks = |c: &ConstructorModel| c.fields.contains(&field.index);
    field.required.is_some() || (!constructors.is_empty() && constructors.iter().all(asks))
}

/// Whether a field that must be sent can be missing all the same, because its message is received too.
pub(super) fn can_be_absent(message: &MessageModel, field: &FieldModel) -> bool {
    message.received
        && must_be_given(message, field)
        && matches!(field.shape.many, Many::Optional | Many::NoneIfZero)
}

/// Whether a message stands in another one that is sent.
pub(super) fn is_part(model: &Model, message: &MessageModel) -> bool {
    let senders = model.messages();
    let mut fields = senders.iter().filter(|m| m.sent).flat_map(|m| m.fields());
    fields.any(|field| matches!(field.shape.kind, Kind::Message(id) if id == message.id))
}

/// Whether a call sends one message.
pub(super) fn sends_one(rpc: &RpcModel) -> bool {
    matches!(rpc.streaming, Streaming::Unary | Streaming::Server)
}

/// Whether an encoder asks the client for something: the message or one in it names a tenant.
pub(super) fn uses_context(model: &Model, id: MessageId) -> bool {
    let mut open = vec![id];
    let mut seen = Vec::new();
    while let Some(id) = open.pop() {
        if seen.contains(&id) {
            continue;
        }
        seen.push(id);
        let Some(message) = model.message(id) else { continue };
        if message.fields().any(|field| field.tenant) {
            return true;
        }
        open.extend(message.fields().filter_map(|field| match field.shape.kind {
            Kind::Message(id) => Some(id),
            _ => None,
        }));
    }
    false
}
