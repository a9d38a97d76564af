//! The limiter against gateways that serve only so many calls at once.

use std::cell::{Cell, RefCell};
use std::future::Future;
use std::pin::pin;
use std::rc::Rc;
use std::task::Poll;
use std::time::Duration;

use tokio::task::LocalSet;
use tokio::time::{Instant, sleep, timeout};

use super::{Backpressure, BackpressurePolicy, Limiter};
use crate::retry::Jitter;

/// A gateway that serves some calls at once, each for 10 ms, and pushes the
/// others back after 1 ms.
struct Gateway {
    capacity: Cell<usize>,
    serving: Cell<usize>,
    pushbacks: Cell<usize>,
}

impl Gateway {
    fn new(capacity: usize) -> Rc<Self> {
        Rc::new(Self {
            capacity: Cell::new(capacity),
            serving: Cell::new(0),
            pushbacks: Cell::new(0),
        })
    }

    async fn serves(&self) -> bool {
        if self.serving.get() >= self.capacity.get() {
            self.pushbacks.set(self.pushbacks.get() + 1);
            sleep(Duration::from_millis(1)).await;
            return false;
        }
        self.serving.set(self.serving.get() + 1);
        sleep(Duration::from_millis(10)).await;
        self.serving.set(self.serving.get() - 1);
        true
    }
}

/// The loop of a call around the limiter.
async fn call(limiter: &Limiter, gateway: &Gateway, jitter: &Jitter, in_flight: usize) {
    let policy = BackpressurePolicy::default();
    let mut place = limiter.admit().await;
    let mut pushbacks = 0;
    loop {
        if gateway.serves().await {
            place.succeeded();
            return;
        }
        let kept = limiter.pushed_back(place, in_flight);
        pushbacks += 1;
        sleep(policy.pause_after(pushbacks, jitter)).await;
        place = limiter.admit_again(kept).await;
    }
}

/// Makes calls from several callers and returns when each was done.
async fn flood(
    limiter: &Rc<Limiter>,
    gateway: &Rc<Gateway>,
    callers: usize,
    calls: usize,
) -> Vec<Duration> {
    let began = Instant::now();
    let left = Rc::new(Cell::new(calls));
    let done = Rc::new(RefCell::new(Vec::new()));
    let jitter = Rc::new(Jitter::seeded(7));
    let local = LocalSet::new();
    for _ in 0..callers {
        let (limiter, gateway) = (Rc::clone(limiter), Rc::clone(gateway));
        let (left, done, jitter) = (Rc::clone(&left), Rc::clone(&done), Rc::clone(&jitter));
        local.spawn_local(async move {
            while left.get() > 0 {
                left.set(left.get() - 1);
                call(&limiter, &gateway, &jitter, callers).await;
                done.borrow_mut().push(began.elapsed());
            }
        });
    }
    local.await;
    done.take()
}

fn limiter() -> Rc<Limiter> {
    Rc::new(Limiter::new(BackpressurePolicy::default()))
}

async fn polled_once<F: Future>(future: F) -> Poll<F::Output> {
    let mut future = pin!(future);
    std::future::poll_fn(|cx| Poll::Ready(future.as_mut().poll(cx))).await
}

#[tokio::test(start_paused = true)]
async fn nobody_waits_while_nobody_pushes_back() {
    let (limiter, gateway) = (limiter(), Gateway::new(1_000));
    let done = flood(&limiter, &gateway, 300, 3_000).await;
    assert_eq!(done.len(), 3_000);
    assert_eq!(done.last(), Some(&Duration::from_millis(100)));
    assert_eq!(limiter.read(), Backpressure::default());
}

#[tokio::test(start_paused = true)]
async fn every_call_gets_through_and_the_limit_is_found() {
    for capacity in [1, 4, 20, 100] {
        let (limiter, gateway) = (limiter(), Gateway::new(capacity));
        let done = flood(&limiter, &gateway, 300, 2_000).await;
        assert_eq!(done.len(), 2_000);
        let least = Duration::from_millis(10 * 2_000 / capacity as u64);
        let took = done[1_999];
        assert!(took < least * 2 + Duration::from_millis(500), "{capacity}: {took:?}, {least:?}");
        let limit = limiter.read().limit.unwrap();
        assert!(limit <= capacity * 2 && limit * 2 >= capacity, "{capacity}: {limit}");
        let wasted = gateway.pushbacks.get();
        assert!(wasted < 4_000, "{capacity}: {wasted} pushbacks");
    }
}

#[tokio::test(start_paused = true)]
async fn the_limit_rises_when_the_gateway_recovers_and_is_lifted() {
    let (limiter, gateway) = (limiter(), Gateway::new(5));
    flood(&limiter, &gateway, 100, 500).await;
    let before = limiter.read().limit.unwrap();
    gateway.capacity.set(200);
    flood(&limiter, &gateway, 100, 4_000).await;
    let after = limiter.read().limit.unwrap();
    assert!(before <= 10 && after >= 50, "{before} to {after}");
    sleep(Duration::from_secs(61)).await;
    flood(&limiter, &gateway, 1, 1).await;
    assert_eq!(limiter.read().limit, None);
}

