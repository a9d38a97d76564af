//! Python: packages stand side by side, and the environment that `tests/python/run` makes checks each
//! of them.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;
use std::{env, fs, thread};

use zeebe_bindgen::language::{self, Language};
use zeebe_bindgen::render::FileSet;

use super::{Metadata, Package, Side, python_words as words};

pub(crate) struct Python;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// Loads every module of a package, makes one of every dataclass that needs nothing, and reads one of
/// every message.
const LOADED: &str = include_str!("python/loaded.py");

impl Side for Python {
    fn language(&self) -> &'static dyn Language {
        language::find("python").expect("Python is registered")
    }

    fn missing(&self) -> Vec<&'static str> {
        if environment().is_some() { Vec::new() } else { vec!["Python 3.10 with its packages"] }
    }

    fn words(&self) -> &'static [&'static str] {
        words::WORDS
    }

    fn identifiers(&self, path: &str, text: &str) -> Result<Vec<String>, String> {
        if path.ends_with(".py") || path.ends_with(".pyi") { names(text) } else { Ok(Vec::new()) }
    }

    fn manifest(&self, files: &FileSet) -> Result<(Metadata, String), String> {
        let text = files.get("pyproject.toml").ok_or("there is no pyproject.toml")?;
        let text = std::str::from_utf8(text).map_err(|e| e.to_string())?;
        let mut manifest: toml::Table = text.parse().map_err(|e| format!("pyproject.toml: {e}"))?;
        let project = manifest.get_mut("project").and_then(toml::Value::as_table_mut);
        let project = project.ok_or("there is no [project]")?;
        let take = |table: &mut toml::Table, key: &str| match table.remove(key) {
            Some(toml::Value::String(text)) => Some(text),
            Some(_) | None => None,
        };
        let urls = project.get_mut("urls").and_then(toml::Value::as_table_mut);
        let repository = urls.and_then(|urls| take(urls, "Repository"));
        let metadata = Metadata {
            name: take(project, "name"),
            version: take(project, "version"),
            license: take(project, "license"),
            repository,
        };
        Ok((metadata, manifest.to_string()))
    }

    fn build(&self, suite: &str, packages: &[Package]) -> Vec<String> {
        each(suite, packages, |directory| {
            let loaded = run(directory, "python", &["-W", "error", "-c", LOADED]);
            let types = run(directory, "mypy", &["--strict", "--no-error-summary", "src"]);
            [loaded, types].into_iter().flatten().collect()
        })
    }

    fn document(&self, suite: &str, packages: &[Package]) -> Vec<String> {
        each(suite, packages, |directory| {
            // The stubs of messages say more than pdoc can place.
            let stubs = "ignore:Error processing type stub for zeebe_sdk.raw";
            let strict = ["-W", "error", "-W", stubs, "-m", "pdoc", "--docformat", "google"];
            let pages = [&strict[..], &["--output-directory", "pages", "zeebe_sdk"]].concat();
            run(directory, "python", &pages).into_iter().collect()
        })
    }

    fn format(&self, suite: &str, packages: &[Package]) -> Vec<String> {
        each(suite, packages, |directory| {
            run(directory, "ruff", &["format", "--diff", "--no-cache", "src"]).into_iter().collect()
        })
    }
}

/// Where the tools are; made if there is a Python that it can be made with.
fn environment() -> Option<&'static Path> {
    static ENVIRONMENT: OnceLock<Option<PathBuf>> = OnceLock::new();
    let made = || {
        let mut command = Command::new(Path::new(ROOT).join("tests/python/run"));
        command.arg("environment").env("CARGO_TARGET_DIR", target_directory());
        let is_made = command.output().is_ok_and(|output| output.status.success());
        let tools = target_directory().join("python/venv/bin");
        (is_made && tools.join("mypy").exists()).then_some(tools)
    };
    ENVIRONMENT.get_or_init(made).as_deref()
}

fn target_directory() -> &'static Path {
    Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("the target directory")
}

