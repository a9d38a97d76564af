//! When the worker has a stream of jobs open, and reads it. No clock, no
//! network: the loop in `acquire` tells what happens and does what it is told.

use std::time::Duration;

use tokio::time::Instant;

use super::polling::{after, polled_share};
use super::slots::Room;
use crate::worker::settings::Settings;
use crate::worker::{StreamEnd, StreamState, defaults};

/// The stream of a worker.
#[derive(Debug)]
pub(super) struct Streaming {
    state: State,
    failures: u32,
    interval: Duration,
    lifetime: Duration,
    longest_silence: Duration,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum State {
    /// For the life of the worker.
    Off,
    Waiting {
        not_before: Instant,
    },
    Underway(Underway),
}

/// A stream that is open, or being opened: gateways answer with the first job.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Underway {
    since: Instant,
    answered: bool,
    /// When something has come, or could have been read for the first time.
    quiet_since: Instant,
    old_at: Instant,
}

/// What comes next.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Next {
    /// Nothing, ever.
    Nothing,
    /// To open a stream.
    Open,
    /// To end it and open another.
    Renew(StreamEnd),
    /// To wait for its answer, or a job, until this moment.
    Read(Instant),
    /// To read nothing until a slot is given back, or until this moment.
    Full(Instant),
    /// To wait until this moment.
    At(Instant),
}

impl Streaming {
    pub(super) fn new(settings: &Settings, now: Instant) -> Self {
        Self {
            state: if settings.stream { State::Waiting { not_before: now } } else { State::Off },
            failures: 0,
            interval: settings.poll_interval,
            lifetime: settings.stream_lifetime,
            longest_silence: settings.stream_idle,
        }
    }

    /// Whether polls leave slots to a stream: to the one that is there, and to
    /// the next one while there is none, or a poll that waits would hold them.
    pub(super) fn has_share(&self) -> bool {
        !matches!(self.state, State::Off)
    }

    /// Whether there is a stream, so that polls are less urgent.
    pub(super) fn serves(&self) -> bool {
        matches!(self.state, State::Underway(_))
    }

    /// What comes next.
    pub(super) fn next(&self, now: Instant, room: Room) -> Next {
        let stream = match self.state {
            State::Off => return Next::Nothing,
            State::Waiting { not_before } if not_before > now => return Next::At(not_before),
            State::Waiting { .. } => return Next::Open,
            State::Underway(stream) => stream,
        };
        if stream.old_at <= now {
            return Next::Renew(StreamEnd::Old);
        }
        if !has_room(room) {
            return Next::Full(stream.old_at);
        }
        let silent_at = after(stream.quiet_since, self.longest_silence);
        if silent_at <= now {
            return Next::Renew(StreamEnd::Idle);
        }
        Next::Read(silent_at.min(stream.old_at))
    }

    /// A stream is being opened; `vary` makes its life longer or shorter at
    /// random.
    pub(super) fn begun(&mut self, now: Instant, vary: impl FnOnce(Duration) -> Duration) {
        self.state = State::Underway(Underway {
            since: now,
            answered: false,
            quiet_since: now,
            old_at: after(now, vary(self.lifetime)),
        });
    }

    /// The gateway has answered, or sent a job.
    pub(super) fn heard(&mut self, now: Instant, job: bool) {
        if let State::Underway(stream) = &mut self.state {
            stream.answered = true;
            stream.quiet_since = now;
        }
        if job {
            self.failures = 0;
        }
    }

    /// It has not been read until now, so its silence meant nothing.
    pub(super) fn read_again(&mut self, now: Instant) {
        if let State::Underway(stream) = &mut self.state {
            stream.quiet_since = now;
        }
    }

    /// How long it has been open, or been opened.
    pub(super) fn age(&self, now: Instant) -> Duration {
        match self.state {
            State::Underway(stream) => now.saturating_duration_since(stream.since),
            State::Off | State::Waiting { .. } => Duration::ZERO,
        }
    }

    /// Counts a failure, and says the how manieth in a row it is.
    pub(super) fn count_failure(&mut self, now: Instant) -> u32 {
        if self.age(now) >= defaults::STREAM_SETTLED {
            self.failures = 0;
        }
        self.failures = self.failures.saturating_add(1);
        self.failures
    }

    /// It has ended. `pause` is how long to wait after a failure.
    pub(super) fn ended(&mut self, now: Instant, end: StreamEnd, pause: Duration) {
        let pause = match end {
            StreamEnd::Unknown => {
                self.state = State::Off;
                return;
            }
            StreamEnd::Failed => pause,
            StreamEnd::Ended => self.interval,
            StreamEnd::Idle | StreamEnd::Old => Duration::ZERO,
        };
        self.state = State::Waiting { not_before: after(now, pause) };
    }

    pub(super) fn shown(&self) -> StreamState {
        match self.state {
            State::Off => StreamState::Closed,
            State::Waiting { .. } => StreamState::BackingOff,
            State::Underway(stream) if stream.answered => StreamState::Open,
            State::Underway(_) => StreamState::Opening,
        }
    }
}

