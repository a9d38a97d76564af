//! From a descriptor set to the [`Api`].

use std::collections::{BTreeMap, BTreeSet, HashMap};

use prost_types::field_descriptor_proto::{Label, Type as ProtoType};
use prost_types::{
    DescriptorProto, EnumDescriptorProto, FieldDescriptorProto, FileDescriptorProto,
    ServiceDescriptorProto,
};

use super::docs::{Docs, tag};
use super::{
    Api, Cardinality, Enum, EnumId, EnumValue, Field, MapValue, Message, MessageId, Oneof, Rpc,
    Scalar, Service, Streaming, Type, recursion, syntax,
};
use crate::compile::Compiled;
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Reported};

/// Builds the API: everything the files asked for declare, and from imports what these use.
///
/// # Errors
/// [`Reported`] when a file in use is not proto3 or no service is declared.
pub fn build(compiled: &Compiled, diagnostics: &mut Diagnostics) -> Result<Api, Reported> {
    let kept = Kept::collect(compiled);
    syntax::check(compiled, &kept.files, diagnostics)?;
    let mut builder = Builder::number(compiled, &kept);
    for file in &compiled.set.file {
        let source = compiled.sources.get(file.name()).copied();
        let docs = Docs::new(file, source, &diagnostics.sources);
        builder.file(file, &docs);
    }
    let mut api = builder.finish(compiled, &kept);
    recursion::mark(&mut api.messages);
    if api.services.is_empty() {
        let name = |root: &String| {
            let id = compiled.sources.get(root).copied();
            let source = id.and_then(|id| diagnostics.sources.get(id));
            source.map_or(root.as_str(), |source| source.name()).to_owned()
        };
        let names: Vec<String> = compiled.roots.iter().map(name).collect();
        let message = format!("{} declares no service", names.join(", "));
        let finding = Diagnostic::error(Code::NoService, message);
        return Err(
            diagnostics.fail(finding.help("give the file that declares the gateway's service"))
        );
    }
    Ok(api)
}

/// The full names (with a leading dot, as descriptors write them) of the types that are kept.
struct Kept {
    names: BTreeSet<String>,
    files: BTreeSet<String>,
}

impl Kept {
    fn collect(compiled: &Compiled) -> Self {
        let mut declared: HashMap<String, (&DescriptorProto, &str)> = HashMap::new();
        let mut enums: HashMap<String, &str> = HashMap::new();
        let mut open = Vec::new();
        for file in &compiled.set.file {
            let prefix = dotted(file.package());
            let mut names = Vec::new();
            for message in &file.message_type {
                declare(&prefix, message, file.name(), &mut declared, &mut enums, &mut names);
            }
            for item in &file.enum_type {
                let name = format!("{prefix}.{}", item.name());
                enums.insert(name.clone(), file.name());
                names.push(name);
            }
            if compiled.roots.iter().any(|r| r == file.name()) {
                let methods = file.service.iter().flat_map(|s| &s.method);
                open.extend(
                    methods.flat_map(|m| [m.input_type().to_owned(), m.output_type().to_owned()]),
                );
                open.extend(names);
            }
        }
        let mut kept = Self { names: BTreeSet::new(), files: BTreeSet::new() };
        while let Some(name) = open.pop() {
            let file = declared.get(&name).map(|d| d.1).or_else(|| enums.get(&name).copied());
            let Some(file) = file else { continue };
            if kept.names.insert(name.clone()) {
                kept.files.insert(file.to_owned());
                let fields = declared.get(&name).into_iter().flat_map(|d| &d.0.field);
                open.extend(fields.filter_map(|f| f.type_name.clone()));
            }
        }
        kept
    }
}

fn declare<'a>(
    prefix: &str,
    message: &'a DescriptorProto,
    file: &'a str,
    messages: &mut HashMap<String, (&'a DescriptorProto, &'a str)>,
    enums: &mut HashMap<String, &'a str>,
    names: &mut Vec<String>,
) {
    let name = format!("{prefix}.{}", message.name());
    for item in &message.enum_type {
        let name = format!("{name}.{}", item.name());
        enums.insert(name.clone(), file);
        names.push(name);
    }
    for nested in &message.nested_type {
        declare(&name, nested, file, messages, enums, names);
    }
    names.push(name.clone());
    messages.insert(name, (message, file));
}

