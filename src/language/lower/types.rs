//! Messages and enums, each in the scope where its language has it.

use super::super::model::{
    ConstructorModel, EnumModel, EnumValueModel, FieldModel, Kind, Member, MessageModel,
    OneofModel, ScopeModel, TypeRef,
};
use super::docs::{Glossary, Near};
use super::shapes;
use super::spelled::{MessageNames, Names};
use super::usage::{Usage, marks_already_applied};
use crate::ir::{EnumId, Field, Message, MessageId};
use crate::semantics::Annotated;
use crate::semantics::facts::{FieldFacts, Life, Meaning, MessageFacts, Release};

/// The tree of scopes with everything in it.
pub(super) fn scopes(
    annotated: &Annotated,
    names: &Names,
    glossary: &Glossary,
    usage: &Usage,
) -> ScopeModel {
    let oldest = annotated.rpcs.iter().filter_map(|facts| facts.life.since).min();
    let lowering = Lowering { annotated, names, glossary, usage, oldest };
    let mut root = ScopeModel::default();
    for (id, message) in annotated.api.messages() {
        let model = lowering.message(id, message);
        place(&mut root, &model.name.scopes.clone()).messages.push(model);
        let spelled = &names.messages[id.0];
        if !message.oneofs.is_empty() || spelled.inside.len() > spelled.type_ref.scopes.len() {
            let scope = place(&mut root, &spelled.inside);
            scope.of_message = Some(message.path.clone());
            scope.oneofs = lowering.oneofs(id, message);
        }
    }
    for (id, _) in annotated.api.enums() {
        let model = lowering.enumeration(id);
        place(&mut root, &model.name.scopes.clone()).enums.push(model);
    }
    root
}

fn place<'a>(scope: &'a mut ScopeModel, path: &[String]) -> &'a mut ScopeModel {
    let Some((first, rest)) = path.split_first() else {
        return scope;
    };
    let index = scope.scopes.iter().position(|s| s.name == *first);
    let index = index.unwrap_or_else(|| {
        scope.scopes.push(ScopeModel { name: first.clone(), ..ScopeModel::default() });
        scope.scopes.len() - 1
    });
    place(&mut scope.scopes[index], rest)
}

/// The name that a fact states, or else the proto's.
fn stated<'a>(name: &'a str, life: &'a Life) -> &'a str {
    life.name.as_deref().unwrap_or(name)
}

struct Lowering<'a> {
    annotated: &'a Annotated,
    names: &'a Names,
    glossary: &'a Glossary,
    usage: &'a Usage,
    /// The release that has been there from the start; not worth a word for a type.
    oldest: Option<Release>,
}

