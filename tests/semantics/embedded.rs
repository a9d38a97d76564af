//! The facts that come with the generator, against the proto that comes with it.

use zeebe_bindgen::compile::{Input, compile};
use zeebe_bindgen::diagnostics::Diagnostics;
use zeebe_bindgen::ir;
use zeebe_bindgen::semantics::facts::{CallClass, Deadline, Meaning};
use zeebe_bindgen::semantics::{Annotated, Layer, Undecided, annotate};

use crate::{field, message, rpc, text};

fn embedded() -> Annotated {
    let mut d = Diagnostics::new();
    let compiled = compile(&Input::default(), &mut d).expect("compiles");
    let api = ir::build(&compiled, &mut d).expect("builds");
    let outcome = annotate(api, &[Layer::embedded()], Undecided::Error, &mut d);
    assert_eq!(text(&d), "");
    outcome.expect("nothing was found")
}

#[test]
fn embedded_facts_fit_the_embedded_proto() {
    let all = embedded();
    assert_eq!(all.release.map(|r| r.to_string()).as_deref(), Some("8.10"));
    assert_eq!(all.classes.len(), CallClass::ALL.len());
    assert_eq!(rpc(&all, "CreateProcessInstance").class, CallClass::NonIdempotent);
    assert!(matches!(rpc(&all, "ActivateJobs").deadline, Deadline::FromField { .. }));
    let key = Some(Meaning::Key("JobKey".to_owned()));
    assert_eq!(field(&all, "CompleteJobRequest.jobKey").meaning, key);
    assert_eq!(message(&all, "CompleteJobRequest").constructors[0].name, "new");
}

#[test]
fn everything_has_a_release() {
    let all = embedded();
    for (rpc, facts) in all.rpcs() {
        assert!(facts.life.since.is_some(), "{}", rpc.name);
    }
    for (id, _) in all.api.messages() {
        let (message, facts) = all.message(id);
        assert!(facts.life.since.is_some(), "{}", message.path);
        for (field, facts) in all.fields(id) {
            assert!(facts.life.since.is_some(), "{}.{}", message.path, field.name);
        }
    }
    for (id, item) in all.api.enums() {
        let (_, facts) = all.enumeration(id);
        assert!(facts.values.iter().all(|v| v.since.is_some()), "{}", item.path);
    }
}
