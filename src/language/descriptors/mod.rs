//! What stock stubs are made from: the descriptors of the API's own elements, without what it does not
//! use of imported files.

mod comments;

use std::collections::{BTreeMap, BTreeSet};

use prost_types::{
    DescriptorProto, EnumDescriptorProto, FieldDescriptorProto, FileDescriptorProto,
};

use super::model::json_name;
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

/// The files of the API, without comments and without what it does not use of imported files.
pub(super) fn files(annotated: &Annotated, names: Names) -> Vec<FileDescriptorProto> {
    let api = &annotated.api;
    let chosen = Chosen::new(annotated, names);
    used(api).map(|file| chosen.file(api, file)).collect()
}

/// The same with comments, under names that do not tell where somebody keeps a proto. A file that every
/// runtime brings along keeps its name.
pub(super) fn commented(
    annotated: &Annotated,
    names: Names,
    name: impl Fn(usize, bool) -> String,
) -> Vec<FileDescriptorProto> {
    let api = &annotated.api;
    let (own, chosen) = (Chosen::new(annotated, Names::Proto), Chosen::new(annotated, names));
    let mut files: Vec<FileDescriptorProto> = used(api)
        .map(|file| {
            // What is kept is the same under all names, in the same order.
            let info = comments::moved(file, &own.file(api, file));
            FileDescriptorProto { source_code_info: info, ..chosen.file(api, file) }
        })
        .collect();
    let (mut own, mut imported) = (0, 0);
    rename(&mut files, |file| {
        if file.name().starts_with("google/protobuf/") {
            return file.name().to_owned();
        }
        let is_own = file.package() == api.package;
        let count = if is_own { &mut own } else { &mut imported };
        *count += 1;
        name(*count - 1, is_own)
    });
    files
}

/// The bytes of a file for a runtime that is told the files it imports in another way.
pub(super) fn embedded(file: &FileDescriptorProto) -> Vec<u8> {
    let mut file = file.clone();
    file.dependency.clear();
    file.source_code_info = None;
    file.message_type.iter_mut().for_each(leave_out_json_names);
    prost::Message::encode_to_vec(&file)
}

/// Names that the runtime can make itself.
fn leave_out_json_names(message: &mut DescriptorProto) {
    message.nested_type.iter_mut().for_each(leave_out_json_names);
    for field in &mut message.field {
        if field.json_name() == json_name(field.name()) {
            field.json_name = None;
        }
    }
}

fn used(api: &Api) -> impl Iterator<Item = &FileDescriptorProto> {
    api.descriptors.file.iter().filter(|f| api.files.iter().any(|n| n == f.name()))
}

/// Gives files other names, also where they import each other.
fn rename(files: &mut [FileDescriptorProto], mut name: impl FnMut(&FileDescriptorProto) -> String) {
    let old: Vec<String> = files.iter().map(|file| file.name().to_owned()).collect();
    let new: Vec<String> = files.iter().map(&mut name).collect();
    for file in files {
        for own in file.name.iter_mut().chain(&mut file.dependency) {
            if let Some(at) = old.iter().position(|name| name == own) {
                own.clone_from(&new[at]);
            }
        }
    }
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

    /// What is kept of a file, without comments.
    fn file(&self, api: &Api, file: &FileDescriptorProto) -> FileDescriptorProto {
        // Comments are most of a file, and not copied only to be dropped.
        let mut file = FileDescriptorProto {
            name: file.name.clone(),
            package: file.package.clone(),
            dependency: file.dependency.clone(),
            message_type: file.message_type.clone(),
            enum_type: file.enum_type.clone(),
            service: file.service.clone(),
            options: file.options.clone(),
            syntax: file.syntax.clone(),
            ..FileDescriptorProto::default()
        };
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
    let mut count = 0;
    rename(&mut files, |_| {
        count += 1;
        format!("raw{}.proto", count - 1)
    });
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
