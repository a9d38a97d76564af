//! TypeScript: packages stand side by side, and the tools that `tests/typescript/run` installs check each
//! of them.

use std::io::Write as _;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;

use prost::Message as _;
use prost_types::FileDescriptorProto;
use prost_types::compiler::{CodeGeneratorRequest, CodeGeneratorResponse};
use zeebe_bindgen::diagnostics::Diagnostics;
use zeebe_bindgen::language::{self, Language};
use zeebe_bindgen::render::FileSet;

use super::packages::{each, target_directory};
use super::{Case, Metadata, Package, Side, typescript_words as words};

pub(crate) struct TypeScript;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

impl Side for TypeScript {
    fn language(&self) -> &'static dyn Language {
        language::find("typescript").expect("TypeScript is registered")
    }

    fn missing(&self) -> Vec<&'static str> {
        if environment().is_some() { Vec::new() } else { vec!["Node.js 20 with npm's packages"] }
    }

    fn words(&self) -> &'static [&'static str] {
        words::WORDS
    }

    fn identifiers(&self, path: &str, text: &str) -> Result<Vec<String>, String> {
        let is_code = path.ends_with(".ts") || path.ends_with(".js");
        if is_code { names(text) } else { Ok(Vec::new()) }
    }

    fn manifest(&self, files: &FileSet) -> Result<(Metadata, String), String> {
        let text = files.get("package.json").ok_or("there is no package.json")?;
        let mut manifest: serde_json::Map<String, serde_json::Value> =
            serde_json::from_slice(text).map_err(|e| format!("package.json: {e}"))?;
        let text = |value: Option<serde_json::Value>| match value {
            Some(serde_json::Value::String(text)) => Some(text),
            Some(_) | None => None,
        };
        let repository = manifest.get_mut("repository").and_then(|r| r.as_object_mut());
        let repository = repository.and_then(|r| text(r.remove("url")));
        let mut take = |key: &str| text(manifest.remove(key));
        let metadata = Metadata {
            name: take("name"),
            version: take("version"),
            license: take("license"),
            repository,
        };
        Ok((metadata, serde_json::Value::Object(manifest).to_string()))
    }

    fn build(&self, suite: &str, packages: &[Package]) -> Vec<String> {
        each("typescript", suite, packages, |directory| {
            // There are many packages, and one compiler that is quick; tests/typescript/run has the others.
            let tsc = target_directory().join("typescript/native/node_modules/.bin/tsc");
            let types = run(directory, &tsc.to_string_lossy(), &["-p", "tsconfig.esm.json"]);
            if types.is_some() {
                return types.into_iter().collect();
            }
            let loaded = Path::new(ROOT).join("tests/sides/typescript/loaded.mjs");
            run(directory, "node", &[&loaded.to_string_lossy()]).into_iter().collect()
        })
    }

    fn document(&self, suite: &str, packages: &[Package]) -> Vec<String> {
        each("typescript", suite, packages, |directory| {
            let tolerant = ["--treatWarningsAsErrors", "false", "--logLevel", "Warn"];
            let (is_made, said) = output(directory, "typedoc", &tolerant);
            // What the comments of strangers say in the stubs is the plugin's matter; and pictures
            // are looked for in escaped text, too.
            let foreign = ["src/raw/", " in comment for raw.", "The relative path "];
            let is_ours = |line: &&str| {
                line.contains("[warning]") && !foreign.iter().any(|what| line.contains(what))
            };
            let warnings = said.lines().filter(is_ours).filter(|line| !line.contains("Found 0"));
            let warnings: Vec<String> = warnings.map(str::to_owned).collect();
            if is_made { warnings } else { vec![format!("typedoc\n{said}")] }
        })
    }

    fn stubs(&self, case: &Case, package: &Package) -> Vec<String> {
        match differences(case, package) {
            Ok(()) => Vec::new(),
            Err(why) => vec![format!("{}: {why}", package.name)],
        }
    }

    fn format(&self, suite: &str, packages: &[Package]) -> Vec<String> {
        each("typescript", suite, packages, |directory| {
            run(directory, "prettier", &["--check", "--log-level", "warn", "src"])
                .into_iter()
                .collect()
        })
    }
}

