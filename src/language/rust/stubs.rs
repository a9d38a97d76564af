//! The raw module: what prost's and tonic's own generators make of the descriptors.
//!
//! They print no comments, because the descriptors carry none: the idiomatic types have them.

use prost_build::{Config, Module, Service, ServiceGenerator};

use super::descriptors;
use super::layout::indented;
use crate::semantics::Annotated;

/// Prints the wire types and client stubs of every package, each package in modules of its name.
///
/// # Errors
/// What the generators say when they cannot print a file.
pub(super) fn raw(annotated: &Annotated) -> Result<String, String> {
    let services = tonic_prost_build::configure().build_server(false);
    let mut config = Config::new();
    config
        .service_generator(Box::new(Clients(services.service_generator())))
        .compile_well_known_types()
        .retain_enum_prefix()
        .format(false);
    let files = descriptors::files(annotated).into_iter();
    let requests = files.map(|f| (Module::from_protobuf_package_name(f.package()), f));
    let modules = config.generate(requests.collect()).map_err(|e| e.to_string())?;
    let mut tree = Package::default();
    for (module, code) in modules {
        tree.insert(&module.parts().collect::<Vec<_>>(), code);
    }
    Ok(tree.print())
}

/// tonic's generator of clients, kept from giving an RPC the name of a function of its own.
struct Clients(Box<dyn ServiceGenerator>);

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
        for method in &mut service.methods {
            if OWN.contains(&method.name.as_str()) {
                method.name.push('_');
            }
        }
        self.0.generate(service, out);
    }
}

/// A package and the packages below it, sorted.
#[derive(Default)]
struct Package {
    code: String,
    inner: std::collections::BTreeMap<String, Package>,
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
