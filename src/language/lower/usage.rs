//! Which messages clients send, and which they receive.

use crate::ir::{MapValue, MessageId, Streaming, Type};
use crate::semantics::Annotated;

/// Who sends what.
#[derive(Debug)]
pub(super) struct Usage {
    sent: Vec<bool>,
    received: Vec<bool>,
}

impl Usage {
    /// Follows every RPC through the messages of its request and response. What no RPC uses counts as
    /// both, so that nothing of the API is out of reach.
    pub(super) fn of(annotated: &Annotated) -> Self {
        let count = annotated.api.messages.len();
        let mut usage = Self { sent: vec![false; count], received: vec![false; count] };
        for rpc in annotated.api.rpcs() {
            reach(annotated, rpc.request, &mut usage.sent);
            reach(annotated, rpc.response, &mut usage.received);
        }
        for index in 0..count {
            if !usage.sent[index] && !usage.received[index] {
                reach(annotated, MessageId(index), &mut usage.sent);
                reach(annotated, MessageId(index), &mut usage.received);
            }
        }
        usage
    }

    pub(super) fn is_sent(&self, id: MessageId) -> bool {
        self.sent[id.0]
    }

    pub(super) fn is_received(&self, id: MessageId) -> bool {
        self.received[id.0]
    }
}

fn reach(annotated: &Annotated, from: MessageId, seen: &mut [bool]) {
    let mut open = vec![from];
    while let Some(id) = open.pop() {
        if std::mem::replace(&mut seen[id.0], true) {
            continue;
        }
        let fields = annotated.api.message(id).fields.iter();
        open.extend(fields.filter_map(|field| match field.ty {
            Type::Message(target) | Type::Map(_, MapValue::Message(target)) => Some(target),
            Type::Scalar(_) | Type::Enum(_) | Type::Map(_, _) => None,
        }));
    }
}

/// Whether a message is the response of a call that may find out that an earlier attempt worked.
pub(super) fn marks_already_applied(annotated: &Annotated, id: MessageId) -> bool {
    annotated.rpcs().any(|(rpc, facts)| {
        rpc.response == id && rpc.streaming == Streaming::Unary && !facts.after_retry.is_empty()
    })
}
