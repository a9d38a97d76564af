//! One fixture per feature of proto3, generated and built in every language.
#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "sides/mod.rs"]
mod sides;

use sides::{Package, findings, fixtures, generate, report, sides};
use zeebe_bindgen::diagnostics::Diagnostics;

#[test]
fn every_feature_is_generated_and_builds() {
    for side in sides() {
        let mut problems = Vec::new();
        let mut packages = Vec::new();
        for case in fixtures("features") {
            let mut d = Diagnostics::new();
            match generate(side.language(), &case, &mut d) {
                Ok(files) => packages.push(Package { name: case.name, files }),
                Err(_) => problems.push(format!("{} fails:\n{}", case.name, findings(&d))),
            }
        }
        problems.extend(side.build("features", &packages));
        problems.extend(side.format("features", &packages));
        report(&problems);
    }
}
