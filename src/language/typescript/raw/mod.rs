//! `raw/`: what protoc-gen-es prints for the proto, and the names in it.

mod comments;
mod element;
mod fields;
mod names;
mod printer;

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use prost_types::{DescriptorProto, FileDescriptorProto};

use super::super::descriptors::{self, Names::Proto, Names::Stated};
use crate::ir::{Api, EnumId, MessageId};
use crate::render::Template;
use crate::semantics::Annotated;
use comments::Comments;
use names::{FileNames, Typed};
pub(super) use names::{Names, case, property};
use printer::{File, Printer};

/// `raw/index.ts`.
#[derive(Template)]
#[template(path = "typescript/src/raw/index.ts.j2")]
pub(super) struct RawIndex {
    own: Vec<String>,
    others: Vec<(String, String)>,
}

/// The stubs of an API.
pub(super) struct Raw {
    /// Every file that is printed: its name without an ending, and its text.
    pub(super) files: Vec<(String, String)>,
    /// Where each message and enum went, by its full name in the proto.
    places: BTreeMap<String, Place>,
}

struct Place {
    /// In the stubs.
    full_name: String,
    names: Names,
    /// What stands before its names where the index of the folder is imported as `raw`.
    path: String,
}

/// A message that protobuf-es shows as something else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Special {
    /// What it wraps, of this type.
    Wrapper(&'static str),
    /// A plain object.
    Struct,
}

/// What becomes of a message in a field of another one. Only a field by itself `unwraps`: neither a
/// list nor a map nor a member of a oneof.
pub(super) fn special(name: &str, parent: &str, unwraps: bool) -> Option<Special> {
    let name = name.strip_prefix("google.protobuf.")?;
    if name == "Struct" {
        return (parent != "google.protobuf.Value").then_some(Special::Struct);
    }
    let wrapped = match name {
        "DoubleValue" | "FloatValue" | "Int32Value" | "UInt32Value" => "number",
        "Int64Value" | "UInt64Value" => "bigint",
        "BoolValue" => "boolean",
        "StringValue" => "string",
        "BytesValue" => "Uint8Array",
        _ => return None,
    };
    unwraps.then_some(Special::Wrapper(wrapped))
}

/// The module of the types that protobuf-es brings along.
const WELL_KNOWN: &str = "@bufbuild/protobuf/wkt";

fn is_well_known(file: &FileDescriptorProto) -> bool {
    file.name().starts_with("google/protobuf/")
}

fn stem(file: &FileDescriptorProto) -> String {
    format!("{}_pb", file.name().trim_end_matches(".proto"))
}

impl Raw {
    /// Prints the files of an API.
    pub(super) fn new(annotated: &Annotated) -> Self {
        // Where two names of the proto would be one in the stubs, a fact has told them apart.
        let protos = descriptors::commented(annotated, Stated, file_name);
        let own = descriptors::files(annotated, Proto);
        let files: Vec<File<'_>> = protos.iter().map(file).collect();
        let mut homes = BTreeMap::new();
        let mut entries = BTreeMap::new();
        let mut places = BTreeMap::new();
        for (index, (file, proto)) in files.iter().zip(&own).enumerate() {
            let own = if is_well_known(file.proto) { "wkt".to_owned() } else { stem(file.proto) };
            let is_root = file.proto.package() == annotated.api.package;
            let path = if is_root { "raw".to_owned() } else { format!("raw.{own}") };
            for (placed, of_proto) in names::types(file.proto).into_iter().zip(names::types(proto))
            {
                homes.insert(placed.full_name.clone(), index);
                if let Typed::Message(message) = placed.ty {
                    add_entries(&mut entries, &placed.full_name, message);
                }
                if let Some(names) = file.names.types.get(&placed.full_name) {
                    let (full_name, path) = (placed.full_name, path.clone());
                    let place = Place { full_name, names: names.clone(), path };
                    places.insert(of_proto.full_name, place);
                }
            }
        }
        let own = files.iter().filter(|file| !is_well_known(file.proto));
        let printed = own.map(|file| {
            let printer = Printer { files: &files, file, homes: &homes, entries: &entries };
            (stem(file.proto), printer.print())
        });
        Self { files: printed.collect(), places }
    }

    /// The index of the folder.
    pub(super) fn index(&self) -> RawIndex {
        let others = self.places.values().filter_map(|place| {
            let name = place.path.strip_prefix("raw.")?;
            let from = if name == "wkt" { WELL_KNOWN.to_owned() } else { format!("./{name}.js") };
            Some((name.to_owned(), from))
        });
        let others: std::collections::BTreeSet<_> = others.collect();
        let is_other = |stem: &str| others.iter().any(|(name, _)| name == stem);
        let own = self.files.iter().map(|(stem, _)| stem.clone());
        let own = own.filter(|stem| !is_other(stem)).collect();
        RawIndex { own, others: others.into_iter().collect() }
    }

    /// The names of a message, from a file that imports the folder as `raw`.
    pub(super) fn message(&self, api: &Api, id: MessageId) -> Names {
        self.names(&api.message(id).full_name())
    }

    /// The names of an enum, in the same way.
    pub(super) fn enumeration(&self, api: &Api, id: EnumId) -> Names {
        self.names(&api.enumeration(id).full_name())
    }

    /// The full name of a message in the stubs.
    pub(super) fn full_name(&self, api: &Api, id: MessageId) -> String {
        let place = self.places.get(&api.message(id).full_name());
        place.map_or_else(String::new, |place| place.full_name.clone())
    }

    fn names(&self, full_name: &str) -> Names {
        let place = self.places.get(full_name);
        let name = |own: fn(&Names) -> &String| {
            place.map_or_else(String::new, |p| format!("{}.{}", p.path, own(&p.names)))
        };
        Names { shape: name(|n| &n.shape), schema: name(|n| &n.schema) }
    }
}

/// What a file of the API is called, or one that it imports.
fn file_name(count: usize, is_own: bool) -> String {
    match (is_own, count) {
        (true, 0) => "gateway.proto".to_owned(),
        (true, count) => format!("gateway{count}.proto"),
        (false, count) => format!("imported{count}.proto"),
    }
}

fn file(proto: &FileDescriptorProto) -> File<'_> {
    let module = match is_well_known(proto) {
        true => WELL_KNOWN.to_owned(),
        false => format!("./{}.js", stem(proto)),
    };
    File {
        proto,
        comments: Comments::of(proto),
        names: FileNames::of(proto),
        embedded: STANDARD_NO_PAD.encode(descriptors::embedded(proto)),
        module,
    }
}

fn add_entries<'a>(
    entries: &mut BTreeMap<String, &'a DescriptorProto>,
    outside: &str,
    message: &'a DescriptorProto,
) {
    let own = message.nested_type.iter().filter(|m| names::is_map_entry(m));
    entries.extend(own.map(|entry| (names::joined(outside, entry.name()), entry)));
}
