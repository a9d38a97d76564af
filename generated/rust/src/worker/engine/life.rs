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
    match acquire(&engine).await {
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

/// Takes jobs in hand until the worker closes or fails. After a panic in the
/// loop it goes on, a little later.
async fn acquire(engine: &Arc<Engine>) -> Stop {
    let mut panics = 0;
    loop {
        let message = match unless_it_panics(Acquire::new(engine).run()).await {
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
    use super::unless_it_panics;

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