/// Where the tools are; installed if there is a Node.js that they run on.
fn environment() -> Option<&'static Path> {
    static ENVIRONMENT: OnceLock<Option<PathBuf>> = OnceLock::new();
    let made = || {
        let mut command = Command::new(Path::new(ROOT).join("tests/typescript/run"));
        command.arg("environment").env("CARGO_TARGET_DIR", target_directory());
        let is_made = command.output().is_ok_and(|output| output.status.success());
        let modules = target_directory().join("typescript/sdk/node_modules");
        (is_made && modules.join(".bin/tsc").exists()).then_some(modules)
    };
    ENVIRONMENT.get_or_init(made).as_deref()
}

/// What a tool has to say about a package, if it is not pleased.
fn run(directory: &Path, tool: &str, arguments: &[&str]) -> Option<String> {
    let (is_pleased, said) = output(directory, tool, arguments);
    (!is_pleased).then(|| format!("{tool}\n{said}"))
}

/// Whether a tool is pleased with a package, and what it says.
fn output(directory: &Path, tool: &str, arguments: &[&str]) -> (bool, String) {
    let modules = environment().expect("the environment is there");
    let own = directory.join("node_modules");
    if !own.exists() {
        symlink(modules, own).expect("can link");
    }
    let own = modules.join(".bin").join(tool);
    let mut command = Command::new(if own.exists() { own } else { tool.into() });
    command.args(arguments).current_dir(directory).env("NO_COLOR", "1");
    let Output { status, stdout, stderr } =
        command.output().unwrap_or_else(|e| panic!("{command:?} does not start: {e}"));
    let said = [stdout, stderr].map(|said| String::from_utf8_lossy(&said).into_owned());
    (status.success(), said.concat())
}

/// What protoc-gen-es is told in the package.
const PARAMETER: &str = "target=ts,import_extension=js,erasable_syntax=true";

/// Compares the files in `src/raw` with what protoc-gen-es prints for the proto of a case, called as it
/// is in the package. Of imported files the package has only what is used: one of which it has not all
/// is left out.
fn differences(case: &Case, package: &Package) -> Result<(), String> {
    let mut d = Diagnostics::new();
    let compiled = super::compile(case, &mut d).map_err(|_| super::findings(&d))?;
    let mut files = compiled.set.file;
    let names = names_in(&files, &compiled.roots, package);
    for file in &mut files {
        for name in file.name.iter_mut().chain(&mut file.dependency) {
            let (_, new) = names.iter().find(|(old, _)| old == name).ok_or("a file is missing")?;
            name.clone_from(new);
        }
    }
    let own = |name: &&String| name.starts_with("gateway") || name.starts_with("imported");
    let request = CodeGeneratorRequest {
        file_to_generate: names.iter().map(|(_, new)| new).filter(own).cloned().collect(),
        parameter: Some(PARAMETER.to_owned()),
        proto_file: files,
        ..CodeGeneratorRequest::default()
    };
    let printed = plugin(&request)?;
    for file in &printed.file {
        let path = format!("src/raw/{}", file.name());
        let found = package.files.get(&path).ok_or_else(|| format!("there is no {path}"))?;
        let found = std::str::from_utf8(found).map_err(|e| e.to_string())?;
        let is_whole = descriptor(found) == descriptor(file.content());
        if is_whole || file.name().starts_with("gateway") {
            same(&path, file.content(), found)?;
        }
    }
    Ok(())
}

/// What the files of a proto are called in a package.
fn names_in(
    files: &[FileDescriptorProto],
    roots: &[String],
    package: &Package,
) -> Vec<(String, String)> {
    let mut imported = 0;
    let mut name = |file: &FileDescriptorProto| {
        if roots.iter().any(|root| root == file.name()) {
            return "gateway.proto".to_owned();
        }
        let stub = package.files.get(&format!("src/raw/imported{imported}_pb.ts"));
        let stub = String::from_utf8_lossy(stub.unwrap_or_default());
        if stub.contains(&format!("(package {},", file.package())) {
            imported += 1;
            return format!("imported{}.proto", imported - 1);
        }
        file.name().to_owned()
    };
    files.iter().map(|file| (file.name().to_owned(), name(file))).collect()
}

/// The line that holds the descriptor of a file.
fn descriptor(text: &str) -> Option<&str> {
    text.lines().find(|line| line.starts_with("  fileDesc("))
}

