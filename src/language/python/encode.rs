//! `_gateway/requests.py` and `_gateway/encode.py`: how what callers give becomes messages.

use super::super::model::{
    FieldModel, Kind, Many, Member, MessageModel, Model, OneofModel, RpcModel, SentinelModel,
};
use super::decode::{Reader, raw_name};
use super::layout::{braces, call, item};
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
    imports: Imports,
}

/// `_gateway/encode.py`: a function per message that stands in another.
#[derive(Template)]
#[template(path = "python/src/zeebe_sdk/_gateway/encode.py.j2")]
pub(super) struct EncodeFile {
    messages: Vec<FunctionView>,
    imports: Imports,
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

/// What a file uses of others.
struct Imports {
    typing: Vec<&'static str>,
    collections: Vec<&'static str>,
    datetimes: Vec<&'static str>,
    partial: bool,
    siblings: Vec<&'static str>,
    own: Vec<&'static str>,
    contract: Vec<&'static str>,
    helpers: Vec<&'static str>,
    json: bool,
    variables: bool,
}

impl Imports {
    fn of(functions: &[FunctionView], extra: &[&'static str]) -> Self {
        let is_part = |c: char| c.is_alphanumeric() || c == '_';
        let code = functions
            .iter()
            .flat_map(|f| f.signature.iter().chain(&f.checks).chain(&f.build).chain([&f.class]));
        let code: Vec<String> = code.map(|line| without_texts(line)).collect();
        let words: std::collections::BTreeSet<&str> =
            code.iter().flat_map(|code| code.split(|c| !is_part(c))).collect();
        let those = |all: &[&'static str]| -> Vec<&'static str> {
            all.iter().copied().filter(|w| words.contains(w) || extra.contains(w)).collect()
        };
        Self {
            typing: those(&["Any"]),
            collections: those(&["Mapping", "Sequence"]),
            datetimes: those(&["datetime", "timedelta"]),
            partial: words.contains("_partial"),
            siblings: those(&["_keys", "_raw", "_types", "_values"]),
            own: those(&["_encode", "_named"]),
            contract: those(&["UNSET", "EncodeContext", "Unset"]),
            helpers: those(&["_check", "_wire"]),
            json: words.contains("_json"),
            variables: words.contains("Variables"),
        }
    }
}

/// Code without its string literals, in which there are no escapes.
fn without_texts(line: &str) -> String {
    line.split('"').step_by(2).collect::<Vec<_>>().join("\"")
}

impl RequestsFile {
    /// The view of a model.
    pub(super) fn new(model: &Model, api: &Api) -> Self {
        let encoder = Encoder { model, api, names: Names::new(api) };
        let requests = model.rpcs.iter().filter(|rpc| sends_one(rpc));
        let requests: Vec<_> = requests.filter_map(|rpc| encoder.request(rpc)).collect();
        Self { imports: Imports::of(&requests, &[]), requests }
    }
}

impl EncodeFile {
    /// The view of a model.
    pub(super) fn new(model: &Model, api: &Api) -> Self {
        let encoder = Encoder { model, api, names: Names::new(api) };
        let messages = model.messages().into_iter();
        let messages = messages.filter(|m| m.sent && (is_part(model, m) || has_class(model, m)));
        let messages: Vec<_> = messages.map(|message| encoder.part(message)).collect();
        Self { imports: Imports::of(&messages, &[]), messages }
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
    let parts: Vec<String> =
        scopes.map(|part| crate::naming::join(part, crate::naming::Case::Snake)).collect();
    let name = parts.join("__");
    FUNCTION.spell(&name).filter(|_| parts.len() == 1).unwrap_or(name)
}

struct Encoder<'m> {
    model: &'m Model,
    api: &'m Api,
    names: Names<'m>,
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
            format!("{}: {}", field.parameter, types.given(message, field).annotation)
        }));
        let raw = self.names.message(message.id);
        let head = format!("def {}", rpc.method);
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
            if is_argument(name) {
                arguments.push(self.entry(message, field, owner, &format!("{name}=")));
            } else {
                others.push(self.entry(message, field, owner, &format!("\"{name}\": ")));
            }
        }
        if !others.is_empty() {
            arguments.push(item(
                12,
                call(12, "**_wire.others", &[item(16, braces(16, "", &others, ""))], ""),
            ));
        }
        call(8, &format!("return {}", raw.value), &arguments, "")
    }

    /// `name=value` of a field, its value broken where there is no room.
    fn entry(&self, message: &MessageModel, field: &FieldModel, owner: &str, head: &str) -> String {
        let value = self.value(message, field, owner);
        let line = format!("{head}{value}");
        if line.chars().count() + 13 <= super::layout::WIDTH {
            return line;
        }
        for mark in [" if ", " else "] {
            if let Some(at) = value.find(mark) {
                let (start, rest) = value.split_at(at);
                let rest = rest.replace(" else ", "\n    else ");
                let rest = rest.trim_start();
                return format!("{head}(\n    {start}\n    {rest}\n)")
                    .replace("\n        else", "\n    else");
            }
        }
        line
    }

    /// The value of a field in the message.
    fn value(&self, message: &MessageModel, field: &FieldModel, owner: &str) -> String {
        let shown = literal(&field.parameter);
        let value = format!("{owner}{}", field.parameter);
        let shape = &field.shape;
        let must = super::types::must_be_given(message, field);
        if field.tenant {
            return tenant(message, field, owner);
        }
        let converted = match shape.many {
            Many::One | Many::Optional | Many::NoneIfZero => {
                let one = self.one(&shape.kind, &shown, &value);
                match (is_filled(field), is_positive(field)) {
                    (true, _) => format!("_wire.filled({shown}, {one})"),
                    (_, true) => positive(&one, &shown),
                    (false, false) => one,
                }
            }
            Many::List => {
                let list = format!("_wire.sequence({shown}, {value}, {})", self.each(&shape.kind));
                if is_filled(field) { format!("_wire.filled({shown}, {list})") } else { list }
            }
            Many::Map(key) => {
                let key = scalar_function(key);
                let each = self.each(&shape.kind);
                let map = format!("_wire.mapping({shown}, {value}, {key}, {each})");
                if is_filled(field) { format!("_wire.filled({shown}, {map})") } else { map }
            }
        };
        if must {
            return converted;
        }
        match (shape.many, &shape.kind) {
            (Many::List, _) => format!("{converted} if {value} else None"),
            (Many::One, Kind::Sentinel(_)) => converted,
            (Many::One | Many::Optional | Many::NoneIfZero, Kind::Json(_)) => {
                format!("None if {value} is UNSET else {converted}")
            }
            (_, _) => format!("None if {value} is None else {converted}"),
        }
    }

    /// The wire form of one value.
    fn one(&self, kind: &Kind, shown: &str, value: &str) -> String {
        match kind {
            Kind::Message(id) if uses_context(self.model, *id) => {
                format!("_encode.{}(context, {shown}, {value})", self.part_name(*id))
            }
            Kind::Enum(id) => {
                let path = Types::outside(self.model).path(self.model.enum_ref(*id));
                format!("_wire.number({shown}, {value}, {path})")
            }
            kind => format!("{}({shown}, {value})", self.each(kind)),
        }
    }

    /// The function that converts one value, given its field and itself.
    fn each(&self, kind: &Kind) -> String {
        match kind {
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
                format!("_partial(_encode.{}, context)", self.part_name(*id))
            }
            Kind::Message(id) => format!("_encode.{}", self.part_name(*id)),
            Kind::Enum(id) => {
                let path = Types::outside(self.model).path(self.model.enum_ref(*id));
                format!("_wire.numbers({path})")
            }
        }
    }

    fn part_name(&self, id: MessageId) -> String {
        self.model.message(id).map(function).unwrap_or_default()
    }
}

