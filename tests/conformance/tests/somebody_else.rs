//! A client of somebody else is judged as ours are: what it passes and what it fails, and why, is what
//! its list says. Areas in which little waits are enough for a test; the command plays all.

use regex::Regex;
use zeebe_conformance::driver;
use zeebe_conformance::run::{self, Options};
use zeebe_conformance::scenario::Engine;

#[tokio::test(flavor = "multi_thread")]
async fn pyzeebe_does_what_is_known_of_it() {
    let options = Options {
        languages: driver::find("pyzeebe").into_iter().collect(),
        filter: Regex::new("^(calls|json|errors)$").ok(),
        engine: Engine::Mock,
        repeat: 1,
        at_once: 8,
        record: false,
        require_toolchains: std::env::var_os("REQUIRE_TOOLCHAINS").is_some(),
    };
    let report = run::run(&options).await.unwrap_or_else(|error| panic!("{error}"));
    println!("{report}");
    assert!(!report.has_failed(), "its list is not true; the report above has the traces");
}
