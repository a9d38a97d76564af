//! Starting and changing instances.

use tonic::Code;
use zeebe_mock_gateway::proto::migrate_process_instance_request::{
    MappingInstruction, MigrationPlan,
};
use zeebe_mock_gateway::proto::modify_process_instance_request::{
    ActivateInstruction, TerminateInstruction,
};
use zeebe_mock_gateway::proto::{
    AssignProcessInstanceBusinessIdRequest, CancelProcessInstanceRequest,
    CreateProcessInstanceRequest, CreateProcessInstanceWithResultRequest,
    MigrateProcessInstanceRequest, ModifyProcessInstanceRequest,
    ProcessInstanceCreationStartInstruction, SetVariablesRequest,
};

use super::{FAR, NOWHERE, ok, refused};
use crate::setup::{create, pay, paying};

fn with(change: fn(&mut CreateProcessInstanceRequest)) -> CreateProcessInstanceRequest {
    let mut request = pay("");
    change(&mut request);
    request
}

#[tokio::test]
async fn creating() {
    let (_gateway, mut client) = paying().await;
    ok("by id", client.create_process_instance(pay("")).await);
    for (situation, request, part) in [
        ("unknown id", with(|r| r.bpmn_process_id = "nope".into()), "'nope'"),
        ("unknown version", with(|r| r.version = 99), "'99'"),
        ("version 0 is not the newest", with(|r| r.version = 0), "'0'"),
        ("neither", CreateProcessInstanceRequest::default(), "'0'"),
    ] {
        let answered = client.create_process_instance(request).await;
        refused(situation, answered, Code::NotFound, part);
    }
    for key in [NOWHERE, FAR] {
        let request =
            CreateProcessInstanceRequest { process_definition_key: key, ..Default::default() };
        let answered = client.create_process_instance(request).await;
        refused("unknown key", answered, Code::NotFound, &key.to_string());
    }
    let both = with(|r| (r.process_definition_key, r.version) = (7, 0));
    refused("the id counts", client.create_process_instance(both).await, Code::NotFound, "'pay'");
}

#[tokio::test]
async fn creating_with_variables_and_tenants() {
    let (_gateway, mut client) = paying().await;
    for text in ["", "null", "{}", r#"{"a":9223372036854775808}"#, r#"{"a":1,"a":2}"#] {
        ok(text, client.create_process_instance(pay(text)).await);
    }
    bad_variables!(client.create_process_instance, pay(""));
    foreign_tenant!(client.create_process_instance, pay(""));
    let default_tenant = with(|r| r.tenant_id = "<default>".into());
    let created = ok("default tenant", client.create_process_instance(default_tenant).await);
    assert_eq!(created.tenant_id, "<default>");
    let nowhere = with(|r| {
        r.start_instructions =
            vec![ProcessInstanceCreationStartInstruction { element_id: "zz".into() }];
    });
    let answered = client.create_process_instance(nowhere).await;
    refused("unknown start", answered, Code::InvalidArgument, "'zz'");
    for (size, code) in [(3 << 20, Code::Unknown), (5 << 20, Code::ResourceExhausted)] {
        let large = pay(&format!("{{\"a\":\"{}\"}}", "x".repeat(size)));
        assert_eq!(client.create_process_instance(large).await.unwrap_err().code(), code);
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
    by_key!(client.set_variables, element_instance_key, SetVariablesRequest::default());
    let assign =
        AssignProcessInstanceBusinessIdRequest { business_id: "b".into(), ..Default::default() };
    by_key!(client.assign_process_instance_business_id, process_instance_key, assign.clone());
}

#[tokio::test]
async fn changing_instances_that_run() {
    let (_gateway, mut client) = paying().await;
    let process_instance_key = create(&mut client, "").await.process_instance_key;
    let scope =
        SetVariablesRequest { element_instance_key: process_instance_key, ..Default::default() };
    ok("empty text", client.set_variables(scope.clone()).await);
    bad_variables!(client.set_variables, scope.clone());
    let mut modify = ModifyProcessInstanceRequest { process_instance_key, ..Default::default() };
    ok("no instructions", client.modify_process_instance(modify.clone()).await);
    modify.activate_instructions =
        vec![ActivateInstruction { element_id: "zz".into(), ..Default::default() }];
    let answered = client.modify_process_instance(modify.clone()).await;
    refused("unknown element", answered, Code::InvalidArgument, "'zz'");
    modify.activate_instructions.clear();
    modify.terminate_instructions =
        vec![TerminateInstruction { element_instance_key: 5, ..Default::default() }];
    let answered = client.modify_process_instance(modify).await;
    refused("unknown element instance", answered, Code::InvalidArgument, "'5'");
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
        assert_eq!(answered.map_or_else(|status| status.code(), |_| Code::Ok), code);
    }
    let cancel = CancelProcessInstanceRequest { process_instance_key, ..Default::default() };
    ok("cancel", client.cancel_process_instance(cancel).await);
    let answered = client.cancel_process_instance(cancel).await;
    refused("again", answered, Code::NotFound, &process_instance_key.to_string());
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
        ("active and not mapped", migrate(known, &[]), Code::FailedPrecondition, "'t'"),
        ("unknown source", migrate(known, &[("zz", "t")]), Code::InvalidArgument, "'zz'"),
        ("unknown element", migrate(known, &[("t", "zz")]), Code::InvalidArgument, "'zz'"),
        ("twice", migrate(known, &[("t", "t"), ("t", "t")]), Code::InvalidArgument, "twice"),
    ] {
        let answered = client.migrate_process_instance(request).await;
        refused(situation, answered, code, part);
    }
    ok("mapped", client.migrate_process_instance(migrate(known, &[("t", "t")])).await);
}