/// What refuses a number that is not above zero; a key, the most usual of them, in one step.
fn positive(one: &str, shown: &str) -> String {
    match one.strip_prefix("_wire.int64(") {
        Some(rest) => format!("_wire.key({rest}"),
        None => format!("_wire.positive({shown}, {one})"),
    }
}

/// The tenant of a request, or the client's.
fn tenant(message: &MessageModel, field: &FieldModel, owner: &str) -> String {
    let shown = literal(&field.parameter);
    let value = format!("{owner}{}", field.parameter);
    if field.shape.many != Many::List {
        let own = format!("_wire.text({shown}, {value})");
        return format!("{own} if {value} else context.default_tenant");
    }
    let own = format!("_wire.sequence({shown}, {value}, _wire.text)");
    let condition = field.only_when.as_ref().and_then(|(other, numbers)| {
        let other = format!("{owner}{}", message.field(*other)?.parameter);
        let given: Vec<String> =
            numbers.iter().filter(|n| **n != 0).map(|n| format!("{other} == {n}")).collect();
        let zero = numbers.contains(&0).then(|| format!("not {other}"));
        Some(zero.into_iter().chain(given).collect::<Vec<_>>().join(" or "))
    });
    match condition {
        Some(condition) => {
            format!("{own} if {value} else context.tenants_when({condition}, None)")
        }
        None => format!("{own} if {value} else context.tenants(None)"),
    }
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
    encode: String,
    decode: String,
    given: String,
    held: String,
    sent: String,
    read: String,
    wire: String,
    is_list: bool,
}

impl NamedFile {
    /// The view of a model.
    pub(super) fn new(model: &Model, api: &Api) -> Self {
        let encoder = Encoder { model, api, names: Names::new(api) };
        let values: Vec<_> = model.sentinels.iter().map(|s| encoder.named(s)).collect();
        let uses =
            |word: &str| values.iter().any(|v| v.given.contains(word) || v.held.contains(word));
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
        let (sent, read, wire) = if sentinel.is_list {
            let list = format!("_wire.sequence(field, value, {each})");
            let least = sentinel.min.unwrap_or(0);
            let empty = sentinel.values.first().map_or("", |value| value.name.as_str());
            let instead = literal(&format!("{}.{empty}", sentinel.name));
            (
                format!("_wire.entries(field, {list}, {least}, {instead})"),
                self.reader().list(&sentinel.inner, "wire"),
                format!("Sequence[{wire}]"),
            )
        } else {
            let one = format!("{each}(field, value)");
            let one = match sentinel.min {
                Some(min) => format!("_wire.at_least(field, {one}, {min})"),
                None => one,
            };
            let read = self.reader().one(&sentinel.inner, "wire");
            (one, read, wire.to_owned())
        };
        NamedView {
            name: sentinel.name.clone(),
            encode: sentinel_function(sentinel, Way::In),
            decode: sentinel_function(sentinel, Way::Out),
            given: types.value(&kind, Way::In),
            held: types.value(&kind, Way::Out),
            sent,
            read,
            wire,
            is_list: sentinel.is_list,
        }
    }
}
