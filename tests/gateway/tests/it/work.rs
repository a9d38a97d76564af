//! Jobs in numbers, and what is known about each: for tests of workers.

use std::time::Duration;

use serde_json::json;
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};
use zeebe_mock_gateway::proto::activated_job::JobKind;
use zeebe_mock_gateway::proto::{
    ActivatedJob, CancelProcessInstanceRequest, CompleteJobRequest, FailJobRequest,
    ResolveIncidentRequest, ThrowErrorRequest, UpdateJobTimeoutRequest,
};
use zeebe_mock_gateway::{JobCounts, JobSettings, JobStep, JobTotals, Recording, Rpc};

use crate::setup::{Client, LONG, activate, connect, create, fast, fresh_job, paying, poll};

fn complete(job_key: i64) -> CompleteJobRequest {
    CompleteJobRequest { job_key, ..Default::default() }
}

/// A poll for one job that waits, once it is in line.
async fn in_line(client: &Client, gateway: &zeebe_mock_gateway::MockGateway) -> JoinHandle<i64> {
    let before = gateway.journal().counts(Rpc::ActivateJobs).arrived;
    let mut client = client.clone();
    let polling = tokio::spawn(async move {
        let mut request = poll("work");
        (request.max_jobs_to_activate, request.request_timeout) = (1, 60_000);
        activate(&mut client, request).await[0].key
    });
    while gateway.journal().counts(Rpc::ActivateJobs).arrived == before {
        sleep(Duration::from_millis(2)).await;
    }
    sleep(Duration::from_millis(20)).await;
    polling
}

#[tokio::test]
async fn a_hundred_thousand_jobs_are_handed_out_once_each() {
    let gateway = fast().journal(Recording::Last(100)).start().await.unwrap();
    let mut client = connect(&gateway).await;
    let mut added = gateway.add_jobs(&JobSettings::new("work", 100_000));
    let mut seen = Vec::new();
    let mut request = poll("work");
    request.max_jobs_to_activate = 7_000;
    loop {
        let jobs = activate(&mut client, request.clone()).await;
        if jobs.is_empty() {
            break;
        }
        seen.extend(jobs.iter().map(|job| job.key));
    }
    assert_eq!(seen.len(), 100_000);
    seen.sort_unstable();
    added.sort_unstable();
    assert_eq!(seen, added);
    for key in &seen[..500] {
        client.complete_job(complete(*key)).await.unwrap();
    }
    let counts = JobCounts { activated: 99_500, ..Default::default() };
    assert_eq!(gateway.job_counts("work"), counts);
    let totals = gateway.job_totals("work");
    let expected =
        JobTotals { created: 100_000, polled: 100_000, completed: 500, ..Default::default() };
    assert_eq!(totals, expected);
    assert_eq!((totals.activated(), totals.outcomes()), (100_000, 500));
    // More has happened than is remembered.
    assert_eq!(gateway.job_events().len(), 100_000);
    assert!(gateway.journal().entries().len() <= 100);
}

#[tokio::test]
async fn polls_are_served_in_the_order_of_their_arrival() {
    let gateway = fast().start().await.unwrap();
    let client = connect(&gateway).await;
    let first = in_line(&client, &gateway).await;
    let given_up = in_line(&client, &gateway).await;
    let second = in_line(&client, &gateway).await;
    let third = in_line(&client, &gateway).await;
    given_up.abort();
    gateway.journal().wait_for_ended(Rpc::ActivateJobs, 1, LONG).await.unwrap();
    let one = gateway.add_jobs(&JobSettings::new("work", 1));
    assert_eq!(timeout(LONG, first).await.unwrap().unwrap(), one[0]);
    assert!(!second.is_finished() && !third.is_finished());
    let two = gateway.add_jobs(&JobSettings::new("work", 2));
    let mut keys = Vec::new();
    for poll in [second, third] {
        keys.push(timeout(LONG, poll).await.unwrap().unwrap());
    }
    keys.sort_unstable();
    assert_eq!(keys, two);
}

#[tokio::test]
async fn a_life_is_remembered_step_by_step() {
    let gateway = fast().start().await.unwrap();
    let mut client = connect(&gateway).await;
    let key = gateway.add_jobs(&JobSettings::new("work", 1))[0];
    let mut short = poll("work");
    (short.timeout, short.request_timeout) = (40, 5_000);
    activate(&mut client, short.clone()).await;
    let extend = UpdateJobTimeoutRequest { job_key: key, timeout: 80, ..Default::default() };
    client.update_job_timeout(extend).await.unwrap();
    short.timeout = 60_000;
    assert_eq!(activate(&mut client, short.clone()).await[0].key, key);
    for (retries, retry_back_off) in [(2, 30), (0, 0)] {
        let fail = FailJobRequest { job_key: key, retries, retry_back_off, ..Default::default() };
        client.fail_job(fail).await.unwrap();
        if retries > 0 {
            activate(&mut client, short.clone()).await;
        }
    }
    let incident_key = gateway.incidents()[0].key;
    let resolve = ResolveIncidentRequest { incident_key, ..Default::default() };
    client.resolve_incident(resolve).await.unwrap();
    activate(&mut client, short).await;
    client.complete_job(complete(key)).await.unwrap();
    let life = gateway.job_life(key);
    let polled = || JobStep::Polled { worker: "tester".into() };
    let steps: Vec<_> = life.iter().map(|event| event.step.clone()).collect();
    assert_eq!(
        steps,
        [
            JobStep::Created,
            polled(),
            JobStep::Extended { timeout: 80 },
            JobStep::Expired,
            polled(),
            JobStep::Failed { retries: 2, retry_back_off: 30 },
            JobStep::BackOffEnded,
            polled(),
            JobStep::Failed { retries: 0, retry_back_off: 0 },
            JobStep::Resolved,
            polled(),
            JobStep::Completed,
        ]
    );
    let between = |a: usize, b: usize| life[b].at - life[a].at;
    assert!(between(2, 3) >= Duration::from_millis(80) && between(5, 6).as_millis() >= 30);
    let totals = gateway.job_totals("work");
    assert_eq!((totals.expired, totals.failed, totals.polled), (1, 2, 4));
}

