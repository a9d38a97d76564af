//! `explain`.

use crate::{Project, lamp, with_lamp};

#[test]
fn an_rpc_with_its_facts_and_their_places() {
    let run = lamp().run(&with_lamp(&["explain", "Switch"]));
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    insta::assert_snapshot!(run.stdout);
}

#[test]
fn a_field_with_a_fact_by_pattern() {
    let run = Project::new().run(&["explain", "CompleteJobRequest.variables"]);
    insta::assert_snapshot!(run.stdout);
}

#[test]
fn every_kind_of_name() {
    let project = Project::new();
    for (name, kind) in [
        ("CompleteJob", "rpc"),
        ("/gateway_protocol.Gateway/CompleteJob", "rpc"),
        ("CompleteJobRequest", "message"),
        ("gateway_protocol.CompleteJobRequest", "message"),
        ("ModifyProcessInstanceRequest.ActivateInstruction", "message"),
        ("CompleteJobRequest.jobKey", "field"),
        ("Deployment.Metadata", "oneof"),
        ("ActivatedJob.JobKind", "enum"),
        ("ActivatedJob.JobKind.TASK_LISTENER", "value"),
        ("JobKey", "key"),
        ("Version", "sentinel"),
    ] {
        let run = project.run(&["explain", name, "--format", "json"]);
        assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{name}");
        let found = run.json();
        assert_eq!(found[0]["kind"], kind, "{name}");
        assert_eq!(found[0]["spelled"][0]["language"], "Rust", "{name}");
        assert_eq!(project.run(&["explain", name]).code, 0, "{name}");
    }
}

#[test]
fn a_miss_names_the_nearest() {
    for (name, near) in [
        ("CompletJob", "CompleteJob"),
        ("CompleteJobRequest.jobkey", "CompleteJobRequest.jobKey"),
        ("Versoin", "Version"),
    ] {
        let run = Project::new().run(&["explain", name]);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""));
        assert!(run.stderr.contains(&format!("did you mean `{near}`?")), "{}", run.stderr);
    }
}
