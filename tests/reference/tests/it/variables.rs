//! JSON in and out: nothing is lost on the way, what JSON cannot hold is
//! refused, and what cannot be read fails alone.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use zeebe_mock_gateway::{Content, Reply, Rpc};
use zeebe_sdk::contract;
use zeebe_sdk::gateway::modify_process_instance_request::{
    ActivateInstruction, VariableInstruction,
};
use zeebe_sdk::gateway::{
    ActivatedJob, BroadcastSignalRequest, CompleteJobRequest,
    CreateProcessInstanceWithResultRequest, EvaluateConditionalRequest, EvaluateDecisionRequest,
    FailJobRequest, JobResult, JobResultActivateElement, ModifyProcessInstanceRequest,
    PublishMessageRequest, SetVariablesRequest, ThrowErrorRequest,
};
use zeebe_sdk::{Call, Error, IntoVariables, Json, Variables};

use crate::filled::Filled;
use crate::smallest::{order, poll};
use crate::stage::{Stage, gateway};

/// A gateway with a process whose only job shows what was sent.
async fn echoing() -> Stage {
    let task = serde_json::from_value(json!({"type": "charge"})).unwrap();
    Stage::open(gateway().settings(|settings| {
        settings.processes.insert("order".to_owned(), vec![task]);
    }))
    .await
}

/// Sends variables through a process and back in a job of it.
async fn echo(stage: &Stage, variables: impl IntoVariables) -> ActivatedJob {
    let request = order().variables(variables);
    stage.client.create_process_instance(request).await.unwrap();
    let mut jobs = stage.client.activate_jobs(poll()).await.unwrap();
    jobs.next().await.unwrap().unwrap()
}

