//! `gateway/decode.ts`: how messages become what results are made of.

use super::super::model::{FieldModel, Kind, Many, Member, MessageModel, Model, Wire};
use super::encode::constant;
use super::expression::Expression;
use super::imports::Code;
use super::layout::{STEP, call};
use super::raw::{self, Raw, Special};
use super::text::literal;
use super::types::{Types, flat_name, zero};
use crate::ir::{Api, MessageId, Scalar};
use crate::render::Template;
use crate::semantics::facts::{InstantKind, JsonKind};

/// The whole file.
#[derive(Template)]
#[template(path = "typescript/src/gateway/decode.ts.j2")]
pub(super) struct DecodeFile {
    imports: Vec<String>,
    messages: Vec<FunctionView>,
}

struct FunctionView {
    doc: String,
    signature: Vec<String>,
    build: Vec<String>,
}

impl DecodeFile {
    /// The view of a model.
    pub(super) fn new(model: &Model, api: &Api, raw: &Raw) -> Self {
        let messages = model.messages().into_iter().filter(|m| m.received);
        let messages: Vec<_> = messages.map(|m| function_view(model, api, raw, m)).collect();
        Self { imports: imports(&messages), messages }
    }
}

fn imports(functions: &[FunctionView]) -> Vec<String> {
    let code = Code::of(functions.iter().flat_map(|f| f.signature.iter().chain(&f.build)));
    let mut lines = Vec::new();
    if code.names("fromJson") {
        lines
            .extend(["import { fromJson } from \"@bufbuild/protobuf\";".to_owned(), String::new()]);
    }
    let contract = code.those(&["keyOf", "wire"]);
    if !contract.is_empty() {
        let names = contract.join(", ");
        lines.push(format!("import {{ {names} }} from \"../contract/index.js\";"));
    }
    if code.names("Json") {
        lines.push("import { Json } from \"../json/index.js\";".to_owned());
    }
    if code.uses_module("keys") {
        lines.push("import type * as keys from \"../keys.js\";".to_owned());
    }
    if code.uses_module("raw") {
        let keyword = if code.names("fromJson") { "import" } else { "import type" };
        lines.push(format!("{keyword} * as raw from \"../raw/index.js\";"));
    }
    if code.uses_module("types") {
        lines.push("import type * as types from \"../types.js\";".to_owned());
    }
    for module in ["enums", "named"].into_iter().filter(|name| code.uses_module(name)) {
        lines.push(format!("import * as {module} from \"./{module}.js\";"));
    }
    lines
}

/// The name of the function that reads a message.
pub(super) fn function_name(message: &MessageModel) -> String {
    format!("decode{}", flat_name(&message.name))
}

fn function_view(model: &Model, api: &Api, raw: &Raw, message: &MessageModel) -> FunctionView {
    let ty = Types::outside(model).path(&message.name);
    let names = raw.message(api, message.id);
    let reader = Reader { model, api, raw, owner: "message", functions: "" };
    let head = format!("export function {}", function_name(message));
    let mut build = Vec::new();
    for member in &message.members {
        match member {
            Member::Field(field) => {
                let value = reader.value(message, field);
                build.extend(value.property(2 * STEP, &field.parameter));
            }
            Member::Oneof(oneof) => {
                let owner = format!("message.{}", raw::property(&oneof.proto_name));
                for field in &oneof.variants {
                    let value = reader.variant(message, field, &owner);
                    build.extend(value.property(2 * STEP, &field.parameter));
                }
            }
        }
    }
    if message.marks_already_applied {
        build.push("    alreadyApplied: false,".to_owned());
    }
    let uses_message = message.fields().next().is_some();
    let parameter = if uses_message { "message" } else { "_message" };
    let parameters = [format!("{parameter}: {}", names.shape)];
    FunctionView {
        doc: format!("/** A `{}`. */", flat_name(&message.name)),
        signature: call(0, &head, &parameters, &format!(": {ty} {{")),
        build,
    }
}

/// Reads messages that were received.
#[derive(Clone, Copy)]
pub(super) struct Reader<'m> {
    pub(super) model: &'m Model,
    pub(super) api: &'m Api,
    pub(super) raw: &'m Raw,
    /// The expression that is the message.
    pub(super) owner: &'m str,
    /// What stands before the functions for messages.
    pub(super) functions: &'m str,
}

