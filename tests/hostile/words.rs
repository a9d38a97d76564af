//! Every word that a language does not leave free, as the name of everything that has a name.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use zeebe_bindgen::language::Position;

use crate::sides::{Case, Side};

/// The words of a language: what the test side knows, and what the generator lists.
pub(crate) fn words(side: &dyn Side) -> BTreeSet<&'static str> {
    let spellings = Position::ALL.map(|position| side.language().spelling(position));
    let listed = spellings.into_iter().flat_map(|s| s.reserved).flat_map(|r| r.words);
    let all = listed.copied().chain(side.words().iter().copied());
    all.filter(|word| is_proto_name(word)).collect()
}

/// A proto identifier, of which a language can make a name.
fn is_proto_name(word: &str) -> bool {
    let ok = |c: char| c.is_ascii_alphanumeric() || c == '_';
    word.chars().all(ok) && word.starts_with(|c: char| c.is_ascii_alphabetic())
}

/// Words that differ in more than case and `_`, because those that do not get the same name, and in more
/// than `Entry`, because a map is a message of that name: the first of each such group, then the second
/// of each, and so on.
fn batches(words: &BTreeSet<&'static str>) -> Vec<Vec<&'static str>> {
    let mut groups: BTreeMap<String, Vec<&'static str>> = BTreeMap::new();
    for word in words {
        let joined = word.to_lowercase().replace('_', "");
        groups.entry(joined.trim_end_matches("entry").to_owned()).or_default().push(word);
    }
    let longest = groups.values().map(Vec::len).max().unwrap_or_default();
    let batch = |index: usize| groups.values().filter_map(|g| g.get(index).copied()).collect();
    (0..longest).map(batch).collect()
}

/// Protos in which every word is the name of an element of every kind.
pub(crate) fn cases(side: &dyn Side) -> Vec<Case> {
    let batches = batches(&words(side));
    let cases = batches.iter().enumerate().flat_map(|(index, batch)| {
        let name = |kind: &str| format!("words-{kind}-{index}");
        [
            Case::text(&name("types"), &types(batch)),
            Case::text(&name("members"), &members(batch)),
            Case::text(&name("values"), &values(batch)),
            Case::files(&name("packages"), &packages(batch)),
        ]
    });
    cases.collect()
}

const HEAD: &str = "syntax = \"proto3\";\npackage words;\n";

fn each(words: &[&str], line: impl Fn(usize, &str) -> String) -> String {
    words.iter().enumerate().map(|(index, word)| line(index + 1, word)).collect()
}

/// Messages, what is nested in them, and RPCs that send and receive them.
fn types(words: &[&str]) -> String {
    let rpcs = each(words, |_, w| format!("  rpc {w}(.words.{w}) returns (.words.{w});\n"));
    let messages = each(words, |_, w| {
        format!(
            "message {w} {{\n  message {w} {{ string text = 1; }}\n  enum Level {{ LOW = 0; }}\n  \
             .words.{w}.{w} inner = 1;\n  Level level = 2;\n  oneof choice {{ string one = 3; }}\n}}\n"
        )
    });
    format!("{HEAD}service Words {{\n{rpcs}}}\n{messages}")
}

/// Fields of every kind, oneofs and their members.
fn members(words: &[&str]) -> String {
    let types = ["string", "optional int64", "repeated bytes", "map<string, Other>", "Other"];
    let mut out = format!("{HEAD}service Words {{ rpc Call(All) returns (All); }}\n");
    let mut all = String::new();
    for (index, ty) in types.iter().enumerate() {
        let fields = each(words, |number, w| format!("  {ty} {w} = {number};\n"));
        let _ = writeln!(out, "message Fields{index} {{\n{fields}}}");
        let _ = writeln!(all, "  Fields{index} fields{index} = {};", index + 1);
    }
    let variants = each(words, |number, w| format!("    string {w} = {number};\n"));
    let _ = writeln!(out, "message Variants {{\n  oneof choice {{\n{variants}  }}\n}}");
    let oneofs =
        each(words, |number, w| format!("  oneof {w} {{ string one{number} = {number}; }}\n"));
    let _ = writeln!(out, "message Oneofs {{\n{oneofs}}}");
    let _ = writeln!(
        out,
        "message All {{\n{all}  Variants variants = 100;\n  Oneofs oneofs = 101;\n}}\n\
         message Other {{ string text = 1; }}"
    );
    out
}

/// Enums and their values.
fn values(words: &[&str]) -> String {
    let enums = each(words, |number, w| format!("enum {w} {{ ZERO_{number} = 0; }}\n"));
    let fields = each(words, |number, w| format!("  .words.{w} f{number} = {number};\n"));
    let values = each(words, |number, w| format!("    {w} = {number};\n"));
    format!(
        "{HEAD}service Words {{ rpc Call(FieldsOfEnums) returns (FieldsOfEnums); }}\n{enums}\
         message FieldsOfEnums {{\n{fields}\n  Holder holder = 9999;\n}}\n\
         message Holder {{\n  enum Level {{\n    ZERO = 0;\n{values}  }}\n  Level level = 1;\n}}\n"
    )
}

/// More names than this a package cannot have.
const MOST_SEGMENTS: usize = 100;

/// Packages: every word is a segment of the own package, and a package that is imported.
fn packages(words: &[&str]) -> Vec<(String, String)> {
    let own = words.iter().take(MOST_SEGMENTS).copied().collect::<Vec<_>>().join(".");
    let imports = each(words, |number, _| format!("import \"other{number}.proto\";\n"));
    let fields = each(words, |number, w| format!("  .outer.{w}.Type f{number} = {number};\n"));
    let main = format!(
        "syntax = \"proto3\";\npackage {own};\n{imports}\
         service Words {{ rpc Call(All) returns (All); }}\nmessage All {{\n{fields}}}\n"
    );
    let others = words.iter().enumerate().map(|(index, w)| {
        let text = format!(
            "syntax = \"proto3\";\npackage outer.{w};\nmessage Type {{ string text = 1; }}\n"
        );
        (format!("other{}.proto", index + 1), text)
    });
    std::iter::once(("main.proto".to_owned(), main)).chain(others).collect()
}
