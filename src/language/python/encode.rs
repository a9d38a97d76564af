//! `_gateway/requests.py` and `_gateway/encode.py`: how what callers give becomes messages.

use std::collections::BTreeSet;

use super::super::model::{
    FieldModel, Kind, Many, Member, MessageModel, Model, OneofModel, RpcModel, SentinelModel,
};
use super::decode::{Reader, raw_name};
use super::expression::Expression;
use super::layout::{call, parameter};
use super::raw::is_argument;
use super::raw::names::{Names, Reference};
use super::text::literal;
use super::types::{Types, Way, has_class, is_filled, is_part, is_positive, python_scalar};
use super::words::FUNCTION;
use crate::ir::{Api, MessageId, Scalar};
use crate::render::Template;
use crate::semantics::facts::{InstantKind, JsonKind};

/// `_gateway/requests.py`: a function per RPC.
#[derive(Template)]
#[template(path = "python/src/zeebe_sdk/_gateway/requests.py.j2")]
pub(super) struct RequestsFile {
    requests: Vec<FunctionView>,
    imports: Vec<String>,
}

/// `_gateway/encode.py`: a function per message that stands in another.
#[derive(Template)]
#[template(path = "python/src/zeebe_sdk/_gateway/encode.py.j2")]
pub(super) struct EncodeFile {
    messages: Vec<FunctionView>,
    imports: Vec<String>,
}

struct FunctionView {
    signature: Vec<String>,
    doc: String,
    /// The class that its argument must be of.
    class: String,
    checks: Vec<String>,
    build: Vec<String>,
    /// What is said with an error.
    rpc: String,
}

/// The lines that import what functions use.
fn imports(functions: &[FunctionView]) -> Vec<String> {
    if functions.is_empty() {
        return Vec::new();
    }
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    let code = functions
        .iter()
        .flat_map(|f| f.signature.iter().chain(&f.checks).chain(&f.build).chain([&f.class]));
    let code: Vec<String> = code.map(|line| without_texts(line)).collect();
    let words: BTreeSet<&str> = code.iter().flat_map(|code| code.split(|c| !is_part(c))).collect();
    let from = |module: &str, names: &[&str]| -> Option<String> {
        let used: Vec<&str> = names.iter().copied().filter(|name| words.contains(name)).collect();
        (!used.is_empty()).then(|| format!("from {module} import {}", used.join(", ")))
    };
    let as_own = |module: &str, name: &str, own: &str| {
        words.contains(own).then(|| format!("from {module} import {name} as {own}"))
    };
    let standard = [
        from("collections.abc", &["Mapping", "Sequence"]),
        from("datetime", &["datetime", "timedelta"]),
        as_own("functools", "partial", "_partial"),
        from("typing", &["Any"]),
    ];
    let own = [
        as_own("..", "keys", "_keys"),
        as_own("..", "raw", "_raw"),
        as_own("..", "types", "_types"),
        as_own("..", "values", "_values"),
        from(".._contract", &["UNSET", "EncodeContext", "Unset"]),
        as_own(".._contract", "check", "_check"),
        Some("from .._contract import wire as _wire".to_owned())
            .filter(|_| words.contains("_wire") || functions.iter().any(|f| !f.class.is_empty())),
        from(".._json", &["Variables"]),
        as_own(".._json", "encode", "_json"),
        Some("from ..errors import ArgumentError".to_owned()),
        as_own(".", "encode", "_encode"),
        as_own(".", "named", "_named"),
    ];
    let standard: Vec<String> = standard.into_iter().flatten().collect();
    let mut lines = vec![String::new()];
    if !standard.is_empty() {
        lines.extend(standard);
        lines.push(String::new());
    }
    lines.extend(own.into_iter().flatten());
    lines
}

/// Code without its string literals, in which there are no escapes.
fn without_texts(line: &str) -> String {
    line.split('"').step_by(2).collect::<Vec<_>>().join("\"")
}

