//! Rust: packages are members of one workspace, which shares the target directory and the lock file
//! of this one, so that dependencies are built once and none is looked up.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::{env, fs};

use proc_macro2::{TokenStream, TokenTree};
use serde_json::Value;
use zeebe_bindgen::language::{self, Language};
use zeebe_bindgen::render::FileSet;

use super::{Metadata, Package, Side, rust_words as words};

pub(crate) struct Rust;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");
/// Printed by prost's and tonic's generators, as they print it.
const RAW: &str = "src/raw.rs";

impl Side for Rust {
    fn language(&self) -> &'static dyn Language {
        language::find("rust").expect("Rust is registered")
    }

    fn missing(&self) -> Vec<&'static str> {
        let tools =
            [("cargo clippy", ["clippy", "--version"]), ("cargo fmt", ["fmt", "--version"])];
        let runs = |arguments: &[&str]| {
            let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
            Command::new(cargo).args(arguments).output().is_ok_and(|o| o.status.success())
        };
        tools.into_iter().filter(|(_, arguments)| !runs(arguments)).map(|(tool, _)| tool).collect()
    }

    /// The Rust reference, chapter Keywords (strict, reserved, weak), read for edition 2024; the
    /// primitive types; names of the prelude; and what the SDK's own files import.
    fn words(&self) -> &'static [&'static str] {
        words::WORDS
    }

    fn identifiers(&self, path: &str, text: &str) -> Result<Vec<String>, String> {
        if !path.ends_with(".rs") {
            return Ok(Vec::new());
        }
        let tokens: TokenStream = text.parse().map_err(|e| format!("{path}: {e}"))?;
        let mut found = Vec::new();
        collect(tokens, &mut found);
        Ok(found)
    }

    fn manifest(&self, files: &FileSet) -> Result<(Metadata, String), String> {
        let text = files.get("Cargo.toml").ok_or("there is no Cargo.toml")?;
        let text = std::str::from_utf8(text).map_err(|e| e.to_string())?;
        let mut manifest: toml::Table = text.parse().map_err(|e| format!("Cargo.toml: {e}"))?;
        let package = manifest.get_mut("package").and_then(toml::Value::as_table_mut);
        let package = package.ok_or("there is no [package]")?;
        let mut take = |key| match package.remove(key) {
            Some(toml::Value::String(text)) => Some(text),
            Some(_) | None => None,
        };
        let metadata = Metadata {
            name: take("name"),
            version: take("version"),
            license: take("license"),
            repository: take("repository"),
        };
        Ok((metadata, manifest.to_string()))
    }

    fn build(&self, suite: &str, packages: &[Package]) -> Vec<String> {
        let workspace = write(suite, packages);
        let mut found = lint(&workspace, &["--workspace".to_owned()]);
        // As users have them, and those with doubles for tests again with these.
        let has_doubles = |package: &&Package| package.files.get("src/testing/mod.rs").is_some();
        let named =
            packages.iter().filter(has_doubles).map(|p| format!("--package=zeebe-{}", p.name));
        let mut selected: Vec<String> = named.collect();
        if !selected.is_empty() {
            selected.push("--features=testing".to_owned());
            found.extend(lint(&workspace, &selected));
        }
        found
    }

    fn document(&self, suite: &str, packages: &[Package]) -> Vec<String> {
        let workspace = write(suite, packages);
        let document = |package: &Package| {
            // One at a time: all of them are the library `zeebe_sdk`, and so the same pages. What is
            // built on the way is shared; the pages are not.
            let name = format!("zeebe-{}", package.name);
            let arguments = ["doc", "--no-deps", "--message-format=json", "--package", &name];
            let mut command = cargo(&workspace, &arguments);
            command.env("CARGO_BUILD_BUILD_DIR", target_directory());
            command.env("CARGO_TARGET_DIR", workspace.join("pages"));
            problems(&run(&mut command))
        };
        packages.iter().flat_map(document).collect()
    }

    fn format(&self, suite: &str, packages: &[Package]) -> Vec<String> {
        let workspace = write(suite, packages);
        let mut found = Vec::new();
        for package in packages {
            let files = package.files.iter().map(|(path, _)| path);
            let files = files.filter(|p| p.ends_with(".rs") && *p != RAW);
            let directory = workspace.join(&package.name);
            let mut command = Command::new("rustfmt");
            command.args(["--check", "--edition", "2024", "--config-path", ROOT]);
            // Modules are given one by one, so that raw.rs is left out.
            command.args(["--config", "skip_children=true"]);
            command.args(files.map(|path| directory.join(path)));
            let output = run(&mut command);
            if !output.status.success() {
                let text = String::from_utf8_lossy(&output.stdout);
                let errors = String::from_utf8_lossy(&output.stderr);
                found.push(format!("{}: not formatted\n{text}{errors}", package.name));
            }
        }
        found
    }
}

