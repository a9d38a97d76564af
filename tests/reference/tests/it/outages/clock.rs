//! A wall clock that is wrong, or set back. What the SDK measures it measures
//! with a clock that only goes forward, so this is about where it does not.

use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use std::{fs, io};

use serde_json::json;
use zeebe_mock_gateway::Reply;
use zeebe_sdk::worker::Job;

use super::{COMPLETE, POLL};
use crate::stage::{Stage, gateway};
use crate::worker::{MS, messages, until, worker};

/// Where the source of the SDK asks for the time of day, and why it has to.
const ASKS_FOR_THE_TIME_OF_DAY: [&str; 2] = [
    // A file of tokens is read by the next process, on whatever clock. A token
    // that seems to be from the future is not used.
    "credentials/oauth/cache.rs",
    // The fake gateway fills a field that is a time of day.
    "testing/gateway/desk.rs",
];

fn sources(folder: &Path, found: &mut Vec<(String, String)>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            sources(&path, found)?;
        } else {
            found.push((path.display().to_string(), fs::read_to_string(&path)?));
        }
    }
    Ok(())
}

#[test]
fn nothing_is_measured_by_the_time_of_day() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../generated/rust/src");
    let mut all = Vec::new();
    sources(&root, &mut all).unwrap();
    assert!(all.len() > 100, "{}", all.len());
    let asks = |text: &str| text.contains("SystemTime::now") || text.contains(".elapsed().unwrap");
    let mut places: Vec<_> =
        all.iter().filter(|(_, text)| asks(text)).map(|(path, _)| path.as_str()).collect();
    places.sort_unstable();
    assert_eq!(places.len(), ASKS_FOR_THE_TIME_OF_DAY.len(), "{places:?}");
    for (place, known) in places.iter().zip(ASKS_FOR_THE_TIME_OF_DAY) {
        assert!(place.ends_with(known), "{place}");
    }
}

/// To a worker whose clock is wrong by hours, deadlines are hours ago or
/// ahead.
fn deadlines() -> [i64; 3] {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    let hours = Duration::from_secs(5 * 3_600);
    [Duration::from_millis(1), now - hours, now + hours]
        .map(|time| i64::try_from(time.as_millis()).unwrap())
}

fn job(key: usize, deadline: i64) -> serde_json::Value {
    json!({
        "key": key.to_string(),
        "type": "charge",
        "retries": 3,
        "deadline": deadline.to_string(),
    })
}

#[tokio::test]
async fn a_job_whose_deadline_seems_to_be_over_is_done() {
    let jobs: Vec<_> = deadlines().into_iter().enumerate().map(|(n, at)| job(n + 1, at)).collect();
    let gateway = gateway().reply(POLL, messages([json!({ "jobs": jobs })]));
    let stage = Stage::open(gateway.always(COMPLETE, Reply::json(json!({})))).await;
    let left = async |job: Job| {
        let left = job.expires_in();
        assert!(left > Duration::from_secs(290) && left <= Duration::from_secs(300), "{left:?}");
    };
    let handle = worker(&stage).handler(left).start().unwrap();
    until("three jobs", || handle.stats().started == 3).await;
    handle.shutdown().await;
    assert_eq!((handle.stats().completed, handle.stats().failed), (3, 0));
}

#[tokio::test]
async fn a_job_whose_time_is_over_is_not_begun_though_its_deadline_seems_far() {
    let [_, _, far] = deadlines();
    let jobs = [job(1, far), job(2, far)];
    let gateway = gateway().reply(POLL, messages([json!({ "jobs": jobs })]));
    let stage = Stage::open(gateway.always(COMPLETE, Reply::json(json!({})))).await;
    let settings = worker(&stage).timeout(60 * MS).concurrency(1);
    let handle = settings.handler(async || tokio::time::sleep(120 * MS).await).start().unwrap();
    until("the second is over", || handle.stats().expired == 1).await;
    handle.shutdown().await;
    assert_eq!((handle.stats().started, handle.stats().completed), (1, 1));
}
