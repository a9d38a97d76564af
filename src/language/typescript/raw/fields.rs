//! The members of a message as protoc-gen-es prints them.

use prost_types::field_descriptor_proto::{Label, Type};
use prost_types::field_options::JsType;
use prost_types::{DescriptorProto, FieldDescriptorProto};

use super::super::super::model::json_name;
use super::comments::block;
use super::element::Printed;
use super::names::{Placed, case, property};
use super::printer::{Printer, index, runtime};
use crate::ir::tag;

impl Printer<'_> {
    pub(super) fn field(
        &self,
        out: &mut Printed,
        placed: &Placed<'_>,
        path: &[i32],
        message: &DescriptorProto,
        at: usize,
    ) {
        let field = &message.field[at];
        self.field_doc(out, path, field, at, "  ");
        let is_message = field.r#type() == Type::Message && field.label() != Label::Repeated;
        let is_optional = is_message || field.proto3_optional();
        let mark = if is_optional { "?" } else { "" };
        out.text(format!("  {}{mark}: ", property(field.name())));
        self.field_type(out, &placed.full_name, field, true);
        out.text(if is_optional { " | undefined;\n" } else { ";\n" });
    }

    fn field_doc(
        &self,
        out: &mut Printed,
        path: &[i32],
        field: &FieldDescriptorProto,
        at: usize,
        indent: &str,
    ) {
        let is_deprecated = field.options.as_ref().is_some_and(|o| o.deprecated());
        let from = format!("field: {};", self.declaration(field));
        let path = [path, &[tag::MESSAGE_FIELD, index(at)]].concat();
        let doc = self.file.comments.doc(&path, &from, is_deprecated);
        out.text(block(&doc, indent) + "\n");
    }

    pub(super) fn oneof(
        &self,
        out: &mut Printed,
        placed: &Placed<'_>,
        path: &[i32],
        message: &DescriptorProto,
        at: usize,
        fields: &[usize],
    ) {
        let name = message.oneof_decl[at].name();
        let is_deprecated =
            placed.in_deprecated || message.options.as_ref().is_some_and(|o| o.deprecated());
        let from = format!("oneof {}.{name}", placed.full_name);
        let own = [path, &[tag::MESSAGE_ONEOF, index(at)]].concat();
        let doc = self.file.comments.doc(&own, &from, is_deprecated);
        out.text(block(&doc, "  ") + "\n").text(format!("  {}: {{\n", property(name)));
        for (number, &index) in fields.iter().enumerate() {
            if number > 0 {
                out.text("  } | {\n");
            }
            let field = &message.field[index];
            self.field_doc(out, path, field, index, "    ");
            out.text("    value: ");
            self.field_type(out, &placed.full_name, field, false);
            out.text(format!(";\n    case: \"{}\";\n", case(field.name())));
        }
        out.text("  } | { case: undefined; value?: undefined };\n");
    }

    /// The type of a field. A wrapper that is a field by itself is what it wraps.
    fn field_type(
        &self,
        out: &mut Printed,
        parent: &str,
        field: &FieldDescriptorProto,
        is_own: bool,
    ) {
        if let Some(entry) = self.entries.get(field.type_name().trim_start_matches('.')) {
            let [key, value] = [&entry.field[0], &entry.field[1]];
            let key = match key.r#type() {
                Type::Int32 | Type::Fixed32 | Type::Uint32 | Type::Sfixed32 | Type::Sint32 => {
                    "number"
                }
                _ => "string",
            };
            out.text(format!("{{ [key: {key}]: "));
            self.single(out, parent, value, false);
            out.text(" }");
            return;
        }
        let is_list = field.label() == Label::Repeated;
        self.single(out, parent, field, is_own && !is_list);
        if is_list {
            out.text("[]");
        }
    }

    fn single(&self, out: &mut Printed, parent: &str, field: &FieldDescriptorProto, unwraps: bool) {
        let as_text = field.options.as_ref().is_some_and(|o| o.jstype() == JsType::JsString);
        match field.r#type() {
            Type::Message | Type::Enum | Type::Group => {}
            scalar => {
                out.text(scalar_type(scalar, as_text));
                return;
            }
        }
        let name = field.type_name().trim_start_matches('.');
        match super::special(name, parent, unwraps) {
            Some(super::Special::Wrapper(scalar)) => drop(out.text(scalar)),
            Some(super::Special::Struct) => drop(out.named_type(runtime("JsonObject"))),
            None => {
                let [shape, _] = self.type_symbols(name);
                out.named_type(shape);
            }
        }
    }

    /// A field as the proto declares it, without options that are not protobuf's own.
    fn declaration(&self, field: &FieldDescriptorProto) -> String {
        let type_name = |field: &FieldDescriptorProto| match field.r#type() {
            Type::Message | Type::Enum | Type::Group => {
                field.type_name().trim_start_matches('.').to_owned()
            }
            scalar => scalar.as_str_name()["TYPE_".len()..].to_ascii_lowercase(),
        };
        let entry = self.entries.get(field.type_name().trim_start_matches('.'));
        let ty = match entry {
            Some(entry) => {
                format!("map<{}, {}>", type_name(&entry.field[0]), type_name(&entry.field[1]))
            }
            None if field.label() == Label::Repeated => format!("repeated {}", type_name(field)),
            None if field.proto3_optional() => format!("optional {}", type_name(field)),
            None => type_name(field),
        };
        let stated = field.options.as_ref();
        let mut options = Vec::new();
        if let Some(packed) = stated.and_then(|o| o.packed) {
            options.push(format!("packed = {packed}"));
        }
        if field.json_name() != json_name(field.name()) {
            options.push(format!("json_name = \"{}\"", field.json_name()));
        }
        if stated.is_some_and(|o| o.jstype.is_some()) {
            let name = stated.map_or("", |o| o.jstype().as_str_name());
            options.push(format!("jstype = {name}"));
        }
        if stated.is_some_and(|o| o.deprecated.is_some()) {
            options.push("deprecated = true".to_owned());
        }
        let options = match options.as_slice() {
            [] => String::new(),
            options => format!(" [{}]", options.join(", ")),
        };
        format!("{ty} {} = {}{options}", field.name(), field.number())
    }
}

/// A field by its index, or a oneof with the indices of its fields.
pub(super) enum Member {
    Field(usize),
    Oneof(usize, Vec<usize>),
}

/// The members of a message; a oneof stands where its first field does.
pub(super) fn members(message: &DescriptorProto) -> Vec<Member> {
    let mut out: Vec<Member> = Vec::new();
    for (index, field) in message.field.iter().enumerate() {
        let oneof = field.oneof_index.filter(|_| !field.proto3_optional());
        let Some(oneof) = oneof.and_then(|at| usize::try_from(at).ok()) else {
            out.push(Member::Field(index));
            continue;
        };
        let known = out.iter_mut().find_map(|member| match member {
            Member::Oneof(at, fields) if *at == oneof => Some(fields),
            Member::Oneof(..) | Member::Field(_) => None,
        });
        match known {
            Some(fields) => fields.push(index),
            None => out.push(Member::Oneof(oneof, vec![index])),
        }
    }
    out
}

fn scalar_type(scalar: Type, as_text: bool) -> &'static str {
    match scalar {
        Type::String => "string",
        Type::Bool => "boolean",
        Type::Uint64 | Type::Sfixed64 | Type::Fixed64 | Type::Sint64 | Type::Int64 => {
            if as_text {
                "string"
            } else {
                "bigint"
            }
        }
        Type::Bytes => "Uint8Array",
        _ => "number",
    }
}
