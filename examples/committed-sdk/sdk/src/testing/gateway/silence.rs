//! A connection that is open and silent: half a minute passes in no time here,
//! so the pings that find it out are those of every client.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::DuplexStream;
use tokio::time::{Instant, sleep};

use super::FakeGateway;
use super::server::Memory;
use crate::gateway::jobs::HAS_STREAMS;
use crate::testing::TestJob;
use crate::transport::{Io, Listener};
use crate::worker::defaults::REQUEST_TIMEOUT as DEFAULT_POLL;
use crate::{Client, Error};

const PINGS: Duration = Duration::from_secs(45);
const ANSWERS: Duration = Duration::from_secs(20);

/// A network that swallows all of its first connection.
struct Swallows {
    gateway: Memory,
    first: Mutex<Option<DuplexStream>>,
}

impl std::fmt::Debug for Swallows {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Swallows")
    }
}

impl Listener for Swallows {
    fn accept(&self) -> Box<dyn Io> {
        let mut first = self.first.lock().unwrap();
        if first.is_some() {
            return self.gateway.accept();
        }
        let (near, far) = tokio::io::duplex(64 * 1024);
        *first = Some(far);
        Box::new(hyper_util::rt::TokioIo::new(near))
    }
}

fn client(gateway: &FakeGateway) -> Client {
    let gateway = Memory::new(Arc::clone(&gateway.answers));
    let network = Swallows { gateway, first: Mutex::default() };
    FakeGateway::client_over(Arc::new(network), Some(PINGS), Client::builder()).unwrap()
}

/// Polls at default settings end before the pings say anything, longer ones
/// because of them; streams have no other end.
#[tokio::test(start_paused = true)]
async fn a_worker_learns_from_pings_that_nobody_is_there() {
    const LONG_POLL: Duration = Duration::from_secs(600);
    for (stream, poll) in [(false, DEFAULT_POLL), (false, LONG_POLL), (HAS_STREAMS, LONG_POLL)] {
        let (gateway, errors) = (FakeGateway::new(), Arc::new(Mutex::new(Vec::new())));
        let client = client(&gateway);
        let _job = gateway.add_job(TestJob::new("charge"));
        let heard = Arc::clone(&errors);
        let pause = move |_, error: &Error| {
            heard.lock().unwrap().push(error.to_string());
            Duration::from_millis(1)
        };
        let begin = Instant::now();
        let worker = client.worker("charge").stream(stream).request_timeout(poll);
        let worker = worker.backoff_by(pause).handler(async || {}).start().unwrap();
        while worker.stats().completed == 0 {
            assert!(begin.elapsed() < 2 * (PINGS + ANSWERS), "{:?}", worker.stats());
            sleep(Duration::from_millis(100)).await;
        }
        assert!(begin.elapsed() >= PINGS);
        worker.shutdown().await;
        let errors = errors.lock().unwrap();
        assert!((1..=2).contains(&errors.len()), "{errors:?}");
        let of_pings = |error: &String| error.contains("stopped answering pings");
        assert!(errors.iter().all(of_pings), "{errors:?}");
    }
}