impl RequestsFile {
    /// The view of a model.
    pub(super) fn new(model: &Model, api: &Api) -> Self {
        let encoder = Encoder { model, api, names: Names::new(api), functions: "_encode." };
        let requests = model.rpcs.iter().filter(|rpc| sends_one(rpc));
        let requests: Vec<_> = requests.filter_map(|rpc| encoder.request(rpc)).collect();
        Self { imports: imports(&requests), requests }
    }
}

impl EncodeFile {
    /// The view of a model.
    pub(super) fn new(model: &Model, api: &Api) -> Self {
        let encoder = Encoder { model, api, names: Names::new(api), functions: "" };
        let messages = model.messages().into_iter();
        let messages = messages.filter(|m| m.sent && (is_part(model, m) || has_class(model, m)));
        let messages: Vec<_> = messages.map(|message| encoder.part(message)).collect();
        Self { imports: imports(&messages), messages }
    }
}

/// Whether a call sends one message, and so has a request that arguments make.
pub(super) fn sends_one(rpc: &RpcModel) -> bool {
    use crate::ir::Streaming;
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

/// The name of the functions for a message.
pub(super) fn function(message: &MessageModel) -> String {
    let scopes = message.name.scopes.iter().chain([&message.name.name]);
    let parts: Vec<String> = scopes.filter_map(|part| Some(FUNCTION.spell(part)?)).collect();
    parts.join("__")
}

/// The name of the function that makes the request of an RPC.
pub(super) fn request_function(rpc: &RpcModel) -> String {
    FUNCTION.spell(&rpc.method).unwrap_or_else(|| rpc.method.clone())
}

struct Encoder<'m> {
    model: &'m Model,
    api: &'m Api,
    names: Names<'m>,
    /// What stands before the functions for messages.
    functions: &'static str,
}

