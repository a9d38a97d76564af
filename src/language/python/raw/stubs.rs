//! `raw/__init__.pyi`: what is in the messages that the protobuf runtime makes, for type checkers.

use super::names::{Names, PACKAGES, is_visible, is_writable};
use crate::ir::{
    Api, Cardinality, Enum, EnumId, Field, MapValue, Message, MessageId, Scalar, Type,
};
use crate::language::python::layout::{WIDTH, call, parameter};
use crate::language::python::text::words;
use crate::render::Template;

/// The whole file.
#[derive(Template)]
#[template(path = "python/src/zeebe_sdk/raw/__init__.pyi.j2")]
pub(in super::super) struct StubsFile {
    items: Vec<Vec<String>>,
    /// The line that imports each name which the file uses.
    imports: Vec<&'static str>,
}

/// What the stubs may use, each with the line that imports it, in the order of the lines.
const IMPORTS: &[(&str, &str)] = &[
    ("_bool", "from builtins import bool as _bool"),
    ("_bytes", "from builtins import bytes as _bytes"),
    ("_float", "from builtins import float as _float"),
    ("_int", "from builtins import int as _int"),
    ("_property", "from builtins import property as _property"),
    ("_str", "from builtins import str as _str"),
    ("_Iterable", "from collections.abc import Iterable as _Iterable"),
    ("_Mapping", "from collections.abc import Mapping as _Mapping"),
    ("_Any", "from typing import Any as _Any"),
    ("_Literal", "from typing import Literal as _Literal"),
    ("_overload", "from typing import overload as _overload"),
    ("", ""),
    ("_MessageMap", "from google.protobuf.internal.containers import MessageMap as _MessageMap"),
    (
        "_Messages",
        "from google.protobuf.internal.containers import RepeatedCompositeFieldContainer as _Messages",
    ),
    (
        "_Scalars",
        "from google.protobuf.internal.containers import RepeatedScalarFieldContainer as _Scalars",
    ),
    ("_ScalarMap", "from google.protobuf.internal.containers import ScalarMap as _ScalarMap"),
    (
        "_EnumTypeWrapper",
        "from google.protobuf.internal.enum_type_wrapper import EnumTypeWrapper as _EnumTypeWrapper",
    ),
    ("_Message", "from google.protobuf.message import Message as _Message"),
    ("", ""),
    ("_raw", "from .. import raw as _raw"),
];

/// The lines for what some code uses, without a line between groups of which one is empty.
fn imports(items: &[Vec<String>]) -> Vec<&'static str> {
    let words = words(items.iter().flatten().map(String::as_str));
    // The paths of methods are texts.
    let is_used = |name: &str| name.is_empty() || name == "_str" || words.contains(name);
    let mut lines: Vec<&'static str> = Vec::new();
    for (_, line) in IMPORTS.iter().filter(|(name, _)| is_used(name)) {
        if !(line.is_empty() && lines.last().is_none_or(|last| last.is_empty())) {
            lines.push(line);
        }
    }
    while lines.last().is_some_and(|last| last.is_empty()) {
        lines.pop();
    }
    lines
}

/// What a stub at some place is printed with.
struct Stubs<'a> {
    api: &'a Api,
    names: &'a Names<'a>,
}

/// Lines with one empty line where there are several, and none at the end.
fn spaced(lines: Vec<String>) -> Vec<String> {
    let mut out: Vec<String> = Vec::with_capacity(lines.len());
    for line in lines {
        if !(line.is_empty() && out.last().is_none_or(String::is_empty)) {
            out.push(line);
        }
    }
    while out.last().is_some_and(String::is_empty) {
        out.pop();
    }
    out
}

impl StubsFile {
    /// The stubs of an API.
    pub(in super::super) fn new(api: &Api) -> Self {
        let names = Names::new(api);
        let stubs = Stubs { api, names: &names };
        let mut items = Vec::new();
        let is_own = |package: &str| package == api.package;
        for (id, item) in api.enums().filter(|(_, e)| e.parent.is_none() && is_own(&e.package)) {
            items.push(stubs.outer_enum(id, item, 0));
        }
        for (id, m) in api.messages().filter(|(_, m)| m.parent.is_none() && is_own(&m.package)) {
            items.push(stubs.message(id, names.outer(&m.full_name()), 0));
        }
        if !names.packages.is_empty() {
            items.push(stubs.packages(&[PACKAGES.to_owned()], 0));
        }
        let items: Vec<_> = items.into_iter().map(spaced).collect();
        Self { imports: imports(&items), items }
    }
}

