//! The raw module: what prost's and tonic's own generators make of the descriptors.
//!
//! They print no comments, because the descriptors carry none: the idiomatic types have them.

use std::collections::BTreeMap;

use prost_build::{Config, Module, Service, ServiceGenerator};

use super::super::descriptors::{self, Names};
use super::layout::indented;
use super::raw_names;
use crate::semantics::Annotated;

/// Prints the wire types and client stubs of every package, each package in modules of its name.
///
/// # Errors
/// What the generators say when they cannot print a file.
pub(super) fn raw(annotated: &Annotated) -> Result<String, String> {
    let services = tonic_prost_build::configure().build_server(false).build_transport(false);
    let mut config = Config::new();
    config
        .service_generator(Box::new(Clients::new(annotated, services.service_generator())))
        .compile_well_known_types()
        .retain_enum_prefix()
        .format(false);
    let files = descriptors::files(annotated, Names::Stated).into_iter();
    let requests = files.map(|f| (Module::from_protobuf_package_name(f.package()), f));
    let modules = config.generate(requests.collect()).map_err(|e| e.to_string())?;
    let mut tree = Package::default();
    for (module, code) in modules {
        tree.insert(&module.parts().collect::<Vec<_>>(), code);
    }
    Ok(tree.print())
}

/// tonic's generator of clients, told what facts call each RPC, and kept from calling one like a
/// function of its own.
struct Clients {
    tonic: Box<dyn ServiceGenerator>,
    /// By the path of each RPC.
    names: BTreeMap<String, String>,
}

impl Clients {
    fn new(annotated: &Annotated, tonic: Box<dyn ServiceGenerator>) -> Self {
        let names = annotated.rpcs().map(|(rpc, facts)| {
            let stated = facts.life.name.as_ref().unwrap_or(&rpc.name);
            let mut name = raw_names::field(stated);
            if OWN.contains(&name.as_str()) {
                name.push('_');
            }
            (rpc.path.clone(), name)
        });
        Self { names: names.collect(), tonic }
    }
}

/// The functions of every client, in `tonic-build` 0.14.
const OWN: [&str; 8] = [
    "accept_compressed",
    "connect",
    "max_decoding_message_size",
    "max_encoding_message_size",
    "new",
    "send_compressed",
    "with_interceptor",
    "with_origin",
];

impl ServiceGenerator for Clients {
    fn generate(&mut self, mut service: Service, out: &mut String) {
        let dot = if service.package.is_empty() { "" } else { "." };
        for method in &mut service.methods {
            let name = format!("{}{dot}{}", service.package, service.proto_name);
            if let Some(name) = self.names.get(&format!("/{name}/{}", method.proto_name)) {
                method.name.clone_from(name);
            }
        }
        self.tonic.generate(service, out);
    }
}

/// A package and the packages below it, sorted.
#[derive(Default)]
struct Package {
    code: String,
    inner: BTreeMap<String, Package>,
}

impl Package {
    fn insert(&mut self, path: &[&str], code: String) {
        match path.split_first() {
            None => self.code = code,
            Some((first, rest)) => {
                self.inner.entry((*first).to_owned()).or_default().insert(rest, code);
            }
        }
    }

    fn print(&self) -> String {
        let mut out = self.code.trim_end().to_owned();
        for (name, package) in &self.inner {
            let inner = indented(package.print().trim_end(), 4);
            out.push_str(&format!("\npub mod {name} {{\n{inner}\n}}"));
        }
        out
    }
}