impl Encoder<'_> {
    fn request(&self, rpc: &RpcModel) -> Option<FunctionView> {
        let message = self.model.message(rpc.request)?;
        let types = Types::outside(self.model);
        let mut parameters = Vec::new();
        if uses_context(self.model, message.id) {
            parameters.push("context: EncodeContext".to_owned());
        }
        parameters.extend(message.fields().map(|field| {
            let given = types.given(message, field);
            parameter(4, &field.parameter, &given.annotation, None)
        }));
        let raw = self.names.message(message.id);
        let head = format!("def {}", request_function(rpc));
        Some(FunctionView {
            signature: call(0, &head, &parameters, &format!(" -> {}:", raw.annotation)),
            doc: format!("The request of `{}`.", rpc.proto_name),
            class: String::new(),
            checks: checks(message, ""),
            build: self.build(message, "", &raw),
            rpc: literal(&rpc.proto_name),
        })
    }

    fn part(&self, message: &MessageModel) -> FunctionView {
        let class = Types::outside(self.model).path(&message.name);
        let raw = self.names.message(message.id);
        let mut parameters = Vec::new();
        if uses_context(self.model, message.id) {
            parameters.push("context: EncodeContext".to_owned());
        }
        parameters.extend(["field: str".to_owned(), format!("value: {class}")]);
        let head = format!("def {}", function(message));
        FunctionView {
            signature: call(0, &head, &parameters, &format!(" -> {}:", raw.annotation)),
            doc: format!("A `{}`.", message.name),
            class,
            checks: checks(message, "value."),
            build: self.build(message, "value.", &raw),
            rpc: String::new(),
        }
    }

    /// The statement that makes the message.
    fn build(&self, message: &MessageModel, owner: &str, raw: &Reference) -> Vec<String> {
        let mut arguments = Vec::new();
        let mut others = Vec::new();
        for field in message.fields() {
            let name = raw_name(self.api, message, field);
            let value = self.value(message, field, owner);
            if is_argument(name) {
                arguments.push(Expression::named(format!("{name}="), value));
            } else {
                others.push(Expression::named(format!("\"{name}\": "), value));
            }
        }
        if !others.is_empty() {
            arguments.push(Expression::call("**_wire.others", [Expression::Dict(others)]));
        }
        Expression::call(raw.value.clone(), arguments).statement(8, "return ")
    }

    /// The value of a field in the message.
    fn value(&self, message: &MessageModel, field: &FieldModel, owner: &str) -> Expression {
        let value = format!("{owner}{}", field.parameter);
        if field.tenant {
            return tenant(message, field, owner);
        }
        let given = Expression::text(value.clone());
        let converted = self.converted(field, given);
        if super::types::can_be_absent(message, field) {
            let shown = Expression::text(literal(&field.parameter));
            let missing = Expression::call("_wire.missing", [shown]);
            let is_json = matches!(field.shape.kind, Kind::Json(_));
            let absent = if is_json { "UNSET" } else { "None" };
            return Expression::either(converted, format!("{value} is not {absent}"), missing);
        }
        if super::types::must_be_given(message, field) {
            return converted;
        }
        let none = Expression::text("None");
        match (field.shape.many, &field.shape.kind) {
            (Many::List, _) => Expression::either(converted, value, none),
            (Many::One, Kind::Sentinel(_)) => converted,
            (Many::One | Many::Optional | Many::NoneIfZero, Kind::Json(_)) => {
                Expression::either(none, format!("{value} is UNSET"), converted)
            }
            (_, _) => Expression::either(none, format!("{value} is None"), converted),
        }
    }

    /// The wire form of a field that is given.
    fn converted(&self, field: &FieldModel, given: Expression) -> Expression {
        let shown = || Expression::text(literal(&field.parameter));
        let converted = match field.shape.many {
            Many::One | Many::Optional | Many::NoneIfZero => {
                self.one(&field.shape.kind, shown(), given)
            }
            Many::List => {
                let each = self.each(&field.shape.kind);
                Expression::call("_wire.sequence", [shown(), given, each])
            }
            Many::Map(key) => {
                let key = Expression::text(scalar_function(key));
                let each = self.each(&field.shape.kind);
                Expression::call("_wire.mapping", [shown(), given, key, each])
            }
        };
        match (is_filled(field), is_positive(field), converted) {
            (true, _, converted) => Expression::call("_wire.filled", [shown(), converted]),
            // A key is the most usual of numbers that are checked.
            (_, true, Expression::Call(head, arguments)) if head == "_wire.int64" => {
                Expression::call("_wire.key", arguments)
            }
            (_, true, converted) => Expression::call("_wire.positive", [shown(), converted]),
            (false, false, converted) => converted,
        }
    }

    /// The wire form of one value.
    fn one(&self, kind: &Kind, shown: Expression, value: Expression) -> Expression {
        match kind {
            Kind::Message(id) if uses_context(self.model, *id) => {
                let context = Expression::text("context");
                Expression::call(self.part_name(*id), [context, shown, value])
            }
            Kind::Enum(id) => {
                let path = Types::outside(self.model).path(self.model.enum_ref(*id));
                Expression::call("_wire.number", [shown, value, Expression::text(path)])
            }
            kind => Expression::call(self.each(kind).flat(), [shown, value]),
        }
    }

    /// The function that converts one value, given its field and itself.
    fn each(&self, kind: &Kind) -> Expression {
        Expression::text(match kind {
            Kind::Scalar(scalar, _) => scalar_function(*scalar).to_owned(),
            Kind::Json(JsonKind::Object) => "_json.object_text".to_owned(),
            Kind::Json(JsonKind::Any) => "_json.any_text".to_owned(),
            Kind::Key(name) => {
                let key = self.model.keys.iter().find(|key| key.name == *name);
                let is_text = key.is_some_and(|key| key.is_text);
                if is_text { "_wire.text".to_owned() } else { "_wire.int64".to_owned() }
            }
            Kind::Duration(_) => "_wire.milliseconds".to_owned(),
            Kind::Instant(InstantKind::EpochMs, _) => "_wire.instant".to_owned(),
            Kind::Instant(InstantKind::Iso8601, _) => "_wire.iso8601".to_owned(),
            Kind::Sentinel(index) => {
                format!("_named.{}", sentinel_function(&self.model.sentinels[*index], Way::In))
            }
            Kind::Message(id) if uses_context(self.model, *id) => {
                let part = Expression::text(self.part_name(*id));
                return Expression::call("_partial", [part, Expression::text("context")]);
            }
            Kind::Message(id) => self.part_name(*id),
            Kind::Enum(id) => {
                let path = Types::outside(self.model).path(self.model.enum_ref(*id));
                return Expression::call("_wire.numbers", [Expression::text(path)]);
            }
        })
    }

    fn part_name(&self, id: MessageId) -> String {
        let name = self.model.message(id).map(function).unwrap_or_default();
        format!("{}{name}", self.functions)
    }
}