impl Stubs<'_> {
    /// An enum beside whose wrapper the values stand.
    fn outer_enum(&self, _: EnumId, item: &Enum, indent: usize) -> Vec<String> {
        let pad = " ".repeat(indent);
        let mut out =
            vec![format!("{pad}{}: _EnumTypeWrapper", last(self.names.outer(&item.full_name())))];
        if item.package == self.api.package {
            let value = |name: &str| self.names.outer(&format!("{}/{name}", item.full_name()));
            out.extend(item.values.iter().map(|v| format!("{pad}{}: _int", value(&v.name))));
        }
        out
    }

    /// A package that is imported, and those below it.
    fn packages(&self, path: &[String], indent: usize) -> Vec<String> {
        let pad = " ".repeat(indent);
        let mut out = vec![format!("{pad}class {}:", path.last().map_or("", String::as_str))];
        let first = out.len();
        let here = |full_name: &str| {
            let outer = self.names.outer(full_name);
            outer.rsplit_once('.').is_some_and(|(package, _)| package == path.join("."))
        };
        for (id, item) in self.api.enums().filter(|(_, e)| e.parent.is_none()) {
            if here(&item.full_name()) {
                out.extend(self.outer_enum(id, item, indent + 4));
            }
        }
        for (id, message) in self.api.messages().filter(|(_, m)| m.parent.is_none()) {
            if here(&message.full_name()) {
                let name = last(self.names.outer(&message.full_name()));
                out.extend(self.message(id, name, indent + 4));
                out.push(String::new());
            }
        }
        let below = self.names.packages.values();
        for package in below.filter(|p| p.len() == path.len() + 1 && p.starts_with(path)) {
            out.extend(self.packages(package, indent + 4));
            out.push(String::new());
        }
        if out.len() == first {
            out.push(format!("{pad}    ..."));
        }
        out
    }

    fn message(&self, id: MessageId, name: &str, indent: usize) -> Vec<String> {
        let message = self.api.message(id);
        let pad = " ".repeat(indent);
        let mut out = vec![format!("{pad}class {name}(_Message):")];
        let inner = indent + 4;
        for (enum_id, item) in self.api.enums().filter(|(_, e)| e.parent == Some(id)) {
            out.extend(nested_enum(enum_id, item, inner));
        }
        for (nested, inside) in self.api.messages().filter(|(_, m)| m.parent == Some(id)) {
            if is_visible(&inside.name) {
                out.extend(self.message(nested, &inside.name, inner));
                out.push(String::new());
            }
        }
        for field in message.fields.iter().filter(|field| is_visible(&field.name)) {
            out.extend(self.attribute(field, inner));
        }
        out.extend(self.constructor(message, inner));
        out.extend(presence(message, inner));
        out
    }

    fn attribute(&self, field: &Field, indent: usize) -> Vec<String> {
        let pad = " ".repeat(indent);
        let ty = self.held(field);
        let is_plain = field.cardinality != Cardinality::Repeated
            && matches!(field.ty, Type::Scalar(_) | Type::Enum(_));
        if is_plain {
            return vec![format!("{pad}{}: {ty}", field.name)];
        }
        let property = format!("{pad}@_property");
        let head = format!("def {}", field.name);
        let tail = format!(" -> {ty}: ...");
        let mut lines = vec![property];
        lines.extend(call(indent, &head, &["self".to_owned()], &tail));
        lines
    }

    /// The type of an attribute.
    fn held(&self, field: &Field) -> String {
        let (is_message, one) = self.one(field.ty);
        match (field.ty, field.cardinality) {
            (Type::Map(key, _), _) => {
                let map = if is_message { "_MessageMap" } else { "_ScalarMap" };
                format!("{map}[{}, {one}]", scalar(key))
            }
            (_, Cardinality::Repeated) if is_message => format!("_Messages[{one}]"),
            (_, Cardinality::Repeated) => format!("_Scalars[{one}]"),
            (_, Cardinality::Implicit | Cardinality::Explicit) => one,
        }
    }

    /// Whether a single value is a message, and its type.
    fn one(&self, ty: Type) -> (bool, String) {
        match ty {
            Type::Scalar(of) | Type::Map(_, MapValue::Scalar(of)) => (false, scalar(of).to_owned()),
            Type::Enum(_) | Type::Map(_, MapValue::Enum(_)) => (false, "_int".to_owned()),
            Type::Message(id) | Type::Map(_, MapValue::Message(id)) => {
                (true, self.names.message(id).annotation)
            }
        }
    }

    fn constructor(&self, message: &Message, indent: usize) -> Vec<String> {
        let mut items = vec!["self".to_owned()];
        let (named, others): (Vec<_>, Vec<_>) =
            message.fields.iter().partition(|field| is_keyword(&field.name));
        if !named.is_empty() {
            items.push("*".to_owned());
        }
        items.extend(named.into_iter().map(|field| self.parameter(field, indent + 4)));
        if !others.is_empty() {
            items.push("**_others: _Any".to_owned());
        }
        call(indent, "def __init__", &items, " -> None: ...")
    }

    fn parameter(&self, field: &Field, indent: usize) -> String {
        let (_, one) = self.one(field.ty);
        let ty = match (field.ty, field.cardinality) {
            (Type::Map(key, _), _) => format!("_Mapping[{}, {one}]", scalar(key)),
            (_, Cardinality::Repeated) => format!("_Iterable[{one}]"),
            (_, Cardinality::Implicit | Cardinality::Explicit) => one,
        };
        parameter(indent, &field.name, &format!("{ty} | None"), Some("..."))
    }
}

