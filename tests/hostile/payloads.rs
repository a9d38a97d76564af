//! Text built to break out: every line of a payload in every place where text of the proto or of the
//! semantics goes.

use std::fmt::Write as _;
use std::path::Path;

use crate::sides::Case;

/// Stands behind what would break out; as an identifier it has broken out.
const MARKER: &str = "injected7f3";

/// Whether an identifier is the marker, in whatever case.
pub(crate) fn is_marker(identifier: &str) -> bool {
    identifier.to_lowercase().replace('_', "").contains(MARKER)
}

/// The fixtures: a name and its lines. `<U+202E>` stands for that character, because a fixture must
/// show what it holds.
pub(crate) fn payloads() -> Vec<(String, Vec<String>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/hostile");
    let entries = std::fs::read_dir(folder).expect("the folder of fixtures");
    let mut paths: Vec<_> = entries.map(|e| e.expect("an entry").path()).collect();
    paths.sort();
    let payloads = paths.iter().map(|path| {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().replace('_', "-");
        let text = std::fs::read_to_string(path).expect("UTF-8");
        (name, text.lines().map(expand).collect())
    });
    payloads.collect()
}

fn expand(line: &str) -> String {
    let mut parts = line.split("<U+");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (number, rest) = part.split_once('>').expect("`<U+` ends with `>`");
        let number = u32::from_str_radix(number, 16).expect("a hexadecimal number");
        out.push(char::from_u32(number).expect("a character"));
        out.push_str(rest);
    }
    out
}

/// Characters that no generated file may hold, wherever they came from. Kept apart from the
/// generator's own list.
pub(crate) fn is_hidden(c: char) -> bool {
    let c = u32::from(c);
    let control = (c < 0x20 && c != 0x0a && c != 0x09) || (0x7f..0xa0).contains(&c);
    let single = [0xad, 0x34f, 0x61c, 0x115f, 0x1160, 0x17b4, 0x17b5, 0x3164, 0xfeff, 0xffa0];
    let ranges = [
        (0x180b, 0x180f),
        (0x200b, 0x200f),
        (0x2028, 0x202e),
        (0x2060, 0x206f),
        (0xfff0, 0xfffb),
        (0x1bca0, 0x1bca3),
        (0x1d173, 0x1d17a),
        (0xe0000, 0xe0fff),
    ];
    control || single.contains(&c) || ranges.iter().any(|(from, to)| (*from..=*to).contains(&c))
}

/// A proto with every line as the comment of every kind of element, and facts with every line as
/// every kind of text. Lines that the semantics file refuses are not in the facts.
pub(crate) fn case(name: &str, lines: &[String]) -> Case {
    let mut proto = "syntax = \"proto3\";\npackage hostile;\n".to_owned();
    let mut facts = "format = 1\ninherit = false\n".to_owned();
    let (mut rpcs, mut types) = (String::new(), String::new());
    for (index, line) in lines.iter().enumerate() {
        let above = comment(line);
        let behind = comment(line).trim_end().to_owned();
        let _ = writeln!(rpcs, "{above}  rpc Call{index}(M{index}) returns (M{index}); {behind}");
        let _ = writeln!(
            types,
            "{above}message M{index} {{\n{above}  string field = 1; {behind}\n\
             {above}  oneof choice {{\n{above}    string one = 2; {behind}\n  }}\n\
             {above}  E{index} level = 3;\n  int64 key = 4;\n  int32 version = 5;\n}}\n\
             {above}enum E{index} {{\n{above}  ZERO{index} = 0; {behind}\n}}"
        );
        if is_sentence(line) {
            facts.push_str(&facts_about(index, line));
        }
    }
    let all: String = lines.iter().map(|line| comment(line)).collect();
    let _ = writeln!(proto, "{all}\n{all}service Hostile {{\n{rpcs}}}\n{all}\n{types}");
    let _ = writeln!(proto, "{all}message All {{\n{all}  string all = 1;\n{}}}", block(lines));
    Case::text(&format!("hostile-{name}"), &proto).with_facts(&facts)
}

fn comment(line: &str) -> String {
    // What proto files take for a line end starts a comment of its own.
    let lines = line.split(['\r', '\n']).map(|part| format!("//{part}\n"));
    lines.collect()
}

/// All lines in one block comment, without what would end it there.
fn block(lines: &[String]) -> String {
    format!(
        "/* {} */ string block = 2;\n",
        lines.join("\n").replace("*/", "* /").replace("/*", "/ *")
    )
}

/// What the semantics stage takes; everything else it reports, which is its own tests' matter.
fn is_sentence(line: &str) -> bool {
    !line.trim().is_empty() && !line.chars().any(|c| is_hidden(c) || c.is_control())
}

fn facts_about(index: usize, line: &str) -> String {
    let text = toml::Value::String(line.to_owned()).to_string();
    format!(
        "[keys.K{index}Key]\ntype = \"int64\"\ndoc = {text}\n\
         [sentinels.S{index}]\ndoc = {text}\ndefault = \"latest\"\n\
         other = {{ name = \"exactly\", doc = {text}, min = 1 }}\n\
         [sentinels.S{index}.values.latest]\nwire = -1\ndoc = {text}\n\
         [rpcs.Call{index}]\nclass = \"read\"\ndeadline = \"1s\"\ndeprecated = {text}\n\
         replaced_by = \"Call0\"\n[rpcs.Call{index}.errors]\nNOT_FOUND = {text}\nINTERNAL = {text}\n\
         [messages.M{index}]\ndeprecated = {text}\n\
         [messages.M{index}.fields]\nfield = {{ deprecated = {text} }}\none = {{ deprecated = {text} }}\n\
         key = {{ key = \"K{index}Key\" }}\nversion = {{ sentinel = \"S{index}\" }}\n\
         [enums.E{index}]\nzero = \"value\"\ndeprecated = {text}\n\
         [enums.E{index}.values]\nZERO{index} = {{ deprecated = {text} }}\n"
    )
}
