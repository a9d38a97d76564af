//! Deploying: versions, kinds, the old call; decisions with set results;
//! processes that are set up beforehand; starts by message.

use serde_json::json;
use zeebe_mock_gateway::proto::deployment::Metadata;
use zeebe_mock_gateway::proto::{
    BroadcastSignalRequest, CompleteJobRequest, DeployProcessRequest, DeployResourceRequest,
    DeployResourceResponse, EvaluateConditionalRequest, EvaluateDecisionRequest, ProcessMetadata,
    ProcessRequestObject, PublishMessageRequest,
};
use zeebe_mock_gateway::{DecisionSettings, Script};

use crate::setup::{
    DISH, PAY, activate, connect, create, deploy, fast, only_job, pay, poll, resource,
};

fn process(response: &DeployResourceResponse) -> &ProcessMetadata {
    match response.deployments[0].metadata.as_ref() {
        Some(Metadata::Process(process)) => process,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn keep_their_version_while_nothing_changes() {
    let gateway = fast().start().await.unwrap();
    let mut client = connect(&gateway).await;
    let first = deploy(&mut client, "pay.bpmn", PAY).await;
    let again = deploy(&mut client, "pay.bpmn", PAY).await;
    assert_ne!(first.key, again.key);
    assert_eq!(process(&first), process(&again));
    let changed = deploy(&mut client, "pay.bpmn", &PAY.replace("visa", "amex")).await;
    assert_eq!(process(&changed).version, 2);
    assert_ne!(process(&first).process_definition_key, process(&changed).process_definition_key);
    let mut old = pay("");
    old.version = 1;
    client.create_process_instance(old).await.unwrap();
    assert_eq!(only_job(&mut client, "charge").await.custom_headers, r#"{"card":"visa"}"#);
}

#[tokio::test]
async fn of_several_kinds() {
    let gateway = fast().start().await.unwrap();
    let mut client = connect(&gateway).await;
    let request = DeployResourceRequest {
        resources: vec![
            resource("f.form", r#"{"id":"f"}"#),
            resource("dish.dmn", DISH),
            resource("pay.bpmn", PAY),
        ],
        tenant_id: "<default>".to_owned(),
    };
    let deployed = client.deploy_resource(request).await.unwrap().into_inner();
    let kinds: Vec<&str> = deployed
        .deployments
        .iter()
        .map(|deployment| match deployment.metadata.as_ref().unwrap() {
            Metadata::Process(process) => process.bpmn_process_id.as_str(),
            Metadata::Decision(decision) => decision.dmn_decision_id.as_str(),
            Metadata::DecisionRequirements(graph) => graph.dmn_decision_requirements_id.as_str(),
            Metadata::Form(form) => form.form_id.as_str(),
        })
        .collect();
    assert_eq!(kinds, ["pay", "dish", "drg", "f"]);
}

#[tokio::test]
#[allow(deprecated)]
async fn by_the_old_call() {
    let gateway = fast().start().await.unwrap();
    let mut client = connect(&gateway).await;
    let request = DeployProcessRequest {
        processes: vec![ProcessRequestObject { name: "pay.bpmn".into(), definition: PAY.into() }],
    };
    let deployed = client.deploy_process(request).await.unwrap().into_inner();
    assert_eq!(deployed.processes[0].bpmn_process_id, "pay");
}

#[tokio::test]
async fn decisions_answer_what_was_set() {
    let stew = DecisionSettings { output: json!("stew"), failure: None };
    let broken = DecisionSettings { output: json!(null), failure: Some("no season".into()) };
    let gateway = fast()
        .settings(|settings| {
            settings.decisions = [("dish".into(), stew), ("soup".into(), broken)].into()
        })
        .start()
        .await
        .unwrap();
    let mut client = connect(&gateway).await;
    deploy(&mut client, "dish.dmn", DISH).await;
    deploy(&mut client, "soup.dmn", &DISH.replace("dish", "soup").replace("drg", "two")).await;
    let mut request = EvaluateDecisionRequest { decision_id: "dish".into(), ..Default::default() };
    let dish = client.evaluate_decision(request.clone()).await.unwrap().into_inner();
    assert_eq!((dish.decision_output.as_str(), dish.failure_message.as_str()), ("\"stew\"", ""));
    assert_eq!((dish.decision_name.as_str(), dish.evaluated_decisions.len()), ("Dish", 1));
    request.decision_id = "soup".into();
    let soup = client.evaluate_decision(request).await.unwrap().into_inner();
    assert_eq!(
        (soup.failed_decision_id.as_str(), soup.failure_message.as_str()),
        ("soup", "no season")
    );
}

#[tokio::test]
async fn processes_set_up_beforehand() {
    let script: Script = serde_json::from_value(json!({
        "gateway": {
            "processes": { "pay": [ { "type": "one", "retries": 7, "headers": { "k": "v" } }, { "type": "two" } ] },
            "jobs": [ { "type": "resize", "count": 2, "variables": { "width": 640 } } ],
        }
    }))
    .unwrap();
    let gateway = fast().script(script).start().await.unwrap();
    let mut client = connect(&gateway).await;
    create(&mut client, "").await;
    for (job_type, retries) in [("one", 7), ("two", 3)] {
        let job = only_job(&mut client, job_type).await;
        assert_eq!(job.retries, retries);
        let done = CompleteJobRequest { job_key: job.key, ..Default::default() };
        client.complete_job(done).await.unwrap();
    }
    assert_eq!(gateway.open_instances(), 0);
    let jobs = activate(&mut client, poll("resize")).await;
    assert_eq!((jobs.len(), jobs[0].variables.as_str()), (2, r#"{"width":640}"#));
}

#[tokio::test]
async fn messages_signals_and_conditions_start_instances() {
    let gateway = fast().start().await.unwrap();
    let mut client = connect(&gateway).await;
    for (id, definition) in [
        ("m", r#"<messageEventDefinition messageRef="x"/>"#),
        ("s", r#"<signalEventDefinition signalRef="y"/>"#),
        ("c", "<conditionalEventDefinition/>"),
    ] {
        let bpmn = format!(
            r#"<definitions><message id="x" name="come"/><signal id="y" name="go"/><process id="{id}" isExecutable="true">
            <startEvent id="s">{definition}</startEvent><userTask id="u"/>
            <sequenceFlow id="f" sourceRef="s" targetRef="u"/></process></definitions>"#
        );
        deploy(&mut client, &format!("{id}.bpmn"), &bpmn).await;
    }
    let message = PublishMessageRequest { name: "come".into(), ..Default::default() };
    client.publish_message(message).await.unwrap();
    assert_eq!(gateway.open_instances(), 1);
    let signal = BroadcastSignalRequest { signal_name: "go".into(), ..Default::default() };
    client.broadcast_signal(signal).await.unwrap();
    assert_eq!(gateway.open_instances(), 2);
    let conditions = EvaluateConditionalRequest::default();
    let started = client.evaluate_conditional(conditions).await.unwrap().into_inner();
    assert_eq!((started.process_instances.len(), gateway.open_instances()), (1, 3));
    let mut without_start = pay("");
    without_start.bpmn_process_id = "m".into();
    let status = client.create_process_instance(without_start).await.unwrap_err();
    assert_eq!(status.code(), tonic::Code::FailedPrecondition);
}
