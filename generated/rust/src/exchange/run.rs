//! The loop over the attempts of a call.

use std::future::Future;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use bytes::Bytes;
use http::Request;
use tonic::body::Body;

use super::interrupt::{Interrupt, Interrupts};
use super::judge::{Verdict, judge};
use super::plan::Plan;
use super::prove::Proofs;
use super::report::{Tried, report};
use crate::client::Shared;
use crate::error::code_name;
use crate::limiter::Place;
use crate::transport::{self, Channel, Failure, Frames, Origin, Outgoing, Payload};
use crate::{Code, Error};

/// What an attempt waits for.
pub(super) trait Shape {
    /// What it brings.
    type Answer: Send;

    /// Makes one attempt.
    fn send(
        channel: &Channel,
        request: Request<Body>,
        max_message_size: usize,
    ) -> impl Future<Output = Result<Self::Answer, Box<Failure>>> + Send;
}

/// One reply.
pub(super) struct OneReply;

impl Shape for OneReply {
    type Answer = Bytes;

    fn send(
        channel: &Channel,
        request: Request<Body>,
        max_message_size: usize,
    ) -> impl Future<Output = Result<Bytes, Box<Failure>>> + Send {
        transport::unary(channel, request, max_message_size)
    }
}

/// The beginning of a stream of replies.
pub(super) struct ManyReplies;

impl Shape for ManyReplies {
    type Answer = Frames;

    fn send(
        channel: &Channel,
        request: Request<Body>,
        max_message_size: usize,
    ) -> impl Future<Output = Result<Frames, Box<Failure>>> + Send {
        transport::open(channel, request, max_message_size)
    }
}

/// A call under way.
pub(super) struct Run<'a> {
    pub(super) shared: &'a Shared,
    pub(super) plan: &'a Plan,
    pub(super) interrupts: &'a mut Interrupts,
    pub(super) tried: Tried,
    pub(super) proofs: Proofs,
}

impl<'a> Run<'a> {
    pub(super) fn new(shared: &'a Shared, plan: &'a Plan, interrupts: &'a mut Interrupts) -> Self {
        Self { shared, plan, interrupts, tried: Tried::default(), proofs: Proofs::default() }
    }

    /// Sends the call until it is answered. `None` says that an attempt
    /// before the last one has worked.
    pub(super) async fn answer<S: Shape>(
        &mut self,
        channel: &Channel,
        payload: &Payload,
    ) -> Result<Option<S::Answer>, Error> {
        let mut place = self.place(None).await?;
        loop {
            let (verdict, failure) = match self.attempt::<S>(channel, payload, &mut place).await {
                Ok(answer) => {
                    place.succeeded();
                    self.shared.budget.succeeded();
                    return Ok(Some(answer));
                }
                Err(failure) => (self.judge(&failure), failure),
            };
            place = match verdict {
                Verdict::Applied => return Ok(None),
                Verdict::Final => return Err(self.report(*failure)),
                Verdict::PushedBack(pause) => {
                    let in_flight = self.shared.traffic.in_flight();
                    let kept = self.shared.limiter.pushed_back(place, in_flight);
                    self.tried.pushbacks += 1;
                    self.pause(pause).await?;
                    self.place(Some(kept)).await?
                }
                Verdict::ProveAgain => {
                    drop(place);
                    self.place(Some(Place::free())).await?
                }
                Verdict::Again(pause) => {
                    drop(place);
                    self.log(&failure, pause);
                    self.pause(pause).await?;
                    self.place(Some(Place::free())).await?
                }
            };
            self.tried.maybe_executed |= failure.maybe_executed;
        }
    }

    /// Makes one attempt.
    async fn attempt<S: Shape>(
        &mut self,
        channel: &Channel,
        payload: &Payload,
        place: &mut Place<'a>,
    ) -> Result<S::Answer, Box<Failure>> {
        self.prove().await?;
        let (body, sent) = payload.body();
        let request = self.request(body)?;
        self.tried.attempts += 1;
        let max = self.shared.settings.max_message_size;
        let ended = {
            let limit = self.plan.insistent;
            let mut answer = pin!(S::send(channel, request, max));
            match place.max_hold() {
                None => self.interrupts.race_within(limit, answer, too_long).await,
                Some(hold) => {
                    let answer = until_overdue(answer.as_mut(), hold, place);
                    self.interrupts.race_within(limit, pin!(answer), too_long).await
                }
            }
        };
        self.outcome(ended, sent.end())
    }

