//! The IR as text: one line per element, with everything the proto says about it.

use std::fmt::Write as _;

use zeebe_bindgen::ir::{
    Api, Cardinality, Field, MapValue, Message, Origin, Scalar, Streaming, Type,
};

/// The whole API, without the well-known types.
pub(crate) fn outline(api: &Api) -> String {
    let mut out = format!("package {:?} of {}\n", api.package, api.files.join(", "));
    for service in &api.services {
        line(&mut out, 0, &format!("service {}", service.full_name), &service.origin);
        for rpc in &service.rpcs {
            let (request, response) = (api.message(rpc.request), api.message(rpc.response));
            let arrow = match rpc.streaming {
                Streaming::Unary => "->",
                Streaming::Server => "->>",
                Streaming::Client => ">>->",
                Streaming::Bidi => ">>->>",
            };
            let types = format!("{} {arrow} {}", request.full_name(), response.full_name());
            line(&mut out, 1, &format!("rpc {}: {types}", rpc.path), &rpc.origin);
        }
    }
    for (_, message) in api.messages().filter(|(_, m)| m.package != "google.protobuf") {
        let parent = message.parent.map(|id| format!(" in {}", api.message(id).path));
        let name = format!("message {}{}", message.full_name(), parent.unwrap_or_default());
        line(&mut out, 0, &(name + imported(message.imported)), &message.origin);
        for field in &message.fields {
            line(&mut out, 1, &field_text(api, message, field), &field.origin);
        }
    }
    for (_, item) in api.enums().filter(|(_, e)| e.package != "google.protobuf") {
        let name = format!("enum {}{}", item.full_name(), imported(item.imported));
        line(&mut out, 0, &name, &item.origin);
        for value in &item.values {
            let alias = value.alias_of.map(|first| format!(" = {}", item.values[first].name));
            let text = format!("{} {}{}", value.number, value.name, alias.unwrap_or_default());
            line(&mut out, 1, &text, &value.origin);
        }
    }
    out
}

fn imported(imported: bool) -> &'static str {
    if imported { " (imported)" } else { "" }
}

fn line(out: &mut String, depth: usize, text: &str, origin: &Origin) {
    let deprecated = if origin.deprecated { " deprecated" } else { "" };
    let _ = writeln!(out, "{}{text}{deprecated}", "  ".repeat(depth));
}

fn field_text(api: &Api, message: &Message, field: &Field) -> String {
    let cardinality = match field.cardinality {
        Cardinality::Implicit => "",
        Cardinality::Explicit => "?",
        Cardinality::Repeated => "*",
    };
    let mut text = format!("{} {}: {}", field.number, field.name, type_text(api, field.ty));
    text.push_str(cardinality);
    if let Some(index) = field.oneof {
        let _ = write!(text, " of {}", message.oneofs[index].name);
    }
    if field.recursive {
        text.push_str(" recursive");
    }
    text
}

fn type_text(api: &Api, ty: Type) -> String {
    match ty {
        Type::Scalar(scalar) => scalar.keyword().to_owned(),
        Type::Message(id) => api.message(id).full_name(),
        Type::Enum(id) => api.enumeration(id).full_name(),
        Type::Map(key, value) => {
            let value = match value {
                MapValue::Scalar(scalar) => Type::Scalar(scalar),
                MapValue::Message(id) => Type::Message(id),
                MapValue::Enum(id) => Type::Enum(id),
            };
            format!("map<{}, {}>", key.keyword(), type_text(api, value))
        }
    }
}

fn types(api: &Api) -> impl Iterator<Item = Type> {
    api.messages.iter().flat_map(|m| &m.fields).map(|f| f.ty)
}

/// The scalars of singular and repeated fields.
pub(crate) fn scalars(api: &Api) -> impl Iterator<Item = Scalar> {
    types(api).filter_map(|ty| match ty {
        Type::Scalar(scalar) => Some(scalar),
        Type::Message(_) | Type::Enum(_) | Type::Map(..) => None,
    })
}

/// The scalars of the keys of maps.
pub(crate) fn map_keys(api: &Api) -> impl Iterator<Item = Scalar> {
    types(api).filter_map(|ty| match ty {
        Type::Map(key, _) => Some(key),
        Type::Scalar(_) | Type::Message(_) | Type::Enum(_) => None,
    })
}
