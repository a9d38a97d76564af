//! `gateway/named.ts` and `gateway/enums.ts`: how named values and enums are sent and read.

use super::super::model::{EnumValueModel, Kind, Model, SentinelModel};
use super::decode::{Read, Reader};
use super::encode::{Encoder, constant};
use super::expression::Expression;
use super::imports::Code;
use super::layout::call;
use super::raw::Raw;
use super::text::literal;
use super::types::{Types, Way, is_long, scalar_type};
use crate::ir::Api;
use crate::render::Template;
use crate::semantics::facts::WireValue;

/// `gateway/enums.ts`.
#[derive(Template)]
#[template(path = "typescript/src/gateway/enums.ts.j2")]
pub(super) struct EnumsFile {
    enums: Vec<EnumView>,
}

struct EnumView {
    constant: String,
    name: String,
    values: Vec<(String, i32)>,
}

impl EnumsFile {
    /// The view of a model.
    pub(super) fn new(model: &Model) -> Self {
        let enums = model.enums().into_iter().map(|item| EnumView {
            constant: constant(&item.name),
            name: super::types::flat_name(&item.name),
            values: item.values.iter().filter_map(own_name).collect(),
        });
        Self { enums: enums.collect() }
    }
}

/// A value that is no other name for another one: those are texts of the first.
fn own_name(value: &EnumValueModel) -> Option<(String, i32)> {
    value.alias_of.is_none().then(|| (value.name.clone(), value.number))
}

/// `gateway/named.ts`.
#[derive(Template)]
#[template(path = "typescript/src/gateway/named.ts.j2")]
pub(super) struct NamedFile {
    imports: Vec<String>,
    values: Vec<NamedView>,
}

struct NamedView {
    name: String,
    is_list: bool,
    named: Vec<CaseView>,
    default: String,
    wire: String,
    sent: String,
    signature: Vec<String>,
    read: String,
}

struct CaseView {
    text: String,
    wire: String,
    is_default: bool,
}

impl NamedFile {
    /// The view of a model.
    pub(super) fn new(model: &Model, api: &Api, raw: &Raw) -> Self {
        let encoder = Encoder { model, api, raw };
        let reader = Reader { model, api, raw, owner: "", functions: "" };
        let values = model.sentinels.iter().map(|s| view(model, &encoder, &reader, s));
        let values: Vec<NamedView> = values.collect();
        Self { imports: imports(&values), values }
    }
}

fn imports(values: &[NamedView]) -> Vec<String> {
    let code = values.iter().flat_map(|v| v.signature.iter().chain([&v.sent, &v.read]));
    let code = Code::of(code);
    let contract = code.those(&["keyOf", "wire"]);
    let mut lines = Vec::new();
    if !contract.is_empty() {
        let names = contract.join(", ");
        lines.push(format!("import {{ {names} }} from \"../contract/index.js\";"));
    }
    if code.names("Duration") {
        lines.push("import type { Duration } from \"../duration.js\";".to_owned());
    }
    let modules = ["keys", "values"].into_iter().filter(|name| code.uses_module(name));
    lines.extend(modules.map(|name| format!("import type * as {name} from \"../{name}.js\";")));
    lines
}

fn view(
    model: &Model,
    encoder: &Encoder<'_>,
    reader: &Reader<'_>,
    sentinel: &SentinelModel,
) -> NamedView {
    let each = encoder.scalar_like(&sentinel.inner);
    let named = sentinel.values.iter().enumerate().map(|(index, value)| CaseView {
        text: literal(&value.name),
        wire: match value.wire {
            WireValue::Number(number) if is_long(sentinel.wire) => format!("{number}n"),
            WireValue::Number(number) => number.to_string(),
            WireValue::EmptyList => "[]".to_owned(),
        },
        is_default: index == sentinel.default,
    });
    let named: Vec<CaseView> = named.collect();
    let default = named.iter().find(|case| case.is_default);
    let default = default.map(|case| case.wire.clone()).unwrap_or_default();
    let wire = scalar_type(sentinel.wire);
    let (sent, read, wire) = if sentinel.is_list {
        let least = sentinel.min.unwrap_or(0);
        let empty = sentinel.values.first().map_or("", |value| value.name.as_str());
        let instead = literal(&format!("{}.{empty}", sentinel.name));
        let list = format!("wire.list(field, value, {each})");
        let read = match reader.scalar_like(&sentinel.inner) {
            Read::AsItIs => "value".to_owned(),
            Read::As(ty) => format!("value as {ty}[]"),
            Read::Call(head) => format!("value.map((one) => {head}(one))"),
        };
        (format!("wire.entries(field, {list}, {least}, {instead})"), read, format!("{wire}[]"))
    } else {
        let one = format!("{each}(field, value)");
        let sent = match sentinel.min {
            Some(min) => format!("wire.atLeast(field, {one}, {min})"),
            None => one,
        };
        let read = match reader.scalar_like(&sentinel.inner) {
            Read::AsItIs => "value".to_owned(),
            Read::As(ty) => format!("value as {ty}"),
            Read::Call(head) => format!("{head}(value)"),
        };
        (sent, read, wire.to_owned())
    };
    let index = model.sentinels.iter().position(|s| s.name == sentinel.name).unwrap_or_default();
    let held = Types::outside(model).value(&Kind::Sentinel(index), Way::Out).join(" | ");
    let head = format!("export function decode{}", sentinel.name);
    NamedView {
        name: sentinel.name.clone(),
        is_list: sentinel.is_list,
        named,
        default,
        sent,
        signature: call(0, &head, &[format!("value: {wire}")], &format!(": {held} {{")),
        wire,
        read: Expression::text(read).flat(),
    }
}