    /// What became of an attempt, whose message was sent or not.
    pub(super) fn outcome<T>(
        &self,
        ended: Result<Result<T, Box<Failure>>, Interrupt>,
        was_sent: bool,
    ) -> Result<T, Box<Failure>> {
        match ended {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(mut failure)) => {
                failure.maybe_executed &= was_sent;
                Err(self.interrupts.explain(failure, || self.why_unanswered(was_sent)))
            }
            Err(interrupt) => Err(self.interrupted(interrupt, was_sent)),
        }
    }

    pub(super) fn request(&self, body: Body) -> Result<Request<Body>, Box<Failure>> {
        let outgoing = Outgoing {
            path: self.plan.policy.path,
            timeout: sooner(self.interrupts.remaining(), self.plan.insistent),
            client_headers: &self.shared.settings.headers,
            call_headers: &self.plan.headers,
            proof: self.proofs.attached.as_deref(),
        };
        outgoing.request(body)
    }

    fn judge(&mut self, failure: &Failure) -> Verdict {
        self.note_refusal(failure);
        let remaining = self.interrupts.remaining();
        self.tried.failures += 1;
        let verdict = judge(self.shared, self.plan, &self.tried, failure, remaining);
        match verdict {
            Verdict::PushedBack(_) => self.tried.failures -= 1,
            Verdict::ProveAgain => {
                self.tried.failures -= 1;
                self.tried.proved_again = true;
            }
            Verdict::Final | Verdict::Applied | Verdict::Again(_) => {}
        }
        verdict
    }

    /// Waits in line, if there is one: at its end at first, ahead of it later.
    async fn place(&mut self, again: Option<Place<'a>>) -> Result<Place<'a>, Error> {
        let shared = self.shared;
        if !waits_in_line(self.plan) {
            return Ok(Place::free());
        }
        let admitted = match again {
            None => self.interrupts.race(pin!(shared.limiter.admit())).await,
            Some(place) => self.interrupts.race(pin!(shared.limiter.admit_again(place))).await,
        };
        admitted.map_err(|interrupt| self.interrupted_in_line(interrupt))
    }

    async fn pause(&mut self, pause: Duration) -> Result<(), Error> {
        let ended = self.interrupts.race(pin!(tokio::time::sleep(pause))).await;
        ended.map_err(|interrupt| self.interrupted_in_line(interrupt))
    }

    pub(super) fn interrupted(&self, interrupt: Interrupt, was_sent: bool) -> Box<Failure> {
        interrupt.failure(|| self.why_unanswered(was_sent), was_sent)
    }

    /// Why the time passed with an attempt under way.
    fn why_unanswered(&self, was_sent: bool) -> String {
        match was_sent {
            true => format!("no answer within {}", self.time()),
            false if self.tried.pushbacks > 0 => self.why_late(),
            false => format!("no connection to the gateway within {}", self.time()),
        }
    }

    fn interrupted_in_line(&self, interrupt: Interrupt) -> Error {
        self.report(*interrupt.failure(|| self.why_late(), false))
    }

    /// Why the time passed without an attempt under way.
    fn why_late(&self) -> String {
        let now = self.shared.limiter.read();
        let limit = now.limit.unwrap_or(now.in_flight);
        format!(
            "the gateway has too much to do, and {} passed while the call waited in line \
             (sent {} times; {limit} calls are let through at once, {} wait)",
            self.time(),
            self.tried.attempts,
            now.waiting,
        )
    }

    pub(super) fn time(&self) -> String {
        self.plan.timeout.map_or_else(|| "the time".to_owned(), |timeout| format!("{timeout:?}"))
    }

    pub(super) fn report(&self, failure: Failure) -> Error {
        report(self.plan, &self.tried, failure)
    }

    fn log(&self, failure: &Failure, pause: Duration) {
        tracing::debug!(
            rpc = self.plan.policy.name,
            code = code_name(failure.code),
            attempt = self.tried.attempts,
            ?pause,
            "the call failed and is sent again",
        );
    }
}

/// The outcome of an attempt that has reached its own limit.
fn too_long<T>(limit: Duration) -> Result<T, Box<Failure>> {
    let text = format!("no answer within {limit:?}");
    Err(Failure::new(Code::DeadlineExceeded, text, Origin::Connection))
}

fn sooner(one: Option<Duration>, other: Option<Duration>) -> Option<Duration> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}

/// Whether the load of the gateway concerns the call: not if the gateway
/// executes it all the same, nor if a loop around it decides.
fn waits_in_line(plan: &Plan) -> bool {
    !plan.policy.backpressure_exempt && plan.codes.contains(&Code::ResourceExhausted)
}

/// A call that takes long is not held up by the load, and holds nobody up:
/// after some time it gives its place to the next.
async fn until_overdue<F: Future>(
    mut answer: std::pin::Pin<&mut F>,
    hold: Duration,
    place: &mut Place<'_>,
) -> F::Output {
    let mut overdue = Some(Box::pin(tokio::time::sleep(hold)));
    std::future::poll_fn(|cx| {
        if let Poll::Ready(output) = answer.as_mut().poll(cx) {
            return Poll::Ready(output);
        }
        let late = overdue.as_mut().is_some_and(|sleep| sleep.as_mut().poll(cx).is_ready());
        if late {
            overdue = None;
            *place = Place::free();
        }
        Poll::Pending
    })
    .await
}
