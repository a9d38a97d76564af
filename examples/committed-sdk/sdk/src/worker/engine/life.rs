//! A worker from its start to its end.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;

use tokio::time::{sleep, timeout};

use super::Engine;
use super::acquire::{Acquire, Stop};
use crate::worker::hooks::panic_text;
use crate::worker::settings::Settings;
use crate::worker::{ShutdownReport, Task, WorkerError, WorkerState};
use crate::{Client, Error};

/// Starts a worker, whose settings are checked, in the current runtime.
pub(in crate::worker) fn start(
    client: Client,
    settings: Settings,
    task: Arc<dyn Task>,
) -> Arc<Engine> {
    let guest = Guest::new(&client);
    let engine = Arc::new(Engine::new(client, settings, task));
    tokio::spawn(live(Arc::clone(&engine), guest));
    engine
}

async fn live(engine: Arc<Engine>, guest: Guest) {
    let ending = Ending(&engine);
    engine.enter(WorkerState::Running);
    match despite_panics(&engine, || Acquire::new(&engine).run()).await {
        Stop::Closing => engine.begin_to_drain(),
        Stop::Failed(error) => {
            engine.fail(error);
            // The jobs in hand are finished; only who closes has no time.
            tokio::select! {
                () = engine.closing() => engine.permits.close(),
                () = engine.slots.empty() => {}
            }
        }
    }
    let in_time = timeout(engine.settings.drain_timeout, engine.slots.empty()).await.is_ok();
    let abandoned = if in_time {
        Vec::new()
    } else {
        engine.give_up.cancel();
        engine.roll.stop_all()
    };
    if !abandoned.is_empty() {
        let keys: Vec<_> = abandoned.iter().map(|key| key.get()).collect();
        tracing::warn!(job_type = engine.job_type(), ?keys, "jobs are abandoned");
    }
    let returned = engine.counters.returned();
    // This is the only place that sets it.
    drop(engine.end.set(ShutdownReport { abandoned, returned }));
    drop(guest);
    drop(ending);
}

/// Takes jobs in hand until the worker closes or fails. A loop that panics is
/// followed by another, a little later.
async fn despite_panics<F>(engine: &Engine, mut take_jobs: impl FnMut() -> F) -> Stop
where
    F: Future<Output = Stop>,
{
    let mut panics = 0;
    loop {
        let message = match unless_it_panics(take_jobs()).await {
            Ok(stop) => return stop,
            Err(message) => message,
        };
        let job_type = engine.job_type().to_owned();
        engine.hooks().error(&WorkerError::Panic { job_type, message });
        panics += 1;
        let pause = engine.pause_after_panic(panics);
        tokio::select! {
            () = engine.closing() => return Stop::Closing,
            () = sleep(pause) => {}
        }
    }
}

/// The output of a future, or what its panic says.
async fn unless_it_panics<T>(future: impl Future<Output = T>) -> Result<T, String> {
    let mut future = pin!(future);
    std::future::poll_fn(|context| {
        match catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(context))) {
            Ok(polled) => polled.map(Ok),
            Err(panic) => Poll::Ready(Err(panic_text(&*panic).to_owned())),
        }
    })
    .await
}

impl Engine {
    /// Waits until the worker, or its client, is closed.
    pub(super) async fn closing(&self) {
        tokio::select! {
            () = self.drain.cancelled() => {}
            () = self.client.shared().traffic.closing().cancelled() => {}
        }
    }

    /// From now on jobs that are not begun are given back.
    pub(super) fn begin_to_drain(&self) {
        if !self.permits.is_closed() {
            self.enter(WorkerState::Draining);
            self.permits.close();
        }
    }

    fn fail(&self, error: Error) {
        let job_type = self.job_type().to_owned();
        // Nobody fails twice.
        drop(self.failure.set(error.clone()));
        self.enter(WorkerState::Failed);
        self.hooks().error(&WorkerError::Failed { job_type, error });
    }
}

/// Says that the worker has ended, also where its runtime ends it.
struct Ending<'a>(&'a Engine);

impl Drop for Ending<'_> {
    fn drop(&mut self) {
        let engine = self.0;
        engine.permits.close();
        // Whoever waits for the end looks at the state.
        drop(engine.end.set(engine.report()));
        if engine.failure.get().is_none() {
            engine.enter(WorkerState::Closed);
        } else {
            engine.state.send_replace(WorkerState::Failed);
        }
    }
}

/// A client is not closed before its workers are.
struct Guest(Client);

impl Guest {
    fn new(client: &Client) -> Self {
        client.shared().traffic.arrive();
        Self(client.clone())
    }
}

impl Drop for Guest {
    fn drop(&mut self) {
        self.0.shared().traffic.leave();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};
    use std::sync::{Arc, Mutex};
    use std::time::Duration;

    use tokio::time::{Instant, timeout};

    use super::{Engine, Stop, despite_panics, unless_it_panics};
    use crate::Client;
    use crate::worker::erase;
    use crate::worker::settings::Settings;

    /// A worker of a gateway that is never asked, and what it complains of.
    fn engine() -> (Engine, Arc<Mutex<Vec<String>>>) {
        let errors = Arc::<Mutex<Vec<String>>>::default();
        let told = Arc::clone(&errors);
        let mut settings = Settings::new("pay".to_owned(), Vec::new());
        settings.hooks.on_error =
            Some(Arc::new(move |error| told.lock().unwrap().push(error.to_string())));
        let client = Client::connect("http://localhost:1").unwrap();
        (Engine::new(client, settings, erase(async || {}, ())), errors)
    }

    #[tokio::test(start_paused = true)]
    async fn a_loop_that_panics_goes_on_after_a_pause() {
        let ((engine, errors), begin) = (engine(), Instant::now());
        let turns = AtomicU32::new(0);
        let stop = despite_panics(&engine, || async {
            tokio::task::yield_now().await;
            let turn = turns.fetch_add(1, Ordering::SeqCst);
            assert!(turn >= 3, "turn {turn}");
            Stop::Closing
        });
        assert!(matches!(stop.await, Stop::Closing));
        assert_eq!((turns.into_inner(), errors.lock().unwrap().len()), (4, 3));
        assert!(errors.lock().unwrap()[2].ends_with("worker for 'pay': turn 2"));
        // 50 + 80 + 128 ms, less a tenth
        assert!(begin.elapsed() >= Duration::from_millis(232), "{:?}", begin.elapsed());
    }

    #[tokio::test(start_paused = true)]
    async fn a_loop_that_always_panics_can_be_closed() {
        let (engine, errors) = engine();
        let closed = async {
            tokio::time::sleep(Duration::from_secs(60)).await;
            engine.close();
        };
        let stop = despite_panics(&engine, || async { panic!("again") });
        let both = async { tokio::join!(stop, closed).0 };
        let stop = timeout(Duration::from_secs(70), both).await.unwrap();
        assert!(matches!(stop, Stop::Closing));
        // At least every 5.5 s, and not much more often than that.
        let count = errors.lock().unwrap().len();
        assert!((10..30).contains(&count), "{count}");
    }

    #[tokio::test]
    async fn a_panic_is_what_it_says() {
        assert_eq!(unless_it_panics(async { 7 }).await, Ok(7));
        let late = async {
            tokio::task::yield_now().await;
            panic!("no {}", 7);
        };
        assert_eq!(unless_it_panics::<()>(late).await, Err("no 7".to_owned()));
    }
}
