//! Input built to break out of comments, strings and identifiers, in every registered language.
#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "hostile/clashes.rs"]
mod clashes;
#[path = "hostile/metadata.rs"]
mod metadata;
#[path = "hostile/payloads.rs"]
mod payloads;
#[path = "hostile/sets.rs"]
mod sets;
#[path = "sides/mod.rs"]
#[allow(dead_code, reason = "other tests use the rest")]
mod sides;
#[path = "hostile/words.rs"]
mod words;

use clashes::{CLASHES, Clash, REFUSED, UNSPELLABLE};
use payloads::{case, is_hidden, is_marker, payloads};
use sides::{Case, Package, Side, findings, generate, report, sides};
use zeebe_bindgen::compile;
use zeebe_bindgen::diagnostics::{Code, Diagnostics};

/// The packages of cases that must generate, and a problem for each that does not.
fn packages(side: &dyn Side, cases: Vec<Case>, problems: &mut Vec<String>) -> Vec<Package> {
    let mut packages = Vec::new();
    for case in cases {
        let mut d = Diagnostics::new();
        match generate(side.language(), &case, &mut d) {
            Ok(files) => packages.push(Package { name: case.name, files }),
            Err(_) => problems.push(format!("{} fails:\n{}", case.name, findings(&d))),
        }
    }
    packages
}

/// What holds for every file of every language: no hidden characters, and nothing that was text has
/// become code.
fn read(side: &dyn Side, packages: &[Package], problems: &mut Vec<String>) {
    for package in packages {
        for (path, content) in package.files.iter() {
            let place = format!("{}/{path}", package.name);
            let Ok(text) = std::str::from_utf8(content) else {
                problems.push(format!("{place} is not UTF-8"));
                continue;
            };
            for (number, line) in text.lines().enumerate() {
                if let Some(c) = line.chars().find(|c| is_hidden(*c)) {
                    let number = number + 1;
                    problems.push(format!("{place}:{number}: holds {}", c.escape_unicode()));
                }
            }
            match side.identifiers(path, text) {
                Ok(found) => {
                    let escaped = found.iter().filter(|i| is_marker(i));
                    problems.extend(escaped.map(|i| format!("{place}: `{i}` has become code")));
                }
                Err(why) => problems.push(format!("{place}: {why}")),
            }
        }
    }
}

#[test]
fn text_stays_text() {
    for side in sides() {
        let mut problems = Vec::new();
        let cases = payloads().iter().map(|(name, lines)| case(name, lines)).collect();
        let packages = packages(side, cases, &mut problems);
        read(side, &packages, &mut problems);
        problems.extend(side.build("hostile", &packages));
        problems.extend(side.document("hostile", &packages));
        report(&problems);
    }
}

#[test]
fn every_word_can_be_the_name_of_everything() {
    for side in sides() {
        let mut problems = Vec::new();
        let packages = packages(side, words::cases(side), &mut problems);
        read(side, &packages, &mut problems);
        problems.extend(side.build("words", &packages));
        report(&problems);
    }
}

#[test]
fn clashes_are_reported_and_facts_end_them() {
    for side in sides() {
        let mut problems = Vec::new();
        let mut spelled = Vec::new();
        let groups = [
            (CLASHES, Code::NameClash),
            (UNSPELLABLE, Code::NameUnusable),
            (REFUSED, Code::ProtoInvalid),
        ];
        for (clashes, code) in groups {
            for clash in clashes {
                match reported(side, clash, code) {
                    Ok(None) => {}
                    Ok(Some(package)) => spelled.push(package),
                    Err(why) => problems.push(why),
                }
            }
            let solved = clashes.iter().filter_map(Clash::solved).collect();
            spelled.extend(packages(side, solved, &mut problems));
        }
        read(side, &spelled, &mut problems);
        problems.extend(side.build("clashes", &spelled));
        report(&problems);
    }
}

/// The compiler lets no such name pass; a descriptor set may hold any bytes.
#[test]
fn names_that_are_none_are_refused() {
    let names = [
        "",
        "a b",
        "1a",
        "a-b",
        "é",
        "x\"; fn INJECTED_7f3() {} //",
        "x */ INJECTED_7f3",
        "x\nINJECTED_7f3",
        "x\u{202e}",
        "r#fn",
    ];
    let proto = "syntax = \"proto3\";\npackage target;\n\
                 service target { rpc target(Other) returns (Other); }\n\
                 message Other { string target = 1; oneof choice { string a = 2; } Level b = 3; }\n\
                 message Outer { message target {} }\nmessage Choices { oneof target { string a = 1; } }\n\
                 enum Level { LOW = 0; }\nmessage Values { enum E { target = 0; } }\n\
                 message Enums { enum target { ZERO = 0; } }\n";
    let mut problems = Vec::new();
    for name in names {
        for index in 0..sets::targets(proto) {
            let set = sets::renamed(proto, index, name);
            let mut d = Diagnostics::new();
            let refused = compile::compile_bytes("hostile.binpb", &set, &mut d).is_err();
            let code = d.found().first().map(|found| found.code);
            if !refused || code != Some(Code::DescriptorInvalid) {
                problems.push(format!("{name:?} as name {index}: {}", findings(&d)));
            }
            if findings(&d).chars().any(is_hidden) {
                problems.push(format!("{name:?}: the finding holds a hidden character"));
            }
        }
    }
    report(&problems);
}

#[test]
fn metadata_stays_metadata() {
    for side in sides() {
        report(&metadata::problems(side));
    }
}

/// `None` when a clash is reported as it should be; the package of a language that tells the names
/// apart, which must then build.
fn reported(side: &dyn Side, clash: &Clash, code: Code) -> Result<Option<Package>, String> {
    let case = clash.case();
    let mut d = Diagnostics::new();
    if let Ok(files) = generate(side.language(), &case, &mut d) {
        return Ok(Some(Package { name: case.name, files }));
    }
    let names_all = |message: &str| {
        clash.elements.iter().all(|element| {
            message.contains(&format!("`{element}`")) || message.contains(&format!("{element}`"))
        })
    };
    let finding = d.found().iter().find(|f| f.code == code && names_all(&f.message));
    match finding {
        Some(finding) if finding.help.is_some() => Ok(None),
        _ => Err(format!(
            "{}: no {} that names {} and says how to go on, but\n{}",
            case.name,
            code.as_str(),
            clash.elements.join(" and "),
            findings(&d)
        )),
    }
}