fn same(path: &str, expected: &str, found: &str) -> Result<(), String> {
    if expected == found {
        return Ok(());
    }
    let lines = expected.lines().zip(found.lines()).enumerate();
    let different = lines.into_iter().find(|(_, (a, b))| a != b);
    let (number, (theirs, ours)) = different.unwrap_or((0, ("", "one ends before the other")));
    Err(format!("{path}:{}\n  plugin: {theirs}\n  ours:   {ours}", number + 1))
}

/// Runs protoc-gen-es as a compiler would.
fn plugin(request: &CodeGeneratorRequest) -> Result<CodeGeneratorResponse, String> {
    let path = environment().expect("the environment is there").join(".bin/protoc-gen-es");
    let mut command = Command::new(path);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::inherit());
    let mut child = command.spawn().map_err(|e| format!("{command:?}: {e}"))?;
    let mut stdin = child.stdin.take().ok_or("no standard input")?;
    stdin.write_all(&request.encode_to_vec()).map_err(|e| e.to_string())?;
    drop(stdin);
    let output = child.wait_with_output().map_err(|e| e.to_string())?;
    let response = CodeGeneratorResponse::decode(output.stdout.as_slice());
    let response = response.map_err(|e| format!("the plugin answers no message: {e}"))?;
    match &response.error {
        Some(error) => Err(error.clone()),
        None => Ok(response),
    }
}

/// The names in a program, outside of comments and texts.
fn names(text: &str) -> Result<Vec<String>, String> {
    let mut found = Vec::new();
    let mut rest = text;
    // Whether a `/` begins a regular expression rather than divides.
    let mut begins = true;
    // The braces that are open in each `${` around here.
    let mut templates: Vec<usize> = Vec::new();
    while let Some(c) = rest.chars().next() {
        if rest.starts_with("//") {
            rest = rest.find(LINE_ENDS).map_or("", |end| &rest[end..]);
        } else if rest.starts_with("/*") {
            let end = rest.find("*/").ok_or("a comment does not end")?;
            rest = &rest[end + 2..];
        } else if c == '"' || c == '\'' || (c == '/' && begins) {
            rest = behind(rest, c)?;
            begins = false;
        } else if c == '`' || (c == '}' && templates.last() == Some(&0)) {
            if c == '}' {
                templates.pop();
            }
            let (after, is_open) = behind_template(&rest[1..])?;
            rest = after;
            if is_open {
                templates.push(0);
            }
            begins = is_open;
        } else if is_name(c) {
            let end = rest.find(|c: char| !is_name(c)).unwrap_or(rest.len());
            begins = ["return", "case", "typeof", "of", "in"].contains(&&rest[..end]);
            found.push(rest[..end].to_owned());
            rest = &rest[end..];
        } else {
            if let Some(open) = templates.last_mut() {
                match c {
                    '{' => *open += 1,
                    '}' => *open -= 1,
                    _ => {}
                }
            }
            if !c.is_whitespace() {
                begins = !matches!(c, ')' | ']' | '}');
            }
            rest = &rest[c.len_utf8()..];
        }
    }
    Ok(found)
}

const LINE_ENDS: [char; 4] = ['\n', '\r', '\u{2028}', '\u{2029}'];

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '$'
}

/// What comes behind the text or the regular expression that begins here.
fn behind(text: &str, quote: char) -> Result<&str, String> {
    let mut chars = text[1..].chars();
    let mut is_class = false;
    loop {
        match chars.next() {
            Some('\\') => drop(chars.next()),
            Some('[') if quote == '/' => is_class = true,
            Some(']') if quote == '/' => is_class = false,
            Some(c) if c == quote && !is_class => return Ok(chars.as_str()),
            Some('\n') => return Err("a text does not end in its line".to_owned()),
            Some(_) => {}
            None => return Err("a text does not end".to_owned()),
        }
    }
}

/// What comes behind the piece of a template that begins here, and whether that is an expression.
fn behind_template(text: &str) -> Result<(&str, bool), String> {
    let mut rest = text;
    loop {
        if let Some(after) = rest.strip_prefix("${") {
            return Ok((after, true));
        }
        let mut chars = rest.chars();
        match chars.next() {
            Some('`') => return Ok((chars.as_str(), false)),
            Some('\\') => drop(chars.next()),
            Some(_) => {}
            None => return Err("a template does not end".to_owned()),
        }
        rest = chars.as_str();
    }
}
