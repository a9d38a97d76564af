//! The names that protoc-gen-es gives: to files, types and descriptors, fields and enum values.

use std::collections::{BTreeMap, BTreeSet};

use prost_types::{DescriptorProto, EnumDescriptorProto, FileDescriptorProto};

use super::super::super::model::json_name;

/// A message or an enum of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) struct Names {
    /// Its type.
    pub(in super::super) shape: String,
    /// Its descriptor.
    pub(in super::super) schema: String,
}

/// The names in one file.
#[derive(Debug)]
pub(super) struct FileNames {
    /// Its descriptor.
    pub(super) file: String,
    /// Messages and enums by full name, without a leading dot.
    pub(super) types: BTreeMap<String, Names>,
    /// Services by name.
    pub(super) services: BTreeMap<String, String>,
}

/// Names that are no identifiers, or stand for something else; protoplugin's `safe-identifier`, 2.17.
const RESERVED: &[&str] = &[
    "break",
    "case",
    "catch",
    "class",
    "const",
    "continue",
    "debugger",
    "default",
    "delete",
    "do",
    "else",
    "export",
    "extends",
    "false",
    "finally",
    "for",
    "function",
    "if",
    "import",
    "in",
    "instanceof",
    "new",
    "null",
    "return",
    "super",
    "switch",
    "this",
    "throw",
    "true",
    "try",
    "typeof",
    "var",
    "void",
    "while",
    "with",
    "yield",
    "enum",
    "implements",
    "interface",
    "let",
    "package",
    "private",
    "protected",
    "public",
    "static",
    "Object",
    "bigint",
    "number",
    "boolean",
    "string",
    "object",
    "globalThis",
    "Uint8Array",
    "Partial",
];

/// Words of TypeScript that are no types, or no names at the top of a module. The plugin lets them pass,
/// and what it prints does not compile then; here they are escaped as it escapes others.
const NO_NAMES: &[&str] = &[
    "any",
    "arguments",
    "as",
    "asserts",
    "await",
    "eval",
    "exports",
    "infer",
    "keyof",
    "never",
    "readonly",
    "require",
    "symbol",
    "undefined",
    "unique",
    "unknown",
];

/// Properties that every object has; `reflect/names` of protobuf-es 2.17.
const OF_OBJECTS: &[&str] = &["constructor", "toString", "toJSON", "valueOf"];

/// A message or an enum, where it stands.
pub(super) enum Typed<'a> {
    Message(&'a DescriptorProto),
    Enum(&'a EnumDescriptorProto),
}

/// A type of a file.
pub(super) struct Placed<'a> {
    /// With its package.
    pub(super) full_name: String,
    /// Its indices, from the outermost message inwards; map entries do not count.
    pub(super) path: Vec<usize>,
    /// Whether something around it is deprecated.
    pub(super) in_deprecated: bool,
    pub(super) ty: Typed<'a>,
}

/// The messages and enums of a file in the order in which they are printed.
pub(super) fn types(file: &FileDescriptorProto) -> Vec<Placed<'_>> {
    let mut out = Vec::new();
    let is_deprecated = file.options.as_ref().is_some_and(|o| o.deprecated());
    messages(file.package(), &[], is_deprecated, &file.message_type, &mut out);
    enums(file.package(), &[], is_deprecated, &file.enum_type, &mut out);
    out
}

fn messages<'a>(
    outside: &str,
    path: &[usize],
    in_deprecated: bool,
    all: &'a [DescriptorProto],
    out: &mut Vec<Placed<'a>>,
) {
    let own = all.iter().filter(|m| !is_map_entry(m));
    for (index, message) in own.enumerate() {
        let full_name = joined(outside, message.name());
        let path = [path, &[index]].concat();
        let deprecated = message.options.as_ref().is_some_and(|o| o.deprecated()) || in_deprecated;
        out.push(Placed {
            full_name: full_name.clone(),
            path: path.clone(),
            in_deprecated,
            ty: Typed::Message(message),
        });
        messages(&full_name, &path, deprecated, &message.nested_type, out);
        enums(&full_name, &path, deprecated, &message.enum_type, out);
    }
}

