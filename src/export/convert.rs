//! From the annotated API to the document. Nothing is decided here: indices become names.

use super::FORMAT_VERSION;
use super::document::{
    Document, Enum, EnumValue, Field, FieldType, Message, Oneof, Rpc, Service, Source, Stated,
    ValueType,
};
use super::facts::{Constructor, IdempotentIf, OnlyWhen};
use super::words::{
    class, deadline, deprecated, field_name, field_names, key, meaning, presence, sentinel, since,
    statuses, streaming,
};
use crate::diagnostics::{SourceMap, Span};
use crate::ir::{self, EnumId, MessageId};
use crate::semantics::Annotated;
use crate::semantics::facts::{self, Life, Release};

/// The document of an API. The sources say where things stand.
#[must_use]
pub fn document(annotated: &Annotated, sources: &SourceMap) -> Document {
    let convert = Convert { annotated, sources };
    let api = &annotated.api;
    let mut rpc_facts = annotated.rpcs.iter();
    let services = api.services.iter();
    let classes = annotated.classes.iter();
    let keys = annotated.keys.iter();
    let sentinels = annotated.sentinels.iter();
    Document {
        format_version: FORMAT_VERSION,
        package: api.package.clone(),
        release: annotated.release.as_ref().map(Release::to_string),
        services: services.map(|service| convert.service(service, &mut rpc_facts)).collect(),
        messages: api.messages().map(|(id, _)| convert.message(id)).collect(),
        enums: api.enums().map(|(id, _)| convert.enumeration(id)).collect(),
        classes: classes.map(|(name, f)| class(*name, f, convert.stated(&f.stated))).collect(),
        keys: keys.map(|(name, f)| key(name, f, convert.stated(&f.stated))).collect(),
        sentinels: sentinels
            .map(|(name, f)| sentinel(name, f, convert.stated(&f.stated)))
            .collect(),
    }
}

struct Convert<'a> {
    annotated: &'a Annotated,
    sources: &'a SourceMap,
}

impl<'a> Convert<'a> {
    fn service(
        &self,
        service: &ir::Service,
        facts: &mut impl Iterator<Item = &'a facts::RpcFacts>,
    ) -> Service {
        let rpcs = service.rpcs.iter().zip(facts);
        Service {
            name: service.name.clone(),
            full_name: service.full_name.clone(),
            doc: service.origin.doc.clone(),
            source: self.source(service.origin.span),
            rpcs: rpcs.map(|(rpc, facts)| self.rpc(rpc, facts)).collect(),
        }
    }

    fn rpc(&self, rpc: &ir::Rpc, facts: &facts::RpcFacts) -> Rpc {
        let class = self.annotated.classes.get(&facts.class);
        let request = self.annotated.api.message(rpc.request);
        let response = self.annotated.api.message(rpc.response);
        let errors = facts.errors.iter();
        let after_retry = facts.after_retry.iter();
        Rpc {
            name: rpc.name.clone(),
            spell_as: facts.life.name.clone(),
            path: rpc.path.clone(),
            request: request.full_name(),
            response: response.full_name(),
            streaming: streaming(rpc.streaming),
            doc: rpc.origin.doc.clone(),
            source: self.source(rpc.origin.span),
            since: since(&facts.life),
            deprecated: deprecated(&facts.life),
            class: facts.class.as_str(),
            retry: statuses(&facts.retry),
            at_least_once: class.map_or_else(Vec::new, |c| statuses(&c.at_least_once)),
            before_sending: class.is_none_or(|c| c.before_sending),
            idempotent_if: facts.idempotent_if.as_ref().map(|condition| IdempotentIf {
                set: field_names(request, &condition.set),
                positive: field_names(request, &condition.positive),
            }),
            deadline: deadline(&facts.deadline, request),
            backpressure_exempt: facts.backpressure_exempt,
            after_retry: after_retry.map(|(s, a)| (s.as_str(), a.as_str())).collect(),
            items: facts.items.and_then(|index| field_name(response, index)),
            errors: errors.map(|(s, text)| (s.as_str(), text.clone())).collect(),
            facts: self.stated(&facts.life.stated),
        }
    }

    fn message(&self, id: MessageId) -> Message {
        let (message, facts) = self.annotated.message(id);
        let constructors = facts.constructors.iter();
        let fields = self.annotated.fields(id);
        Message {
            name: message.name.clone(),
            spell_as: facts.life.name.clone(),
            full_name: message.full_name(),
            parent: self.parent(message.parent),
            imported: message.imported,
            doc: message.origin.doc.clone(),
            source: self.source(message.origin.span),
            since: since(&facts.life),
            deprecated: deprecated(&facts.life),
            fields: fields.map(|(field, facts)| self.field(message, field, facts)).collect(),
            oneofs: message.oneofs.iter().map(|oneof| self.oneof(message, oneof)).collect(),
            constructors: constructors
                .map(|constructor| Constructor {
                    name: constructor.name.clone(),
                    fields: field_names(message, &constructor.fields),
                })
                .collect(),
            one_of: facts.one_of.iter().map(|group| field_names(message, group)).collect(),
            facts: self.stated(&facts.life.stated),
        }
    }