fn dotted(package: &str) -> String {
    if package.is_empty() { String::new() } else { format!(".{package}") }
}

/// Where a nested type stands.
#[derive(Clone, Copy)]
struct Place<'a> {
    /// `.package` or `.package.Parent`.
    prefix: &'a str,
    /// Path in source info.
    at: &'a [i32],
    parent: Option<MessageId>,
    package: &'a str,
    imported: bool,
}

struct Builder<'a> {
    messages: BTreeMap<String, MessageId>,
    enums: BTreeMap<String, EnumId>,
    maps: HashMap<String, &'a DescriptorProto>,
    roots: &'a [String],
    services: Vec<Service>,
    built_messages: Vec<Message>,
    built_enums: Vec<Enum>,
}

impl<'a> Builder<'a> {
    /// Gives every kept type its number, in the order of the files, so that types can refer to types
    /// that come later.
    fn number(compiled: &'a Compiled, kept: &Kept) -> Self {
        let mut builder = Self {
            messages: BTreeMap::new(),
            enums: BTreeMap::new(),
            maps: HashMap::new(),
            roots: &compiled.roots,
            services: Vec::new(),
            built_messages: Vec::new(),
            built_enums: Vec::new(),
        };
        for file in &compiled.set.file {
            let prefix = dotted(file.package());
            for message in &file.message_type {
                builder.number_message(&prefix, message, kept);
            }
            for item in &file.enum_type {
                builder.number_enum(&prefix, item, kept);
            }
        }
        builder
    }

    fn number_message(&mut self, prefix: &str, message: &'a DescriptorProto, kept: &Kept) {
        let name = format!("{prefix}.{}", message.name());
        if is_map_entry(message) {
            self.maps.insert(name, message);
            return;
        }
        if kept.names.contains(&name) {
            let id = MessageId(self.messages.len());
            self.messages.insert(name.clone(), id);
        }
        for nested in &message.nested_type {
            self.number_message(&name, nested, kept);
        }
        for item in &message.enum_type {
            self.number_enum(&name, item, kept);
        }
    }

    fn number_enum(&mut self, prefix: &str, item: &EnumDescriptorProto, kept: &Kept) {
        let name = format!("{prefix}.{}", item.name());
        if kept.names.contains(&name) {
            let id = EnumId(self.enums.len());
            self.enums.insert(name, id);
        }
    }

    fn file(&mut self, file: &FileDescriptorProto, docs: &Docs<'_>) {
        let prefix = dotted(file.package());
        let imported = !self.roots.iter().any(|r| r == file.name());
        let place =
            Place { prefix: &prefix, at: &[], parent: None, package: file.package(), imported };
        for (index, message) in file.message_type.iter().enumerate() {
            self.message(message, place, &[tag::FILE_MESSAGE, number(index)], docs);
        }
        for (index, item) in file.enum_type.iter().enumerate() {
            self.enumeration(item, place, &[tag::FILE_ENUM, number(index)], docs);
        }
        if !imported {
            for (index, service) in file.service.iter().enumerate() {
                let service = self.service(service, file.package(), index, docs);
                self.services.push(service);
            }
        }
    }

    fn service(
        &self,
        service: &ServiceDescriptorProto,
        package: &str,
        index: usize,
        docs: &Docs<'_>,
    ) -> Service {
        let at = [tag::FILE_SERVICE, number(index)];
        let full_name = super::qualified(package, service.name());
        let methods = service.method.iter().enumerate();
        let rpcs = methods.filter_map(|(i, method)| {
            let deprecated = method.options.as_ref().is_some_and(|o| o.deprecated());
            Some(Rpc {
                name: method.name().to_owned(),
                path: format!("/{full_name}/{}", method.name()),
                request: *self.messages.get(method.input_type())?,
                response: *self.messages.get(method.output_type())?,
                streaming: match (method.client_streaming(), method.server_streaming()) {
                    (false, false) => Streaming::Unary,
                    (false, true) => Streaming::Server,
                    (true, false) => Streaming::Client,
                    (true, true) => Streaming::Bidi,
                },
                origin: docs.origin(&join(&at, &[tag::SERVICE_METHOD, number(i)]), deprecated),
            })
        });
        Service {
            name: service.name().to_owned(),
            rpcs: rpcs.collect(),
            origin: docs.origin(&at, service.options.as_ref().is_some_and(|o| o.deprecated())),
            full_name,
        }
    }

