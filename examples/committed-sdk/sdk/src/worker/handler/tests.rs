//! Handlers of every shape, run on made up jobs.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use super::{Handler, blocking};
use crate::testing::TestJob;
use crate::worker::{
    BpmnError, Completion, Fetch, FromJob, Headers, Job, JobError, JobFailure, Outcome, Reported,
    State, Vars,
};
use crate::{Error, Variables};

#[derive(Debug, Deserialize, Serialize, PartialEq)]
struct Order {
    id: u64,
    items: Vec<Item>,
}

#[derive(Debug, Deserialize, Serialize, PartialEq)]
struct Item {
    price: u64,
}

#[derive(Deserialize)]
struct Voucher {
    voucher: Option<String>,
}

fn job() -> TestJob {
    TestJob::new("charge-card")
        .variables(json!({"id": 7, "items": [{"price": 1}], "voucher": "v", "more": true}))
        .headers(json!({"limit": "5"}))
}

fn completed(outcome: &Outcome) -> Value {
    assert!(outcome.as_completion().is_some(), "{outcome:?}");
    outcome.variables_as().unwrap()
}

fn failed(outcome: &Outcome) -> &str {
    &outcome.as_failure().unwrap_or_else(|| panic!("{outcome:?}")).message
}

fn fetch<Args, S, H: Handler<Args, S>>(_: H, _: S) -> Fetch {
    H::fetch()
}

fn only<const N: usize>(names: [&str; N]) -> Fetch {
    Fetch::Only(names.map(str::to_owned).into())
}

async fn nothing() {}

async fn echo(Vars(order): Vars<Order>) -> Result<Order, JobError> {
    Ok(order)
}

async fn raw(variables: Variables) -> Variables {
    variables
}

async fn manual(job: Job) -> Result<Reported, Error> {
    job.complete(json!({"by": "hand"})).await
}

async fn everything(
    Vars(order): Vars<Order>,
    Vars(voucher): Vars<Voucher>,
    Headers(headers): Headers<HashMap<String, u8>>,
    State(state): State<Arc<str>>,
    token: CancellationToken,
    job: Job,
) -> Completion {
    Completion::new(json!({
        "id": order.id, "voucher": voucher.voucher, "limit": headers["limit"], "state": &*state,
        "cancelled": token.is_cancelled(), "retries": job.retries, "seen": job.variables.as_json(),
    }))
}

#[tokio::test]
async fn arguments_are_made_from_the_job() {
    let outcome = job().retries(9).run_with(everything, Arc::from("shared")).await;
    let seen = r#"{"id":7,"items":[{"price":1}],"voucher":"v"}"#;
    let expected = json!({
        "id": 7, "voucher": "v", "limit": 5, "state": "shared", "cancelled": false, "retries": 9,
        "seen": seen,
    });
    assert_eq!(completed(&outcome), expected);
}

#[tokio::test]
async fn there_may_be_up_to_eight_arguments_and_none() {
    type N = State<u8>;
    let eight = |n: N, _: N, _: N, _: N, _: N, _: N, _: N, last: N| async move {
        json!({"sum": n.0 + last.0})
    };
    assert_eq!(completed(&job().run_with(eight, 2).await), json!({"sum": 4}));
    assert!(job().run(nothing).await.variables().is_none());
}

#[test]
fn handlers_ask_for_what_their_arguments_read() {
    async fn headers(_: Headers<Voucher>, _: CancellationToken) {}
    async fn job_and_headers(_: Job, _: Headers<Voucher>) {}
    async fn job_and_some(_: Job, _: Vars<Voucher>) {}
    async fn map(_: Vars<HashMap<String, Value>>) {}
    async fn some_and_raw(_: Vars<Voucher>, _: Variables) {}
    assert_eq!(fetch(nothing, ()), Fetch::Nothing);
    assert_eq!(fetch(headers, ()), Fetch::Nothing);
    assert_eq!(fetch(manual, ()), Fetch::All);
    assert_eq!(fetch(job_and_headers, ()), Fetch::All);
    assert_eq!(fetch(raw, ()), Fetch::All);
    assert_eq!(fetch(some_and_raw, ()), Fetch::All);
    assert_eq!(fetch(map, ()), Fetch::All);
    assert_eq!(fetch(job_and_some, ()), only(["voucher"]));
    assert_eq!(fetch(everything, Arc::from("")), only(["id", "items", "voucher"]));
    assert_eq!(fetch(blocking(|_: Vars<Voucher>| ()), ()), only(["voucher"]));
}