    fn oneof(&self, message: &ir::Message, oneof: &ir::Oneof) -> Oneof {
        Oneof {
            name: oneof.name.clone(),
            fields: field_names(message, &oneof.members),
            doc: oneof.origin.doc.clone(),
            source: self.source(oneof.origin.span),
        }
    }

    fn field(&self, message: &ir::Message, field: &ir::Field, facts: &facts::FieldFacts) -> Field {
        let oneof = field.oneof.and_then(|index| message.oneofs.get(index));
        Field {
            name: field.name.clone(),
            spell_as: facts.life.name.clone(),
            number: field.number,
            ty: self.field_type(field.ty),
            presence: presence(field.cardinality),
            oneof: oneof.map(|oneof| oneof.name.clone()),
            recursive: field.recursive,
            doc: field.origin.doc.clone(),
            source: self.source(field.origin.span),
            since: since(&facts.life),
            deprecated: deprecated(&facts.life),
            meaning: facts.meaning.as_ref().map(meaning),
            sentinel: facts.sentinel.clone(),
            required: facts.required.map(facts::Required::as_str),
            tenant: facts.tenant,
            lease: facts.lease,
            only_when: facts
                .only_when
                .as_ref()
                .and_then(|condition| self.only_when(message, condition)),
            facts: self.stated(&facts.life.stated),
        }
    }

    fn only_when(&self, message: &ir::Message, condition: &facts::OnlyWhen) -> Option<OnlyWhen> {
        let field = message.fields.get(condition.field)?;
        let values = match field.ty {
            ir::Type::Enum(id) => &self.annotated.api.enumeration(id).values,
            ir::Type::Scalar(_) | ir::Type::Message(_) | ir::Type::Map(..) => return None,
        };
        let is = condition.values.iter().filter_map(|&index| values.get(index));
        Some(OnlyWhen {
            field: field.name.clone(),
            is: is.map(|value| value.name.clone()).collect(),
        })
    }

    fn field_type(&self, ty: ir::Type) -> FieldType {
        match ty {
            ir::Type::Scalar(scalar) => FieldType::Scalar { scalar: scalar.keyword() },
            ir::Type::Message(id) => FieldType::Message { message: self.message_name(id) },
            ir::Type::Enum(id) => FieldType::Enum { name: self.enum_name(id) },
            ir::Type::Map(key, value) => FieldType::Map {
                key: key.keyword(),
                value: match value {
                    ir::MapValue::Scalar(scalar) => ValueType::Scalar { scalar: scalar.keyword() },
                    ir::MapValue::Message(id) => {
                        ValueType::Message { message: self.message_name(id) }
                    }
                    ir::MapValue::Enum(id) => ValueType::Enum { name: self.enum_name(id) },
                },
            },
        }
    }

    fn enumeration(&self, id: EnumId) -> Enum {
        let (item, facts) = self.annotated.enumeration(id);
        let values = item.values.iter().zip(&facts.values);
        Enum {
            name: item.name.clone(),
            spell_as: facts.life.name.clone(),
            full_name: item.full_name(),
            parent: self.parent(item.parent),
            imported: item.imported,
            doc: item.origin.doc.clone(),
            source: self.source(item.origin.span),
            since: since(&facts.life),
            deprecated: deprecated(&facts.life),
            zero: facts.zero.map(facts::ZeroValue::as_str),
            values: values.map(|(value, life)| self.enum_value(item, value, life)).collect(),
            facts: self.stated(&facts.life.stated),
        }
    }

    fn enum_value(&self, item: &ir::Enum, value: &ir::EnumValue, life: &Life) -> EnumValue {
        let alias_of = value.alias_of.and_then(|index| item.values.get(index));
        EnumValue {
            name: value.name.clone(),
            spell_as: life.name.clone(),
            number: value.number,
            alias_of: alias_of.map(|first| first.name.clone()),
            doc: value.origin.doc.clone(),
            source: self.source(value.origin.span),
            since: since(life),
            deprecated: deprecated(life),
            facts: self.stated(&life.stated),
        }
    }

    fn message_name(&self, id: MessageId) -> String {
        self.annotated.api.message(id).full_name()
    }

    fn enum_name(&self, id: EnumId) -> String {
        self.annotated.api.enumeration(id).full_name()
    }

    fn parent(&self, parent: Option<MessageId>) -> Option<String> {
        parent.map(|id| self.message_name(id))
    }

    fn source(&self, span: Option<Span>) -> Option<Source> {
        let span = span?;
        let source = self.sources.get(span.source)?;
        Some(Source {
            file: source.name().to_owned(),
            line: source.position(span.start as usize).line,
        })
    }

    fn line(&self, span: Span) -> Option<String> {
        let source = self.sources.get(span.source)?;
        let (before, after) = source.text().split_at_checked(span.start as usize)?;
        let start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let end = after.find('\n').map_or(source.text().len(), |n| before.len() + n);
        Some(source.text().get(start..end)?.trim().to_owned())
    }

    fn stated(&self, stated: &[facts::Stated]) -> Vec<Stated> {
        let stated = stated.iter().filter_map(|stated| {
            Some(Stated {
                fact: stated.fact,
                source: self.source(Some(stated.span))?,
                text: self.line(stated.span)?,
            })
        });
        stated.collect()
    }
}