    fn message(
        &mut self,
        message: &DescriptorProto,
        place: Place<'_>,
        step: &[i32],
        docs: &Docs<'_>,
    ) {
        if is_map_entry(message) {
            return;
        }
        let name = format!("{}.{}", place.prefix, message.name());
        let at = join(place.at, step);
        let id = self.messages.get(&name).copied();
        if id.is_some() {
            let deprecated = message.options.as_ref().is_some_and(|o| o.deprecated());
            let oneofs = self.oneofs(message, &at, docs);
            let fields = message.field.iter().enumerate();
            let fields = fields.filter_map(|(i, f)| {
                let at = join(&at, &[tag::MESSAGE_FIELD, number(i)]);
                self.field(f, message, docs, &at)
            });
            let built = Message {
                name: message.name().to_owned(),
                package: place.package.to_owned(),
                path: relative(&name, place.package),
                parent: place.parent,
                fields: fields.collect(),
                oneofs,
                imported: place.imported,
                origin: docs.origin(&at, deprecated),
            };
            self.built_messages.push(built);
        }
        let inner = Place { prefix: &name, at: &at, parent: id, ..place };
        for (index, nested) in message.nested_type.iter().enumerate() {
            self.message(nested, inner, &[tag::MESSAGE_NESTED, number(index)], docs);
        }
        for (index, item) in message.enum_type.iter().enumerate() {
            self.enumeration(item, inner, &[tag::MESSAGE_ENUM, number(index)], docs);
        }
    }

    fn oneofs(&self, message: &DescriptorProto, at: &[i32], docs: &Docs<'_>) -> Vec<Oneof> {
        let declared = message.oneof_decl.iter().enumerate();
        let oneofs = declared.map(|(index, oneof)| {
            let fields = message.field.iter().enumerate();
            let members = fields.filter(|(_, f)| real_oneof(f) == Some(index)).map(|(i, _)| i);
            Oneof {
                name: oneof.name().to_owned(),
                members: members.collect(),
                origin: docs.origin(&join(at, &[tag::MESSAGE_ONEOF, number(index)]), false),
            }
        });
        oneofs.filter(|o| !o.members.is_empty()).collect()
    }

    fn field(
        &self,
        field: &FieldDescriptorProto,
        message: &DescriptorProto,
        docs: &Docs<'_>,
        at: &[i32],
    ) -> Option<Field> {
        let ty = self.field_type(field)?;
        let oneof = real_oneof(field);
        let cardinality = if field.label() == Label::Repeated {
            Cardinality::Repeated
        } else if field.proto3_optional() || oneof.is_some() || matches!(ty, Type::Message(_)) {
            Cardinality::Explicit
        } else {
            Cardinality::Implicit
        };
        let deprecated = field.options.as_ref().is_some_and(|o| o.deprecated());
        Some(Field {
            name: field.name().to_owned(),
            number: u32::try_from(field.number()).ok()?,
            ty,
            cardinality,
            oneof: oneof.map(|index| position_among_real(message, index)),
            recursive: false,
            origin: docs.origin(at, deprecated),
        })
    }

    fn field_type(&self, field: &FieldDescriptorProto) -> Option<Type> {
        if let Some(entry) = self.maps.get(field.type_name()) {
            let key = scalar(entry.field.first()?.r#type())?;
            let value = match self.field_type(entry.field.get(1)?)? {
                Type::Scalar(s) => MapValue::Scalar(s),
                Type::Message(m) => MapValue::Message(m),
                Type::Enum(e) => MapValue::Enum(e),
                Type::Map(..) => return None,
            };
            return Some(Type::Map(key, value));
        }
        match field.r#type() {
            ProtoType::Message | ProtoType::Group => {
                self.messages.get(field.type_name()).copied().map(Type::Message)
            }
            ProtoType::Enum => self.enums.get(field.type_name()).copied().map(Type::Enum),
            other => scalar(other).map(Type::Scalar),
        }
    }

