//! Names in the raw module: those of the proto, as the protobuf runtime knows them, but for the few
//! that Python cannot write.

use std::collections::{BTreeMap, BTreeSet};

use super::super::words::KEYWORDS;
use crate::ir::{Api, MessageId};

/// How code outside of the raw module writes a type in it.
#[derive(Debug, Clone)]
pub(in super::super) struct Reference {
    /// The expression.
    pub(in super::super) value: String,
    /// The annotation.
    pub(in super::super) annotation: String,
}

/// Where everything went.
pub(in super::super) struct Names<'a> {
    api: &'a Api,
    /// What is at the root and in the modules of imported packages, by its full name.
    outer: BTreeMap<String, String>,
    /// The namespaces of imported packages, by package.
    pub(super) packages: BTreeMap<String, Vec<String>>,
}

/// What the raw module itself defines or imports.
const OWN: &[&str] =
    &["DescriptorPool", "EnumTypeWrapper", "FILES", "GetMessageClass", "METHODS", "packages"];

/// The namespace of imported packages.
pub(super) const PACKAGES: &str = "packages";

impl<'a> Names<'a> {
    pub(in super::super) fn new(api: &'a Api) -> Self {
        let mut scopes: BTreeMap<Vec<String>, BTreeSet<String>> = BTreeMap::new();
        scopes.insert(Vec::new(), OWN.iter().map(|name| (*name).to_owned()).collect());
        let mut names = Self { api, outer: BTreeMap::new(), packages: BTreeMap::new() };
        let messages = api.messages.iter().filter(|m| m.parent.is_none());
        let messages = messages.map(|m| (&m.package, &m.name, m.full_name()));
        let enums = api.enums.iter().filter(|e| e.parent.is_none());
        let enums = enums.map(|e| (&e.package, &e.name, e.full_name()));
        for (package, name, full_name) in messages.chain(enums) {
            let path = names.package(package, &mut scopes);
            let name = free(name, scopes.entry(path.clone()).or_default());
            names.outer.insert(full_name, joined(&path, &name));
        }
        names.values(&mut scopes);
        names
    }

    /// The values of the enums at the root stand beside them.
    fn values(&mut self, scopes: &mut BTreeMap<Vec<String>, BTreeSet<String>>) {
        let api = self.api;
        let enums = api.enums.iter().filter(|e| e.parent.is_none() && e.package == api.package);
        for (item, value) in enums.flat_map(|e| e.values.iter().map(move |v| (e, v))) {
            let name = free(&value.name, scopes.entry(Vec::new()).or_default());
            self.outer.insert(format!("{}/{}", item.full_name(), value.name), name);
        }
    }

    fn package(
        &mut self,
        package: &str,
        scopes: &mut BTreeMap<Vec<String>, BTreeSet<String>>,
    ) -> Vec<String> {
        if package == self.api.package {
            return Vec::new();
        }
        let mut path = vec![PACKAGES.to_owned()];
        let mut full = String::new();
        for segment in package.split('.').filter(|segment| !segment.is_empty()) {
            full = if full.is_empty() { segment.to_owned() } else { format!("{full}.{segment}") };
            if let Some(known) = self.packages.get(&full) {
                path.clone_from(known);
                continue;
            }
            let name = free(segment, scopes.entry(path.clone()).or_default());
            path.push(name);
            self.packages.insert(full.clone(), path.clone());
        }
        path
    }

    /// The name of a type that is nested in none, or of a value of such an enum.
    pub(super) fn outer(&self, full_name: &str) -> &str {
        self.outer.get(full_name).map_or("", String::as_str)
    }

    /// A message, as code writes it.
    pub(in super::super) fn message(&self, id: MessageId) -> Reference {
        let message = self.api.message(id);
        match message.parent {
            None => self.at_root(&message.full_name()),
            Some(parent) => nested(&self.message(parent), &message.name),
        }
    }

    fn at_root(&self, full_name: &str) -> Reference {
        let path = format!("_raw.{}", self.outer(full_name));
        Reference { value: path.clone(), annotation: path }
    }
}

/// A name inside a message, where the runtime has put it.
fn nested(outer: &Reference, name: &str) -> Reference {
    if is_visible(name) && outer.annotation == outer.value {
        let path = format!("{}.{name}", outer.value);
        return Reference { value: path.clone(), annotation: path };
    }
    Reference {
        value: format!("getattr({}, \"{name}\")", outer.value),
        annotation: "_Any".to_owned(),
    }
}

/// What every message has: what else has such a name is there,
/// but not under a dot for type checkers.
const MESSAGE_MEMBERS: &[&str] = &[
    "ByteSize",
    "Clear",
    "ClearExtension",
    "ClearField",
    "CopyFrom",
    "DESCRIPTOR",
    "DiscardUnknownFields",
    "Extensions",
    "FindInitializationErrors",
    "FromString",
    "HasExtension",
    "HasField",
    "IsInitialized",
    "ListFields",
    "MergeFrom",
    "MergeFromString",
    "ParseFromString",
    "SerializePartialToString",
    "SerializeToString",
    "SetInParent",
    "UnknownFields",
    "WhichOneof",
];

/// Whether type checkers see a name in a message.
pub(in super::super) fn is_visible(name: &str) -> bool {
    is_writable(name) && !MESSAGE_MEMBERS.contains(&name)
}

/// Whether a name can stand behind a dot.
pub(in super::super) fn is_writable(name: &str) -> bool {
    !KEYWORDS.words.contains(&name)
}

fn joined(path: &[String], name: &str) -> String {
    path.iter().fold(String::new(), |out, part| out + part + ".") + name
}

/// Takes a name that is free in its scope.
fn free(name: &str, scope: &mut BTreeSet<String>) -> String {
    let mut name = name.to_owned();
    while !is_writable(&name) || !scope.insert(name.clone()) {
        name.push('_');
    }
    name
}
