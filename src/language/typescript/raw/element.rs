//! What a printed file is made of before its imports are known, and how it becomes text: the rules are
//! those of protoplugin, on which protoc-gen-es stands.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

/// A name that may come from another file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Symbol {
    pub(super) name: String,
    /// The module it is imported from; empty if this file declares it.
    pub(super) from: String,
}

/// A piece of a file.
#[derive(Debug, Clone)]
pub(super) enum Element {
    Text(String),
    /// A use of a name, and whether as a type only.
    Use(Symbol, bool),
    /// The declaration of an exported name.
    Declared(String),
}

/// A file as it grows.
#[derive(Debug, Default)]
pub(super) struct Printed {
    elements: Vec<Element>,
}

/// What is imported from one module.
#[derive(Debug, Default)]
struct Imported {
    types: Vec<(String, Option<String>)>,
    values: Vec<(String, Option<String>)>,
}

impl Printed {
    /// Adds text.
    pub(super) fn text(&mut self, text: impl Into<String>) -> &mut Self {
        self.elements.push(Element::Text(text.into()));
        self
    }

    /// Adds a name that stands for a value.
    pub(super) fn value(&mut self, symbol: Symbol) -> &mut Self {
        self.elements.push(Element::Use(symbol, false));
        self
    }

    /// Adds a name that stands for a type.
    pub(super) fn named_type(&mut self, symbol: Symbol) -> &mut Self {
        self.elements.push(Element::Use(symbol, true));
        self
    }

    /// Adds `export keyword name`.
    pub(super) fn export(&mut self, keyword: &str, name: &str) -> &mut Self {
        self.text(format!("export {keyword} "));
        self.elements.push(Element::Declared(name.to_owned()));
        self
    }

    /// Imports, and what follows them.
    pub(super) fn finish(self) -> String {
        let mut used: Vec<Symbol> = Vec::new();
        let mut values: BTreeSet<Symbol> = BTreeSet::new();
        let mut taken: BTreeSet<String> = BTreeSet::new();
        for element in &self.elements {
            match element {
                Element::Text(_) => {}
                Element::Declared(name) => drop(taken.insert(name.clone())),
                Element::Use(symbol, _) if symbol.from.is_empty() => {
                    taken.insert(symbol.name.clone());
                }
                Element::Use(symbol, is_type) => {
                    if !is_type {
                        values.insert(symbol.clone());
                    }
                    if !used.contains(symbol) {
                        used.push(symbol.clone());
                    }
                }
            }
        }
        let aliases = aliases(&used, taken);
        let mut out = imports(&used, &values, &aliases);
        if !out.is_empty() {
            out.push('\n');
        }
        for element in self.elements {
            out.push_str(&match element {
                Element::Text(text) => text,
                Element::Declared(name) => name,
                Element::Use(symbol, _) => aliases.get(&symbol).unwrap_or(&symbol.name).clone(),
            });
        }
        out
    }
}

/// The names of imports that something else in the file is called like.
fn aliases(used: &[Symbol], mut taken: BTreeSet<String>) -> BTreeMap<Symbol, String> {
    let mut aliases = BTreeMap::new();
    for symbol in used {
        if taken.insert(symbol.name.clone()) {
            continue;
        }
        let mut number = 1;
        let mut alias = format!("{}$1", symbol.name);
        while !taken.insert(alias.clone()) {
            number += 1;
            alias = format!("{}${number}", symbol.name);
        }
        aliases.insert(symbol.clone(), alias);
    }
    aliases
}

fn imports(
    used: &[Symbol],
    values: &BTreeSet<Symbol>,
    aliases: &BTreeMap<Symbol, String>,
) -> String {
    let mut modules: Vec<(&str, Imported)> = Vec::new();
    for symbol in used {
        let index = modules.iter().position(|(from, _)| *from == symbol.from);
        let index = index.unwrap_or_else(|| {
            modules.push((&symbol.from, Imported::default()));
            modules.len() - 1
        });
        let imported = &mut modules[index].1;
        let is_value = values.contains(symbol);
        let names = if is_value { &mut imported.values } else { &mut imported.types };
        names.push((symbol.name.clone(), aliases.get(symbol).cloned()));
    }
    let mut out = String::new();
    for (from, imported) in modules {
        for (keyword, mut names) in [("import type", imported.types), ("import", imported.values)] {
            if names.is_empty() {
                continue;
            }
            names.sort_by(|(a, _), (b, _)| collated(a, b));
            let names = names.iter().map(|(name, alias)| match alias {
                Some(alias) => format!("{name} as {alias}"),
                None => name.clone(),
            });
            let names = names.collect::<Vec<_>>().join(", ");
            out.push_str(&format!("{keyword} {{ {names} }} from \"{from}\";\n"));
        }
    }
    out
}

/// The order of names in English: case comes last, and small letters before large ones.
fn collated(a: &str, b: &str) -> Ordering {
    // Of what names are made of, `_` comes before `$`, and both before digits and letters.
    let primary = |c: char| match c {
        '_' => (0, c),
        '$' => (1, c),
        c if c.is_ascii_digit() => (2, c),
        c => (3, c.to_ascii_lowercase()),
    };
    let letters = a.chars().map(primary).cmp(b.chars().map(primary));
    let large = |text: &str| text.chars().map(|c| c.is_ascii_uppercase()).collect::<Vec<_>>();
    letters.then_with(|| large(a).cmp(&large(b)))
}
