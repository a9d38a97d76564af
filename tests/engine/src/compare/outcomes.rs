//! What becomes of jobs.

use std::time::Duration;

use zeebe_mock_gateway::Rpc;
use zeebe_mock_gateway::proto::{
    CompleteJobRequest, FailJobRequest, ThrowErrorRequest, UpdateJobRetriesRequest,
    UpdateJobTimeoutRequest,
};

use super::table::{LEASE, Table, UNKNOWN, timed};
use crate::{EngineError, Model};

const ID: &str = "outcome";
const CHARGE: &str = "outcome-charge";
/// Of a partition that does not exist.
const OTHER_PARTITION: i64 = 222_928_181_554_839_553;

pub(super) async fn observe(table: &mut Table) -> Result<(), EngineError> {
    table.deploy(Model::Pay, ID).await?;
    completed(table).await?;
    failed(table).await?;
    updated(table).await?;
    expired(table).await?;
    thrown(table).await
}

async fn complete(table: &mut Table, situation: &str, job_key: i64, variables: &str) {
    let variables = variables.to_owned();
    let request = CompleteJobRequest { job_key, variables, ..Default::default() };
    let answer = table.gateway().complete_job(timed(request)).await;
    table.note(Rpc::CompleteJob, situation, answer);
}

async fn completed(table: &mut Table) -> Result<(), EngineError> {
    complete(table, "key 12345", 12_345, "").await;
    complete(table, "unknown key", UNKNOWN, "").await;
    complete(table, "a key that no partition owns", OTHER_PARTITION, "").await;
    let key = table.job(ID, "charge").await?.key;
    complete(table, "variables an array", key, "[1]").await;
    complete(table, "variables not JSON", key, "x").await;
    complete(table, "activated", key, "{\"paid\":true}").await;
    complete(table, "a second time", key, "").await;
    let created = table.create(ID).await?;
    let key = table.activate(CHARGE, LEASE).await?.key;
    super::changes::cancel(table, None, created).await;
    complete(table, "of a cancelled instance", key, "").await;
    Ok(())
}

async fn fail(table: &mut Table, situation: &str, request: FailJobRequest) {
    let answer = table.gateway().fail_job(timed(request)).await;
    table.note(Rpc::FailJob, situation, answer);
}

fn failure(job_key: i64, retries: i32) -> FailJobRequest {
    FailJobRequest { job_key, retries, error_message: "no".to_owned(), ..Default::default() }
}

async fn failed(table: &mut Table) -> Result<(), EngineError> {
    fail(table, "key 12345", failure(12_345, 1)).await;
    fail(table, "unknown key", failure(UNKNOWN, 1)).await;
    let key = table.job(ID, "charge").await?.key;
    fail(table, "retries 2", failure(key, 2)).await;
    let again = table.activate(CHARGE, LEASE).await?;
    table.say(Rpc::FailJob, "retries 2: activated again", &format!("retries {}", again.retries));
    fail(table, "retries -1", failure(key, -1)).await;
    fail(table, "retries 2 after retries -1", failure(key, 2)).await;

    let key = table.job(ID, "charge").await?.key;
    let later = FailJobRequest { retry_back_off: 60_000, ..failure(key, 2) };
    fail(table, "retryBackOff 60000", later).await;
    fail(table, "waiting for its backoff", failure(key, 1)).await;
    complete(table, "waiting for its backoff", key, "").await;

    let key = table.job(ID, "charge").await?.key;
    let negative = FailJobRequest { retry_back_off: -1, ..failure(key, 2) };
    fail(table, "retryBackOff -1", negative).await;
    let key = table.activate(CHARGE, LEASE).await?.key;
    fail(
        table,
        "variables an array",
        FailJobRequest { variables: "[1]".to_owned(), ..failure(key, 2) },
    )
    .await;
    fail(table, "retries 0", failure(key, 0)).await;
    complete(table, "with an incident", key, "").await;
    Ok(())
}

async fn updated(table: &mut Table) -> Result<(), EngineError> {
    let key = table.job(ID, "charge").await?.key;
    let retries = [
        ("0", key, 0),
        ("-1", key, -1),
        ("5", key, 5),
        ("key 12345", 12_345, 1),
        ("unknown key", UNKNOWN, 1),
    ];
    for (situation, job_key, retries) in retries {
        let request = UpdateJobRetriesRequest { job_key, retries, ..Default::default() };
        let answer = table.gateway().update_job_retries(timed(request)).await;
        table.note(Rpc::UpdateJobRetries, situation, answer);
    }
    extend(table, "1 minute", key, 60_000).await;
    extend(table, "key 12345", 12_345, 1_000).await;
    extend(table, "unknown key", UNKNOWN, 1_000).await;
    complete(table, "with more time", key, "").await;
    extend(table, "a completed job", key, 1_000).await;
    for (situation, timeout) in [("0", 0), ("-1", -1)] {
        let key = table.job(ID, "charge").await?.key;
        extend(table, situation, key, timeout).await;
        complete(table, &format!("timeout set to {situation} meanwhile"), key, "").await;
    }
    Ok(())
}

async fn extend(table: &mut Table, situation: &str, job_key: i64, timeout: i64) {
    let request = UpdateJobTimeoutRequest { job_key, timeout, ..Default::default() };
    let answer = table.gateway().update_job_timeout(timed(request)).await;
    table.note(Rpc::UpdateJobTimeout, situation, answer);
}

/// A lease ends a while after its time: the engine looks now and then.
async fn expired(table: &mut Table) -> Result<(), EngineError> {
    table.create(ID).await?;
    let key = table.activate(CHARGE, 100).await?.key;
    tokio::time::sleep(Duration::from_millis(300)).await;
    complete(table, "lease expired", key, "").await;
    Ok(())
}

async fn throw(table: &mut Table, situation: &str, job_key: i64, code: &str) {
    let error_code = code.to_owned();
    let variables = "{\"reason\":\"x\"}".to_owned();
    let request = ThrowErrorRequest { job_key, error_code, variables, ..Default::default() };
    let answer = table.gateway().throw_error(timed(request)).await;
    table.note(Rpc::ThrowError, situation, answer);
}

async fn thrown(table: &mut Table) -> Result<(), EngineError> {
    throw(table, "key 12345", 12_345, "broke").await;
    throw(table, "unknown key", UNKNOWN, "broke").await;
    let key = table.job(ID, "charge").await?.key;
    throw(table, "a code that nobody catches", key, "zz").await;
    throw(table, "a second time", key, "zz").await;
    complete(table, "its error was not caught", key, "").await;
    let key = table.job(ID, "charge").await?.key;
    throw(table, "no code", key, "").await;
    let key = table.job(ID, "charge").await?.key;
    throw(table, "caught", key, "broke").await;
    complete(table, "its error was caught", key, "").await;
    let repair = table.activate("outcome-repair", LEASE).await?;
    table.say(Rpc::ThrowError, "caught: the variables of the next job", &repair.variables);
    Ok(())
}
