//! `gateway/encode.ts`: how what callers give becomes messages.

use super::super::model::{FieldModel, Kind, Many, Member, MessageModel, Model, OneofModel, Wire};
use super::super::requests::uses_context;
use super::checks::{checks, tenant};
use super::expression::Expression;
use super::imports::Code;
use super::layout::{STEP, array, call};
use super::raw::{self, Raw, Special};
use super::text::literal;
use super::types::{
    Types, can_be_absent, flat_name, is_filled, is_part, is_positive, must_be_given, zero,
};
use crate::ir::{Api, MessageId, Scalar};
use crate::naming::{Case, join};
use crate::render::Template;
use crate::semantics::facts::{InstantKind, JsonKind};

/// The whole file.
#[derive(Template)]
#[template(path = "typescript/src/gateway/encode.ts.j2")]
pub(super) struct EncodeFile {
    imports: Vec<String>,
    messages: Vec<FunctionView>,
}

struct FunctionView {
    fields: Vec<String>,
    doc: String,
    signature: Vec<String>,
    /// The first lines of its body.
    known: Vec<String>,
    /// Whether errors have to say in which field they are.
    is_part: bool,
    checks: Vec<String>,
    build: Vec<String>,
}

impl EncodeFile {
    /// The view of a model.
    pub(super) fn new(model: &Model, api: &Api, raw: &Raw) -> Self {
        let encoder = Encoder { model, api, raw };
        let messages = model.messages().into_iter().filter(|m| m.sent);
        let messages: Vec<FunctionView> =
            messages.flat_map(|message| encoder.functions(message)).collect();
        Self { imports: imports(&messages), messages }
    }
}

