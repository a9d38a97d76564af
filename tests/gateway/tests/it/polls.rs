//! Polls that wait, filter, and come in several messages.

use std::time::Duration;

use tokio::time::{Instant, sleep};
use zeebe_mock_gateway::JobSettings;

use crate::setup::{LONG, activate, create, paying, poll};

#[tokio::test]
async fn end_empty_when_nothing_comes() {
    let (_gateway, mut client) = paying().await;
    for (request_timeout, least) in [(-1, 0), (100, 80), (0, 130)] {
        let start = Instant::now();
        let mut request = poll("charge");
        request.request_timeout = request_timeout;
        assert!(activate(&mut client, request).await.is_empty());
        assert!(start.elapsed() >= Duration::from_millis(least), "{request_timeout}");
    }
}

#[tokio::test]
async fn end_as_soon_as_a_job_comes() {
    let (_gateway, mut client) = paying().await;
    let mut creator = client.clone();
    tokio::spawn(async move {
        sleep(Duration::from_millis(50)).await;
        create(&mut creator, "").await;
    });
    let start = Instant::now();
    let mut waiting = poll("charge");
    waiting.request_timeout = 60_000;
    assert_eq!(activate(&mut client, waiting).await.len(), 1);
    assert!(start.elapsed() < LONG);
}

#[tokio::test]
async fn take_no_more_than_asked_for() {
    let (gateway, mut client) = paying().await;
    gateway.add_jobs(&JobSettings::new("bulk", 25));
    let mut request = poll("bulk");
    request.max_jobs_to_activate = 10;
    let mut counts = Vec::new();
    for _ in 0..4 {
        counts.push(activate(&mut client, request.clone()).await.len());
    }
    assert_eq!(counts, [10, 10, 5, 0]);
    assert_eq!(gateway.job_counts("bulk").activated, 25);
}

#[tokio::test]
async fn deliver_only_the_variables_asked_for() {
    let (_gateway, mut client) = paying().await;
    create(&mut client, r#"{"a":1,"b":2,"c":3}"#).await;
    let mut request = poll("charge");
    request.fetch_variable = vec!["c".to_owned(), "a".to_owned(), "zz".to_owned()];
    let jobs = activate(&mut client, request).await;
    assert_eq!(jobs[0].variables, r#"{"a":1,"c":3}"#);
}

#[tokio::test]
async fn split_large_answers() {
    let (gateway, mut client) = paying().await;
    let mut large = JobSettings::new("large", 30);
    large.variables.insert("x".to_owned(), "y".repeat(200_000).into());
    gateway.add_jobs(&large);
    let mut request = poll("large");
    request.max_jobs_to_activate = 30;
    let mut stream = client.activate_jobs(request).await.unwrap().into_inner();
    let (mut messages, mut jobs) = (0, 0);
    while let Some(message) = stream.message().await.unwrap() {
        messages += 1;
        jobs += message.jobs.len();
    }
    assert_eq!((messages, jobs), (6, 30));
}
