//! `raw/`: the stock messages of the protobuf runtime, from descriptors that the package carries, and
//! stubs that say what is in them.

pub(super) mod names;
mod stubs;

use super::super::descriptors;
use super::super::model::Model;
use super::layout::call;
use super::text;
use crate::render::Template;
use crate::semantics::Annotated;
use names::{Names, PACKAGES};
pub(super) use names::{is_visible, is_writable};
pub(super) use stubs::{StubsFile, is_keyword as is_argument};

/// `raw/_descriptor.py`.
#[derive(Template)]
#[template(path = "python/src/zeebe_sdk/raw/_descriptor.py.j2")]
pub(super) struct DescriptorFile {
    files: Vec<Vec<String>>,
}

impl DescriptorFile {
    /// The descriptors of an API.
    pub(super) fn new(annotated: &Annotated) -> Self {
        let files = descriptors::serialized(annotated);
        Self { files: files.iter().map(|file| literals(file)).collect() }
    }
}

/// The width of a line of bytes.
const BYTES_WIDTH: usize = 80;

/// Bytes as literals of one line each.
fn literals(bytes: &[u8]) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for byte in bytes {
        match byte {
            b'\\' => line.push_str("\\\\"),
            // A quote as it is would let formatters choose the other kind of quotes.
            b' '..=b'~' if *byte != b'"' => line.push(char::from(*byte)),
            _ => line.push_str(&format!("\\x{byte:02x}")),
        }
        if line.len() >= BYTES_WIDTH {
            lines.push(format!("b\"{line}\""));
            line.clear();
        }
    }
    if !line.is_empty() || lines.is_empty() {
        lines.push(format!("b\"{line}\""));
    }
    lines
}

/// `raw/__init__.py`.
#[derive(Template)]
#[template(path = "python/src/zeebe_sdk/raw/__init__.py.j2")]
pub(super) struct RawFile {
    messages: Vec<Loaded>,
    enums: Vec<Loaded>,
    packages: Vec<String>,
    methods: Vec<String>,
    /// Sorted as ruff sorts them.
    exports: Vec<String>,
}

struct Loaded {
    name: String,
    lines: Vec<String>,
    /// The values beside it.
    values: Vec<(String, i32)>,
}

impl RawFile {
    /// The names of an API.
    pub(super) fn new(annotated: &Annotated, model: &Model) -> Self {
        let api = &annotated.api;
        let names = Names::new(api);
        let own = |package: &str| package == api.package;
        let messages = api.messages.iter().filter(|m| m.parent.is_none() && own(&m.package));
        let enums = api.enums.iter().filter(|e| e.parent.is_none() && own(&e.package));
        let loaded = |full_name: String, by: &str, values: Vec<(String, i32)>| {
            let name = names.outer(&full_name).to_owned();
            let lines = call(0, &format!("{name} = {by}"), &[text::literal(&full_name)], "");
            Loaded { name, lines, values }
        };
        let methods = model.rpcs.iter().map(|rpc| {
            format!("    {}: {},", text::literal(&rpc.proto_name), text::literal(&rpc.path))
        });
        let messages: Vec<_> =
            messages.map(|m| loaded(m.full_name(), "_message", Vec::new())).collect();
        let enums: Vec<_> = enums
            .map(|e| {
                let value =
                    |name: &str| names.outer(&format!("{}/{name}", e.full_name())).to_owned();
                let values = e.values.iter().map(|v| (value(&v.name), v.number));
                loaded(e.full_name(), "_enum", values.collect())
            })
            .collect();
        let packages = packages(annotated, &names);
        let exports = exports(&messages, &enums, !packages.is_empty());
        Self { messages, enums, packages, methods: methods.collect(), exports }
    }
}

fn exports(messages: &[Loaded], enums: &[Loaded], packages: bool) -> Vec<String> {
    let mut names = vec!["METHODS".to_owned()];
    names.extend(packages.then(|| PACKAGES.to_owned()));
    for loaded in messages.iter().chain(enums) {
        names.push(loaded.name.clone());
        names.extend(loaded.values.iter().map(|(name, _)| name.clone()));
    }
    super::layout::sort_exports(&mut names);
    names
}

/// The messages and enums of imported packages, in classes that stand for the packages.
fn packages(annotated: &Annotated, names: &Names<'_>) -> Vec<String> {
    let api = &annotated.api;
    let mut tree = Namespace::default();
    for path in names.packages.values() {
        tree.below(&path[1..]);
    }
    let messages = api.messages.iter().filter(|m| m.parent.is_none() && m.package != api.package);
    for message in messages {
        tree.insert(names.outer(&message.full_name()), "_message", &message.full_name());
    }
    let enums = api.enums.iter().filter(|e| e.parent.is_none() && e.package != api.package);
    for item in enums {
        tree.insert(names.outer(&item.full_name()), "_enum", &item.full_name());
    }
    if tree.lines.is_empty() && tree.below.is_empty() {
        Vec::new()
    } else {
        tree.print(PACKAGES, 0)
    }
}

/// A package in Python: a class that is only looked into.
#[derive(Default)]
struct Namespace {
    lines: Vec<String>,
    below: Vec<(String, Namespace)>,
}

impl Namespace {
    fn below(&mut self, path: &[String]) -> &mut Self {
        let Some((first, rest)) = path.split_first() else { return self };
        let index = self.below.iter().position(|(name, _)| name == first);
        let index = index.unwrap_or_else(|| {
            self.below.push((first.clone(), Self::default()));
            self.below.len() - 1
        });
        self.below[index].1.below(rest)
    }

    fn insert(&mut self, path: &str, loader: &str, full_name: &str) {
        let mut path: Vec<String> = path.split('.').map(str::to_owned).collect();
        let name = path.pop().unwrap_or_default();
        let line = format!("{name} = {loader}({})", text::literal(full_name));
        self.below(path.get(1..).unwrap_or_default()).lines.push(line);
    }

    fn print(&self, name: &str, indent: usize) -> Vec<String> {
        let pad = " ".repeat(indent);
        let mut out = vec![format!("{pad}class {name}:")];
        out.push(format!("{pad}    \"\"\"Messages and enums of imported packages.\"\"\""));
        if !self.lines.is_empty() {
            out.push(String::new());
        }
        out.extend(self.lines.iter().map(|line| format!("{pad}    {line}")));
        for (name, below) in &self.below {
            out.push(String::new());
            out.extend(below.print(name, indent + 4));
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::literals;

    #[test]
    fn bytes_are_literals_of_ascii() {
        assert_eq!(literals(b"a\"\\\n\xff~"), ["b\"a\\x22\\\\\\x0a\\xff~\""]);
        let lines = literals(&[0; 100]);
        assert_eq!(lines.len(), 5);
        assert!(lines.iter().all(|line| line.len() <= BYTES + 7));
    }

    const BYTES: usize = super::BYTES_WIDTH;
}