impl Lowering<'_> {
    fn message(&self, id: MessageId, message: &Message) -> MessageModel {
        let facts = &self.annotated.messages[id.0];
        let spelled = &self.names.messages[id.0];
        let constructors = facts.constructors.iter().zip(&spelled.constructors);
        MessageModel {
            id,
            proto_path: message.path.clone(),
            stated_path: self.stated_path(message, facts),
            name: spelled.type_ref.clone(),
            doc: self.glossary.doc(&message.origin, &facts.life, Near::Message(id), self.oldest),
            members: self.members(id, message),
            constructors: constructors
                .map(|(constructor, name)| ConstructorModel {
                    name: name.clone(),
                    fields: constructor.fields.clone(),
                })
                .collect(),
            one_of: facts.one_of.clone(),
            sent: self.usage.is_sent(id),
            received: self.usage.is_received(id),
            marks_already_applied: marks_already_applied(self.annotated, id),
        }
    }

    /// The path of a message with the names that facts state instead of the proto's.
    fn stated_path(&self, message: &Message, facts: &MessageFacts) -> String {
        let own = stated(&message.name, &facts.life);
        match message.parent {
            Some(parent) => {
                let (parent, facts) = self.annotated.message(parent);
                format!("{}.{own}", self.stated_path(parent, facts))
            }
            None => match message.path.rsplit_once('.') {
                Some((outside, _)) => format!("{outside}.{own}"),
                None => own.to_owned(),
            },
        }
    }

    /// Fields and oneofs in the order of the proto; a oneof stands where its first member does.
    fn members(&self, id: MessageId, message: &Message) -> Vec<Member> {
        let mut members = Vec::new();
        for (index, field) in message.fields.iter().enumerate() {
            match field.oneof {
                None => members.push(Member::Field(self.field(id, message, index))),
                Some(oneof) if message.oneofs[oneof].members.first() == Some(&index) => {
                    members.push(Member::Oneof(self.oneof(id, message, oneof)));
                }
                Some(_) => {}
            }
        }
        members
    }

    fn oneofs(&self, id: MessageId, message: &Message) -> Vec<OneofModel> {
        let indices = 0..message.oneofs.len();
        indices.map(|index| self.oneof(id, message, index)).collect()
    }

    fn oneof(&self, id: MessageId, message: &Message, index: usize) -> OneofModel {
        let oneof = &message.oneofs[index];
        let spelled = &self.names.messages[id.0].oneofs[index];
        let life = Life::default();
        let variants = oneof.members.iter();
        OneofModel {
            proto_name: oneof.name.clone(),
            name: spelled.field.clone(),
            setter: spelled.setter.clone(),
            parameter: spelled.parameter.clone(),
            type_ref: spelled.type_ref.clone(),
            doc: self.glossary.doc(&oneof.origin, &life, Near::Message(id), None),
            variants: variants.map(|&member| self.field(id, message, member)).collect(),
        }
    }

    fn field(&self, id: MessageId, message: &Message, index: usize) -> FieldModel {
        let field = &message.fields[index];
        let facts = &self.annotated.messages[id.0].fields[index];
        let spelled: &MessageNames = &self.names.messages[id.0];
        let names = &spelled.fields[index];
        let belongs_to = self.annotated.messages[id.0].life.since;
        let name = match field.oneof {
            None => &names.field,
            Some(_) => &names.variant,
        };
        FieldModel {
            index,
            proto_name: field.name.clone(),
            stated_name: stated(&field.name, &facts.life).to_owned(),
            number: field.number,
            name: name.clone(),
            setter: names.setter.clone(),
            parameter: names.parameter.clone(),
            doc: self.glossary.doc(&field.origin, &facts.life, Near::Message(id), belongs_to),
            shape: self.shape(id, field, facts),
            required: facts.required,
            tenant: facts.tenant,
            lease: facts.lease,
            only_when: self.only_when(message, facts),
        }
    }

    fn shape(
        &self,
        id: MessageId,
        field: &Field,
        facts: &FieldFacts,
    ) -> super::super::model::Shape {
        let is_key = matches!(facts.meaning, Some(Meaning::Key(_)));
        let none_if_zero = is_key && marks_already_applied(self.annotated, id);
        let shape = shapes::shape(self.annotated, self.names, field, facts, none_if_zero);
        debug_assert!(!matches!(shape.kind, Kind::Message(_)) || !none_if_zero);
        shape
    }

    fn only_when(&self, message: &Message, facts: &FieldFacts) -> Option<(usize, Vec<i32>)> {
        let condition = facts.only_when.as_ref()?;
        let crate::ir::Type::Enum(id) = message.fields.get(condition.field)?.ty else {
            return None;
        };
        let values = &self.annotated.api.enumeration(id).values;
        let numbers = condition.values.iter().filter_map(|&v| values.get(v));
        Some((condition.field, numbers.map(|v| v.number).collect()))
    }

    fn enumeration(&self, id: EnumId) -> EnumModel {
        let (item, facts) = self.annotated.enumeration(id);
        let spelled = &self.names.enums[id.0];
        let near = Near::Enum(id);
        let values = item.values.iter().zip(&facts.values).zip(&spelled.values);
        let values = values.map(|((value, life), name)| EnumValueModel {
            proto_name: value.name.clone(),
            name: name.clone(),
            number: value.number,
            alias_of: value.alias_of,
            doc: self.glossary.doc(&value.origin, life, near, facts.life.since),
        });
        let type_ref: &TypeRef = &spelled.type_ref;
        EnumModel {
            id,
            proto_path: item.path.clone(),
            name: type_ref.clone(),
            doc: self.glossary.doc(&item.origin, &facts.life, near, self.oldest),
            values: values.collect(),
        }
    }
}
