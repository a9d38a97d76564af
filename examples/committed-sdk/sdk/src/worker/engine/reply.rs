//! Jobs on their way: what a poll or a stream brings, from the call on.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;

use crate::contract::Pending;
use crate::gateway::ActivatedJob;
use crate::{Error, ResponseStream};

/// A call that brings jobs. Dropping it cancels the call.
pub(super) enum Reply {
    /// It is not answered.
    Asked(Pending<ResponseStream<ActivatedJob>>),
    /// It is.
    Open(Box<ResponseStream<ActivatedJob>>),
    /// It has ended.
    Over,
}

/// What has come of a call.
#[derive(Debug)]
pub(super) enum Step {
    /// The first answer, without a job.
    Answered,
    /// A job.
    Job(Box<ActivatedJob>),
    /// Its end.
    Ended,
    /// Its failure.
    Failed(Error),
}

impl Reply {
    /// What comes next. It may be dropped before it is done, without losing
    /// anything.
    pub(super) async fn next(&mut self) -> Step {
        poll_fn(|context| self.poll(context)).await
    }

    /// A job that has come with the last one.
    pub(super) fn next_arrived(&mut self) -> Option<ActivatedJob> {
        match self {
            Self::Open(stream) => stream.next_arrived(),
            Self::Asked(_) | Self::Over => None,
        }
    }

    /// How many jobs have come with the last one.
    pub(super) fn arrived(&self) -> usize {
        match self {
            Self::Open(stream) => stream.arrived(),
            Self::Asked(_) | Self::Over => 0,
        }
    }

    /// What is there already, without waiting.
    pub(super) async fn at_once(&mut self) -> Option<Step> {
        poll_fn(|context| {
            Poll::Ready(match self.poll(context) {
                Poll::Ready(step) => Some(step),
                Poll::Pending => None,
            })
        })
        .await
    }

    /// The jobs that are there already, when no more are wanted.
    pub(super) async fn salvage(&mut self) -> Vec<ActivatedJob> {
        let mut jobs = Vec::new();
        loop {
            match self.at_once().await {
                Some(Step::Job(job)) => jobs.push(*job),
                Some(Step::Answered) => {}
                Some(Step::Ended | Step::Failed(_)) | None => return jobs,
            }
        }
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Step> {
        let (step, next) = match self {
            Self::Asked(asked) => match asked.as_mut().poll(context) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(Ok(stream)) => (Step::Answered, Self::Open(Box::new(stream))),
                Poll::Ready(Err(error)) => (Step::Failed(error), Self::Over),
            },
            Self::Open(stream) => match Pin::new(&mut **stream).poll_next(context) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(Some(Ok(job))) => return Poll::Ready(Step::Job(Box::new(job))),
                Poll::Ready(Some(Err(error))) => (Step::Failed(error), Self::Over),
                Poll::Ready(None) => (Step::Ended, Self::Over),
            },
            Self::Over => return Poll::Ready(Step::Ended),
        };
        *self = next;
        Poll::Ready(step)
    }
}