fn enums<'a>(
    outside: &str,
    path: &[usize],
    in_deprecated: bool,
    all: &'a [EnumDescriptorProto],
    out: &mut Vec<Placed<'a>>,
) {
    out.extend(all.iter().enumerate().map(|(index, item)| Placed {
        full_name: joined(outside, item.name()),
        path: [path, &[index]].concat(),
        in_deprecated,
        ty: Typed::Enum(item),
    }));
}

/// Whether a message is only the entry of a map.
pub(super) fn is_map_entry(message: &DescriptorProto) -> bool {
    message.options.as_ref().is_some_and(|options| options.map_entry())
}

/// A name in its package or message.
pub(super) fn joined(outside: &str, name: &str) -> String {
    if outside.is_empty() { name.to_owned() } else { format!("{outside}.{name}") }
}

impl FileNames {
    /// The names of a file: types first, then descriptors, each with what tells it from those before.
    pub(super) fn of(file: &FileDescriptorProto) -> Self {
        let mut taken = BTreeSet::new();
        let types = types(file);
        let own = |full_name: &str| match file.package() {
            "" => full_name.replace('.', "_"),
            package => full_name[package.len() + 1..].replace('.', "_"),
        };
        let shapes = types.iter().map(|placed| free(&mut taken, &own(&placed.full_name)));
        let shapes: Vec<String> = shapes.collect();
        let name = file.name().strip_suffix(".proto").unwrap_or(file.name());
        let file_name = free(&mut taken, &format!("file_{}", cleaned(name)));
        let names = types.iter().zip(shapes).map(|(placed, shape)| {
            let schema = free(&mut taken, &format!("{}Schema", own(&placed.full_name)));
            (placed.full_name.clone(), Names { shape, schema })
        });
        let types = names.collect();
        let services = file.service.iter();
        let services = services.map(|s| (s.name().to_owned(), free(&mut taken, s.name())));
        let services = services.collect();
        Self { file: file_name, types, services }
    }
}

/// A name that nothing has yet.
fn free(taken: &mut BTreeSet<String>, ideal: &str) -> String {
    let mut number = 0;
    loop {
        let salt = match number {
            0 => String::new(),
            1 => "$".to_owned(),
            number => format!("${}", number - 1),
        };
        let name = safe(&safe(&format!("{ideal}{salt}"), RESERVED), NO_NAMES);
        if taken.insert(name.clone()) {
            return name;
        }
        number += 1;
    }
}

fn safe(name: &str, reserved: &[&str]) -> String {
    if reserved.contains(&name) { format!("{name}$") } else { name.to_owned() }
}

/// With one `_` instead of whatever is neither a letter, a digit nor `_`.
fn cleaned(name: &str) -> String {
    let mut out = String::new();
    let mut is_inside = true;
    for c in name.chars() {
        let is_word = c.is_ascii_alphanumeric() || c == '_';
        if is_word {
            out.push(c);
        } else if is_inside {
            out.push('_');
        }
        is_inside = is_word;
    }
    out
}

/// The property of a field or a oneof that is one of its own.
pub(in super::super) fn property(name: &str) -> String {
    safe(&json_name(name), OF_OBJECTS)
}

/// The word that says which member of a oneof is set.
pub(in super::super) fn case(name: &str) -> String {
    json_name(name)
}

/// The property of an RPC.
pub(super) fn method(name: &str) -> String {
    let mut chars = name.chars();
    let first = chars.next().map(|c| c.to_ascii_lowercase());
    safe(&first.into_iter().chain(chars).collect::<String>(), OF_OBJECTS)
}

/// The properties of the values of an enum: without what all of them begin with, if that is its name.
pub(super) fn values(item: &EnumDescriptorProto) -> Vec<String> {
    let mut prefix = String::new();
    for (index, c) in item.name().chars().enumerate() {
        if c.is_ascii_uppercase() && index > 0 {
            prefix.push('_');
        }
        prefix.push(c.to_ascii_lowercase());
    }
    prefix.push('_');
    let is_short = |name: &str| {
        let short = name.get(prefix.len()..).unwrap_or_default();
        name.to_ascii_lowercase().starts_with(&prefix)
            && short.starts_with(|c: char| !c.is_ascii_digit())
    };
    let all_short = item.value.iter().all(|value| is_short(value.name()));
    let cut = if all_short { prefix.len() } else { 0 };
    item.value.iter().map(|value| safe(&value.name()[cut..], OF_OBJECTS)).collect()
}