#[tokio::test]
async fn a_returned_value_completes_the_job() {
    let order = json!({"id": 7, "items": [{"price": 1}]});
    assert_eq!(completed(&job().run(echo).await), order);
    let text = r#"{"a":1.0,"b":18446744073709551616}"#;
    let exact = TestJob::new("a").variables(Variables::from_json(text).unwrap()).run(raw).await;
    assert_eq!(exact.variables().unwrap().as_json(), text);
    let closure = |State(n): State<u8>| async move { Ok::<_, JobError>(HashMap::from([("n", n)])) };
    assert_eq!(completed(&job().run_with(closure, 3).await), json!({"n": 3}));
}

#[tokio::test]
async fn nothing_returned_is_no_variables() {
    async fn unit() -> Result<(), JobError> {
        Ok(())
    }
    async fn none() -> Result<Option<Order>, JobError> {
        Ok(None)
    }
    async fn null() -> Value {
        Value::Null
    }
    let outcomes = [job().run(unit).await, job().run(none).await, job().run(null).await];
    for outcome in outcomes {
        assert_eq!(outcome.as_completion(), Some(&Completion::default()));
    }
}

#[tokio::test]
async fn a_bpmn_error_is_thrown() {
    async fn declined() -> Result<(), JobError> {
        Err(BpmnError::new("declined").message("no funds").variables(json!({"left": 0})))?
    }
    async fn bare() -> Result<(), BpmnError> {
        Err(BpmnError::new("declined").message("no funds").variables(json!({"left": 0})))
    }
    for outcome in [job().run(declined).await, job().run(bare).await] {
        let error = outcome.as_bpmn_error().unwrap();
        assert_eq!((&*error.code, &*error.message), ("declined", "no funds"));
        assert_eq!(outcome.variables_as::<Value>().unwrap(), json!({"left": 0}));
    }
}

#[tokio::test]
async fn a_failure_keeps_its_choice() {
    async fn fails() -> Result<Order, JobFailure> {
        Err(JobFailure::new("later").retries(5).retry_backoff(Duration::from_secs(9)))
    }
    let outcome = job().run(fails).await;
    let expected = JobFailure::new("later").retries(5).retry_backoff(Duration::from_secs(9));
    assert_eq!(outcome.as_failure(), Some(&expected));
}

#[derive(Debug, thiserror::Error)]
#[error("cannot charge")]
struct Charge(#[source] std::num::ParseIntError);

#[tokio::test]
async fn any_other_error_fails_the_job_with_its_causes() {
    async fn typed() -> Result<(), Charge> {
        Err(Charge("x".parse::<u8>().unwrap_err()))
    }
    async fn questioned() -> Result<(), JobError> {
        typed().await?;
        Ok(())
    }
    async fn boxed() -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
        typed().await?;
        Ok(())
    }
    let outcomes = [job().run(typed).await, job().run(questioned).await, job().run(boxed).await];
    for outcome in outcomes {
        let expected = JobFailure::new("cannot charge: invalid digit found in string");
        assert_eq!(outcome.as_failure(), Some(&expected));
    }
}

#[tokio::test]
async fn text_is_an_error_as_it_is() {
    async fn text() -> Result<(), String> {
        Err("out\nof paper".to_owned())
    }
    async fn questioned() -> Result<Order, JobError> {
        Err("out\nof paper")?
    }
    for outcome in [job().run(text).await, job().run(questioned).await] {
        assert_eq!(failed(&outcome), "out\nof paper");
    }
}

#[tokio::test]
async fn an_outcome_may_be_returned_whole() {
    async fn whole() -> Result<Outcome, JobError> {
        Ok(Outcome::ThrowError(BpmnError::new("whole")))
    }
    async fn error() -> JobError {
        BpmnError::new("whole").into()
    }
    for outcome in [job().run(whole).await, job().run(error).await] {
        assert_eq!(outcome.as_bpmn_error(), Some(&BpmnError::new("whole")));
    }
}

