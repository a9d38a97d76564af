//! Which fields lead back to their own message through singular fields.

use std::collections::BTreeSet;

use super::{Cardinality, Message, MessageId, Type};

/// Sets [`super::Field::recursive`] in every message.
pub(super) fn mark(messages: &mut [Message]) {
    let edges: Vec<Vec<usize>> = messages.iter().map(singular_targets).collect();
    for (index, message) in messages.iter_mut().enumerate() {
        for field in &mut message.fields {
            field.recursive = match (field.ty, field.cardinality) {
                (_, Cardinality::Repeated) => false,
                (Type::Message(MessageId(target)), _) => reaches(&edges, target, index),
                _ => false,
            };
        }
    }
}

fn singular_targets(message: &Message) -> Vec<usize> {
    let singular = message.fields.iter().filter(|f| f.cardinality != Cardinality::Repeated);
    singular
        .filter_map(|f| match f.ty {
            Type::Message(MessageId(target)) => Some(target),
            _ => None,
        })
        .collect()
}

fn reaches(edges: &[Vec<usize>], from: usize, to: usize) -> bool {
    let mut seen = BTreeSet::new();
    let mut open = vec![from];
    while let Some(at) = open.pop() {
        if at == to {
            return true;
        }
        if seen.insert(at) {
            open.extend(&edges[at]);
        }
    }
    false
}
