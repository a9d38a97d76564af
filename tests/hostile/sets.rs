//! Descriptor sets in which a name is something else.

use prost::Message as _;
use prost_types::{DescriptorProto, FileDescriptorProto, FileDescriptorSet};
use zeebe_bindgen::compile;
use zeebe_bindgen::diagnostics::Diagnostics;

/// What a proto calls everything that is to be renamed.
const TARGET: &str = "target";

fn set(proto: &str) -> FileDescriptorSet {
    let mut d = Diagnostics::new();
    compile::compile_text("hostile.proto", proto, &mut d).expect("compiles").set
}

/// How many names there are to replace.
pub(crate) fn targets(proto: &str) -> usize {
    let mut set = set(proto);
    set.file.iter_mut().map(|file| names(file).len()).sum()
}

/// The descriptor set with one of them replaced.
pub(crate) fn renamed(proto: &str, index: usize, name: &str) -> Vec<u8> {
    let mut set = set(proto);
    let mut all: Vec<&mut String> = set.file.iter_mut().flat_map(names).collect();
    name.clone_into(all[index]);
    drop(all);
    set.encode_to_vec()
}

fn names(file: &mut FileDescriptorProto) -> Vec<&mut String> {
    let mut all: Vec<&mut String> = file.package.iter_mut().collect();
    for message in &mut file.message_type {
        collect(message, &mut all);
    }
    for item in &mut file.enum_type {
        all.extend(&mut item.name);
        all.extend(item.value.iter_mut().filter_map(|value| value.name.as_mut()));
    }
    for service in &mut file.service {
        all.extend(&mut service.name);
        all.extend(service.method.iter_mut().filter_map(|method| method.name.as_mut()));
    }
    all.retain(|name| *name == TARGET);
    all
}

fn collect<'a>(message: &'a mut DescriptorProto, all: &mut Vec<&'a mut String>) {
    all.extend(&mut message.name);
    all.extend(message.field.iter_mut().filter_map(|field| field.name.as_mut()));
    all.extend(message.oneof_decl.iter_mut().filter_map(|oneof| oneof.name.as_mut()));
    for nested in &mut message.nested_type {
        collect(nested, all);
    }
}
