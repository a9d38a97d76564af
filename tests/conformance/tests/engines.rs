//! The scenarios for real engines, as part of the tests.

use zeebe_conformance::run::{self, Options};
use zeebe_conformance::scenario::Engine;

/// One after the other: each engine takes all that a machine has.
#[tokio::test(flavor = "multi_thread")]
async fn every_sdk_does_what_the_scenarios_say_with_real_engines() {
    for engine in [Engine::Newest, Engine::Broker] {
        let options = Options {
            languages: Vec::new(),
            filter: None,
            engine,
            repeat: 1,
            at_once: 8,
            record: false,
            require_toolchains: std::env::var_os("REQUIRE_TOOLCHAINS").is_some(),
        };
        let report = run::run(&options).await.unwrap_or_else(|error| panic!("{error}"));
        println!("{report}");
        assert!(!report.has_failed(), "some scenarios failed; the report above has their traces");
    }
}
