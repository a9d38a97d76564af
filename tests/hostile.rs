//! Input built to break out of comments, strings and identifiers, in every registered language.
#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "hostile/payloads.rs"]
mod payloads;
#[path = "sides/mod.rs"]
#[allow(dead_code, reason = "other tests use the rest")]
mod sides;
#[path = "hostile/words.rs"]
mod words;

use payloads::{case, is_hidden, is_marker, payloads};
use sides::{Case, Package, Side, findings, generate, report, sides};
use zeebe_bindgen::diagnostics::Diagnostics;

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
