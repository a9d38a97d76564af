//! Processes that are run from start to end in one call.

use std::time::Duration;

use serde::Deserialize;
use serde_json::json;
use zeebe_mock_gateway::{Reply, Rpc};
use zeebe_sdk::gateway::{CreateProcessInstanceRequest, CreateProcessInstanceWithResultRequest};
use zeebe_sdk::{Client, Code, Error};

use crate::stage::{Stage, gateway};

const RPC: Rpc = Rpc::CreateProcessInstanceWithResult;

#[derive(Debug, Deserialize, PartialEq)]
struct Receipt {
    paid: u64,
}

fn order() -> CreateProcessInstanceRequest {
    CreateProcessInstanceRequest::by_bpmn_process_id("order").variables(json!({"total": 5}))
}

async fn completing(variables: &str) -> Stage {
    let reply = json!({"processInstanceKey": "2251799813685249", "variables": variables});
    Stage::open(gateway().always(RPC, Reply::json(reply))).await
}

async fn run(client: &Client) -> Result<Receipt, Error> {
    Ok(client.run_process::<Receipt>(order()).await?.variables)
}

#[tokio::test]
async fn the_variables_at_the_end_are_typed() {
    let stage = completing(r#"{"paid": 9007199254740993, "more": true}"#).await;
    let result = stage.client.run_process::<Receipt>(order()).await.unwrap();
    assert_eq!(result.variables, Receipt { paid: 9_007_199_254_740_993 });
    assert_eq!(result.instance.process_instance_key.get(), 2_251_799_813_685_249);
    let sent = stage.arrived(RPC);
    assert_eq!(sent["request"]["bpmnProcessId"], "order");
    assert_eq!(sent["request"]["variables"], r#"{"total":5}"#);
}

#[tokio::test]
async fn the_wait_and_the_call_can_be_chosen() {
    let stage = completing(r#"{"paid": 5}"#).await;
    let request = CreateProcessInstanceWithResultRequest::new(order())
        .request_timeout(Duration::from_secs(120))
        .fetch_variables(["paid"]);
    stage.client.run_process::<Receipt>(request.clone()).await.unwrap();
    let sent = stage.arrived(RPC);
    assert_eq!(
        (&sent["requestTimeout"], &sent["fetchVariables"]),
        (&json!("120000"), &json!(["paid"]))
    );
    let given = stage.attempts(RPC)[0].timeout().unwrap();
    assert!(given > Duration::from_secs(125) && given <= Duration::from_secs(130), "{given:?}");

    let call = stage.client.run_process::<Receipt>(request).metadata("x-request-id", "42");
    call.timeout(Duration::from_secs(50)).await.unwrap();
    let second = &stage.attempts(RPC)[1];
    assert!(second.timeout().unwrap() <= Duration::from_secs(50));
}

#[tokio::test]
async fn variables_of_another_type_are_an_error_that_names_the_instance() {
    let stage = completing(r#"{"paid": "five"}"#).await;
    let error = run(&stage.client).await.unwrap_err();
    assert!(matches!(&error, Error::Variables(error) if error.path() == "paid"), "{error:?}");
    let text = error.to_string();
    assert!(text.contains("the process instance 2251799813685249 has completed"), "{text}");
    assert_eq!(stage.sent(RPC), 1);
}

/// Whichever side notices that the time is over, the error says what that
/// means.
#[tokio::test]
async fn an_instance_that_takes_too_long_is_left_running() {
    let here = Stage::open(gateway().always(RPC, Reply::hang())).await;
    let call = here.client.run_process::<Receipt>(order()).timeout(Duration::from_millis(80));
    let noticed_here = call.await.unwrap_err();
    let late = Reply::status(Code::DeadlineExceeded, "late");
    let there = Stage::open(gateway().always(RPC, late)).await;
    let noticed_there = run(&there.client).await.unwrap_err();
    for error in [noticed_here, noticed_there] {
        assert!(error.is_deadline_exceeded(), "{error}");
        assert!(error.as_rpc().unwrap().outcome_unknown());
        let text = error.to_string();
        assert!(
            text.contains("treat it as still running, under a key that nobody was told"),
            "{text}"
        );
    }
    assert_eq!((here.sent(RPC), there.sent(RPC)), (1, 1));
}
