//! How each language spells an element.

use serde::Serialize;

use super::find::Subject;
use zeebe_bindgen::diagnostics::Diagnostics;
use zeebe_bindgen::export;
use zeebe_bindgen::language::lower::lower;
use zeebe_bindgen::language::model::{EnumModel, Member, MessageModel, Model};
use zeebe_bindgen::language::{Info, registry};
use zeebe_bindgen::semantics::Annotated;

/// One name in one language.
#[derive(Debug, Serialize)]
pub(super) struct Spelled {
    /// The title of the language.
    pub(super) language: &'static str,
    /// What the name is of: `method`, `type`, `field`, `setter`, …
    pub(super) position: &'static str,
    pub(super) name: String,
    /// What it holds, for what holds something.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) holds: Option<String>,
}

/// The model of each language that can spell the API; `lint` tells about the others.
pub(super) fn models(annotated: &Annotated) -> Vec<(&'static Info, Model)> {
    let models = registry().iter().filter_map(|language| {
        let model = lower(*language, annotated, &mut Diagnostics::new()).ok()?;
        Some((language.info(), model))
    });
    models.collect()
}

/// Every name of an element in every language.
pub(super) fn spell(
    subject: &Subject<'_>,
    annotated: &Annotated,
    models: &[(&'static Info, Model)],
) -> Vec<Spelled> {
    let names = models.iter().flat_map(|(info, model)| {
        let names = Names { annotated, model, setters: info.setters }.of(subject);
        names.into_iter().map(|(position, name, holds)| Spelled {
            language: info.title,
            position,
            name,
            holds,
        })
    });
    names.collect()
}

type Name = (&'static str, String, Option<String>);

struct Names<'a> {
    annotated: &'a Annotated,
    model: &'a Model,
    /// Whether requests are made by constructors and setters.
    setters: bool,
}

impl Names<'_> {
    fn of(&self, subject: &Subject<'_>) -> Vec<Name> {
        let names = match subject {
            Subject::Rpc(rpc) => self.rpc(rpc),
            Subject::Message(message) => self.message(message).map(|m| self.message_names(m)),
            Subject::Field(field) => self.field(field.whole, field.part),
            Subject::Oneof(oneof) => self.oneof(oneof.whole, oneof.part),
            Subject::Enum(item) => self.enumeration(item).map(enum_names),
            Subject::Value(value) => self.value(value.whole, value.part),
            Subject::Key(key) => self.key(key),
            Subject::Sentinel(sentinel) => self.sentinel(sentinel),
        };
        names.unwrap_or_default()
    }

    fn rpc(&self, rpc: &export::Rpc) -> Option<Vec<Name>> {
        let model = self.model.rpcs.iter().find(|m| m.path == rpc.path)?;
        Some(vec![("method", model.method.clone(), None)])
    }

    fn message(&self, message: &export::Message) -> Option<&MessageModel> {
        let mut all = self.annotated.api.messages();
        let (id, _) = all.find(|(_, m)| m.full_name() == message.full_name)?;
        self.model.message(id)
    }

    fn message_names(&self, message: &MessageModel) -> Vec<Name> {
        let mut names = vec![("type", message.name.to_string(), None)];
        for constructor in message.constructors.iter().filter(|_| self.setters) {
            let fields = constructor.fields.iter();
            let fields = fields.filter_map(|&index| message.field(index));
            let parameters: Vec<&str> = fields.map(|f| f.parameter.as_str()).collect();
            let name = format!("{}({})", constructor.name, parameters.join(", "));
            names.push(("constructor", name, None));
        }
        names
    }

    fn field(&self, message: &export::Message, field: &export::Field) -> Option<Vec<Name>> {
        let message = self.message(message)?;
        let is_variant = field.oneof.is_some();
        let field = message.fields().find(|f| f.proto_name == field.name)?;
        let position = if is_variant { "variant" } else { "field" };
        let holds = self.model.describe(&field.shape);
        let mut names = vec![(position, field.name.clone(), Some(holds))];
        if self.setters && message.sent && !is_variant {
            names.push(("setter", field.setter.clone(), None));
        }
        Some(names)
    }

    fn oneof(&self, message: &export::Message, oneof: &export::Oneof) -> Option<Vec<Name>> {
        let members = self.message(message)?.members.iter();
        let mut oneofs = members.filter_map(|member| match member {
            Member::Oneof(model) => Some(model),
            Member::Field(_) => None,
        });
        let model = oneofs.find(|model| model.proto_name == oneof.name)?;
        Some(vec![("field", model.name.clone(), None), ("type", model.type_ref.to_string(), None)])
    }

    fn enumeration(&self, item: &export::Enum) -> Option<&EnumModel> {
        let mut all = self.annotated.api.enums();
        let (id, _) = all.find(|(_, e)| e.full_name() == item.full_name)?;
        self.model.enums().into_iter().find(|e| e.id == id)
    }

    fn value(&self, item: &export::Enum, value: &export::EnumValue) -> Option<Vec<Name>> {
        let mut values = self.enumeration(item)?.values.iter();
        let value = values.find(|model| model.proto_name == value.name)?;
        Some(vec![("variant", value.name.clone(), None)])
    }

    fn key(&self, key: &export::Key) -> Option<Vec<Name>> {
        let model = self.model.keys.iter().find(|k| k.proto_name == key.name)?;
        Some(vec![("type", model.name.clone(), None)])
    }

    fn sentinel(&self, sentinel: &export::Sentinel) -> Option<Vec<Name>> {
        let mut all = self.model.sentinels.iter();
        let model = all.find(|s| s.proto_name == sentinel.name)?;
        let mut names = vec![("type", model.name.clone(), None)];
        let values = model.values.iter();
        names.extend(values.map(|value| ("variant", value.name.clone(), None)));
        let holds = self.model.describe_kind(&model.inner);
        let holds = if model.is_list { format!("list of {holds}") } else { holds };
        names.push(("variant", model.other.clone(), Some(holds)));
        Some(names)
    }
}

fn enum_names(item: &EnumModel) -> Vec<Name> {
    vec![("type", item.name.to_string(), None)]
}
