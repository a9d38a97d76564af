//! New instances, with and without a result.

use std::time::Duration;

use zeebe_mock_gateway::Rpc;
use zeebe_mock_gateway::proto::{
    CreateProcessInstanceRequest, CreateProcessInstanceWithResultRequest,
    ProcessInstanceCreationStartInstruction,
};

use super::table::{Table, instance, timed, timed_by};
use crate::{EngineError, Model};

const ID: &str = "creation";

pub(super) async fn observe(table: &mut Table) -> Result<(), EngineError> {
    table.deploy(Model::Pay, ID).await?;
    table.deploy(Model::Empty, "result").await?;
    for (situation, request) in which().into_iter().chain(variables()).chain(others()) {
        let answer = table.gateway().create_process_instance(timed(request)).await;
        table.note(Rpc::CreateProcessInstance, situation, answer);
    }
    results(table).await;
    Ok(())
}

type Situation = (&'static str, CreateProcessInstanceRequest);

fn which() -> [Situation; 9] {
    let by_key = |process_definition_key| CreateProcessInstanceRequest {
        process_definition_key,
        ..Default::default()
    };
    let version = |version| CreateProcessInstanceRequest { version, ..instance(ID) };
    [
        ("by id, latest", instance(ID)),
        ("version 1", version(1)),
        ("unknown id", instance("nobody")),
        ("unknown version", version(99)),
        ("version 0", version(0)),
        ("unknown key", by_key(12_345)),
        ("a key that no partition owns", by_key(222_928_181_554_839_553)),
        ("neither id nor key", by_key(0)),
        ("id and key", CreateProcessInstanceRequest { process_definition_key: 1, ..instance(ID) }),
    ]
}

fn variables() -> [Situation; 14] {
    let with =
        |text: &str| CreateProcessInstanceRequest { variables: text.to_owned(), ..instance(ID) };
    let large = |bytes| with(&format!("{{\"a\":\"{}\"}}", "x".repeat(bytes)));
    [
        ("variables empty", with("")),
        ("variables null", with("null")),
        ("variables an object", with("{\"a\":{\"b\":[1,null]}}")),
        ("variables an array", with("[1]")),
        ("variables a number", with("1")),
        ("variables not JSON", with("{a")),
        ("variables 2^63", with("{\"a\":9223372036854775808}")),
        ("variables 2^64", with("{\"a\":18446744073709551616}")),
        ("variables -2^63 - 1", with("{\"a\":-9223372036854775809}")),
        ("variables 1e400", with("{\"a\":1e400}")),
        ("variables with a key twice", with("{\"a\":1,\"a\":2}")),
        ("variables NaN", with("{\"a\":NaN}")),
        ("variables of 3 MiB", large(3 * 1024 * 1024)),
        ("variables of 5 MiB", large(5 * 1024 * 1024)),
    ]
}

fn others() -> [Situation; 7] {
    let start = |element_id: &str| CreateProcessInstanceRequest {
        start_instructions: vec![ProcessInstanceCreationStartInstruction {
            element_id: element_id.to_owned(),
        }],
        ..instance(ID)
    };
    let tenant = |tenant: &str| CreateProcessInstanceRequest {
        tenant_id: tenant.to_owned(),
        ..instance(ID)
    };
    let reference = CreateProcessInstanceRequest { operation_reference: Some(7), ..instance(ID) };
    let tags = CreateProcessInstanceRequest { tags: vec!["vip".to_owned()], ..instance(ID) };
    [
        ("unknown start element", start("zz")),
        ("a start element", start("repair")),
        ("a tenant", tenant("acme")),
        ("the default tenant", tenant("<default>")),
        ("operationReference", reference),
        ("tags", tags),
        (
            "operationReference 0",
            CreateProcessInstanceRequest { operation_reference: Some(0), ..instance(ID) },
        ),
    ]
}

async fn results(table: &mut Table) {
    let result = |id: &str, fetch: &[&str]| CreateProcessInstanceWithResultRequest {
        request: Some(CreateProcessInstanceRequest {
            variables: "{\"a\":1,\"b\":\"c\"}".to_owned(),
            ..instance(id)
        }),
        request_timeout: 3_000,
        fetch_variables: fetch.iter().map(ToString::to_string).collect(),
    };
    let short = CreateProcessInstanceWithResultRequest { request_timeout: 500, ..result(ID, &[]) };
    let negative =
        CreateProcessInstanceWithResultRequest { request_timeout: -1, ..result("result", &[]) };
    let situations = [
        ("ends at once", result("result", &[])),
        ("one variable asked for", result("result", &["b"])),
        ("a variable asked for that is not there", result("result", &["zz"])),
        ("nobody works, requestTimeout 500", short),
        ("requestTimeout -1", negative),
        ("no request in it", CreateProcessInstanceWithResultRequest::default()),
        ("unknown id", result("nobody", &[])),
    ];
    let rpc = Rpc::CreateProcessInstanceWithResult;
    for (situation, request) in situations {
        let answer = table.gateway().create_process_instance_with_result(timed(request)).await;
        table.note(rpc, situation, answer);
    }
    let request = timed_by(result(ID, &[]), Duration::from_millis(500));
    let answer = table.gateway().create_process_instance_with_result(request).await;
    table.note(rpc, "own deadline 500 ms, requestTimeout 3000", answer);
}
