//! Which status answers which situation, call by call: a table a real gateway
//! has been compared with.

use std::fmt::Debug;

use tonic::{Code, Response, Status};
use zeebe_mock_gateway::proto::migrate_process_instance_request::{
    MappingInstruction, MigrationPlan,
};
use zeebe_mock_gateway::proto::modify_process_instance_request::{
    ActivateInstruction, TerminateInstruction,
};
use zeebe_mock_gateway::proto::{
    ActivateJobsRequest, AssignProcessInstanceBusinessIdRequest, BroadcastSignalRequest,
    CancelProcessInstanceRequest, CompleteJobRequest, CreateProcessInstanceRequest,
    CreateProcessInstanceWithResultRequest, DeleteResourceRequest, DeployResourceRequest,
    EvaluateConditionalRequest, EvaluateDecisionRequest, FailJobRequest,
    MigrateProcessInstanceRequest, ModifyProcessInstanceRequest,
    ProcessInstanceCreationStartInstruction, PublishMessageRequest, ResolveIncidentRequest,
    SetVariablesRequest, StreamActivatedJobsRequest, ThrowErrorRequest, TopologyRequest,
    UpdateJobPriorityRequest, UpdateJobRetriesRequest, UpdateJobTimeoutRequest,
};

use crate::setup::{
    DISH, PAY, activate, connect, create, deploy, fast, fresh_job, only_job, pay, paying, poll,
    resource,
};

/// Lies in partition 0, which never exists.
const NOWHERE: i64 = 12_345;
/// Lies in partition 99.
const FAR: i64 = 99 << 51;
/// Lies in partition 1, but was never given out.
const UNUSED: i64 = (1 << 51) + 999_999;

type Answered<T> = Result<Response<T>, Status>;

#[track_caller]
fn ok<T: Debug>(situation: &str, answered: Answered<T>) -> T {
    match answered {
        Ok(response) => response.into_inner(),
        Err(status) => panic!("{situation}: {status:?}"),
    }
}

/// A refusal with details, whose text names something.
#[track_caller]
fn refused<T: Debug>(situation: &str, answered: Answered<T>, code: Code, part: &str) {
    let status = answered.expect_err(situation);
    assert_eq!(status.code(), code, "{situation}: {status:?}");
    assert!(status.message().contains(part), "{situation}: {status:?}");
    let details = status.details();
    assert!(!details.is_empty(), "{situation} has no details");
    assert_eq!(details[..2], [8, code as u8], "{situation}");
}

