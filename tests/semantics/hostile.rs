//! Files that nobody would write: whatever they hold, the stage reports and returns.

use zeebe_bindgen::semantics::{Layer, Undecided};

use crate::{FACTS, PROTO, run, with_facts};

#[test]
fn every_prefix_of_the_facts() {
    for (end, _) in FACTS.char_indices().step_by(13) {
        with_facts(&FACTS[..end]);
    }
}

#[test]
fn every_line_taken_away() {
    let lines: Vec<&str> = FACTS.lines().collect();
    for skipped in 0..lines.len() {
        let mut rest = lines.clone();
        rest.remove(skipped);
        for undecided in [Undecided::Error, Undecided::Warn] {
            run(PROTO, &[Layer::user("facts.toml", rest.join("\n"))], undecided);
        }
    }
}

#[test]
fn every_value_of_every_other_type() {
    let values =
        ["-9223372036854775808", "1e400", "true", "\"\"", "[[[]]]", "{ a = { b = [1979-05-27] } }"];
    for value in values {
        for (index, line) in FACTS.lines().enumerate() {
            let Some((key, _)) = line.split_once(" = ") else {
                continue;
            };
            let changed = format!("{key} = {value}");
            let lines = FACTS.lines().enumerate();
            let lines = lines.map(|(i, l)| if i == index { changed.as_str() } else { l });
            with_facts(&lines.collect::<Vec<_>>().join("\n"));
        }
    }
}

#[test]
fn odd_names() {
    for name in ["", " ", "a.b", "\\u0000", "\\u202E", "ü", "*", "**", "[", "'"] {
        for table in ["rpcs", "messages", "enums", "keys", "sentinels", "patterns", "classes"] {
            with_facts(&format!("format = 1\n[{table}.\"{name}\"]\nsince = \"8.0\"\n"));
        }
    }
}

#[test]
fn extreme_numbers_and_releases() {
    for text in ["99999.1", "8.", ".8", "8.8.8", "-1.0", "65535.65535"] {
        with_facts(&format!("{FACTS}[rpcs.Other]\nsince = \"{text}\"\n"));
        with_facts(
            &FACTS.replace("\"8.5\"", &format!("\"{text}\"")).replace("since = \"8.2\"", ""),
        );
    }
    with_facts(&FACTS.replace("wire = -1", "wire = 9223372036854775807"));
    with_facts(&FACTS.replace("plus = \"5s\"", "plus = \"9223372036854775807ms\""));
}

#[test]
fn deep_and_wide() {
    with_facts(&format!("format = 1\n{} = 1\n", vec!["a"; 2_000].join(".")));
    with_facts(&format!("format = 1\na = {}{}\n", "[".repeat(2_000), "]".repeat(2_000)));
    let wide: String = (0..5_000).map(|i| format!("[rpcs.R{i}]\nsince = \"8.0\"\n")).collect();
    with_facts(&format!("format = 1\n{wide}"));
}
