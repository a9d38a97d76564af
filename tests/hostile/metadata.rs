//! Package metadata built to break out of manifests.

use zeebe_bindgen::diagnostics::{Code, Diagnostics};
use zeebe_bindgen::language::target::Package;

use crate::payloads::{is_hidden, payloads};
use crate::sides::{Case, Side, findings, generate};

const PROTO: &str = "syntax = \"proto3\";\nservice Gate { rpc Call(Body) returns (Body); }\n\
                     message Body { string text = 1; }\n";

const OWN: &[&str] = &[
    "",
    " ",
    "\"",
    "a\"\nb = \"c",
    "\"\"\"\n[dependencies]\nevil = \"1\"\n\"\"\"",
    "'''",
    "a\\",
    "a\\\"",
    "1.0.0\"\n[lib]\nname = \"evil",
    "https://example.com/\"><script>",
    "../../evil",
    "/etc/passwd",
    "C:\\evil",
    "a/b",
    "evil; rm -rf /",
    "$(evil)",
    "self",
    "-p",
    "${project.version}",
    "é",
    "MIT OR Apache-2.0",
];

/// Puts every payload into every field: it is refused by name, or the manifest holds exactly it, and
/// nothing else in the manifest changes.
pub(crate) fn problems(side: &dyn Side) -> Vec<String> {
    let mut texts: Vec<String> = OWN.iter().map(|text| (*text).to_owned()).collect();
    texts.extend(payloads().into_iter().flat_map(|(_, lines)| lines));
    let case = Case::text("metadata", PROTO).with_facts("format = 1\ninherit = false\n");
    let base = case.clone().with_package(Package {
        name: Some("zeebe-metadata".to_owned()),
        version: Some("1.2.3".to_owned()),
        license: Some("MIT".to_owned()),
        repository: Some("https://example.com".to_owned()),
    });
    let (_, rest) = manifest(side, &base).expect("a manifest").expect("good metadata");
    let mut problems = Vec::new();
    for text in &texts {
        for field in ["name", "version", "license", "repository"] {
            let mut case = base.clone();
            *value(&mut case.package, field) = Some(text.clone());
            match manifest(side, &case) {
                Ok(None) => {}
                Ok(Some((package, other))) => {
                    if package != case.package {
                        problems.push(format!("{field} = {text:?} is read back as {package:?}"));
                    }
                    if other != rest {
                        problems.push(format!("{field} = {text:?} changes the rest to {other}"));
                    }
                    if text.chars().any(is_hidden) {
                        problems.push(format!("{field} = {text:?} has a hidden character"));
                    }
                }
                Err(why) => problems.push(format!("{field} = {text:?}: {why}")),
            }
        }
    }
    problems
}

fn value<'a>(package: &'a mut Package, field: &str) -> &'a mut Option<String> {
    match field {
        "name" => &mut package.name,
        "version" => &mut package.version,
        "license" => &mut package.license,
        _ => &mut package.repository,
    }
}

/// The metadata that the ecosystem reads from the manifest and everything else in it; `None` when the
/// metadata is refused.
fn manifest(side: &dyn Side, case: &Case) -> Result<Option<(Package, String)>, String> {
    let mut d = Diagnostics::new();
    match generate(side.language(), case, &mut d) {
        Ok(files) => side.manifest(&files).map(Some),
        Err(_) if d.found().iter().any(|f| f.code == Code::PackageOption) => Ok(None),
        Err(_) => Err(findings(&d)),
    }
}
