//! What every descriptor must be like, however it was made: names that are names, maps that are maps,
//! and packages that a language can nest its modules for. The proto compiler sees to most of it; in a
//! descriptor set nobody does.

use prost_types::field_descriptor_proto::{Label, Type};
use prost_types::{DescriptorProto, EnumDescriptorProto, FileDescriptorProto, FileDescriptorSet};

use super::PROTO3;
use crate::diagnostics::report::printable;
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Reported};

/// The most names that a package may be made of.
const PACKAGE_DEPTH: usize = 100;

/// Checks what must hold before a descriptor set can be resolved.
///
/// # Errors
/// [`Reported`] when a file has a syntax that is not known: an edition, most often.
pub(super) fn check_syntax(
    set: &FileDescriptorSet,
    diagnostics: &mut Diagnostics,
) -> Result<(), Reported> {
    let before = diagnostics.error_count();
    let is_known = |file: &&FileDescriptorProto| {
        matches!(file.syntax.as_deref(), None | Some("proto2" | "proto3"))
    };
    for file in set.file.iter().filter(|file| !is_known(file)) {
        let (name, syntax) = (printable(file.name()), printable(file.syntax()));
        let message = format!("{name} is `{syntax}`; only proto3 is supported");
        diagnostics.push(Diagnostic::error(Code::SyntaxUnsupported, message).help(PROTO3));
    }
    if diagnostics.error_count() > before { Err(Reported) } else { Ok(()) }
}

/// Checks every file.
///
/// # Errors
/// [`Reported`] when a name is none, or a package is too deep.
pub(super) fn check(
    set: &FileDescriptorSet,
    diagnostics: &mut Diagnostics,
) -> Result<(), Reported> {
    let before = diagnostics.error_count();
    for file in &set.file {
        let depth = file.package().split('.').count();
        if depth > PACKAGE_DEPTH {
            let message = format!("the package of {} is {depth} names deep", file.name());
            let help = format!("give it a package of at most {PACKAGE_DEPTH} names");
            diagnostics.push(Diagnostic::error(Code::ProtoInvalid, message).help(help));
        }
        let mut names = Vec::new();
        collect(file, &mut names);
        for name in names.into_iter().filter(|name| !is_name(name)) {
            let message = format!("`{}` in {} is no name", printable(name), printable(file.name()));
            let help = "a name has letters, digits and `_`, and starts with no digit: write the \
                        descriptor set with protoc or buf";
            diagnostics.push(Diagnostic::error(Code::DescriptorInvalid, message).help(help));
        }
        for message in &file.message_type {
            check_maps(message, false, diagnostics);
        }
    }
    if diagnostics.error_count() > before { Err(Reported) } else { Ok(()) }
}

/// Stub generators take the message behind a map for granted: two fields, `key` and `value`, used once
/// by the message around it. And proto3 has no groups.
fn check_maps(message: &DescriptorProto, is_nested: bool, diagnostics: &mut Diagnostics) {
    let is_entry = |m: &DescriptorProto| m.options.as_ref().is_some_and(|o| o.map_entry());
    let mut refuse = |name: &str, what: &str| {
        let text = format!("`{}` in `{}` {what}", printable(name), printable(message.name()));
        let help = "write the descriptor set with protoc or buf";
        diagnostics.push(Diagnostic::error(Code::DescriptorInvalid, text).help(help));
    };
    if is_entry(message) {
        let fields = message.field.iter().map(|field| (field.name(), field.number()));
        if !is_nested || !fields.eq([("key", 1), ("value", 2)]) {
            refuse(message.name(), "is no entry of a map");
        }
    }
    let entries = message.nested_type.iter().filter(|nested| is_entry(nested));
    let entries: Vec<&str> = entries.map(|entry| entry.name()).collect();
    for field in &message.field {
        let ty = field.type_name().rsplit('.').next().unwrap_or_default();
        if field.r#type() == Type::Group {
            refuse(field.name(), "is a group");
        } else if entries.contains(&ty) && field.label() != Label::Repeated {
            refuse(field.name(), "is a map that is not repeated");
        }
    }
    for nested in &message.nested_type {
        check_maps(nested, true, diagnostics);
    }
}

fn is_name(name: &str) -> bool {
    !name.starts_with(|c: char| c.is_ascii_digit())
        && !name.is_empty()
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

fn collect<'a>(file: &'a FileDescriptorProto, names: &mut Vec<&'a str>) {
    names.extend(file.package().split('.').filter(|_| !file.package().is_empty()));
    for message in &file.message_type {
        collect_message(message, names);
    }
    for item in &file.enum_type {
        collect_enum(item, names);
    }
    for service in &file.service {
        names.push(service.name());
        names.extend(service.method.iter().map(|method| method.name()));
    }
}

fn collect_message<'a>(message: &'a DescriptorProto, names: &mut Vec<&'a str>) {
    names.push(message.name());
    names.extend(message.field.iter().map(|field| field.name()));
    names.extend(message.oneof_decl.iter().map(|oneof| oneof.name()));
    for item in &message.enum_type {
        collect_enum(item, names);
    }
    for nested in &message.nested_type {
        collect_message(nested, names);
    }
}

fn collect_enum<'a>(item: &'a EnumDescriptorProto, names: &mut Vec<&'a str>) {
    names.push(item.name());
    names.extend(item.value.iter().map(|value| value.name()));
}
