//! `_gateway/requests.py` and `_gateway/encode.py`: the functions that make messages.

use super::super::model::{
    FieldModel, Kind, Many, Member, MessageModel, Model, OneofModel, RpcModel,
};
use super::super::requests::{is_part, sends_one, uses_context};
use super::encode::{Encoder, function, request_function};
use super::layout::{call, parameter};
use super::raw::names::Names;
use super::text::{literal, words};
use super::types::{Types, has_class};
use crate::ir::Api;
use crate::render::Template;

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
    let code = functions
        .iter()
        .flat_map(|f| f.signature.iter().chain(&f.checks).chain(&f.build).chain([&f.class]));
    let code: Vec<String> = code.map(|line| without_texts(line)).collect();
    let words = words(code.iter().map(String::as_str));
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
        as_own("typing", "Any", "_Any"),
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
