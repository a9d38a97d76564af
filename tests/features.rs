//! One fixture per feature of proto3: what the IR makes of it, and that what is generated from it
//! builds, documents and is formatted in every language. The gateway's own proto is one of them.
#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "features/facts.rs"]
mod facts;
#[path = "features/outline.rs"]
mod outline;
#[path = "sides/mod.rs"]
#[allow(dead_code, reason = "other tests use the rest")]
mod sides;

use std::collections::BTreeSet;

use sides::{Case, Package, api, findings, fixtures, generate, report, sides};
use zeebe_bindgen::compile::EMBEDDED_PROTO;
use zeebe_bindgen::diagnostics::Diagnostics;
use zeebe_bindgen::ir::Scalar;

fn cases() -> Vec<Case> {
    let gateway = Case::text("gateway", EMBEDDED_PROTO).with_facts("format = 1\n");
    fixtures("features").into_iter().chain([gateway]).collect()
}

#[test]
fn every_feature_is_generated_and_builds_without_a_warning() {
    for side in sides() {
        let mut problems = Vec::new();
        let mut packages = Vec::new();
        for case in cases() {
            let mut d = Diagnostics::new();
            match generate(side.language(), &case, &mut d) {
                Ok(files) => packages.push(Package { name: case.name, files }),
                Err(_) => problems.push(format!("{} fails:\n{}", case.name, findings(&d))),
            }
        }
        problems.extend(side.build("features", &packages));
        problems.extend(side.format("features", &packages));
        problems.extend(side.document("features", &packages));
        report(&problems);
    }
}

#[test]
fn the_ir_holds_every_feature() {
    for case in fixtures("features") {
        let mut d = Diagnostics::new();
        let api = api(&case, &mut d).unwrap_or_else(|_| panic!("{}", findings(&d)));
        insta::assert_snapshot!(case.name, outline::outline(&api));
    }
}

#[test]
fn every_scalar_and_every_kind_of_map_key_has_a_fixture() {
    let mut fields = BTreeSet::new();
    let mut keys = BTreeSet::new();
    for case in fixtures("features") {
        let mut d = Diagnostics::new();
        let api = api(&case, &mut d).unwrap_or_else(|_| panic!("{}", findings(&d)));
        fields.extend(outline::scalars(&api));
        keys.extend(outline::map_keys(&api));
    }
    let is_key = |s: &Scalar| !matches!(s, Scalar::Double | Scalar::Float | Scalar::Bytes);
    let missing = Scalar::ALL.iter().filter(|s| !fields.contains(*s));
    let missing = missing.chain(Scalar::ALL.iter().filter(|s| is_key(s) && !keys.contains(*s)));
    let problems = missing.map(|s| {
        format!(
            "`{}` is in no fixture: add a field and a map to tests/fixtures/features",
            s.keyword()
        )
    });
    report(&problems.collect::<Vec<_>>());
}

#[test]
fn every_fact_on_every_type_builds_or_is_refused() {
    for side in sides() {
        let (case, mut problems) = facts::everything(side.language());
        let mut d = Diagnostics::new();
        match generate(side.language(), &case, &mut d) {
            Ok(files) => {
                let packages = [Package { name: case.name, files }];
                problems.extend(side.build("facts", &packages));
            }
            Err(_) => problems.push(findings(&d)),
        }
        report(&problems);
    }
}
