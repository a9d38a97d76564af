use std::time::Duration;

use tokio::time::Instant;

use super::{Ask, Next, Polling, polled_share};
use crate::worker::PollState;
use crate::worker::engine::slots::Room;
use crate::worker::settings::Settings;

const MS: Duration = Duration::from_millis(1);

fn polling(max: usize, now: Instant) -> Polling {
    let mut settings = Settings::new("pay".to_owned(), Vec::new());
    settings.max_jobs_active = max;
    Polling::new(&settings, now)
}

fn room(max: usize, polled: usize, streamed: usize) -> Room {
    Room { max, polled, streamed }
}

fn asks(jobs: usize, wait: bool) -> Next {
    Next::Poll(Ask { jobs, wait })
}

/// Polls, gets this many jobs, and ends.
fn poll(polling: &mut Polling, now: Instant, room: Room, streams: bool, jobs: usize) {
    let Next::Poll(ask) = polling.next(now, room, streams) else {
        panic!("no poll: {polling:?}");
    };
    polling.begun(ask, now);
    assert_eq!(polling.next(now, room, streams), Next::Reply);
    if jobs > 0 {
        polling.arrived(jobs);
    }
    polling.ended(now, streams);
}

#[test]
fn the_first_poll_leaves_at_once_for_all_slots() {
    let now = Instant::now();
    assert_eq!(polling(32, now).next(now, room(32, 0, 0), false), asks(32, true));
}

#[test]
fn a_poll_leaves_at_the_threshold_and_for_the_free_slots() {
    let now = Instant::now();
    let polling = polling(32, now);
    for taken in 0..=10 {
        assert_eq!(polling.next(now, room(32, taken, 0), false), asks(32 - taken, true));
    }
    for taken in 11..=40 {
        assert_eq!(polling.next(now, room(32, taken, 0), false), Next::Room(11), "{taken}");
    }
}

/// Whatever was set and whatever is taken: a poll to come, at a time or at a
/// number of slots that says so when it is reached.
#[test]
fn there_is_always_a_poll_to_come() {
    let now = Instant::now();
    for max in [1, 2, 3, 5, 32, 256] {
        for hundredths in [0, 1, 30, 50, 99, 100] {
            let mut settings = Settings::new("pay".to_owned(), Vec::new());
            settings.max_jobs_active = max;
            settings.poll_threshold = f64::from(hundredths) / 100.0;
            let polling = Polling::new(&settings, now);
            for streams in [false, true] {
                assert!(matches!(polling.next(now, room(max, 0, 0), streams), Next::Poll(_)));
                for taken in 0..=max + 2 {
                    match polling.next(now, room(max, taken, 0), streams) {
                        Next::Poll(ask) => {
                            assert!(ask.jobs > 0 && ask.jobs <= max - taken, "{ask:?}");
                        }
                        Next::Room(below) => {
                            assert!(
                                below > 0 && (streams || below <= taken),
                                "{max} {taken} {below}"
                            );
                        }
                        next => panic!("{next:?}"),
                    }
                }
                if let Next::Room(below) = polling.next(now, room(max, max, 0), false) {
                    let next = polling.next(now, room(max, below - 1, 0), false);
                    assert!(matches!(next, Next::Poll(_)), "{max} {hundredths}: {next:?}");
                }
            }
        }
    }
}

#[test]
fn after_jobs_the_next_poll_waits_for_nothing_but_room() {
    let now = Instant::now();
    let mut polling = polling(32, now);
    poll(&mut polling, now, room(32, 0, 0), false, 5);
    assert_eq!(polling.next(now, room(32, 5, 0), false), asks(27, true));
    assert_eq!(polling.shown(Next::Room(11)), PollState::Idle);
}

#[test]
fn after_nothing_the_next_poll_waits_the_interval() {
    let now = Instant::now();
    let mut polling = polling(32, now);
    for _ in 0..5 {
        poll(&mut polling, now, room(32, 0, 0), false, 0);
        let next = polling.next(now, room(32, 0, 0), false);
        assert_eq!(next, Next::At(now + 100 * MS));
        assert_eq!(polling.shown(next), PollState::Scheduled);
        polling.alone(now + 100 * MS);
        assert_eq!(polling.next(now + 100 * MS, room(32, 0, 0), false), asks(32, true));
        polling = self::polling(32, now);
    }
}