macro_rules! bad_variables {
    ($client:ident . $call:ident, $request:expr) => {
        for (text, part) in [
            ("[]", "ARRAY"),
            ("1", "INTEGER"),
            ("{a", "Invalid JSON"),
            (r#"{"a":NaN}"#, "Invalid JSON"),
        ] {
            let mut request = $request;
            request.variables = text.to_owned();
            let answered = $client.$call(request).await;
            refused(stringify!($call), answered, Code::InvalidArgument, part);
        }
    };
}

macro_rules! by_key {
    ($client:ident . $call:ident, $field:ident, $request:expr) => {
        for (key, code, part) in [
            (0, Code::Unavailable, "partition 0"),
            (NOWHERE, Code::Unavailable, "partition 0"),
            (FAR, Code::Unavailable, "partition 99"),
            (UNUSED, Code::NotFound, "2251799814685247"),
        ] {
            let mut request = $request;
            request.$field = key;
            refused(stringify!($call), $client.$call(request).await, code, part);
        }
    };
}

macro_rules! foreign_tenant {
    ($client:ident . $call:ident, $request:expr) => {
        let mut request = $request;
        request.tenant_id = "acme".to_owned();
        let answered = $client.$call(request).await;
        refused(
            stringify!($call),
            answered,
            Code::InvalidArgument,
            "multi-tenancy is disabled",
        );
    };
}

fn deployment(resources: &[(&str, &str)]) -> DeployResourceRequest {
    DeployResourceRequest {
        resources: resources
            .iter()
            .map(|(name, content)| resource(name, content))
            .collect(),
        ..Default::default()
    }
}

#[tokio::test]
async fn deploying() {
    let (_gateway, mut client) = paying().await;
    for (situation, resources, part) in [
        ("nothing", &[][..], "at least one"),
        ("not XML", &[("a.bpmn", "nope")], "'a.bpmn'"),
        (
            "no known extension",
            &[("a.txt", PAY)],
            "unknown resource type",
        ),
        ("empty name", &[("", PAY)], "''"),
        (
            "id twice",
            &[("a.bpmn", PAY), ("b.bpmn", PAY)],
            "'a.bpmn' and 'b.bpmn'",
        ),
    ] {
        let answered = client.deploy_resource(deployment(resources)).await;
        refused(situation, answered, Code::InvalidArgument, part);
    }
    foreign_tenant!(client.deploy_resource, deployment(&[("pay.bpmn", PAY)]));
    let other = PAY.replace("\"pay\"", "\"other\"");
    let same_name = deployment(&[("a.bpmn", PAY), ("a.bpmn", &other)]);
    ok("same name twice", client.deploy_resource(same_name).await);
    let large = deployment(&[("a.bpmn", &"x".repeat(5 << 20))]);
    let status = client.deploy_resource(large).await.unwrap_err();
    assert_eq!(status.code(), Code::ResourceExhausted);
    assert!(status.message().contains("4194304"), "{status:?}");
}

#[tokio::test]
async fn creating() {
    let (_gateway, mut client) = paying().await;
    ok("by id", client.create_process_instance(pay("")).await);
    let with = |change: fn(&mut CreateProcessInstanceRequest)| {
        let mut request = pay("");
        change(&mut request);
        request
    };
    for (situation, request, part) in [
        (
            "unknown id",
            with(|r| r.bpmn_process_id = "nope".into()),
            "'nope'",
        ),
        ("unknown version", with(|r| r.version = 99), "'99'"),
        (
            "version 0 is not the newest",
            with(|r| r.version = 0),
            "'0'",
        ),
        ("neither", CreateProcessInstanceRequest::default(), "'0'"),
    ] {
        let answered = client.create_process_instance(request).await;
        refused(situation, answered, Code::NotFound, part);
    }
    for key in [NOWHERE, FAR] {
        let request = CreateProcessInstanceRequest {
            process_definition_key: key,
            ..Default::default()
        };
        let answered = client.create_process_instance(request).await;
        refused("unknown key", answered, Code::NotFound, &key.to_string());
    }
    let both = with(|r| (r.process_definition_key, r.version) = (7, 0));
    refused(
        "the id counts",
        client.create_process_instance(both).await,
        Code::NotFound,
        "'pay'",
    );
    for text in [
        "",
        "null",
        "{}",
        r#"{"a":9223372036854775808}"#,
        r#"{"a":1,"a":2}"#,
    ] {
        ok(text, client.create_process_instance(pay(text)).await);
    }
    bad_variables!(client.create_process_instance, pay(""));
    foreign_tenant!(client.create_process_instance, pay(""));
    let default_tenant = with(|r| r.tenant_id = "<default>".into());
    let created = ok(
        "default tenant",
        client.create_process_instance(default_tenant).await,
    );
    assert_eq!(created.tenant_id, "<default>");
    let nowhere = with(|r| {
        r.start_instructions = vec![ProcessInstanceCreationStartInstruction {
            element_id: "zz".into(),
        }];
    });
    let answered = client.create_process_instance(nowhere).await;
    refused("unknown start", answered, Code::InvalidArgument, "'zz'");
    for (size, code) in [(3 << 20, Code::Unknown), (5 << 20, Code::ResourceExhausted)] {
        let large = pay(&format!("{{\"a\":\"{}\"}}", "x".repeat(size)));
        assert_eq!(
            client
                .create_process_instance(large)
                .await
                .unwrap_err()
                .code(),
            code
        );
    }
}

#[tokio::test]
async fn creating_with_result() {
    let (_gateway, mut client) = paying().await;
    let nothing = CreateProcessInstanceWithResultRequest::default();
    let answered = client.create_process_instance_with_result(nothing).await;
    refused("no request", answered, Code::NotFound, "'0'");
    for request_timeout in [30, 0] {
        let request = CreateProcessInstanceWithResultRequest {
            request: Some(pay("")),
            request_timeout,
            ..Default::default()
        };
        let answered = client.create_process_instance_with_result(request).await;
        refused("nobody works", answered, Code::DeadlineExceeded, "PT0.");
    }
}

#[tokio::test]
async fn polling() {
    let (_gateway, mut client) = paying().await;
    let with = |change: fn(&mut ActivateJobsRequest)| {
        let mut request = poll("charge");
        change(&mut request);
        request
    };
    for (situation, request, part) in [
        ("no type", with(|r| r.r#type.clear()), "blank"),
        ("timeout 0", with(|r| r.timeout = 0), "'0'"),
        ("timeout -1", with(|r| r.timeout = -1), "'-1'"),
        (
            "tenant",
            with(|r| r.tenant_ids = vec!["acme".into()]),
            "multi-tenancy",
        ),
    ] {
        let answered = client
            .activate_jobs(request)
            .await
            .map(|_| Response::new(()));
        refused(situation, answered, Code::InvalidArgument, part);
    }
    create(&mut client, "").await;
    for max in [0, -1] {
        let mut request = poll("charge");
        request.max_jobs_to_activate = max;
        assert!(activate(&mut client, request).await.is_empty());
    }
    let generous = with(|r| {
        r.worker.clear();
        r.fetch_variable = vec!["unknown".into()];
        r.tenant_ids = vec!["<default>".into()];
    });
    assert_eq!(activate(&mut client, generous).await.len(), 1);
    let stream = |job_type: &str, timeout| StreamActivatedJobsRequest {
        r#type: job_type.to_owned(),
        timeout,
        ..Default::default()
    };
    for request in [stream("", 1), stream("charge", 0)] {
        let status = client.stream_activated_jobs(request).await.unwrap_err();
        assert_eq!(
            (status.code(), status.details().len()),
            (Code::InvalidArgument, 0)
        );
    }
}

#[tokio::test]
async fn job_outcomes() {
    let (gateway, mut client) = paying().await;
    by_key!(client.complete_job, job_key, CompleteJobRequest::default());
    by_key!(client.fail_job, job_key, FailJobRequest::default());
    by_key!(client.throw_error, job_key, ThrowErrorRequest::default());
    let job_key = fresh_job(&mut client).await.key;
    let complete = CompleteJobRequest {
        job_key,
        ..Default::default()
    };
    bad_variables!(client.complete_job, complete.clone());
    bad_variables!(
        client.fail_job,
        FailJobRequest {
            job_key,
            ..Default::default()
        }
    );
    bad_variables!(
        client.throw_error,
        ThrowErrorRequest {
            job_key,
            ..Default::default()
        }
    );
    ok("complete", client.complete_job(complete.clone()).await);
    let answered = client.complete_job(complete).await;
    refused(
        "second time",
        answered,
        Code::NotFound,
        &job_key.to_string(),
    );

    for (retries, retry_back_off) in [(-1, 0), (0, 0), (2, 60_000)] {
        let job_key = fresh_job(&mut client).await.key;
        let fail = FailJobRequest {
            job_key,
            retries,
            retry_back_off,
            ..Default::default()
        };
        ok("fail", client.fail_job(fail.clone()).await);
        let state = Code::FailedPrecondition;
        refused("fail again", client.fail_job(fail).await, state, "'FAILED'");
        let complete = CompleteJobRequest {
            job_key,
            ..Default::default()
        };
        refused(
            "complete",
            client.complete_job(complete).await,
            state,
            "'FAILED'",
        );
    }
    for code in ["nobody catches this", ""] {
        let job_key = fresh_job(&mut client).await.key;
        let throw = ThrowErrorRequest {
            job_key,
            error_code: code.into(),
            ..Default::default()
        };
        ok("uncaught", client.throw_error(throw.clone()).await);
        let answered = client.throw_error(throw).await;
        refused(
            "again",
            answered,
            Code::FailedPrecondition,
            "'ERROR_THROWN'",
        );
    }
    assert_eq!(gateway.incidents().len(), 4);
}

#[tokio::test]
async fn job_updates() {
    let (_gateway, mut client) = paying().await;
    let retries = |job_key, retries| UpdateJobRetriesRequest {
        job_key,
        retries,
        ..Default::default()
    };
    by_key!(client.update_job_retries, job_key, retries(0, 5));
    by_key!(
        client.update_job_timeout,
        job_key,
        UpdateJobTimeoutRequest::default()
    );
    let priority = UpdateJobPriorityRequest {
        priority: Some(1),
        ..Default::default()
    };
    by_key!(client.update_job_priority, job_key, priority.clone());
    by_key!(
        client.resolve_incident,
        incident_key,
        ResolveIncidentRequest::default()
    );
    create(&mut client, "").await;
    let job_key = only_job(&mut client, "charge").await.key;
    for (amount, part) in [(0, "'0'"), (-1, "'-1'")] {
        let answered = client.update_job_retries(retries(job_key, amount)).await;
        refused("no retries", answered, Code::InvalidArgument, part);
    }
    ok(
        "retries",
        client.update_job_retries(retries(job_key, 5)).await,
    );
    let timeout = |timeout| UpdateJobTimeoutRequest {
        job_key,
        timeout,
        ..Default::default()
    };
    ok("timeout", client.update_job_timeout(timeout(60_000)).await);
    ok("timeout 0", client.update_job_timeout(timeout(0)).await);
    let answered = client.update_job_timeout(timeout(60_000)).await;
    refused(
        "not activated",
        answered,
        Code::FailedPrecondition,
        "not activated",
    );
    let none = UpdateJobPriorityRequest {
        job_key,
        ..Default::default()
    };
    refused(
        "absent",
        client.update_job_priority(none).await,
        Code::InvalidArgument,
        "priority",
    );
    ok(
        "expired",
        client
            .complete_job(CompleteJobRequest {
                job_key,
                ..Default::default()
            })
            .await,
    );
    let answered = client.update_job_timeout(timeout(1)).await;
    refused("completed", answered, Code::NotFound, &job_key.to_string());
}

#[tokio::test]
async fn messages_and_signals() {
    let (_gateway, mut client) = paying().await;
    let message = |message_id: &str, time_to_live| PublishMessageRequest {
        message_id: message_id.to_owned(),
        time_to_live,
        ..Default::default()
    };
    for time_to_live in [0, -1, 60_000] {
        let published = ok(
            "empty name and key",
            client.publish_message(message("", time_to_live)).await,
        );
        assert_eq!(published.tenant_id, "<default>");
    }
    ok("first", client.publish_message(message("m1", 60_000)).await);
    let again = client.publish_message(message("m1", 60_000)).await;
    refused("again", again, Code::AlreadyExists, "'m1'");
    bad_variables!(client.publish_message, message("", 0));
    foreign_tenant!(client.publish_message, message("", 0));
    ok(
        "empty name",
        client
            .broadcast_signal(BroadcastSignalRequest::default())
            .await,
    );
    bad_variables!(client.broadcast_signal, BroadcastSignalRequest::default());
    let unknown = EvaluateConditionalRequest {
        process_definition_key: Some(5),
        ..Default::default()
    };
    let answered = client.evaluate_conditional(unknown).await;
    refused("unknown definition", answered, Code::NotFound, "'5'");
    let all = ok(
        "all",
        client
            .evaluate_conditional(EvaluateConditionalRequest::default())
            .await,
    );
    assert!(all.process_instances.is_empty());
}

#[tokio::test]
async fn decisions() {
    let (_gateway, mut client) = paying().await;
    deploy(&mut client, "dish.dmn", DISH).await;
    let decision = |id: &str, key| EvaluateDecisionRequest {
        decision_id: id.to_owned(),
        decision_key: key,
        ..Default::default()
    };
    let by_id = ok("by id", client.evaluate_decision(decision("dish", 0)).await);
    ok(
        "by key",
        client
            .evaluate_decision(decision("", by_id.decision_key))
            .await,
    );
    ok(
        "id and key",
        client.evaluate_decision(decision("dish", 7)).await,
    );
    for (request, part) in [
        (decision("zz", 0), "'zz'"),
        (decision("", 123), "'123'"),
        (decision("", 0), "'0'"),
    ] {
        let answered = client.evaluate_decision(request).await;
        refused("unknown", answered, Code::InvalidArgument, part);
    }
    bad_variables!(client.evaluate_decision, decision("dish", 0));
}

#[tokio::test]
async fn changing_instances() {
    let (_gateway, mut client) = paying().await;
    by_key!(
        client.modify_process_instance,
        process_instance_key,
        ModifyProcessInstanceRequest::default()
    );
    by_key!(
        client.migrate_process_instance,
        process_instance_key,
        MigrateProcessInstanceRequest::default()
    );
    by_key!(
        client.cancel_process_instance,
        process_instance_key,
        CancelProcessInstanceRequest::default()
    );
    by_key!(
        client.set_variables,
        element_instance_key,
        SetVariablesRequest::default()
    );
    let assign = AssignProcessInstanceBusinessIdRequest {
        business_id: "b".into(),
        ..Default::default()
    };
    by_key!(
        client.assign_process_instance_business_id,
        process_instance_key,
        assign.clone()
    );

    let process_instance_key = create(&mut client, "").await.process_instance_key;
    let scope = SetVariablesRequest {
        element_instance_key: process_instance_key,
        ..Default::default()
    };
    ok("empty text", client.set_variables(scope.clone()).await);
    bad_variables!(client.set_variables, scope.clone());
    let mut modify = ModifyProcessInstanceRequest {
        process_instance_key,
        ..Default::default()
    };
    ok(
        "no instructions",
        client.modify_process_instance(modify.clone()).await,
    );
    modify.activate_instructions = vec![ActivateInstruction {
        element_id: "zz".into(),
        ..Default::default()
    }];
    let answered = client.modify_process_instance(modify.clone()).await;
    refused("unknown element", answered, Code::InvalidArgument, "'zz'");
    modify.activate_instructions.clear();
    modify.terminate_instructions = vec![TerminateInstruction {
        element_instance_key: 5,
        ..Default::default()
    }];
    let answered = client.modify_process_instance(modify).await;
    refused(
        "unknown element instance",
        answered,
        Code::InvalidArgument,
        "'5'",
    );
    for (business_id, code) in [
        ("", Code::InvalidArgument),
        ("b", Code::Ok),
        ("b", Code::Ok),
        ("c", Code::FailedPrecondition),
    ] {
        let request = AssignProcessInstanceBusinessIdRequest {
            process_instance_key,
            business_id: business_id.into(),
        };
        let answered = client.assign_process_instance_business_id(request).await;
        assert_eq!(
            answered.map_or_else(|status| status.code(), |_| Code::Ok),
            code
        );
    }
    let cancel = CancelProcessInstanceRequest {
        process_instance_key,
        ..Default::default()
    };
    ok("cancel", client.cancel_process_instance(cancel).await);
    let answered = client.cancel_process_instance(cancel).await;
    refused(
        "again",
        answered,
        Code::NotFound,
        &process_instance_key.to_string(),
    );
}

#[tokio::test]
async fn migrating() {
    let (_gateway, mut client) = paying().await;
    let created = create(&mut client, "").await;
    let migrate = |target, steps: &[(&str, &str)]| MigrateProcessInstanceRequest {
        process_instance_key: created.process_instance_key,
        migration_plan: Some(MigrationPlan {
            target_process_definition_key: target,
            mapping_instructions: steps
                .iter()
                .map(|(from, to)| MappingInstruction {
                    source_element_id: (*from).to_owned(),
                    target_element_id: (*to).to_owned(),
                })
                .collect(),
        }),
        ..Default::default()
    };
    let mut no_plan = migrate(0, &[]);
    no_plan.migration_plan = None;
    let known = created.process_definition_key;
    for (situation, request, code, part) in [
        ("no plan", no_plan, Code::NotFound, "'0'"),
        ("unknown target", migrate(123, &[]), Code::NotFound, "'123'"),
        (
            "active and not mapped",
            migrate(known, &[]),
            Code::FailedPrecondition,
            "'t'",
        ),
        (
            "unknown source",
            migrate(known, &[("zz", "t")]),
            Code::InvalidArgument,
            "'zz'",
        ),
        (
            "unknown element",
            migrate(known, &[("t", "zz")]),
            Code::InvalidArgument,
            "'zz'",
        ),
        (
            "twice",
            migrate(known, &[("t", "t"), ("t", "t")]),
            Code::InvalidArgument,
            "twice",
        ),
    ] {
        let answered = client.migrate_process_instance(request).await;
        refused(situation, answered, code, part);
    }
    ok(
        "mapped",
        client
            .migrate_process_instance(migrate(known, &[("t", "t")]))
            .await,
    );
}

#[tokio::test]
async fn deleting() {
    let (gateway, mut client) = paying().await;
    by_key!(
        client.delete_resource,
        resource_key,
        DeleteResourceRequest::default()
    );
    let created = create(&mut client, "").await;
    let resource_key = created.process_definition_key;
    let delete = DeleteResourceRequest {
        resource_key,
        delete_history: Some(true),
        ..Default::default()
    };
    let deleted = ok("delete", client.delete_resource(delete).await);
    assert_eq!(deleted.resource_key, resource_key.to_string());
    assert!(deleted.batch_operation.is_some());
    assert_eq!(gateway.open_instances(), 0);
    let answered = client.delete_resource(delete).await;
    refused("again", answered, Code::NotFound, &resource_key.to_string());
    let answered = client.create_process_instance(pay("")).await;
    refused("none left", answered, Code::NotFound, "'pay'");
}

#[tokio::test]
async fn calls_of_a_later_release() {
    let gateway = fast()
        .gateway_version("8.6.0".parse().unwrap())
        .start()
        .await
        .unwrap();
    let mut client = connect(&gateway).await;
    let topology = client
        .topology(TopologyRequest {})
        .await
        .unwrap()
        .into_inner();
    assert_eq!(
        (
            topology.gateway_version.as_str(),
            topology.cluster_id.as_str()
        ),
        ("8.6.0", "")
    );
    let answered = client
        .update_job_priority(UpdateJobPriorityRequest::default())
        .await;
    let status = answered.unwrap_err();
    assert_eq!(status.code(), Code::Unimplemented);
    assert!(
        status
            .message()
            .contains("gateway_protocol.Gateway/UpdateJobPriority")
    );
    deploy(&mut client, "pay.bpmn", PAY).await;
    let mut tagged = pay("");
    tagged.tags = vec!["t".to_owned()];
    let created = client
        .create_process_instance(tagged)
        .await
        .unwrap()
        .into_inner();
    assert!(created.tags.is_empty());
}
