//! Polls for jobs.

use std::time::Duration;

use zeebe_mock_gateway::Rpc;
use zeebe_mock_gateway::proto::ActivateJobsRequest;

use super::table::{Table, poll, timed, timed_by};
use crate::{EngineError, Model};

const RPC: Rpc = Rpc::ActivateJobs;
const CHARGE: &str = "polled-charge";

pub(super) async fn observe(table: &mut Table) -> Result<(), EngineError> {
    table.deploy(Model::Pay, "polled").await?;
    for _ in 0..8 {
        table.create("polled").await?;
    }
    for (situation, request) in without_jobs() {
        let answer = table.gateway().activate_jobs(timed(request)).await;
        table.note_jobs(RPC, situation, answer).await;
    }
    let late = ActivateJobsRequest { request_timeout: 3_000, ..poll("nothing", 1) };
    let answer = table.gateway().activate_jobs(timed_by(late, Duration::from_millis(500))).await;
    table.note_jobs(RPC, "own deadline 500 ms, requestTimeout 3000", answer).await;
    for (situation, request) in with_jobs() {
        let answer = table.gateway().activate_jobs(timed(request)).await;
        let jobs = table.note_jobs(RPC, situation, answer).await;
        if let Some(job) = jobs.first() {
            let variables = serde_json::from_str::<serde_json::Value>(&job.variables);
            let variables = variables.map(|v| v.to_string()).unwrap_or_default();
            let (headers, retries, worker) = (&job.custom_headers, job.retries, &job.worker);
            let text = format!(
                "headers {headers}, retries {retries}, worker {worker:?}, variables {variables}, tenant {}",
                job.tenant_id
            );
            table.say(RPC, &format!("{situation}: its job"), &text);
        }
    }
    Ok(())
}

type Situation = (&'static str, ActivateJobsRequest);

fn without_jobs() -> [Situation; 7] {
    [
        ("no type", poll("", 1)),
        ("at most 0", poll(CHARGE, 0)),
        ("at most -1", poll(CHARGE, -1)),
        ("timeout 0", ActivateJobsRequest { timeout: 0, ..poll(CHARGE, 1) }),
        ("timeout -1", ActivateJobsRequest { timeout: -1, ..poll(CHARGE, 1) }),
        (
            "no such jobs, requestTimeout -1",
            ActivateJobsRequest { request_timeout: -1, ..poll("nothing", 1) },
        ),
        ("no such jobs, requestTimeout 1000", poll("nothing", 1)),
    ]
}

fn with_jobs() -> [Situation; 6] {
    let fetch = |name: &str| ActivateJobsRequest {
        fetch_variable: vec![name.to_owned()],
        ..poll(CHARGE, 1)
    };
    let tenant = |tenant: &str| ActivateJobsRequest {
        tenant_ids: vec![tenant.to_owned()],
        ..poll(CHARGE, 1)
    };
    [
        ("a job is there", poll(CHARGE, 1)),
        ("no worker", ActivateJobsRequest { worker: String::new(), ..poll(CHARGE, 1) }),
        ("an unknown variable asked for", fetch("zz")),
        ("a tenant", tenant("acme")),
        ("the default tenant", tenant("<default>")),
        ("more asked for than there are", poll(CHARGE, 100)),
    ]
}