#[tokio::test]
async fn variables_that_do_not_fit_fail_the_job_and_name_the_place() {
    let bad = |variables: Value| async { TestJob::new("a").variables(variables).run(echo).await };
    let outcome = bad(json!({"id": 1, "items": [{"price": 1}, {"price": "x"}]})).await;
    let expected = "variables.items[1].price: invalid type: string \"x\", expected u64";
    assert!(failed(&outcome).starts_with(expected), "{outcome:?}");
    let outcome = bad(json!({"items": []})).await;
    assert!(failed(&outcome).starts_with("variables: missing field `id`"), "{outcome:?}");
}

#[tokio::test]
async fn headers_that_do_not_fit_fail_the_job_and_name_the_header() {
    async fn limited(_: Headers<HashMap<String, u8>>) {}
    let outcome = TestJob::new("a").headers(json!({"limit": "none"})).run(limited).await;
    assert_eq!(failed(&outcome), "headers.limit: invalid type: string \"none\", expected u8");
}

#[tokio::test]
async fn results_that_cannot_be_sent_fail_the_job_and_name_the_place() {
    async fn nan() -> Result<HashMap<&'static str, f64>, JobError> {
        Ok(HashMap::from([("total", f64::NAN)]))
    }
    async fn text() -> Result<&'static str, JobError> {
        Ok("done")
    }
    async fn thrown() -> BpmnError {
        BpmnError::new("a").variables([1])
    }
    async fn failure() -> JobFailure {
        JobFailure::new("no").retries(0).variables([1])
    }
    let nan = job().run(nan).await;
    assert_eq!(failed(&nan), "CompleteJob: variables.total: NaN is not JSON");
    let text = job().run(text).await;
    assert_eq!(failed(&text), "CompleteJob: variables: must be a JSON object, not a string");
    let thrown = job().run(thrown).await;
    assert_eq!(failed(&thrown), "ThrowError: variables: must be a JSON object, not an array");
    let failure = job().run(failure).await;
    let expected = "no (FailJob: variables: must be a JSON object, not an array)";
    assert_eq!(failure.as_failure(), Some(&JobFailure::new(expected).retries(0)));
}

#[tokio::test]
async fn an_argument_of_ones_own_may_refuse_the_job() {
    struct Never;

    impl FromJob<()> for Never {
        fn fetch() -> Option<Fetch> {
            Some(Fetch::Nothing)
        }

        fn from_job(job: &Job, (): &()) -> Result<Self, JobError> {
            Err(BpmnError::new(job.r#type.as_str()).into())
        }
    }

    async fn never(_: Never) {
        panic!("is not called");
    }
    let outcome = job().run(never).await;
    assert_eq!(outcome.as_bpmn_error(), Some(&BpmnError::new("charge-card")));
}

#[tokio::test]
async fn a_panic_fails_the_job() {
    async fn late() {
        tokio::task::yield_now().await;
        panic!("late by {}", 1);
    }
    async fn odd() {
        std::panic::panic_any(1);
    }
    let early = || -> std::future::Ready<()> { panic!("early") };
    assert_eq!(failed(&job().run(late).await), "the handler panicked: late by 1");
    assert_eq!(failed(&job().run(early).await), "the handler panicked: early");
    assert_eq!(failed(&job().run(odd).await), "the handler panicked");
    let blocked = blocking(|| -> () { panic!("on its thread") });
    assert_eq!(failed(&job().run(blocked).await), "the handler panicked: on its thread");
}

#[tokio::test]
async fn a_blocking_handler_has_a_thread_of_its_own() {
    let here = std::thread::current().id();
    let handler = blocking(move |Vars(order): Vars<Order>, State(n): State<u64>| {
        if std::thread::current().id() == here {
            return Err("on the thread of the runtime");
        }
        Ok(json!({"sum": order.id + n}))
    });
    let outcome = job().run_with(handler.clone(), 5).await;
    assert_eq!(completed(&outcome), json!({"sum": 12}));
    let outcome = TestJob::new("a").run_with(handler, 5).await;
    assert!(failed(&outcome).starts_with("variables: missing field `id`"));
}
