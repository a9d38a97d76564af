//! The whole suite against the mock gateway, as part of the tests.

use std::collections::BTreeSet;

use zeebe_conformance::mutation;
use zeebe_conformance::run::{self, Options};
use zeebe_conformance::scenario::Engine;

#[tokio::test(flavor = "multi_thread")]
async fn every_sdk_does_what_the_scenarios_say() {
    let options = Options {
        languages: Vec::new(),
        filter: None,
        engine: Engine::Mock,
        repeat: 1,
        at_once: 8,
        record: false,
        require_toolchains: std::env::var_os("REQUIRE_TOOLCHAINS").is_some(),
    };
    let report = run::run(&options).await.unwrap_or_else(|error| panic!("{error}"));
    println!("{report}");
    assert!(!report.has_failed(), "some scenarios failed; the report above has their traces");
}

#[test]
fn ids_are_those_of_their_area() {
    let scenarios = run::scenarios().unwrap_or_else(|findings| panic!("{findings:?}"));
    for scenario in scenarios {
        let letter = match scenario.area.as_str() {
            "calls" => 'C',
            "json" => 'J',
            "errors" => 'E',
            "retry" => 'R',
            "deadlines" => 'D',
            "worker" => 'W',
            "stream" => 'S',
            "auth" => 'A',
            "tls" => 'T',
            "http2" => 'H',
            "input" => 'B',
            "edges" => 'U',
            "engine" => 'Z',
            area => panic!("{area} is no area"),
        };
        let number = scenario.id.strip_prefix(letter).map(str::parse::<u8>);
        assert!(matches!(number, Some(Ok(1..))), "{} in {}", scenario.id, scenario.file);
    }
}

#[test]
fn every_mutation_is_still_true_of_the_sdk() {
    let mutations = mutation::load().unwrap_or_else(|findings| {
        findings.iter().for_each(|finding| eprintln!("{finding}"));
        panic!("a mutation has to find its text once, and its scenarios have to exist")
    });
    let scenarios = run::scenarios().unwrap_or_else(|findings| panic!("{findings:?}"));
    let played = scenarios.iter().filter(|scenario| scenario.engines.contains(&Engine::Mock));
    let areas: BTreeSet<&str> = played.map(|scenario| scenario.area.as_str()).collect();
    let turned_off: BTreeSet<&str> = mutations.iter().map(|m| m.area.as_str()).collect();
    assert_eq!(turned_off, areas, "every area has rules that are turned off");
}