#[tokio::test]
async fn errors_and_cancellations_are_told_apart() {
    let (gateway, mut client) = paying().await;
    let thrown = fresh_job(&mut client).await;
    let throw = |job_key, code: &str| ThrowErrorRequest {
        job_key,
        error_code: code.into(),
        ..Default::default()
    };
    client.throw_error(throw(thrown.key, "broke")).await.unwrap();
    let uncaught = fresh_job(&mut client).await;
    client.throw_error(throw(uncaught.key, "other")).await.unwrap();
    let canceled = fresh_job(&mut client).await;
    let process_instance_key = canceled.process_instance_key;
    let cancel = CancelProcessInstanceRequest { process_instance_key, ..Default::default() };
    client.cancel_process_instance(cancel).await.unwrap();
    let totals = gateway.job_totals("charge");
    assert_eq!((totals.created, totals.errored, totals.canceled), (3, 2, 1));
    assert_eq!(gateway.job_counts("charge").failed, 1);
    let step = |key| gateway.job_life(key).pop().unwrap().step;
    assert_eq!(step(thrown.key), JobStep::ErrorThrown { code: "broke".into() });
    assert_eq!(step(canceled.key), JobStep::Canceled);
    assert_eq!(gateway.job_totals("repair").created, 1);
}

#[tokio::test]
async fn their_numbers_can_be_waited_for() {
    let gateway = fast().start().await.unwrap();
    let mut client = connect(&gateway).await;
    let keys = gateway.add_jobs(&JobSettings::new("work", 3));
    let waiting = gateway.wait_for_jobs("work", |totals| totals.completed == 3, LONG);
    let completing = async {
        for key in keys {
            client.complete_job(complete(key)).await.unwrap();
        }
    };
    let (seen, ()) = tokio::join!(waiting, completing);
    seen.unwrap();
    let short = Duration::from_millis(20);
    let there = gateway.wait_for_jobs("work", |totals| totals.completed == 4, short).await;
    assert_eq!(there.unwrap_err().completed, 3);
}

#[tokio::test]
async fn jobs_of_their_own_show_what_they_are_told_to() {
    let gateway = fast().start().await.unwrap();
    let mut client = connect(&gateway).await;
    let fields = ActivatedJob {
        bpmn_process_id: "order".to_owned(),
        variables: "{broken".to_owned(),
        custom_headers: "also broken".to_owned(),
        priority: 9,
        ..Default::default()
    };
    let settings =
        JobSettings::new("work", 1).with_retries(7).with_variable("n", 1).with_header("a", "b");
    gateway.add_jobs(&settings);
    gateway.add_jobs(&settings.with_fields(fields));
    let from_json = json!({ "type": "work", "fields": { "kind": "TASK_LISTENER", "tags": ["x"] } });
    let keys = gateway.add_jobs(&serde_json::from_value(from_json).unwrap());
    let jobs = activate(&mut client, poll("work")).await;
    let [broken, plain, listener] = &jobs[..] else { panic!("{jobs:?}") };
    assert_eq!((broken.bpmn_process_id.as_str(), broken.retries), ("order", 7));
    assert_eq!(
        (broken.variables.as_str(), broken.custom_headers.as_str()),
        ("{broken", "also broken")
    );
    assert_eq!(
        (plain.variables.as_str(), plain.custom_headers.as_str()),
        (r#"{"n":1}"#, r#"{"a":"b"}"#)
    );
    assert_eq!((listener.key, listener.kind()), (keys[0], JobKind::TaskListener));
    assert_eq!(listener.tags, ["x"]);
    let wrong = json!({ "type": "work", "fields": { "nope": 1 } });
    let problem = serde_json::from_value::<JobSettings>(wrong).unwrap_err();
    assert!(problem.to_string().contains("nope"), "{problem}");
    let fail = FailJobRequest {
        job_key: plain.key,
        retries: 1,
        variables: r#"{"seen":true}"#.to_owned(),
        ..Default::default()
    };
    client.fail_job(fail).await.unwrap();
    assert_eq!(activate(&mut client, poll("work")).await[0].variables, r#"{"n":1,"seen":true}"#);
}

#[tokio::test]
async fn tenants_get_their_own() {
    let gateway = fast().settings(|settings| settings.multi_tenancy = true).start().await.unwrap();
    let mut client = connect(&gateway).await;
    let acme = ActivatedJob { tenant_id: "acme".to_owned(), ..Default::default() };
    let key = gateway.add_jobs(&JobSettings::new("work", 1).with_fields(acme))[0];
    assert!(activate(&mut client, poll("work")).await.is_empty());
    let mut request = poll("work");
    request.tenant_ids = vec!["other".to_owned(), "acme".to_owned()];
    let jobs = activate(&mut client, request).await;
    assert_eq!((jobs[0].key, jobs[0].tenant_id.as_str()), (key, "acme"));
}

#[tokio::test]
async fn remembering_can_be_turned_off() {
    let (gateway, mut client) = paying().await;
    create(&mut client, "").await;
    assert_eq!(gateway.job_events().len(), 1);
    let gateway = fast().settings(|settings| settings.job_events = 0).start().await.unwrap();
    gateway.add_jobs(&JobSettings::new("work", 2));
    assert!(gateway.job_events().is_empty());
    assert_eq!(gateway.job_totals("work").created, 2);
}