/// Whether a job of the stream has a slot.
pub(super) fn has_room(room: Room) -> bool {
    let most = (room.max - polled_share(room.max)).max(1);
    room.streamed < most && room.free() > 0
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::time::Instant;

    use super::{Next, Streaming};
    use crate::worker::engine::slots::Room;
    use crate::worker::settings::Settings;
    use crate::worker::{StreamEnd, StreamState};

    const SECOND: Duration = Duration::from_secs(1);
    const EMPTY: Room = Room { max: 32, polled: 0, streamed: 0 };

    fn opened(now: Instant) -> Streaming {
        let mut settings = Settings::new("pay".to_owned(), Vec::new());
        settings.stream = true;
        let mut streaming = Streaming::new(&settings, now);
        assert_eq!(streaming.next(now, EMPTY), Next::Open);
        streaming.begun(now, |lifetime| lifetime);
        streaming
    }

    #[test]
    fn there_is_none_unless_it_is_switched_on() {
        let now = Instant::now();
        let streaming = Streaming::new(&Settings::new("pay".to_owned(), Vec::new()), now);
        assert_eq!(streaming.next(now, EMPTY), Next::Nothing);
        assert!(!streaming.serves() && !streaming.has_share());
    }

    #[test]
    fn is_read_only_with_a_slot_of_its_own() {
        let now = Instant::now();
        let streaming = opened(now);
        let reads = |polled, streamed, max| {
            matches!(streaming.next(now, Room { max, polled, streamed }), Next::Read(_))
        };
        assert!(reads(0, 23, 32) && reads(8, 23, 32));
        assert!(!reads(0, 24, 32) && !reads(32, 0, 32) && !reads(9, 23, 32));
        assert!(reads(0, 0, 1) && !reads(1, 0, 1) && !reads(0, 1, 1));
        assert!(reads(1, 0, 2) && !reads(0, 1, 2));
    }

    #[test]
    fn is_opened_anew_when_it_is_silent_or_old() {
        let now = Instant::now();
        let mut streaming = opened(now);
        assert_eq!(streaming.next(now, EMPTY), Next::Read(now + 600 * SECOND));
        assert_eq!(streaming.next(now + 600 * SECOND, EMPTY), Next::Renew(StreamEnd::Idle));
        streaming.heard(now + 599 * SECOND, true);
        assert_eq!(streaming.next(now + 600 * SECOND, EMPTY), Next::Read(now + 1_199 * SECOND));
        let old = now + 28_800 * SECOND;
        assert_eq!(streaming.next(old, EMPTY), Next::Renew(StreamEnd::Old));
        streaming.ended(old, StreamEnd::Old, SECOND);
        assert_eq!(streaming.next(old, EMPTY), Next::Open);
    }

    #[test]
    fn silence_counts_only_where_it_is_listened_to() {
        let now = Instant::now();
        let mut streaming = opened(now);
        let full = Room { streamed: 24, ..EMPTY };
        let later = now + 700 * SECOND;
        assert_eq!(streaming.next(later, full), Next::Full(now + 28_800 * SECOND));
        streaming.read_again(later);
        assert_eq!(streaming.next(later, EMPTY), Next::Read(later + 600 * SECOND));
    }

    #[test]
    fn failures_are_forgotten_after_a_job_or_some_time() {
        let now = Instant::now();
        let mut streaming = opened(now);
        assert_eq!((streaming.count_failure(now), streaming.count_failure(now)), (1, 2));
        streaming.heard(now, false);
        assert_eq!(streaming.count_failure(now), 3);
        streaming.heard(now, true);
        assert_eq!(streaming.count_failure(now), 1);
        assert_eq!(streaming.count_failure(now + 29 * SECOND), 2);
        assert_eq!(streaming.count_failure(now + 30 * SECOND), 1);
    }

    #[test]
    fn pauses_after_a_failure_and_a_little_after_an_end() {
        let now = Instant::now();
        let mut streaming = opened(now);
        streaming.ended(now, StreamEnd::Failed, 3 * SECOND);
        assert_eq!(streaming.next(now, EMPTY), Next::At(now + 3 * SECOND));
        assert_eq!(streaming.shown(), StreamState::BackingOff);
        assert!(!streaming.serves() && streaming.has_share());
        assert_eq!(streaming.next(now + 3 * SECOND, EMPTY), Next::Open);
        streaming.ended(now, StreamEnd::Ended, 3 * SECOND);
        assert_eq!(streaming.next(now, EMPTY), Next::At(now + SECOND / 10));
    }

    #[test]
    fn a_gateway_without_streams_is_not_asked_again() {
        let now = Instant::now();
        let mut streaming = opened(now);
        streaming.ended(now, StreamEnd::Unknown, SECOND);
        assert_eq!(streaming.next(now + 1_000_000 * SECOND, EMPTY), Next::Nothing);
        assert_eq!(streaming.shown(), StreamState::Closed);
        assert!(!streaming.has_share());
    }
}
