//! The loop that takes jobs in hand: it does what `polling` and `streaming` say
//! comes next, waits until something happens, and tells them.

use std::sync::Arc;
use std::time::Duration;

use tokio::task::yield_now;
use tokio::time::Instant;

use super::Engine;
use super::alarm::Alarm;
use super::fault::{self, Fault};
use super::polling::{self, Ask, Polling};
use super::reply::{Reply, Step};
use super::slots::{Reserved, Room};
use super::streaming::{self, Streaming};
use crate::Error;
use crate::gateway::{ActivatedJob, jobs};
use crate::values::RequestTimeout;
use crate::worker::backoff::vary;
use crate::worker::stats::count;
use crate::worker::{
    PollState, Source, StreamEnd, StreamEnded, StreamState, WorkerError, defaults,
};

/// How many jobs are started at a stretch.
const AT_ONCE: usize = 32;

/// Why no more jobs are taken in hand.
#[derive(Debug)]
pub(super) enum Stop {
    /// The worker or its client is closed.
    Closing,
    /// Polling can never succeed.
    Failed(Error),
}

/// The loop and what it has under way.
pub(super) struct Acquire<'a> {
    engine: &'a Arc<Engine>,
    polling: Polling,
    streaming: Streaming,
    poll: Option<(Reply, Reserved)>,
    stream: Option<Reply>,
    /// Whether the stream may be read.
    reads: bool,
    alarm: Alarm,
    /// Where the last jobs came from; where there is one slot for both, they
    /// take turns.
    last: Source,
}

/// Something has happened.
enum Event {
    Polled(Step),
    Pushed(Step),
    /// A slot was given back, or a time has come.
    Look,
    Closing,
}

impl<'a> Acquire<'a> {
    pub(super) fn new(engine: &'a Arc<Engine>) -> Self {
        let now = Instant::now();
        Self {
            engine,
            polling: Polling::new(&engine.settings, now),
            streaming: Streaming::new(&engine.settings, now),
            poll: None,
            stream: None,
            reads: false,
            alarm: Alarm::new(now),
            last: Source::Poll,
        }
    }

    pub(super) async fn run(mut self) -> Stop {
        let stop = self.take_jobs().await;
        if let Stop::Closing = stop {
            self.engine.begin_to_drain();
        }
        self.salvage().await;
        stop
    }

    async fn take_jobs(&mut self) -> Stop {
        let engine = self.engine;
        let mut closing = std::pin::pin!(engine.closing());
        loop {
            self.act().await;
            let event = tokio::select! {
                biased;
                () = &mut closing => Event::Closing,
                step = polled(&mut self.poll) => Event::Polled(step),
                step = pushed(&mut self.stream, self.reads) => Event::Pushed(step),
                () = engine.slots.freed() => Event::Look,
                () = self.alarm.rings() => Event::Look,
            };
            match event {
                Event::Closing => return Stop::Closing,
                Event::Polled(step) => {
                    if let Some(error) = self.polled(step).await {
                        return Stop::Failed(error);
                    }
                }
                Event::Pushed(step) => {
                    self.pushed(step);
                    self.read_on().await;
                }
                Event::Look => {}
            }
        }
    }

    /// Does what comes next, until there is something to wait for.
    async fn act(&mut self) {
        loop {
            let (now, room) = (Instant::now(), self.engine.slots.room());
            let stream = self.streaming.next(now, room);
            if self.act_on_stream(stream, now) || self.gives_way(room).await {
                continue;
            }
            let poll = self.polling.next(now, room, self.streaming.has_share());
            if let polling::Next::Poll(ask) = poll {
                self.begin_poll(ask, now);
                continue;
            }
            self.engine.poll.set(self.polling.shown(poll));
            self.engine.stream.set(self.streaming.shown());
            let wake = wake_below(poll, stream, room);
            self.engine.slots.wake_below(wake);
            self.alarm.set(earliest(poll, stream));
            // What was given back while this was set up has woken nobody.
            let then = self.engine.slots.room();
            if wake == 0 || then == room || !self.streaming.has_share() && then.taken() >= wake {
                return;
            }
        }
    }