    fn enumeration(
        &mut self,
        item: &EnumDescriptorProto,
        place: Place<'_>,
        step: &[i32],
        docs: &Docs<'_>,
    ) {
        let name = format!("{}.{}", place.prefix, item.name());
        if !self.enums.contains_key(&name) {
            return;
        }
        let at = join(place.at, step);
        let values = item.value.iter().enumerate();
        let values = values.map(|(index, value)| {
            let deprecated = value.options.as_ref().is_some_and(|o| o.deprecated());
            let mut before = item.value.iter().take(index);
            EnumValue {
                name: value.name().to_owned(),
                number: value.number(),
                alias_of: before.position(|b| b.number() == value.number()),
                origin: docs.origin(&join(&at, &[tag::ENUM_VALUE, number(index)]), deprecated),
            }
        });
        let deprecated = item.options.as_ref().is_some_and(|o| o.deprecated());
        let built = Enum {
            name: item.name().to_owned(),
            package: place.package.to_owned(),
            path: relative(&name, place.package),
            parent: place.parent,
            values: values.collect(),
            imported: place.imported,
            origin: docs.origin(&at, deprecated),
        };
        self.built_enums.push(built);
    }

    fn finish(self, compiled: &Compiled, kept: &Kept) -> Api {
        let is_root = |name: &str| compiled.roots.iter().any(|r| r == name);
        let root = compiled.set.file.iter().find(|f| is_root(f.name()));
        let names = compiled.set.file.iter().map(FileDescriptorProto::name);
        let files = names.filter(|n| is_root(n) || kept.files.contains(*n));
        Api {
            package: root.map_or_else(String::new, |f| f.package().to_owned()),
            services: self.services,
            messages: self.built_messages,
            enums: self.built_enums,
            files: files.map(str::to_owned).collect(),
            descriptors: compiled.set.clone(),
        }
    }
}

fn is_map_entry(message: &DescriptorProto) -> bool {
    message.options.as_ref().is_some_and(|o| o.map_entry())
}

/// The oneof that the proto shows, not the one that compilers make up for `optional`.
fn real_oneof(field: &FieldDescriptorProto) -> Option<usize> {
    let index = field.oneof_index.filter(|_| !field.proto3_optional())?;
    usize::try_from(index).ok()
}

fn position_among_real(message: &DescriptorProto, index: usize) -> usize {
    let real: BTreeSet<usize> = message.field.iter().filter_map(real_oneof).collect();
    real.range(..index).count()
}

fn relative(name: &str, package: &str) -> String {
    let name = name.strip_prefix(&dotted(package)).unwrap_or(name);
    name.trim_start_matches('.').to_owned()
}

fn join(at: &[i32], step: &[i32]) -> Vec<i32> {
    [at, step].concat()
}

fn number(index: usize) -> i32 {
    i32::try_from(index).unwrap_or(i32::MAX)
}

fn scalar(ty: ProtoType) -> Option<Scalar> {
    Some(match ty {
        ProtoType::Double => Scalar::Double,
        ProtoType::Float => Scalar::Float,
        ProtoType::Int64 => Scalar::Int64,
        ProtoType::Uint64 => Scalar::Uint64,
        ProtoType::Int32 => Scalar::Int32,
        ProtoType::Fixed64 => Scalar::Fixed64,
        ProtoType::Fixed32 => Scalar::Fixed32,
        ProtoType::Bool => Scalar::Bool,
        ProtoType::String => Scalar::String,
        ProtoType::Bytes => Scalar::Bytes,
        ProtoType::Uint32 => Scalar::Uint32,
        ProtoType::Sfixed32 => Scalar::Sfixed32,
        ProtoType::Sfixed64 => Scalar::Sfixed64,
        ProtoType::Sint32 => Scalar::Sint32,
        ProtoType::Sint64 => Scalar::Sint64,
        ProtoType::Group | ProtoType::Message | ProtoType::Enum => return None,
    })
}