fn collect(tokens: TokenStream, found: &mut Vec<String>) {
    for token in tokens {
        match token {
            TokenTree::Ident(ident) => found.push(ident.to_string()),
            TokenTree::Group(group) => collect(group.stream(), found),
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}

/// Writes packages as a workspace; files that are as they should be are left alone, so that what was
/// built from them stays built.
fn write(suite: &str, packages: &[Package]) -> PathBuf {
    let workspace = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("rust-{suite}"));
    let members: Vec<&str> = packages.iter().map(|p| p.name.as_str()).collect();
    let manifest = format!("[workspace]\nresolver = \"3\"\nmembers = {members:?}\n");
    keep(&workspace.join("Cargo.toml"), manifest.as_bytes());
    if !workspace.join("Cargo.lock").exists() {
        let lock = fs::read(Path::new(ROOT).join("Cargo.lock")).expect("a lock file");
        keep(&workspace.join("Cargo.lock"), &lock);
    }
    for package in packages {
        let directory = workspace.join(&package.name);
        remove_others(&directory.join("src"), &directory, package);
        for (path, content) in package.files.iter() {
            keep(&directory.join(path), content);
        }
    }
    workspace
}

fn keep(path: &Path, content: &[u8]) {
    if fs::read(path).is_ok_and(|old| old == content) {
        return;
    }
    fs::create_dir_all(path.parent().expect("a directory")).expect("can create directories");
    fs::write(path, content).expect("can write");
}

/// Removes what an earlier run wrote and this one does not.
fn remove_others(directory: &Path, package_root: &Path, package: &Package) {
    for entry in fs::read_dir(directory).into_iter().flatten() {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            remove_others(&path, package_root, package);
            continue;
        }
        let relative = path.strip_prefix(package_root).expect("below the package");
        if package.files.get(&relative.to_string_lossy().replace('\\', "/")).is_none() {
            fs::remove_file(&path).expect("can remove");
        }
    }
}

/// What clippy finds in these packages.
fn lint(workspace: &Path, selected: &[String]) -> Vec<String> {
    let mut command = cargo(workspace, &["clippy", "--keep-going", "--message-format=json"]);
    command.args(selected);
    command.args(["--", "-D", "clippy::correctness", "-A", "clippy::pedantic"]);
    problems(&run(&mut command))
}

fn cargo(workspace: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO"));
    command.args(arguments).arg("--offline").current_dir(workspace);
    command.env("CARGO_TARGET_DIR", target_directory());
    // What cargo tells tests about this crate is not true of the packages.
    command.env_remove("RUSTFLAGS").env_remove("CARGO_ENCODED_RUSTFLAGS");
    command
}

/// Shared with this workspace, so that dependencies are built once.
fn target_directory() -> &'static Path {
    Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("the target directory")
}

fn run(command: &mut Command) -> Output {
    command.output().unwrap_or_else(|e| panic!("{command:?} does not start: {e}"))
}

/// Every warning and error of the packages themselves, or why there was none to find.
fn problems(output: &Output) -> Vec<String> {
    let messages = String::from_utf8_lossy(&output.stdout);
    let messages = messages.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let messages = messages.filter(|m| m["reason"] == "compiler-message");
    let mut found: Vec<String> = messages
        .filter(|m| m["message"]["level"] != "failure-note")
        .filter(|m| !m["message"]["spans"].as_array().is_none_or(Vec::is_empty))
        .map(|m| {
            let package = m["package_id"].as_str().unwrap_or_default();
            let package = package.rsplit('/').next().unwrap_or_default();
            let text = m["message"]["rendered"].as_str().unwrap_or_default();
            format!("{package}: {}", text.trim_end())
        })
        .collect();
    found.dedup();
    if found.is_empty() && !output.status.success() {
        found.push(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    found
}