    /// Opens or ends a stream. True if it did.
    fn act_on_stream(&mut self, next: streaming::Next, now: Instant) -> bool {
        let reads = match next {
            streaming::Next::Open => {
                self.open_stream(now);
                return true;
            }
            streaming::Next::Renew(reason) => {
                self.stream_ended(reason, None, now);
                return true;
            }
            streaming::Next::Read(_) => true,
            streaming::Next::Full(_) | streaming::Next::At(_) | streaming::Next::Nothing => false,
        };
        let again = reads && !self.reads;
        self.reads = reads;
        if again {
            self.streaming.read_again(now);
        }
        again
    }

    /// Where one slot serves both and the last job was polled, a job that the
    /// stream has brought goes first. True if there was something.
    async fn gives_way(&mut self, room: Room) -> bool {
        let one_for_both = room.max == 1 && self.reads && self.last == Source::Poll;
        let Some(stream) = self.stream.as_mut().filter(|_| one_for_both) else {
            return false;
        };
        match stream.at_once().await {
            Some(step) => {
                self.pushed(step);
                true
            }
            None => false,
        }
    }

    fn begin_poll(&mut self, ask: Ask, now: Instant) {
        let engine = self.engine;
        let wait = if ask.wait {
            RequestTimeout::After(engine.settings.request_timeout)
        } else {
            RequestTimeout::NoLongPoll
        };
        let most = i32::try_from(ask.jobs).unwrap_or(i32::MAX);
        let reserved = engine.slots.reserve(ask.jobs);
        let call = jobs::poll(&engine.client, &engine.wanted, most, wait);
        self.poll = Some((Reply::Asked(call.into_future()), reserved));
        self.polling.begun(ask, now);
    }

    /// Goes on after a step of a poll. An error is one that will last.
    async fn polled(&mut self, step: Step) -> Option<Error> {
        let now = Instant::now();
        match step {
            Step::Answered => return None,
            Step::Job(job) => {
                self.take_polled(*job, now).await;
                return None;
            }
            Step::Ended => {
                count(&self.engine.counters.polls);
                self.engine.tell_polled(self.polling.flight(), now, None);
                self.polling.ended(now, self.streaming.serves());
            }
            Step::Failed(error) => {
                self.engine.tell_polled(self.polling.flight(), now, Some(&error));
                if let Some(error) = self.poll_failed(error, now) {
                    self.poll = None;
                    return Some(error);
                }
            }
        }
        self.poll = None;
        None
    }

    /// Takes a job in hand, and those that came with it. Every now and then the
    /// first of them may run, and send what comes of them, before the last
    /// begin: otherwise a gateway that has given many jobs at once has nothing
    /// to do until all of them are done.
    async fn take_polled(&mut self, job: ActivatedJob, now: Instant) {
        let Some((reply, reserved)) = &mut self.poll else { return };
        let jobs = 1 + reply.arrived();
        self.last = Source::Poll;
        self.polling.arrived(jobs);
        self.engine.tell_arrived(Source::Poll, jobs);
        self.engine.take_in(job, reserved.take(), now);
        for taken in 1..jobs {
            if taken % AT_ONCE == 0 {
                yield_now().await;
            }
            let Some(job) = reply.next_arrived() else { return };
            self.engine.take_in(job, reserved.take(), now);
        }
    }

    fn poll_failed(&mut self, error: Error, now: Instant) -> Option<Error> {
        let engine = self.engine;
        let flight = self.polling.flight();
        let lasted =
            flight.map_or(Duration::ZERO, |flight| now.saturating_duration_since(flight.since));
        let waits = flight.filter(|flight| flight.waits).map(|_| engine.settings.request_timeout);
        match fault::of_poll(&error, lasted, waits) {
            Fault::TimeIsUp => {
                count(&engine.counters.polls);
                self.polling.ended(now, self.streaming.serves());
                return None;
            }
            Fault::Lasting => return Some(error),
            Fault::TooLarge if self.polling.halve(now) => {
                tracing::warn!(job_type = engine.job_type(), %error, "asks for fewer jobs");
                return None;
            }
            Fault::TooLarge => engine.hooks().error(&WorkerError::TooLarge {
                job_type: engine.job_type().to_owned(),
                error: error.clone(),
            }),
            Fault::Passing => {}
        }
        count(&engine.counters.polls_failed);
        let failures = self.polling.count_failure();
        let pause = engine.pause_after(failures, &error);
        engine.log_failure("a poll failed", failures, &error, pause);
        self.polling.failed(now, pause);
        None
    }