#[test]
fn failures_are_counted_until_a_reply() {
    let now = Instant::now();
    let mut polling = polling(32, now);
    for count in 1..=200 {
        polling.begun(Ask { jobs: 1, wait: true }, now);
        assert_eq!(polling.count_failure(), count);
        polling.failed(now, 7 * MS);
        let next = polling.next(now, room(32, 0, 0), false);
        assert_eq!((next, polling.shown(next)), (Next::At(now + 7 * MS), PollState::BackingOff));
    }
    poll(&mut polling, now + 7 * MS, room(32, 0, 0), false, 0);
    assert_eq!(polling.count_failure(), 1);
    polling.begun(Ask { jobs: 1, wait: true }, now);
    polling.arrived(1);
    assert_eq!(polling.count_failure(), 1);
}

#[test]
fn replies_that_are_too_large_halve_the_number_down_to_one() {
    let now = Instant::now();
    let mut polling = polling(32, now);
    for expected in [32, 16, 8, 4, 2, 1] {
        assert_eq!(polling.next(now, room(32, 0, 0), false), asks(expected, true));
        polling.begun(Ask { jobs: expected, wait: true }, now);
        assert_eq!(polling.halve(now), expected > 1);
    }
    polling.failed(now, MS);
    let later = now + MS;
    for expected in [1, 2, 3] {
        assert_eq!(polling.next(later, room(32, 0, 0), false), asks(expected, true));
        poll(&mut polling, later, room(32, 0, 0), false, 1);
    }
}

#[test]
fn a_quarter_of_the_slots_is_left_to_polls() {
    let shares: Vec<_> = [1, 2, 3, 4, 8, 32, 256].map(polled_share).into();
    assert_eq!(shares, [1, 1, 1, 1, 2, 8, 64]);
}

#[test]
fn beside_a_stream_a_poll_that_waits_takes_the_share_of_polls() {
    let now = Instant::now();
    let polling = polling(32, now);
    assert_eq!(polling.next(now, room(32, 0, 0), true), asks(8, true));
    assert_eq!(polling.next(now, room(32, 0, 24), true), asks(8, true));
    assert_eq!(polling.next(now, room(32, 2, 24), true), asks(6, true));
    assert_eq!(polling.next(now, room(32, 3, 24), true), Next::Room(32));
}

#[test]
fn jobs_that_only_polls_bring_get_the_slots_that_the_stream_leaves() {
    let now = Instant::now();
    let mut polling = polling(32, now);
    poll(&mut polling, now, room(32, 0, 0), true, 8);
    assert_eq!(polling.next(now, room(32, 0, 0), true), asks(31, false));
    assert_eq!(polling.next(now, room(32, 8, 0), true), asks(23, false));
    assert_eq!(polling.next(now, room(32, 0, 24), true), asks(8, false));
    assert_eq!(polling.next(now, room(32, 0, 12), true), asks(20, false));
    poll(&mut polling, now, room(32, 0, 24), true, 0);
    assert_eq!(polling.next(now + 100 * MS, room(32, 0, 24), true), asks(8, true));
}

#[test]
fn one_slot_is_never_kept_from_the_stream_by_a_poll_that_waits() {
    let now = Instant::now();
    let mut polling = polling(1, now);
    for _ in 0..3 {
        assert_eq!(polling.next(now, room(1, 0, 0), true), asks(1, false));
        poll(&mut polling, now, room(1, 0, 0), true, 1);
    }
    assert_eq!(polling.next(now, room(1, 0, 1), true), Next::Room(1));
}

#[test]
fn while_a_stream_serves_empty_polls_become_rare() {
    let start = Instant::now();
    let (mut polling, mut now) = (polling(32, start), start);
    let mut pauses = Vec::new();
    for _ in 0..12 {
        poll(&mut polling, now, room(32, 0, 0), true, 0);
        let Next::At(next) = polling.next(now, room(32, 0, 0), true) else { panic!() };
        pauses.push((next - now).as_millis());
        now = next;
    }
    let expected =
        [100, 200, 400, 800, 1_600, 3_200, 6_400, 12_800, 25_600, 51_200, 60_000, 60_000];
    assert_eq!(pauses, expected);
    poll(&mut polling, now, room(32, 0, 0), true, 0);
    polling.alone(now);
    assert_eq!(polling.next(now, room(32, 0, 0), false), Next::At(now + 100 * MS));
}
