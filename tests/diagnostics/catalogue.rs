//! `docs/diagnostics.md` has a section for each code, and each says what the code itself says.

use zeebe_bindgen::diagnostics::Code;

use crate::fixture::read;
use crate::root;

/// What every section has, in this order.
const PARTS: [&str; 3] = ["**Cause.**", "**Example.**", "**Fix.**"];

/// The sections about codes: heading and text.
fn sections(page: &str) -> Vec<(&str, &str)> {
    let sections = page.split("\n### ").skip(1).map(|section| {
        let section = section.split("\n## ").next().unwrap_or_default();
        section.split_once('\n').unwrap_or((section, ""))
    });
    sections.collect()
}

#[test]
fn every_code_has_a_section_and_no_section_is_about_something_else() {
    let page = read(&root().join("docs/diagnostics.md"));
    let described: Vec<&str> = sections(&page)
        .into_iter()
        .map(|(heading, _)| heading.split(' ').next().unwrap_or_default())
        .collect();
    let codes: Vec<&str> = Code::ALL.iter().map(|code| code.as_str()).collect();
    assert_eq!(described, codes, "the sections follow the order of the codes");
}

#[test]
fn every_section_tells_severity_cause_example_and_fix() {
    let page = read(&root().join("docs/diagnostics.md"));
    let fixtures = crate::fixture::all();
    for ((heading, text), code) in sections(&page).into_iter().zip(Code::ALL) {
        let places: Vec<Option<usize>> = PARTS.iter().map(|part| text.find(part)).collect();
        assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{heading}");
        let fixture = fixtures.iter().find(|f| f.code() == Some(*code)).expect("a fixture");
        let finding = read(&fixture.folder.join("json.snap"));
        let ends = match finding.contains("\"severity\": \"error\"") {
            true => format!("\n*Error, exit code {}", code.exit_code()),
            false => "\n*Warning, exit code 0".to_owned(),
        };
        assert!(text.starts_with(&ends), "{heading}: {ends}");
    }
}

#[test]
fn every_example_is_what_the_program_prints() {
    let page = read(&root().join("docs/diagnostics.md"));
    let fixtures = crate::fixture::all();
    for (heading, text) in sections(&page) {
        let code = heading.split(' ').next().unwrap_or_default().to_lowercase();
        let fixture = fixtures.iter().find(|f| f.name.starts_with(&code)).expect("a fixture");
        let printed = read(&fixture.folder.join("text.snap"));
        let example = text.split("```text\n").nth(1).and_then(|rest| rest.split("\n```").next());
        let example = example.unwrap_or_else(|| panic!("{heading}: no example"));
        assert!(printed.contains(example), "{heading}: the fixture prints otherwise\n{printed}");
    }
}
