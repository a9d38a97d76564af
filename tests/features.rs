//! One fixture per feature of proto3: what the IR makes of it, and that what is generated from it
//! builds, documents and is formatted in every language. The gateway's own proto is one of them.
#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "features/facts.rs"]
mod facts;
#[path = "features/outline.rs"]
mod outline;
#[path = "features/releases.rs"]
mod releases;
#[path = "sides/mod.rs"]
#[allow(dead_code, reason = "other tests use the rest")]
mod sides;

use std::collections::BTreeSet;

use sides::{Case, Package, api, findings, fixtures, generate, report, sides};
use zeebe_bindgen::compile::EMBEDDED_PROTO;
use zeebe_bindgen::diagnostics::{Code, Diagnostic, Diagnostics, Severity};
use zeebe_bindgen::ir::Scalar;
use zeebe_bindgen::language::Language;
use zeebe_bindgen::language::feature::Feature;

fn cases() -> Vec<Case> {
    let gateway = Case::text("gateway", EMBEDDED_PROTO).with_facts("format = 1\n");
    fixtures("features").into_iter().chain([gateway]).chain(older()).collect()
}

/// Gateways without a job worker, with one that only polls, and with one that has no results.
fn older() -> [Case; 3] {
    let minors = [("gateway-8-0", 0), ("gateway-8-2", 2), ("gateway-8-6", 6)];
    minors.map(|(name, minor)| releases::release(name, 8, minor))
}

#[test]
fn an_older_gateway_goes_without_what_it_lacks() {
    let lacks = |case: &Case| {
        let mut d = Diagnostics::new();
        let features = sides::features(case, &mut d);
        Feature::ALL.into_iter().filter(|f| !features.contains(f)).collect::<Vec<_>>()
    };
    let newest = Case::text("gateway", EMBEDDED_PROTO).with_facts("format = 1\n");
    assert_eq!(lacks(&newest), []);
    let [first, polls, streams] = older();
    let young = [Feature::JobResults, Feature::JobLeases];
    assert_eq!(lacks(&streams), young);
    let younger = [Feature::JobStreams, Feature::JobTenants, Feature::JobExtension];
    assert_eq!(lacks(&polls), [younger.as_slice(), &young].concat());
    assert_eq!(lacks(&first), [&[Feature::Jobs], younger.as_slice(), &young].concat());
}

#[test]
fn a_field_of_another_name_is_not_what_a_feature_counts_on() {
    let facts = "format = 1\n[messages.FailJobRequest.fields]\nerrorMessage = { name = \"why\" }\n";
    let case = Case::text("gateway", EMBEDDED_PROTO).with_facts(facts);
    let features = sides::features(&case, &mut Diagnostics::new());
    assert!(!features.contains(&Feature::Jobs) && features.contains(&Feature::Readiness));
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
                Err(_) if is_without_client_streams(side.language(), &d) => {}
                Err(_) => problems.push(format!("{} fails:\n{}", case.name, findings(&d))),
            }
        }
        problems.extend(side.build("features", &packages));
        problems.extend(side.format("features", &packages));
        problems.extend(side.document("features", &packages));
        report(&problems);
    }
}

/// Whether all that was found is that a language has no calls whose client streams, as it says.
fn is_without_client_streams(language: &dyn Language, d: &Diagnostics) -> bool {
    let is_said = |found: &Diagnostic| {
        found.code == Code::Unsupported && found.message.ends_with("its client streams")
    };
    !language.info().capabilities.client_streaming
        && d.error_count() > 0
        && d.found().iter().filter(|found| found.severity == Severity::Error).all(is_said)
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