/// Jobs with these texts as their variables, from a gateway that sends
/// anything.
async fn received(texts: &[&str]) -> Vec<ActivatedJob> {
    let jobs: Vec<_> = texts.iter().map(|text| json!({"key": "1", "variables": text})).collect();
    let reply = Reply::json(json!({"jobs": jobs}));
    let stage = Stage::open(gateway().always(Rpc::ActivateJobs, reply)).await;
    let mut stream = stage.client.activate_jobs(poll()).await.unwrap();
    let mut jobs = Vec::new();
    while let Some(job) = stream.next().await {
        jobs.push(job.unwrap());
    }
    jobs
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Everything {
    nothing: Option<bool>,
    flag: bool,
    small: i64,
    large: u64,
    fraction: f64,
    text: String,
    list: Vec<Value>,
    object: BTreeMap<String, f32>,
    pair: (u8, char),
    choice: Choice,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", tag = "kind")]
enum Choice {
    ByCard { number: String },
}

#[tokio::test]
async fn every_type_of_json_survives_the_way_there_and_back() {
    let sent = Everything {
        nothing: None,
        flag: true,
        small: i64::MIN,
        large: u64::MAX,
        fraction: 0.1,
        text: "ü文\u{1f680}\u{0}\n\"\\/".to_owned(),
        list: vec![json!(null), json!([]), json!({}), json!(-0.5)],
        object: BTreeMap::from([("a".to_owned(), 1.5)]),
        pair: (7, 'ß'),
        choice: Choice::ByCard { number: "4".to_owned() },
    };
    let stage = echoing().await;
    let job = echo(&stage, sent.clone()).await;
    assert_eq!(job.variables.deserialize::<Everything>().unwrap(), sent);
    assert_eq!(job.variables.get::<u64>("large").unwrap(), Some(u64::MAX));
    assert_eq!(job.variables.get::<Option<bool>>("nothing").unwrap(), Some(None));
    assert_eq!(job.variables.get::<bool>("missing").unwrap(), None);
}

#[tokio::test]
async fn texts_survive_byte_by_byte() {
    let stage = echoing().await;
    for text in [
        // The order of keys, which is not that of the alphabet.
        r#"{"b":1,"a":2,"c":{"z":1,"y":2}}"#,
        // Beyond what a float holds, and beyond 64 bits.
        r#"{"n":9007199254740993,"min":-9223372036854775808,"max":9223372036854775808}"#,
        r#"{"one":1.0,"huge":1e400,"zero":-0.0,"tenth":0.1,"long":0.10000000000000000555}"#,
        r#"{"__proto__":{"admin":true},"constructor":1,"toString":null,"hasOwnProperty":[]}"#,
        r#"{"":1," ":2,"a.b":3,"a\"b\\c":4,"tab\t":5,"\u0000":6,"ü文🚀":7,"$ref":8}"#,
        r#"{"text":"\u00fc\u6587\ud83d\ude80\/","empty":"","blank":" "}"#,
    ] {
        let job = echo(&stage, Variables::from_json(text).unwrap()).await;
        assert_eq!(job.variables.as_json(), text);
        assert_eq!(stage.arrived(Rpc::CreateProcessInstance)["variables"], text);
        // What came from a job goes into the next call as it came.
        let done = CompleteJobRequest::new(job.key).variables(&job.variables);
        stage.client.complete_job(done).await.unwrap();
        assert_eq!(stage.arrived(Rpc::CompleteJob)["variables"], text);
    }
}

#[tokio::test]
async fn values_are_written_as_serde_writes_them() {
    let stage =
        Stage::answering(Rpc::CreateProcessInstance, &Filled::reply_of(Rpc::CreateProcessInstance))
            .await;
    let sent = |variables: Variables| {
        let call = stage.client.create_process_instance(order().variables(variables));
        async {
            call.await.unwrap();
            stage.arrived(Rpc::CreateProcessInstance)["variables"].clone()
        }
    };
    for (value, text) in [
        (json!({}), "{}"),
        (
            json!({"n": i64::MIN, "m": u64::MAX}),
            r#"{"n":-9223372036854775808,"m":18446744073709551615}"#,
        ),
        (json!({"z": 1, "a": {"y": 1, "b": 2}}), r#"{"z":1,"a":{"y":1,"b":2}}"#),
        (json!({"f": 1.0, "g": -0.0, "h": 1e300}), r#"{"f":1.0,"g":-0.0,"h":1e+300}"#),
    ] {
        assert_eq!(sent(Variables::new(value)).await, text);
    }
    let beyond = BTreeMap::from([("n", i128::from(i64::MAX) + 1), ("m", i128::MIN)]);
    let text = r#"{"m":-170141183460469231731687303715884105728,"n":9223372036854775808}"#;
    assert_eq!(sent(Variables::new(beyond)).await, text);
    // None given, none sent: the gateway takes that for the empty object.
    assert_eq!(sent(Variables::default()).await, Value::Null);
}

#[tokio::test]
async fn two_megabytes_arrive_equal() {
    let text = "aé文\u{1f680}".repeat(2 * 1024 * 1024 / 10);
    let stage = echoing().await;
    let job = echo(&stage, json!({"text": text})).await;
    assert!(job.variables.get::<String>("text").unwrap().unwrap() == text);
}

#[derive(Clone, Serialize)]
struct Cart {
    items: Vec<Item>,
}

#[derive(Clone, Serialize)]
struct Item {
    price: Option<f64>,
}

async fn refused<R: contract::Rpc>(call: Call<R>) -> (String, String) {
    match call.await {
        Err(Error::Argument(error)) => (error.path().to_owned(), error.problem().to_owned()),
        Err(error) => panic!("{error}"),
        Ok(_) => panic!("{} was sent", R::POLICY.name),
    }
}

#[tokio::test]
async fn numbers_that_json_lacks_are_refused_with_their_place() {
    let stage = Stage::open(gateway()).await;
    let client = &stage.client;
    for (number, name) in [(f64::NAN, "NaN"), (f64::INFINITY, "inf"), (f64::NEG_INFINITY, "-inf")] {
        let bad = || Cart {
            items: vec![
                Item { price: None },
                Item { price: Some(1.0) },
                Item { price: Some(number) },
            ],
        };
        let nested = JobResultActivateElement::new("a").variables(bad());
        let nested = JobResult::default().activate_elements([nested]);
        let instruction = VariableInstruction::new(bad());
        let instruction = ActivateInstruction::new("a").variable_instructions([instruction]);
        let modify = ModifyProcessInstanceRequest::new(1).activate_instructions([instruction]);
        let with_result = CreateProcessInstanceWithResultRequest::new(order().variables(bad()));
        for (found, before) in [
            (refused(client.create_process_instance(order().variables(bad()))).await, ""),
            (refused(client.create_process_instance_with_result(with_result)).await, "request."),
            (refused(client.complete_job(CompleteJobRequest::new(1).variables(bad()))).await, ""),
            (
                refused(client.complete_job(CompleteJobRequest::new(1).result(nested))).await,
                "result.activate_elements[0].",
            ),
            (refused(client.fail_job(FailJobRequest::new(1, 1).variables(bad()))).await, ""),
            (
                refused(client.throw_error(ThrowErrorRequest::new(1, "e").variables(bad()))).await,
                "",
            ),
            (refused(client.set_variables(SetVariablesRequest::new(1, bad()))).await, ""),
            (
                refused(
                    client.publish_message(PublishMessageRequest::new("m", "c").variables(bad())),
                )
                .await,
                "",
            ),
            (
                refused(client.broadcast_signal(BroadcastSignalRequest::new("s").variables(bad())))
                    .await,
                "",
            ),
            (
                refused(client.evaluate_decision(
                    EvaluateDecisionRequest::by_decision_id("d").variables(bad()),
                ))
                .await,
                "",
            ),
            (
                refused(client.evaluate_conditional(EvaluateConditionalRequest::new(bad()))).await,
                "",
            ),
            (
                refused(client.modify_process_instance(modify)).await,
                "activate_instructions[0].variable_instructions[0].",
            ),
        ] {
            let path = format!("{before}variables.items[2].price");
            assert_eq!(found, (path, format!("{name} is not JSON")));
        }
    }
    assert!(stage.gateway.journal().entries().is_empty());
}

#[tokio::test]
async fn a_root_that_is_no_object_is_refused() {
    let stage = Stage::open(gateway()).await;
    for (variables, found) in [
        (Variables::new([1, 2]), "an array"),
        (Variables::new("text"), "a string"),
        (Variables::new(1.5), "a number"),
        (Variables::new(-1), "a number"),
        (Variables::new(true), "a boolean"),
        (Variables::new(()), "null"),
        (Variables::new(None::<Cart>), "null"),
        (Variables::new(vec![0_u8]), "an array"),
    ] {
        let refusal = refused(stage.client.create_process_instance(order().variables(variables)));
        let problem = format!("must be a JSON object, not {found}");
        assert_eq!(refusal.await, ("variables".to_owned(), problem));
    }
    for text in ["", " ", "{", "{a:1}", "[]", "null", "{\"a\":NaN}", "{} {}", "{\"a\":\"\\x\"}"] {
        Variables::from_json(text).unwrap_err();
    }
    assert!(stage.gateway.journal().entries().is_empty());
}

#[tokio::test]
async fn nothing_reads_as_the_empty_object() {
    let jobs = received(&["", "{}", " {} "]).await;
    for job in jobs {
        assert_eq!(job.variables.deserialize::<BTreeMap<String, Value>>().unwrap().len(), 0);
        assert_eq!(job.variables.get::<Value>("a").unwrap(), None);
        assert_eq!(job.custom_headers.as_json(), "{}");
    }
}

#[tokio::test]
async fn a_text_that_cannot_be_read_fails_alone() {
    let broken = [r#"{"a":"\ud800"}"#, "{", "[1]", "no", r#"{"a":1e}"#, "\u{0}"];
    for text in broken {
        let jobs = received(&[r#"{"a":"x"}"#, text, r#"{"a":"y"}"#]).await;
        let read = |index: usize| jobs[index].variables.get::<String>("a");
        assert_eq!(read(0).unwrap().as_deref(), Some("x"));
        assert_eq!(read(2).unwrap().as_deref(), Some("y"));
        let error = read(1).unwrap_err();
        assert!(!error.to_string().contains(['\n', '\0']), "{error}");
        // The text is still there for who wants to look at it.
        assert_eq!(jobs[1].variables.as_json(), text);
    }
}

#[tokio::test]
async fn a_text_that_is_not_unicode_ends_the_call() {
    // A job whose field 2, its type, holds bytes that are not UTF-8.
    let bytes = vec![0x0a, 0x04, 0x12, 0x02, 0xff, 0xfe];
    let mut reply = Reply::pass();
    reply.messages.push(Content::Encoded(bytes.into()));
    let stage = Stage::open(gateway().always(Rpc::ActivateJobs, reply)).await;
    let mut jobs = stage.client.activate_jobs(poll()).await.unwrap();
    let error = jobs.next().await.unwrap().unwrap_err();
    assert!(error.to_string().contains("the answer cannot be read"), "{error}");
    assert!(jobs.next().await.is_none());
}

#[tokio::test]
async fn depth_is_bounded_where_it_must_be() {
    let nested = |depth: usize| format!("{{\"a\":{}1{}}}", "[".repeat(depth), "]".repeat(depth));
    let stage = echoing().await;
    let job = echo(&stage, Variables::from_json(nested(100)).unwrap()).await;
    assert!(job.variables.get::<Value>("a").unwrap().is_some());
    // Too deep for a value, but not for its text.
    let job = echo(&stage, Variables::from_json(nested(10_000)).unwrap()).await;
    assert_eq!(job.variables.as_json(), nested(10_000));
    assert!(job.variables.get::<Value>("a").is_err());
}

#[derive(Debug, Deserialize, PartialEq)]
struct Shipment {
    id: u64,
    note: Option<String>,
    stops: Vec<Stop>,
}

#[derive(Debug, Deserialize, PartialEq)]
struct Stop {
    city: String,
}

#[tokio::test]
async fn a_type_says_what_must_be_there() {
    for (text, expected) in [
        (r#"{"id":1,"stops":[]}"#, Ok(None)),
        (r#"{"id":1,"note":null,"stops":[],"extra":{"a":1}}"#, Ok(None)),
        (r#"{"id":1,"note":"n","stops":[],"id":2,"id":1}"#, Ok(Some("n"))),
        (r#"{"stops":[]}"#, Err(("", "missing field `id`"))),
        (r#"{"id":null,"stops":[]}"#, Err(("id", "invalid type: null"))),
        (r#"{"id":-1,"stops":[]}"#, Err(("id", "invalid value: integer `-1`"))),
        (r#"{"id":1.0,"stops":[]}"#, Err(("id", "invalid type: floating point `1.0`"))),
        (r#"{"id":1,"stops":[{"city":"a"},{"city":7}]}"#, Err(("stops[1].city", "invalid type"))),
        (r#"{"id":1,"stops":[{}]}"#, Err(("stops[0]", "missing field `city`"))),
    ] {
        let job = received(&[text]).await.remove(0);
        match (job.variables.deserialize::<Shipment>(), expected) {
            (Ok(shipment), Ok(note)) => {
                let note = note.map(str::to_owned);
                assert_eq!(shipment, Shipment { id: 1, note, stops: Vec::new() });
            }
            (Err(error), Err((path, problem))) => {
                assert_eq!(error.path(), path, "{error}");
                assert!(error.problem().starts_with(problem), "{error}");
            }
            (read, _) => panic!("{text}: {read:?}"),
        }
    }
}

/// The result of a decision may be anything.
#[tokio::test]
async fn any_json_is_an_output() {
    for (text, value) in [
        ("", json!(null)),
        ("null", json!(null)),
        ("\"stew\"", json!("stew")),
        ("9007199254740993", json!(9_007_199_254_740_993_i64)),
        ("[1,{\"a\":2}]", json!([1, {"a": 2}])),
        ("true", json!(true)),
    ] {
        let reply = Reply::json(json!({"decisionOutput": text}));
        let stage = Stage::open(gateway().always(Rpc::EvaluateDecision, reply)).await;
        let request = EvaluateDecisionRequest::by_decision_id("dish");
        let made = stage.client.evaluate_decision(request).await.unwrap();
        assert_eq!(made.decision_output.deserialize::<Value>().unwrap(), value);
        assert_eq!(made.decision_output, Json::new(value));
    }
}