/// The tenant of a request, or the client's.
fn tenant(message: &MessageModel, field: &FieldModel, owner: &str) -> Expression {
    let value = format!("{owner}{}", field.parameter);
    let mut arguments =
        vec![Expression::text(literal(&field.parameter)), Expression::text(value.clone())];
    if field.shape.many != Many::List {
        let own = Expression::call("_wire.text", arguments);
        return Expression::either(own, value, Expression::text("context.default_tenant"));
    }
    arguments.push(Expression::text("_wire.text"));
    let own = Expression::call("_wire.sequence", arguments);
    let condition = field.only_when.as_ref().and_then(|(other, numbers)| {
        let other = format!("{owner}{}", message.field(*other)?.parameter);
        let given: Vec<String> =
            numbers.iter().filter(|n| **n != 0).map(|n| format!("{other} == {n}")).collect();
        let zero = numbers.contains(&0).then(|| format!("not {other}"));
        Some(zero.into_iter().chain(given).collect::<Vec<_>>().join(" or "))
    });
    let none = Expression::text("None");
    let clients = match condition {
        Some(condition) => {
            Expression::call("context.tenants_when", [Expression::text(condition), none])
        }
        None => Expression::call("context.tenants", [none]),
    };
    Expression::either(own, value, clients)
}

/// The function for a scalar.
pub(super) fn scalar_function(scalar: Scalar) -> &'static str {
    match scalar {
        Scalar::Double | Scalar::Float => "_wire.double",
        Scalar::Int32 | Scalar::Sint32 | Scalar::Sfixed32 => "_wire.int32",
        Scalar::Int64 | Scalar::Sint64 | Scalar::Sfixed64 => "_wire.int64",
        Scalar::Uint32 | Scalar::Fixed32 => "_wire.uint32",
        Scalar::Uint64 | Scalar::Fixed64 => "_wire.uint64",
        Scalar::Bool => "_wire.boolean",
        Scalar::String => "_wire.text",
        Scalar::Bytes => "_wire.data",
    }
}

/// The function for a sentinel.
pub(super) fn sentinel_function(sentinel: &SentinelModel, way: Way) -> String {
    let name = crate::naming::join(&sentinel.name, crate::naming::Case::Snake);
    match way {
        Way::In => format!("encode_{name}"),
        Way::Out => format!("decode_{name}"),
    }
}

/// The statements that refuse what fields can only say together.
fn checks(message: &MessageModel, owner: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for group in &message.one_of {
        let fields: Vec<&FieldModel> = group.iter().filter_map(|&i| message.field(i)).collect();
        let given: Vec<String> = fields.iter().map(|field| given(field, owner)).collect();
        let line = format!("        if not ({}):", given.join(" or "));
        if line.chars().count() <= super::layout::WIDTH {
            out.push(line);
        } else {
            out.push("        if not (".to_owned());
            let lines = given.iter().enumerate().map(|(i, given)| match i {
                0 => format!("            {given}"),
                _ => format!("            or {given}"),
            });
            out.extend(lines);
            out.push("        ):".to_owned());
        }
        let names: Vec<String> = fields.iter().map(|f| literal(&f.parameter)).collect();
        out.extend(call(12, "raise _check.none_given", &names, ""));
    }
    let oneofs = message.members.iter().filter_map(|member| match member {
        Member::Oneof(oneof) if oneof.variants.len() > 1 => Some(oneof),
        Member::Oneof(_) | Member::Field(_) => None,
    });
    out.extend(oneofs.flat_map(|oneof| at_most_one(oneof, owner)));
    out
}

fn at_most_one(oneof: &OneofModel, owner: &str) -> Vec<String> {
    let variants = oneof.variants.iter();
    let variants = variants.map(|v| format!("{0}={owner}{0}", v.parameter));
    call(8, "_check.at_most_one", &variants.collect::<Vec<_>>(), "")
}