    fn open_stream(&mut self, now: Instant) {
        let engine = self.engine;
        // An API without streams refuses the setting.
        self.stream = jobs::stream(&engine.client, &engine.wanted).map(Reply::Asked);
        count(&engine.counters.streams);
        let jitter = &engine.client.shared().jitter;
        let part = defaults::STREAM_LIFETIME_JITTER;
        self.streaming.begun(now, |lifetime| vary(lifetime, part, jitter));
        self.reads = false;
    }

    /// Goes on after a step of the stream.
    fn pushed(&mut self, step: Step) {
        let now = Instant::now();
        match step {
            Step::Answered => self.streaming.heard(now, false),
            Step::Job(job) => {
                self.streaming.heard(now, true);
                self.last = Source::Stream;
                let slot = self.engine.slots.take(Source::Stream);
                self.engine.take_in(*job, slot, now);
                self.engine.tell_arrived(Source::Stream, 1);
            }
            Step::Ended => self.stream_ended(StreamEnd::Ended, None, now),
            Step::Failed(error) if fault::knows_no_streams(&error) => {
                self.stream_ended(StreamEnd::Unknown, Some(&error), now);
            }
            Step::Failed(error) => self.stream_ended(StreamEnd::Failed, Some(&error), now),
        }
    }

    /// Reads what the stream has brought already, while there are slots for it.
    async fn read_on(&mut self) {
        for _ in 1..AT_ONCE {
            let has_room = streaming::has_room(self.engine.slots.room());
            let Some(stream) = self.stream.as_mut().filter(|_| has_room) else { return };
            let Some(step) = stream.at_once().await else { return };
            self.pushed(step);
        }
        yield_now().await;
    }

    fn stream_ended(&mut self, end: StreamEnd, error: Option<&Error>, now: Instant) {
        let engine = self.engine;
        self.stream = None;
        self.reads = false;
        let (job_type, open) = (engine.job_type(), self.streaming.age(now));
        let event = StreamEnded { job_type, reason: end, open, error };
        let pause = error.map_or(Duration::ZERO, |error| {
            let failures = self.streaming.count_failure(now);
            let pause = engine.pause_after(failures, error);
            engine.log_failure("the stream of jobs failed", failures, error, pause);
            pause
        });
        tracing::debug!(job_type, reason = ?end, ?open, "a stream of jobs has ended");
        self.streaming.ended(now, end, pause);
        if matches!(end, StreamEnd::Unknown | StreamEnd::Failed) {
            self.polling.alone(now);
        }
        engine.hooks().observe(|observer| observer.stream_ended(&event));
    }

    /// Takes in hand what has arrived while the worker was told to stop.
    async fn salvage(&mut self) {
        let now = Instant::now();
        if let Some((mut reply, mut reserved)) = self.poll.take() {
            let jobs = reply.salvage().await;
            self.engine.tell_arrived(Source::Poll, jobs.len());
            for job in jobs {
                self.engine.take_in(job, reserved.take(), now);
            }
        }
        if let Some(mut stream) = self.stream.take() {
            let jobs = stream.salvage().await;
            self.engine.tell_arrived(Source::Stream, jobs.len());
            for job in jobs {
                self.engine.take_in(job, self.engine.slots.take(Source::Stream), now);
            }
        }
        self.engine.poll.set(PollState::Idle);
        self.engine.stream.set(StreamState::Closed);
    }
}

async fn polled(poll: &mut Option<(Reply, Reserved)>) -> Step {
    match poll {
        Some((reply, _)) => reply.next().await,
        None => std::future::pending().await,
    }
}

async fn pushed(stream: &mut Option<Reply>, reads: bool) -> Step {
    match stream {
        Some(reply) if reads => reply.next().await,
        _ => std::future::pending().await,
    }
}

/// At how many slots the loop has to look again.
fn wake_below(poll: polling::Next, stream: streaming::Next, room: Room) -> usize {
    match (poll, stream) {
        (_, streaming::Next::Full(_)) => room.max,
        (polling::Next::Room(below), _) => below,
        _ => 0,
    }
}

/// When the loop has to look again at the latest.
fn earliest(poll: polling::Next, stream: streaming::Next) -> Option<Instant> {
    let poll = match poll {
        polling::Next::At(at) => Some(at),
        _ => None,
    };
    let stream = match stream {
        streaming::Next::Read(at) | streaming::Next::Full(at) | streaming::Next::At(at) => Some(at),
        _ => None,
    };
    poll.into_iter().chain(stream).min()
}
