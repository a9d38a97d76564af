//! The raw module: what prost's and tonic's own generators make of the descriptors.
//!
//! They print no comments, because the descriptors carry none: the idiomatic types have them.

use prost_build::{Config, Module};

use super::layout::indented;
use crate::ir::Api;

/// Prints the wire types and client stubs of every package, each package in modules of its name.
///
/// # Errors
/// What the generators say when they cannot print a file.
pub(super) fn raw(api: &Api) -> Result<String, String> {
    let services = tonic_prost_build::configure().build_server(false);
    let mut config = Config::new();
    config
        .service_generator(services.service_generator())
        .compile_well_known_types()
        .retain_enum_prefix()
        .format(false);
    let files = api.descriptors.file.iter().filter(|f| api.files.iter().any(|n| n == f.name()));
    let requests = files.map(|f| (Module::from_protobuf_package_name(f.package()), f.clone()));
    let modules = config.generate(requests.collect()).map_err(|e| e.to_string())?;
    let mut tree = Package::default();
    for (module, code) in modules {
        tree.insert(&module.parts().collect::<Vec<_>>(), code);
    }
    Ok(tree.print())
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