fn nested_enum(_: EnumId, item: &Enum, indent: usize) -> Vec<String> {
    let pad = " ".repeat(indent);
    let mut out = Vec::new();
    if is_visible(&item.name) {
        out.push(format!("{pad}{}: _EnumTypeWrapper", item.name));
    }
    let values = item.values.iter().filter(|value| is_visible(&value.name));
    out.extend(values.map(|value| format!("{pad}{}: _int", value.name)));
    out
}

/// The functions that ask which fields are there.
fn presence(message: &Message, indent: usize) -> Vec<String> {
    let quoted = |name: &str| format!("\"{name}\"");
    let explicit = message.fields.iter().filter(|f| f.cardinality == Cardinality::Explicit);
    let explicit: Vec<String> = explicit.map(|f| quoted(&f.name)).collect();
    let mut out = Vec::new();
    if !explicit.is_empty() {
        let items = [
            "self".to_owned(),
            parameter(
                indent + 4,
                "field_name",
                &format!("_Literal[{}]", explicit.join(", ")),
                None,
            ),
        ];
        out.extend(call(indent, "def HasField", &items, " -> _bool: ..."));
    }
    let pad = " ".repeat(indent);
    for oneof in &message.oneofs {
        let members = oneof.members.iter().filter_map(|&m| message.fields.get(m));
        let members: Vec<String> = members.map(|f| quoted(&f.name)).collect();
        if message.oneofs.len() > 1 {
            out.push(format!("{pad}@_overload"));
        }
        let items = ["self".to_owned(), format!("oneof_group: _Literal[{}]", quoted(&oneof.name))];
        let result = format!(" -> _Literal[{}] | None: ...", members.join(", "));
        let has_room = indent + 1 + result.chars().count() <= WIDTH;
        let result = if has_room { result } else { " -> _str | None: ...".to_owned() };
        out.extend(call(indent, "def WhichOneof", &items, &result));
    }
    out
}

/// Whether a field can be given to the constructor by its name.
pub(in super::super) fn is_keyword(name: &str) -> bool {
    is_writable(name) && name != "self"
}

fn last(path: &str) -> &str {
    path.rsplit('.').next().unwrap_or(path)
}

fn scalar(scalar: Scalar) -> &'static str {
    match scalar {
        Scalar::Double | Scalar::Float => "_float",
        Scalar::Int32
        | Scalar::Sint32
        | Scalar::Sfixed32
        | Scalar::Int64
        | Scalar::Sint64
        | Scalar::Sfixed64
        | Scalar::Uint32
        | Scalar::Fixed32
        | Scalar::Uint64
        | Scalar::Fixed64 => "_int",
        Scalar::Bool => "_bool",
        Scalar::String => "_str",
        Scalar::Bytes => "_bytes",
    }
}