#[tokio::test(start_paused = true)]
async fn the_line_is_first_come_first_served_behind_those_pushed_back() {
    let limiter = limiter();
    drop(limiter.pushed_back(limiter.admit().await, 1));
    let first = limiter.admit().await;
    let mut second = pin!(limiter.admit());
    let mut third = pin!(limiter.admit());
    assert!(polled_once(second.as_mut()).await.is_pending());
    assert!(polled_once(third.as_mut()).await.is_pending());
    let mut again = pin!(limiter.admit_again(super::Place::free()));
    assert!(polled_once(again.as_mut()).await.is_pending());
    assert_eq!(limiter.read(), Backpressure { limit: Some(1), in_flight: 1, waiting: 3 });

    drop(first);
    let again = again.await;
    assert!(polled_once(second.as_mut()).await.is_pending());
    drop(again);
    let second = second.await;
    assert!(polled_once(third.as_mut()).await.is_pending());
    drop(second);
    third.await.succeeded();
    assert_eq!(limiter.read().in_flight, 0);
}

#[tokio::test(start_paused = true)]
async fn who_goes_away_gives_the_place_to_the_next() {
    let limiter = limiter();
    drop(limiter.pushed_back(limiter.admit().await, 1));
    let first = limiter.admit().await;
    // Gone while waiting.
    assert!(timeout(Duration::from_millis(1), limiter.admit()).await.is_err());
    assert_eq!(limiter.read().waiting, 0);
    // Gone with the grant on its way.
    {
        let mut second = Box::pin(limiter.admit());
        assert!(polled_once(second.as_mut()).await.is_pending());
        drop(first);
        assert_eq!(limiter.read().in_flight, 1);
        drop(second);
    }
    assert_eq!(limiter.read(), Backpressure { limit: Some(1), in_flight: 0, waiting: 0 });
    assert!(polled_once(limiter.admit()).await.is_ready());
}

#[tokio::test(start_paused = true)]
async fn a_line_that_is_left_again_and_again_does_not_grow() {
    let limiter = limiter();
    drop(limiter.pushed_back(limiter.admit().await, 1));
    let _first = limiter.admit().await;
    for _ in 0..10_000 {
        assert!(polled_once(limiter.admit()).await.is_pending());
    }
    assert!(limiter.lock().line_length() < 200);
}

#[tokio::test(start_paused = true)]
async fn the_limit_shrinks_once_per_round_trip() {
    let limiter = limiter();
    drop(limiter.pushed_back(limiter.admit().await, 100));
    assert_eq!(limiter.read().limit, Some(70));
    let mut places = Vec::new();
    for _ in 0..70 {
        places.push(limiter.admit().await);
    }
    let kept: Vec<_> = places.into_iter().map(|place| limiter.pushed_back(place, 0)).collect();
    assert_eq!(limiter.read().limit, Some(49));
    // As many as the limit allows keep their places for the next attempt.
    assert_eq!(limiter.read().in_flight, 49);
    drop(kept);
    assert_eq!(limiter.read().in_flight, 0);
}

/// Otherwise a call that always meets the same answer would be overtaken by
/// all others.
#[tokio::test(start_paused = true)]
async fn the_newer_call_pays_for_a_smaller_limit() {
    let limiter = limiter();
    drop(limiter.pushed_back(limiter.admit().await, 3));
    let (older, newer) = (limiter.admit().await, limiter.admit().await);
    let older = limiter.pushed_back(older, 0);
    let newer = limiter.pushed_back(newer, 0);
    assert_eq!((limiter.read().limit, limiter.read().in_flight), (Some(1), 1));
    assert!(polled_once(limiter.admit_again(newer)).await.is_pending());
    assert!(polled_once(limiter.admit_again(older)).await.is_ready());
}

#[tokio::test(start_paused = true)]
async fn places_of_a_limit_that_was_lifted_are_forgotten() {
    let limiter = limiter();
    drop(limiter.pushed_back(limiter.admit().await, 10));
    let (old, last) = (limiter.admit().await, limiter.admit().await);
    sleep(Duration::from_secs(60)).await;
    last.succeeded();
    assert_eq!(limiter.read().limit, None);
    drop(limiter.pushed_back(limiter.admit().await, 10));
    let _new = limiter.admit().await;
    drop(old);
    assert_eq!(limiter.read().in_flight, 1);
}

#[test]
fn refuses_settings_that_make_no_sense() {
    let good = BackpressurePolicy::default();
    let refused = |policy: BackpressurePolicy| policy.validate().is_err();
    assert!(!refused(good));
    for decrease in [0.0, 1.0, -1.0, f64::NAN] {
        assert!(refused(BackpressurePolicy { decrease, ..good }));
    }
    assert!(refused(BackpressurePolicy { pause: Duration::ZERO, ..good }));
    assert!(refused(BackpressurePolicy { max_pause: Duration::ZERO, ..good }));
    assert!(refused(BackpressurePolicy { max_hold: Duration::ZERO, ..good }));
}
