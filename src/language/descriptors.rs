//! What stock stubs are made from: the descriptors of the API's own elements, without what it does not
//! use of imported files.

use std::collections::{BTreeMap, BTreeSet};

use prost_types::{
    DescriptorProto, EnumDescriptorProto, FieldDescriptorProto, FileDescriptorProto,
};

use crate::ir::{Api, Enum, Message};
use crate::semantics::Annotated;
use crate::semantics::facts::{EnumFacts, Life, MessageFacts};

/// What elements are called in the descriptors. Names do not travel, except those of packages,
/// services and RPCs, which stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Names {
    /// As in the proto: a runtime that loads descriptors wants them without contradictions.
    Proto,
    /// As facts state, for stubs in which two names of the proto would be one.
    Stated,
}

/// The files of the API, without what it does not use of imported files.
pub(super) fn files(annotated: &Annotated, names: Names) -> Vec<FileDescriptorProto> {
    let api = &annotated.api;
    let chosen = Chosen::new(annotated, names);
    let files = api.descriptors.file.iter().filter(|f| api.files.iter().any(|n| n == f.name()));
    files.map(|file| chosen.file(api, file.clone())).collect()
}

/// What is kept and what it is called, by full name with a leading dot, as descriptors write it.
struct Chosen<'a> {
    messages: BTreeMap<String, (&'a Message, &'a MessageFacts)>,
    enums: BTreeMap<String, (&'a Enum, &'a EnumFacts)>,
    /// The messages in which something is nested that is kept.
    outer: BTreeSet<String>,
    names: Names,
}

impl<'a> Chosen<'a> {
    fn new(annotated: &'a Annotated, names: Names) -> Self {
        let messages = annotated.api.messages.iter().zip(&annotated.messages);
        let enums = annotated.api.enums.iter().zip(&annotated.enums);
        let mut chosen = Self {
            messages: messages.map(|(m, f)| (format!(".{}", m.full_name()), (m, f))).collect(),
            enums: enums.map(|(e, f)| (format!(".{}", e.full_name()), (e, f))).collect(),
            outer: BTreeSet::new(),
            names,
        };
        for name in chosen.messages.keys().chain(chosen.enums.keys()) {
            let dots = name.match_indices('.').skip(1);
            chosen.outer.extend(dots.map(|(at, _)| name[..at].to_owned()));
        }
        chosen
    }

    fn file(&self, api: &Api, mut file: FileDescriptorProto) -> FileDescriptorProto {
        let package = match file.package() {
            "" => String::new(),
            package => format!(".{package}"),
        };
        let messages = std::mem::take(&mut file.message_type).into_iter();
        file.message_type = messages.filter_map(|m| self.message(&package, m)).collect();
        let enums = std::mem::take(&mut file.enum_type).into_iter();
        file.enum_type = enums.filter_map(|e| self.enumeration(&package, e)).collect();
        file.service.retain(|service| {
            let name = format!("{package}.{}", service.name());
            api.services.iter().any(|s| format!(".{}", s.full_name) == name)
        });
        for method in file.service.iter_mut().flat_map(|service| &mut service.method) {
            method.input_type = method.input_type.take().map(|name| self.stated_type(&name));
            method.output_type = method.output_type.take().map(|name| self.stated_type(&name));
        }
        file.dependency.retain(|name| api.files.contains(name));
        file.public_dependency.clear();
        file.weak_dependency.clear();
        file.extension.clear();
        file
    }

    fn message(&self, outside: &str, mut message: DescriptorProto) -> Option<DescriptorProto> {
        let name = format!("{outside}.{}", message.name());
        let facts = self.messages.get(&name).map(|(_, facts)| *facts);
        let is_entry = message.options.as_ref().is_some_and(|options| options.map_entry());
        if facts.is_none() && !is_entry && !self.outer.contains(&name) {
            return None;
        }
        let nested = std::mem::take(&mut message.nested_type).into_iter();
        message.nested_type = nested.filter_map(|m| self.message(&name, m)).collect();
        let enums = std::mem::take(&mut message.enum_type).into_iter();
        message.enum_type = enums.filter_map(|e| self.enumeration(&name, e)).collect();
        message.extension.clear();
        match facts {
            Some(facts) => {
                self.rename(&mut message.name, &facts.life);
                for (field, facts) in message.field.iter_mut().zip(&facts.fields) {
                    self.rename(&mut field.name, &facts.life);
                }
            }
            // Only what is nested in it is used: nothing is known of the types of its fields.
            None if !is_entry => {
                message.field.clear();
                message.oneof_decl.clear();
                message.nested_type.retain(|m| !m.options.as_ref().is_some_and(|o| o.map_entry()));
            }
            None => {}
        }
        for FieldDescriptorProto { type_name, .. } in &mut message.field {
            *type_name = type_name.take().map(|name| self.stated_type(&name));
        }
        Some(message)
    }

    fn enumeration(
        &self,
        outside: &str,
        mut item: EnumDescriptorProto,
    ) -> Option<EnumDescriptorProto> {
        let (_, facts) = self.enums.get(&format!("{outside}.{}", item.name()))?;
        self.rename(&mut item.name, &facts.life);
        for (value, life) in item.value.iter_mut().zip(&facts.values) {
            self.rename(&mut value.name, life);
        }
        Some(item)
    }

    fn rename(&self, name: &mut Option<String>, life: &Life) {
        if self.names == Names::Stated && life.name.is_some() {
            name.clone_from(&life.name);
        }
    }

    /// A full name with every segment as it is called here.
    fn stated_type(&self, name: &str) -> String {
        if self.names == Names::Proto {
            return name.to_owned();
        }
        let mut out = String::new();
        let mut end = 0;
        for segment in name.split('.').skip(1) {
            end += 1 + segment.len();
            let prefix = &name[..end];
            let message = self.messages.get(prefix).map(|(_, facts)| &facts.life);
            let life = message.or_else(|| self.enums.get(prefix).map(|(_, facts)| &facts.life));
            let stated = life.and_then(|life| life.name.as_deref());
            out.push('.');
            out.push_str(stated.unwrap_or(segment));
        }
        out
    }
}

/// The files of the API as protobuf runtimes load them: each behind those that it imports.
pub(super) fn serialized(annotated: &Annotated) -> Vec<Vec<u8>> {
    let mut files = files(annotated, Names::Proto);
    for message in files.iter_mut().flat_map(|file| &mut file.message_type) {
        settle_json_names(message);
    }
    // Where somebody keeps a proto, and under which name, is not part of what it says.
    let names: Vec<String> = files.iter().map(|file| file.name().to_owned()).collect();
    for (index, file) in files.iter_mut().enumerate() {
        file.name = Some(format!("raw{index}.proto"));
        for dependency in &mut file.dependency {
            if let Some(at) = names.iter().position(|name| name == dependency) {
                *dependency = format!("raw{at}.proto");
            }
        }
    }
    files.iter().map(prost::Message::encode_to_vec).collect()
}

/// Runtimes refuse a message in which the JSON name of a field is the name of something else: such a
/// field is called as in the proto there.
fn settle_json_names(message: &mut DescriptorProto) {
    message.nested_type.iter_mut().for_each(settle_json_names);
    let fields = message.field.iter().map(|field| field.name().to_owned());
    let oneofs = message.oneof_decl.iter().map(|oneof| oneof.name().to_owned());
    let mut taken: BTreeSet<String> = fields.chain(oneofs).collect();
    for field in &mut message.field {
        let is_own = field.json_name() == field.name();
        if !is_own && !taken.insert(field.json_name().to_owned()) {
            field.json_name.clone_from(&field.name);
        }
    }
}