/// What a check finds in each of the packages, several of them at a time.
fn each(
    suite: &str,
    packages: &[Package],
    check: impl Fn(&Path) -> Vec<String> + Sync,
) -> Vec<String> {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("python-{suite}"));
    let workers = thread::available_parallelism().map_or(1, usize::from);
    let checked = |package: &Package| {
        let directory = root.join(&package.name);
        write(&directory, package);
        let found = check(&directory).into_iter();
        found.map(|problem| format!("{}: {problem}", package.name)).collect::<Vec<_>>()
    };
    thread::scope(|scope| {
        let chunks = packages.chunks(packages.len().div_ceil(workers).max(1));
        let workers: Vec<_> = chunks
            .map(|chunk| scope.spawn(|| chunk.iter().flat_map(&checked).collect::<Vec<_>>()))
            .collect();
        workers.into_iter().flat_map(|worker| worker.join().expect("no panic")).collect()
    })
}

/// Writes a package, and removes what an earlier run wrote and this one does not.
fn write(directory: &Path, package: &Package) {
    let mut kept = BTreeSet::new();
    for (path, content) in package.files.iter() {
        let path = directory.join(path);
        kept.insert(path.clone());
        if fs::read(&path).is_ok_and(|old| old == content) {
            continue;
        }
        fs::create_dir_all(path.parent().expect("a directory")).expect("can create directories");
        fs::write(path, content).expect("can write");
    }
    let mut open = vec![directory.join("src")];
    while let Some(directory) = open.pop() {
        for entry in fs::read_dir(&directory).into_iter().flatten() {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
            } else if !kept.contains(&path) {
                fs::remove_file(&path).expect("can remove");
            }
        }
    }
}

/// What a tool has to say about a package, if it is not pleased.
fn run(directory: &Path, tool: &str, arguments: &[&str]) -> Option<String> {
    let tools = environment().expect("the environment is there");
    let mut command = Command::new(tools.join(tool));
    command.args(arguments).current_dir(directory);
    // The package as it stands here, not the one that the environment has installed.
    command.env("PYTHONPATH", directory.join("src")).env("PYTHONDONTWRITEBYTECODE", "1");
    command.env("MYPY_CACHE_DIR", directory.join("../mypy").join(directory.file_name()?));
    let Output { status, stdout, stderr } =
        command.output().unwrap_or_else(|e| panic!("{command:?} does not start: {e}"));
    (!status.success()).then(|| {
        format!("{tool}\n{}{}", String::from_utf8_lossy(&stdout), String::from_utf8_lossy(&stderr))
    })
}

/// The names in a program, outside of comments and texts.
fn names(text: &str) -> Result<Vec<String>, String> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if c == '#' {
            rest = rest.find('\n').map_or("", |end| &rest[end..]);
        } else if c == '"' || c == '\'' {
            rest = behind_text(rest)?;
        } else if c.is_alphabetic() || c == '_' {
            let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
            let (name, after) = rest.split_at(end);
            let is_prefix = name.len() <= 2 && after.starts_with(['"', '\'']);
            if !is_prefix {
                found.push(name.to_owned());
            }
            rest = after;
        } else {
            rest = &rest[c.len_utf8()..];
        }
    }
    Ok(found)
}

/// What comes behind the text that begins here. A backslash takes the character behind it along, in
/// raw texts too.
fn behind_text(text: &str) -> Result<&str, String> {
    let quote = &text[..1];
    let triple = quote.repeat(3);
    let end = if text.starts_with(&triple) { triple.as_str() } else { quote };
    let mut rest = &text[end.len()..];
    loop {
        if let Some(after) = rest.strip_prefix(end) {
            return Ok(after);
        }
        let mut chars = rest.chars();
        match chars.next() {
            Some('\\') => drop(chars.next()),
            Some('\n') if end.len() == 1 => {
                return Err("a text does not end in its line".to_owned());
            }
            Some(_) => {}
            None => return Err("a text does not end".to_owned()),
        }
        rest = chars.as_str();
    }
}