impl Reader<'_> {
    /// A field, as code.
    pub(super) fn value(&self, message: &MessageModel, field: &FieldModel) -> Expression {
        let wire = format!("{}.{}", self.owner, raw::property(&field.stated_name));
        let undefined = || Expression::text("undefined");
        let one = |is_own| self.one(message, &field.shape.kind, &wire, is_own);
        let is_message = matches!(field.shape.kind, Kind::Message(_));
        match field.shape.many {
            Many::One if !is_message => one(true),
            Many::One | Many::Optional => match one(true) {
                Expression::Text(text) if text == wire => Expression::Text(text),
                value => Expression::either(format!("{wire} === undefined"), undefined(), value),
            },
            Many::NoneIfZero => {
                if let Some((there, is_equal)) = self.condition(message, field) {
                    return match is_equal {
                        true => Expression::either(there, one(true), undefined()),
                        false => Expression::either(there, undefined(), one(true)),
                    };
                }
                let zero = match field.shape.wire {
                    Wire::Scalar(scalar) => zero(scalar),
                    Wire::Enum(_) => "0",
                    Wire::Message(_) => "undefined",
                };
                let is_zero = match field.shape.wire {
                    Wire::Scalar(Scalar::Bytes) => format!("{wire}.length === 0"),
                    Wire::Scalar(_) | Wire::Enum(_) | Wire::Message(_) => {
                        format!("{wire} === {zero}")
                    }
                };
                Expression::either(is_zero, undefined(), one(true))
            }
            Many::List => self.list(message, &field.shape.kind, &wire),
            Many::Map(_) => match self.one(message, &field.shape.kind, "one", false).flat() {
                same if same == "one" => Expression::text(wire),
                one => Expression::call(
                    "wire.mapOf",
                    [Expression::text(wire), Expression::text(format!("(one) => {one}"))],
                ),
            },
        }
    }

    /// A member of a oneof, as code.
    fn variant(&self, message: &MessageModel, field: &FieldModel, owner: &str) -> Expression {
        let case = literal(&raw::case(&field.stated_name));
        let value = self.one(message, &field.shape.kind, &format!("{owner}.value"), false);
        Expression::either(format!("{owner}.case === {case}"), value, Expression::text("undefined"))
    }

    /// When a field means something: another one has one of these numbers; or when it does not.
    fn condition(&self, message: &MessageModel, field: &FieldModel) -> Option<(String, bool)> {
        let (other, numbers) = field.only_when.as_ref()?;
        let other = &message.field(*other)?.stated_name;
        let other = format!("{}.{}", self.owner, raw::property(other));
        match numbers.as_slice() {
            [number] => Some((format!("{other} === {number}"), true)),
            numbers => {
                let all = numbers.iter().map(|number| format!("{other} !== {number}"));
                Some((all.collect::<Vec<_>>().join(" && "), false))
            }
        }
    }

    /// Several values.
    pub(super) fn list(&self, parent: &MessageModel, kind: &Kind, wire: &str) -> Expression {
        match self.one(parent, kind, "one", false).flat() {
            same if same == "one" => Expression::text(wire),
            one => Expression::text(format!("{wire}.map((one) => {one})")),
        }
    }

    /// One value.
    pub(super) fn one(
        &self,
        parent: &MessageModel,
        kind: &Kind,
        wire: &str,
        is_own: bool,
    ) -> Expression {
        match kind {
            Kind::Message(id) => self.message(parent, *id, wire, is_own),
            kind => match self.scalar_like(kind) {
                Read::AsItIs => Expression::text(wire),
                Read::As(ty) => Expression::text(wire).cast(ty),
                Read::Call(head) => Expression::call(head, [Expression::text(wire)]),
            },
        }
    }

    fn message(
        &self,
        parent: &MessageModel,
        id: MessageId,
        wire: &str,
        is_own: bool,
    ) -> Expression {
        let name = self.model.message(id).map(function_name).unwrap_or_default();
        let function = format!("{}{name}", self.functions);
        let full_name = self.api.message(id).full_name();
        let parent = self.api.message(parent.id).full_name();
        match raw::special(&full_name, &parent, is_own) {
            None => Expression::call(function, [Expression::text(wire)]),
            Some(Special::Wrapper(_)) => {
                let message = format!("{{ $typeName: \"{full_name}\", value: {wire} }}");
                Expression::call(function, [Expression::text(message)])
            }
            Some(Special::Struct) => {
                let schema = self.raw.message(self.api, id).schema;
                let message = format!("fromJson({schema}, {wire})");
                Expression::call(function, [Expression::text(message)])
            }
        }
    }

    /// How what is no message is read.
    pub(super) fn scalar_like(&self, kind: &Kind) -> Read {
        match kind {
            Kind::Scalar(..) | Kind::Instant(InstantKind::Iso8601, _) | Kind::Message(_) => {
                Read::AsItIs
            }
            Kind::Key(name) => {
                let key = self.model.keys.iter().find(|key| key.name == *name);
                match key.is_some_and(|key| key.is_text) {
                    true => Read::As(format!("keys.{name}")),
                    false => Read::Call(format!("keyOf<\"{name}\">")),
                }
            }
            Kind::Json(JsonKind::Object) => Read::Call("Json.object".to_owned()),
            Kind::Json(JsonKind::Any) => Read::Call("Json.any".to_owned()),
            Kind::Duration(_) => Read::Call("wire.durationOf".to_owned()),
            Kind::Instant(InstantKind::EpochMs, _) => Read::Call("wire.instantOf".to_owned()),
            Kind::Sentinel(index) => {
                Read::Call(format!("named.decode{}", self.model.sentinels[*index].name))
            }
            Kind::Enum(id) => {
                Read::Call(format!("enums.{}.decode", constant(self.model.enum_ref(*id))))
            }
        }
    }
}

/// How a value is read.
pub(super) enum Read {
    /// It is what results have.
    AsItIs,
    /// It is, and only the compiler has to be told.
    As(String),
    /// By this function.
    Call(String),
}