/// Whether a field is given.
fn given(field: &FieldModel, owner: &str) -> String {
    let value = format!("{owner}{}", field.parameter);
    match (field.shape.many, &field.shape.kind) {
        (Many::Optional | Many::NoneIfZero, Kind::Json(_)) => format!("{value} is not UNSET"),
        (Many::Optional | Many::NoneIfZero, _) => format!("{value} is not None"),
        (Many::One, Kind::Sentinel(_)) => format!("{value} is not None"),
        (_, _) => value,
    }
}

/// `_gateway/named.py`: a function each way per sentinel.
#[derive(Template)]
#[template(path = "python/src/zeebe_sdk/_gateway/named.py.j2")]
pub(super) struct NamedFile {
    values: Vec<NamedView>,
    collections: bool,
    datetimes: bool,
    keys: bool,
}

struct NamedView {
    name: String,
    table: Vec<String>,
    signature: Vec<String>,
    decode: String,
    held: String,
    sent: Vec<String>,
    read: Vec<String>,
    wire: String,
    is_list: bool,
}

impl NamedFile {
    /// The view of a model.
    pub(super) fn new(model: &Model, api: &Api) -> Self {
        let encoder = Encoder { model, api, names: Names::new(api), functions: "_encode." };
        let values: Vec<_> = model.sentinels.iter().map(|s| encoder.named(s)).collect();
        let uses = |word: &str| {
            values
                .iter()
                .any(|v| v.signature.iter().chain([&v.held]).any(|line| line.contains(word)))
        };
        Self {
            collections: uses("Sequence["),
            datetimes: uses("timedelta"),
            keys: uses("_keys."),
            values,
        }
    }
}

impl Encoder<'_> {
    fn reader(&self) -> Reader<'_> {
        Reader { model: self.model, api: self.api, owner: "", functions: "" }
    }

    fn named(&self, sentinel: &SentinelModel) -> NamedView {
        let types = Types::outside(self.model);
        let index = self.model.sentinels.iter().position(|s| s.name == sentinel.name);
        let kind = Kind::Sentinel(index.unwrap_or_default());
        let each = self.each(&sentinel.inner);
        let wire = python_scalar(sentinel.wire);
        let field = || Expression::text("field");
        let given = Expression::text("value");
        let (sent, read, wire) = if sentinel.is_list {
            let list = Expression::call("_wire.sequence", [field(), given, each]);
            let least = Expression::text(sentinel.min.unwrap_or(0).to_string());
            let empty = sentinel.values.first().map_or("", |value| value.name.as_str());
            let instead = Expression::text(literal(&format!("{}.{empty}", sentinel.name)));
            let sent = Expression::call("_wire.entries", [field(), list, least, instead]);
            let read = self.reader().list(&sentinel.inner, "wire");
            (sent, read, format!("Sequence[{wire}]"))
        } else {
            let one = Expression::call(each.flat(), [field(), given]);
            let sent = match sentinel.min {
                Some(min) => {
                    let min = Expression::text(min.to_string());
                    Expression::call("_wire.at_least", [field(), one, min])
                }
                None => one,
            };
            (sent, self.reader().one(&sentinel.inner, "wire"), wire.to_owned())
        };
        let all = format!("_values.{}", sentinel.name);
        let table = Expression::Each(
            ["{", "}"],
            Box::new(Expression::text("value.value: value")),
            format!("for value in {all}"),
        );
        NamedView {
            table: table.statement(0, &format!("_{}: Final[dict[Any, {all}]] = ", sentinel.name)),
            name: sentinel.name.clone(),
            decode: sentinel_function(sentinel, Way::Out),
            signature: call(
                0,
                &format!("def {}", sentinel_function(sentinel, Way::In)),
                &["field: str".to_owned(), format!("value: {}", types.value(&kind, Way::In))],
                &format!(" -> {wire}:"),
            ),
            held: types.value(&kind, Way::Out),
            sent: sent.statement(4, "return "),
            read: Expression::either(read, "named is None", Expression::text("named"))
                .statement(4, "return "),
            wire,
            is_list: sentinel.is_list,
        }
    }
}
