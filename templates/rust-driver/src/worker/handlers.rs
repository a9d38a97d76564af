//! The handlers: plain async functions, as a user writes them.

use std::future::pending;
use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::time::sleep;
use zeebe_sdk::gateway::JobResult;
use zeebe_sdk::worker::{
    BpmnError, Completion, Headers, Job, JobError, JobFailure, Outcome, State, Vars,
};
use zeebe_sdk::{CancellationToken, Variables};

use super::board::Board;
use super::script::{Act, End};
use crate::arguments::{Problem, Read};
use crate::errors;

/// Variables of a declared type.
#[derive(Debug, Deserialize, Serialize)]
pub(super) struct Declared {
    name: String,
    amount: i64,
    note: Option<String>,
}

/// Headers of a declared type.
#[derive(Debug, Deserialize, Serialize)]
pub(super) struct DeclaredHeaders {
    card: String,
    limit: u32,
}

/// Takes the job.
pub(super) async fn job(
    job: Job,
    State(board): State<Arc<Board>>,
    cancelled: CancellationToken,
) -> Result<Outcome, JobError> {
    let (act, _mark) = board.begin(Some(&job));
    prepare(&board, &act).await;
    if let Some(time) = act.extend_ms {
        job.extend(Duration::from_millis(time)).await?;
    }
    let taken = serde_json::from_str(job.variables.as_json()).unwrap_or_default();
    match act.end {
        End::Manual(end) => by_itself(&board, job, outcome(*end, taken)?).await,
        End::Twice(end) => {
            by_itself(&board, job, outcome(*end, taken)?).await?;
            Ok(Outcome::Complete(Completion::default()))
        }
        end => ended(&board, end, taken, &cancelled).await,
    }
}

/// Takes nothing.
pub(super) async fn nothing(
    State(board): State<Arc<Board>>,
    cancelled: CancellationToken,
) -> Result<Outcome, JobError> {
    let (act, _mark) = board.begin(None);
    prepare(&board, &act).await;
    ended(&board, act.end, Value::Null, &cancelled).await
}

/// Takes variables and headers, whatever they are.
pub(super) async fn values(
    Vars(variables): Vars<Value>,
    Headers(headers): Headers<Value>,
    State(board): State<Arc<Board>>,
    cancelled: CancellationToken,
) -> Result<Outcome, JobError> {
    let (act, _mark) = board.begin(None);
    prepare(&board, &act).await;
    let taken = json!({"variables": variables, "headers": headers});
    ended(&board, act.end, taken, &cancelled).await
}

/// Takes variables of a declared type.
pub(super) async fn typed(
    Vars(declared): Vars<Declared>,
    State(board): State<Arc<Board>>,
    cancelled: CancellationToken,
) -> Result<Outcome, JobError> {
    let (act, _mark) = board.begin(None);
    prepare(&board, &act).await;
    ended(&board, act.end, json!(declared), &cancelled).await
}

/// Takes headers of a declared type.
pub(super) async fn typed_headers(
    Headers(declared): Headers<DeclaredHeaders>,
    State(board): State<Arc<Board>>,
    cancelled: CancellationToken,
) -> Result<Outcome, JobError> {
    let (act, _mark) = board.begin(None);
    prepare(&board, &act).await;
    ended(&board, act.end, json!(declared), &cancelled).await
}

/// What is done before the end.
async fn prepare(board: &Arc<Board>, act: &Act) {
    if act.delay_ms > 0 {
        sleep(Duration::from_millis(act.delay_ms)).await;
    }
    if act.wait {
        board.wait().await;
    }
    if let Some(worker) = board.worker().filter(|_| act.shutdown) {
        worker.shutdown().await;
    }
}

/// The end of a handler that returns how the job ends.
async fn ended(
    board: &Board,
    end: End,
    taken: Value,
    cancelled: &CancellationToken,
) -> Result<Outcome, JobError> {
    match end {
        End::Hang => pending().await,
        End::UntilCancelled => {
            cancelled.cancelled().await;
            board.was_cancelled();
            Ok(Outcome::Complete(Completion::default()))
        }
        end => outcome(end, taken),
    }
}

/// Reports an outcome, as a handler does that does not return it.
async fn by_itself(board: &Board, job: Job, outcome: Outcome) -> Result<Outcome, JobError> {
    let reported = match outcome {
        Outcome::Complete(completion) => job.complete(completion).await,
        Outcome::Fail(failure) => job.fail(failure).await,
        Outcome::ThrowError(error) => job.throw(error).await,
        other => return Ok(other),
    };
    board.told(match &reported {
        Ok(reported) => json!({"lost": reported.is_lost()}),
        Err(error) => json!({"error": errors::error(error)}),
    });
    Ok(Outcome::Reported(reported?))
}

/// What a handler returns that ends in this way.
fn outcome(end: End, taken: Value) -> Result<Outcome, JobError> {
    Ok(match end {
        End::Echo => Outcome::Complete(Completion::new(taken)),
        End::Complete(variables) => {
            Outcome::Complete(Completion::default().variables(read::<Variables>(variables)?))
        }
        End::Result(result) => {
            Outcome::Complete(Completion::default().result(read::<JobResult>(result)?))
        }
        End::BpmnError { code, message, variables } => {
            let mut error = BpmnError::new(code).message(message);
            error.variables = variables.map(read::<Variables>).transpose()?;
            Outcome::ThrowError(error)
        }
        End::Fail { message, retries, retry_backoff_ms, variables } => {
            let mut failure = JobFailure::new(message);
            failure.retries = retries;
            failure.retry_backoff = retry_backoff_ms.map(Duration::from_millis);
            failure.variables = variables.map(read::<Variables>).transpose()?;
            Outcome::Fail(failure)
        }
        End::Throw(text) => return Err(std::io::Error::other(text).into()),
        End::Crash(text) => panic!("{text}"),
        End::Nothing | End::Hang | End::UntilCancelled | End::Manual(_) | End::Twice(_) => {
            Outcome::Complete(Completion::default())
        }
    })
}

fn read<T: Read>(value: Value) -> Result<T, String> {
    T::read(value).map_err(|problem| match problem {
        Problem::Type { text, .. } | Problem::Line(text) => text,
    })
}
