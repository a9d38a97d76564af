//! Names in the raw module, as prost and tonic make them, and what would be there twice.

use super::super::model::{MessageModel, Model};
use super::words::{RAW_FIELD, RAW_TYPE};
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Reported};
use crate::ir::{Api, Service};
use crate::naming::{Scope, Taken};

/// A field's or module's name.
pub(super) fn field(stated_name: &str) -> String {
    RAW_FIELD.spell(stated_name).unwrap_or_default()
}

/// A type's or variant's name.
pub(super) fn type_name(stated_name: &str) -> String {
    RAW_TYPE.spell(stated_name).unwrap_or_default()
}

/// The path of a message or oneof.
pub(super) fn path(package: &str, stated_path: &str) -> String {
    let mut segments = stated_path.split('.').collect::<Vec<_>>();
    let name = segments.pop().unwrap_or_default();
    let inside = segments.into_iter().map(field);
    let inside = inside.fold(String::new(), |out, module| out + &module + "::");
    format!("{}{inside}{}", module(package), type_name(name))
}

/// The path of a package's module, with `::` at its end.
fn module(package: &str) -> String {
    let segments = package.split('.').filter(|s| !s.is_empty()).map(field);
    segments.fold("raw::".to_owned(), |out, module| out + &module + "::")
}

/// The path of a service's client.
pub(super) fn client(service: &Service) -> String {
    let package = service.full_name.rsplit_once('.').map_or("", |(package, _)| package);
    let name = type_name(&service.name);
    format!("{}{}::{name}Client", module(package), client_module(&service.name))
}

/// tonic's rule: a word begins at every capital letter of the type's name.
fn client_module(service_name: &str) -> String {
    let mut out = String::new();
    for c in type_name(service_name).chars() {
        if c.is_uppercase() && !out.is_empty() {
            out.push('_');
        }
        out.push(c.to_ascii_lowercase());
    }
    out + "_client"
}

/// Reports modules that would be there twice: in the raw module, packages, messages with something in
/// them, and clients of services share their places.
///
/// # Errors
/// [`Reported`] when there is such a module.
pub(super) fn check(
    model: &Model,
    api: &Api,
    diagnostics: &mut Diagnostics,
) -> Result<(), Reported> {
    let before = diagnostics.error_count();
    let mut modules = Scope::default();
    let mut take = |path: String, taken: Taken| {
        let renamed_by = taken.renamed_by.clone();
        let (by, span) = (taken.by.clone(), taken.span);
        if let Err(first) = modules.take(&path, taken) {
            let name = path.trim_end_matches("::");
            let message = format!("`{}` and `{by}` are both the module `{name}` in Rust", first.by);
            let help = match renamed_by.or(first.renamed_by) {
                Some(element) => format!(
                    "state `name = \"anotherName\"` for `{element}` in a file given with --semantics"
                ),
                None => "no fact changes these names: change one where it is declared".to_owned(),
            };
            let finding = Diagnostic::error(Code::NameClash, message);
            diagnostics.push(finding.at(span, "second").at(first.span, "first").help(help));
        }
    };
    let packages = api.messages.iter().map(|m| &m.package);
    for package in packages.chain(api.enums.iter().map(|e| &e.package)) {
        let ends = package.match_indices('.').map(|(at, _)| at).chain([package.len()]);
        for part in ends.map(|end| &package[..end]).filter(|part| !part.is_empty()) {
            let by = format!("package {part}");
            take(module(part), Taken { by, span: None, renamed_by: None });
        }
    }
    for service in &api.services {
        let path = client(service);
        let path = path.rsplit_once("::").map_or("", |(module, _)| module).to_owned() + "::";
        let by = format!("service {}", service.full_name);
        take(path, Taken { by, span: service.origin.span, renamed_by: None });
    }
    for MessageModel { id, stated_path, .. } in model.messages() {
        let (id, message) = (*id, api.message(*id));
        let is_parent = api.messages.iter().any(|m| m.parent == Some(id))
            || api.enums.iter().any(|e| e.parent == Some(id))
            || !message.oneofs.is_empty();
        if is_parent {
            let inside = stated_path.split('.').map(field);
            let inside = inside.fold(module(&message.package), |out, m| out + &m + "::");
            let renamed_by = Some(message.path.clone());
            let taken = Taken { by: message.full_name(), span: message.origin.span, renamed_by };
            take(inside, taken);
        }
    }
    if diagnostics.error_count() > before { Err(Reported) } else { Ok(()) }
}
