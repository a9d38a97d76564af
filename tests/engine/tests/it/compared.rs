//! What is said about engines and mock is so.

use std::path::{Path, PathBuf};

use zeebe_engine_tests::compare::{Observation, REASONS, observe, observe_mock, read, render};
use zeebe_engine_tests::{Broker, Newest, available};

use crate::stage::alone;

const AGAIN: &str = "`cargo run -p zeebe-engine-tests --bin compare` writes it anew";

fn observed(release: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("observed/zeebe-{release}.jsonl"))
}

fn kept(release: &str) -> Vec<Observation> {
    read(&observed(release)).unwrap()
}

/// Needs no engine: what the broker answered is kept.
#[tokio::test]
async fn the_mock_answers_like_the_broker_or_there_is_a_reason() {
    let (broker, mock) = (kept(Broker::RELEASE), observe_mock().await.unwrap());
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/real-engine.md");
    let page = std::fs::read_to_string(page).unwrap();
    let differ = |row: &&Observation| !mock.contains(row);
    for row in broker.iter().filter(differ) {
        let reason = REASONS.iter().any(|(rpc, situation, _)| row.is(rpc, situation));
        let answer = mock.iter().find(|other| other.is_about(row));
        assert!(reason, "without a reason: the broker {row:#?}, the mock {answer:#?}");
    }
    for (rpc, situation, _) in REASONS {
        let needed = broker.iter().filter(differ).any(|row| row.is(rpc, situation));
        assert!(needed, "{rpc}, {situation}: a reason for nothing");
    }
    let expected = render(&broker, &mock, &kept(Newest::RELEASE));
    assert!(page == expected, "docs/real-engine.md is out of date; {AGAIN}");
}

#[tokio::test]
async fn the_broker_answers_as_it_did() {
    // Situations know nothing of other tests, and some count what is there.
    let _alone = alone().await;
    let Some(broker) = available(Broker::start().await).unwrap() else { return };
    compare(&observe(&broker.address()).await.unwrap(), &kept(Broker::RELEASE));
}

#[tokio::test]
async fn the_newest_engine_answers_as_it_did() {
    let _alone = alone().await;
    let Some(newest) = available(Newest::start().await).unwrap() else { return };
    compare(&observe(&newest.address()).await.unwrap(), &kept(Newest::RELEASE));
}

fn compare(now: &[Observation], kept: &[Observation]) {
    let changed: Vec<&Observation> = now.iter().filter(|row| !kept.contains(row)).collect();
    assert!(changed.is_empty(), "{changed:#?}\n{AGAIN}");
    assert_eq!(now.len(), kept.len(), "{AGAIN}");
}