fn imports(functions: &[FunctionView]) -> Vec<String> {
    let code = functions.iter().flat_map(|f| [&f.signature, &f.known, &f.checks, &f.build]);
    let code = Code::of(code.flatten());
    let mut lines = Vec::new();
    if code.calls("toJson") {
        lines.push("import { toJson } from \"@bufbuild/protobuf\";".to_owned());
    }
    if code.names("JsonObject") {
        lines.push("import type { JsonObject } from \"@bufbuild/protobuf\";".to_owned());
    }
    if !lines.is_empty() {
        lines.push(String::new());
    }
    if !functions.is_empty() {
        lines.push("import { wire } from \"../contract/index.js\";".to_owned());
    }
    if code.names("EncodeContext") {
        lines.push("import type { EncodeContext } from \"../contract/index.js\";".to_owned());
    }
    if code.uses_module("json") {
        lines.push("import * as json from \"../json/index.js\";".to_owned());
    }
    if code.uses_module("raw") {
        let keyword = if code.calls("toJson") { "import" } else { "import type" };
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

/// The name of the function that makes a message for an RPC.
pub(super) fn request_function(message: &MessageModel) -> String {
    format!("request{}", flat_name(&message.name))
}

/// The name of the function that makes a message that stands in another one.
pub(super) fn part_function(message: &MessageModel) -> String {
    format!("encode{}", flat_name(&message.name))
}

/// The constant for a type.
pub(super) fn constant(name: &super::super::model::TypeRef) -> String {
    let parts = name.scopes.iter().chain([&name.name]);
    parts.map(|part| join(part, Case::ScreamingSnake)).collect::<Vec<_>>().join("__")
}

/// Writes the expressions.
pub(super) struct Encoder<'m> {
    pub(super) model: &'m Model,
    pub(super) api: &'m Api,
    pub(super) raw: &'m Raw,
}

impl Encoder<'_> {
    /// The functions of a message: as a request, and as a part of another message.
    fn functions(&self, message: &MessageModel) -> Vec<FunctionView> {
        let is_request = self.model.rpcs.iter().any(|rpc| rpc.request == message.id);
        let is_part = is_part(self.model, message) || !is_request;
        let mut all = Vec::new();
        all.extend(is_request.then(|| self.function(message, false)));
        all.extend(is_part.then(|| self.function(message, true)));
        if let [_, part] = all.as_mut_slice() {
            // The names of its fields are there already.
            part.fields.clear();
        }
        all
    }

    fn function(&self, message: &MessageModel, is_part: bool) -> FunctionView {
        let ty = Types::outside(self.model).path(&message.name);
        let names = self.raw.message(self.api, message.id);
        let constant = constant(&message.name);
        let mark = message.marks_already_applied.then(|| literal("alreadyApplied"));
        let fields = message.fields().map(|f| literal(&f.parameter)).chain(mark);
        let fields: Vec<String> = fields.collect();
        let set = format!("const {constant}: ReadonlySet<string> = new Set(");
        let fields = array(0, &set, &fields, ");");
        let has_fields = message.fields().next().is_some();
        let (name, parameters, known) = if is_part {
            let mut parameters = Vec::new();
            if uses_context(self.model, message.id) {
                parameters.push("context: EncodeContext".to_owned());
            }
            parameters.extend(["field: string".to_owned(), "given: unknown".to_owned()]);
            let mut known = vec![format!("  wire.known(field, given, {constant});")];
            if has_fields {
                known.push(format!("  const value = given as {ty};"));
            }
            (part_function(message), parameters, known)
        } else {
            let context = if uses_context(self.model, message.id) { "context" } else { "_context" };
            let parameters = vec![format!("{context}: EncodeContext"), format!("value: {ty}")];
            let known = vec![format!("  wire.known(\"\", value, {constant});")];
            (request_function(message), parameters, known)
        };
        let head = format!("export function {name}");
        let is_part = is_part && has_fields;
        let indent = if is_part { 2 * STEP } else { STEP };
        FunctionView {
            fields,
            doc: format!("/** A `{}`. */", flat_name(&message.name)),
            signature: call(0, &head, &parameters, &format!(": {} {{", names.shape)),
            known,
            is_part,
            checks: checks(message, indent),
            build: self.build(message, indent),
        }
    }

    /// The statement that makes the message.
    fn build(&self, message: &MessageModel, indent: usize) -> Vec<String> {
        let pad = " ".repeat(indent);
        let full_name = self.raw.full_name(self.api, message.id);
        let mut lines = vec![format!("{pad}return {{")];
        lines.push(format!("{pad}  $typeName: \"{full_name}\","));
        for member in &message.members {
            let (name, value) = match member {
                Member::Field(field) => {
                    let name = &field.stated_name;
                    (raw::property(name), self.value(message, field, true))
                }
                Member::Oneof(oneof) => {
                    (raw::property(&oneof.proto_name), self.oneof(message, oneof))
                }
            };
            lines.extend(value.property(indent + STEP, &name));
        }
        lines.push(format!("{pad}}};"));
        lines
    }

    fn oneof(&self, message: &MessageModel, oneof: &OneofModel) -> Expression {
        let none = Expression::Object(vec![("case".into(), Expression::text("undefined"))]);
        oneof.variants.iter().rev().fold(none, |other, field| {
            let name = &field.stated_name;
            let value = self.converted(message, field, false);
            let set = Expression::Object(vec![
                ("case".into(), Expression::text(literal(&raw::case(name)))),
                ("value".into(), value),
            ]);
            Expression::either(format!("value.{} !== undefined", field.parameter), set, other)
        })
    }

    /// The value of a field in the message.
    fn value(&self, message: &MessageModel, field: &FieldModel, is_own: bool) -> Expression {
        let given = format!("value.{}", field.parameter);
        if field.tenant {
            return tenant(self.model, message, field);
        }
        let converted = self.converted(message, field, is_own);
        let is_single = field.shape.many == Many::One;
        if is_single && matches!(field.shape.kind, Kind::Sentinel(_)) {
            return converted;
        }
        if must_be_given(message, field) && !can_be_absent(message, field) {
            return converted;
        }
        if must_be_given(message, field) {
            // What is missing is refused by what converts it.
            return converted;
        }
        let absent = Expression::text(absent(field));
        Expression::either(format!("{given} === undefined"), absent, converted)
    }

    /// The wire form of a field that is given.
    fn converted(&self, message: &MessageModel, field: &FieldModel, is_own: bool) -> Expression {
        let shown = || Expression::text(literal(&field.parameter));
        let given = Expression::text(format!("value.{}", field.parameter));
        let each = || self.each(message, &field.shape.kind, false);
        let converted = match field.shape.many {
            Many::One | Many::Optional | Many::NoneIfZero => {
                self.one(message, &field.shape.kind, is_own, shown(), given)
            }
            Many::List => Expression::call("wire.list", [shown(), given, each()]),
            Many::Map(_) => Expression::call("wire.map", [shown(), given, each()]),
        };
        match (is_filled(field), is_positive(field), converted) {
            (true, _, converted) => {
                let is_map = matches!(field.shape.many, Many::Map(_));
                let check = if is_map { "wire.filledMap" } else { "wire.filled" };
                Expression::call(check, [shown(), converted])
            }
            // A key is the most usual of numbers that are checked.
            (_, true, Expression::Call(head, arguments)) if head == "wire.keyNumber" => {
                Expression::call("wire.key", arguments)
            }
            (_, true, converted) => Expression::call("wire.positive", [shown(), converted]),
            (false, false, converted) => converted,
        }
    }

    /// The wire form of one value.
    fn one(
        &self,
        parent: &MessageModel,
        kind: &Kind,
        is_own: bool,
        shown: Expression,
        value: Expression,
    ) -> Expression {
        let id = match kind {
            Kind::Message(id) => id,
            Kind::Enum(id) => {
                let function = format!("enums.{}.encode", constant(self.model.enum_ref(*id)));
                let ty = self.raw.enumeration(self.api, *id).shape;
                return Expression::call(function, [shown, value]).cast(ty);
            }
            kind => return Expression::call(self.scalar_like(kind), [shown, value]),
        };
        let mut arguments = vec![shown, value];
        if uses_context(self.model, *id) {
            arguments.insert(0, Expression::text("context"));
        }
        let message = Expression::call(self.part_name(*id), arguments);
        match self.special(parent, *id, is_own) {
            None => message,
            Some(Special::Wrapper(_)) => Expression::text(format!("{}.value", message.flat())),
            Some(Special::Struct) => {
                let schema = Expression::text(self.raw.message(self.api, *id).schema);
                Expression::call("toJson", [schema, message]).cast("JsonObject")
            }
        }
    }

    /// What protobuf-es shows a message in another one as.
    fn special(&self, parent: &MessageModel, id: MessageId, is_own: bool) -> Option<Special> {
        let parent = self.api.message(parent.id).full_name();
        raw::special(&self.api.message(id).full_name(), &parent, is_own)
    }

    /// The function that converts one value, given its field and itself.
    fn each(&self, parent: &MessageModel, kind: &Kind, is_own: bool) -> Expression {
        let given = || ["name", "one"].map(Expression::text);
        match kind {
            Kind::Message(id) => {
                let part = self.part_name(*id);
                let part = match uses_context(self.model, *id) {
                    true => format!("{part}.bind(undefined, context)"),
                    false => part,
                };
                match self.special(parent, *id, is_own) {
                    None | Some(Special::Wrapper(_)) => Expression::text(part),
                    Some(Special::Struct) => {
                        let schema = Expression::text(self.raw.message(self.api, *id).schema);
                        let value = Expression::call(part, given());
                        let value = Expression::call("toJson", [schema, value]).cast("JsonObject");
                        Expression::arrow("(name, one)", value)
                    }
                }
            }
            Kind::Enum(id) => {
                let table = constant(self.model.enum_ref(*id));
                let value = Expression::call(format!("enums.{table}.encode"), given());
                let ty = self.raw.enumeration(self.api, *id).shape;
                Expression::arrow("(name, one)", value.cast(ty))
            }
            kind => Expression::text(self.scalar_like(kind)),
        }
    }

    /// The function for what is no message.
    pub(super) fn scalar_like(&self, kind: &Kind) -> String {
        match kind {
            Kind::Scalar(scalar, _) => scalar_function(*scalar).to_owned(),
            Kind::Json(JsonKind::Object) => "json.objectText".to_owned(),
            Kind::Json(JsonKind::Any) => "json.anyText".to_owned(),
            Kind::Key(name) => {
                let key = self.model.keys.iter().find(|key| key.name == *name);
                let is_text = key.is_some_and(|key| key.is_text);
                if is_text { "wire.text".to_owned() } else { "wire.keyNumber".to_owned() }
            }
            Kind::Duration(_) => "wire.milliseconds".to_owned(),
            Kind::Instant(InstantKind::EpochMs, _) => "wire.instant".to_owned(),
            Kind::Instant(InstantKind::Iso8601, _) => "wire.iso8601".to_owned(),
            Kind::Sentinel(index) => format!("named.encode{}", self.model.sentinels[*index].name),
            // Those need to know more than a value: what they stand in.
            Kind::Message(_) | Kind::Enum(_) => String::new(),
        }
    }

    fn part_name(&self, id: MessageId) -> String {
        self.model.message(id).map(part_function).unwrap_or_default()
    }
}

/// The function for a scalar.
fn scalar_function(scalar: Scalar) -> &'static str {
    match scalar {
        Scalar::Double | Scalar::Float => "wire.double",
        Scalar::Int32 | Scalar::Sint32 | Scalar::Sfixed32 => "wire.int32",
        Scalar::Int64 | Scalar::Sint64 | Scalar::Sfixed64 => "wire.int64",
        Scalar::Uint32 | Scalar::Fixed32 => "wire.uint32",
        Scalar::Uint64 | Scalar::Fixed64 => "wire.uint64",
        Scalar::Bool => "wire.boolean",
        Scalar::String => "wire.text",
        Scalar::Bytes => "wire.data",
    }
}

/// What a message has where nothing is given.
pub(super) fn absent(field: &FieldModel) -> &'static str {
    match (field.shape.many, field.shape.wire) {
        (Many::Optional, _) | (Many::One | Many::NoneIfZero, Wire::Message(_)) => "undefined",
        (Many::List, _) => "[]",
        (Many::Map(_), _) => "{}",
        (Many::One | Many::NoneIfZero, Wire::Enum(_)) => "0",
        (Many::One | Many::NoneIfZero, Wire::Scalar(scalar)) => zero(scalar),
    }
}
