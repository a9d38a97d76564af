//! The gateway's API as an older release has it: the embedded proto without what is younger.

use std::collections::BTreeMap;
use std::path::Path;

use prost::Message as _;
use prost_types::{DescriptorProto, EnumDescriptorProto, FileDescriptorProto};
use zeebe_bindgen::compile::EMBEDDED_PROTO;
use zeebe_bindgen::diagnostics::Diagnostics;
use zeebe_bindgen::semantics::facts::Release;
use zeebe_bindgen::semantics::{self, Layer, Undecided};

use crate::sides::{Case, Proto, api, findings};

/// The API of a release, as a descriptor set.
pub(crate) fn release(name: &str, major: u16, minor: u16) -> Case {
    let mut d = Diagnostics::new();
    let api = api(&Case::text("gateway", EMBEDDED_PROTO), &mut d)
        .unwrap_or_else(|_| panic!("{}", findings(&d)));
    let mut set = api.descriptors.clone();
    let annotated = semantics::annotate(api, &[Layer::embedded()], Undecided::Error, &mut d)
        .unwrap_or_else(|_| panic!("{}", findings(&d)));
    let since = since(&annotated);
    let last = Release { major, minor };
    let is_young = |path: &str| since.get(path).is_some_and(|release| *release > last);
    for file in &mut set.file {
        strip_file(file, &is_young);
    }
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("releases");
    std::fs::create_dir_all(&folder).expect("can create directories");
    let path = folder.join(format!("{name}.binpb"));
    std::fs::write(&path, set.encode_to_vec()).expect("can write");
    let case = Case { name: name.to_owned(), proto: Proto::File(path), ..Case::default() };
    case.with_facts("format = 1\n")
}

/// The first release of each element, by its path in the proto.
fn since(annotated: &semantics::facts::Annotated) -> BTreeMap<String, Release> {
    let mut all = BTreeMap::new();
    let mut add = |path: String, since: Option<Release>| {
        all.extend(since.map(|release| (path, release)));
    };
    for (rpc, facts) in annotated.rpcs() {
        add(rpc.name.clone(), facts.life.since);
    }
    for (message, facts) in annotated.api.messages.iter().zip(&annotated.messages) {
        add(message.path.clone(), facts.life.since);
        for (field, facts) in message.fields.iter().zip(&facts.fields) {
            add(format!("{}.{}", message.path, field.name), facts.life.since);
        }
    }
    for (declared, facts) in annotated.api.enums.iter().zip(&annotated.enums) {
        add(declared.path.clone(), facts.life.since);
        for (value, facts) in declared.values.iter().zip(&facts.values) {
            add(format!("{}.{}", declared.path, value.name), facts.since);
        }
    }
    all
}

fn strip_file(file: &mut FileDescriptorProto, is_young: &dyn Fn(&str) -> bool) {
    strip_messages(&mut file.message_type, "", is_young);
    strip_enums(&mut file.enum_type, "", is_young);
    for service in &mut file.service {
        service.method.retain(|method| !is_young(method.name()));
    }
}

fn strip_messages(
    messages: &mut Vec<DescriptorProto>,
    scope: &str,
    is_young: &dyn Fn(&str) -> bool,
) {
    messages.retain(|message| !is_young(&format!("{scope}{}", message.name())));
    for message in messages {
        let path = format!("{scope}{}.", message.name());
        message.field.retain(|field| !is_young(&format!("{path}{}", field.name())));
        strip_oneofs(message);
        strip_messages(&mut message.nested_type, &path, is_young);
        strip_enums(&mut message.enum_type, &path, is_young);
    }
}

/// Takes away the oneofs that have lost their last field.
fn strip_oneofs(message: &mut DescriptorProto) {
    let mut kept = Vec::new();
    for (old, oneof) in (0..).zip(std::mem::take(&mut message.oneof_decl)) {
        let new = i32::try_from(kept.len()).expect("few oneofs");
        let fields = message.field.iter_mut().filter(|field| field.oneof_index == Some(old));
        if fields.map(|field| field.oneof_index = Some(new)).count() > 0 {
            kept.push(oneof);
        }
    }
    message.oneof_decl = kept;
}

fn strip_enums(enums: &mut Vec<EnumDescriptorProto>, scope: &str, is_young: &dyn Fn(&str) -> bool) {
    enums.retain(|declared| !is_young(&format!("{scope}{}", declared.name())));
    for declared in enums {
        let path = format!("{scope}{}.", declared.name());
        declared.value.retain(|value| !is_young(&format!("{path}{}", value.name())));
    }
}
