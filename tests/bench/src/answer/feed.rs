//! Handing jobs out, to polls and to streams.

use std::future::poll_fn;
use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use h2::SendStream;
use h2::server::SendResponse;
use tokio::time::{Instant, sleep, sleep_until};
use zeebe_sdk::raw::gateway_protocol::ActivateJobsRequest;

use super::jobs::Jobs;
use super::{Gateway, reply};
use crate::Problem;
use crate::sample::now;

/// More than these in one message would not fit into what clients accept.
const JOBS_IN_A_MESSAGE: usize = 1_000;
/// How long a poll is held that does not say.
const LONG_POLL: Duration = Duration::from_secs(10);
/// What a stream is given to write at a time: some hundred jobs.
const WINDOW: usize = 64 * 1024;
/// More than the length of a job with its prefix.
const JOB: usize = 1_024;

/// Answers a poll: with what waits, or as soon as a job comes.
pub(super) async fn poll(
    respond: &mut SendResponse<Bytes>,
    jobs: &Jobs,
    request: &ActivateJobsRequest,
) -> Result<(), Problem> {
    jobs.ask();
    let most = usize::try_from(request.max_jobs_to_activate).unwrap_or(0);
    let mut messages = take(jobs, most);
    if messages.is_empty() {
        let until = Instant::now() + hold(request.request_timeout);
        while messages.is_empty() {
            tokio::select! {
                () = jobs.for_polls() => messages = take(jobs, most),
                () = sleep_until(until) => break,
                // Nothing may be taken for a client that has gone.
                _ = poll_fn(|context| respond.poll_reset(context)) => return Ok(()),
            }
        }
    }
    let mut sending = reply::begin(respond)?;
    for message in messages {
        sending.send_data(message, false)?;
    }
    reply::end(&mut sending)
}

/// Zero leaves it to the gateway, and less means not at all.
fn hold(request_timeout: i64) -> Duration {
    match request_timeout {
        0 => LONG_POLL,
        milliseconds => Duration::from_millis(u64::try_from(milliseconds).unwrap_or(0)),
    }
}

/// Up to so many jobs, in messages of a size that clients accept.
fn take(jobs: &Jobs, most: usize) -> Vec<Bytes> {
    let (mut messages, mut left) = (Vec::new(), most);
    while left > 0 {
        let mut message = BytesMut::with_capacity(left.min(JOBS_IN_A_MESSAGE) * JOB / 2);
        let taken = jobs.take_for_poll(left.min(JOBS_IN_A_MESSAGE), &mut message);
        if taken == 0 {
            break;
        }
        messages.push(reply::framed(&message));
        left -= taken;
    }
    messages
}

/// Pushes jobs for as long as the client takes them, each in a message.
pub(super) async fn push(respond: &mut SendResponse<Bytes>, jobs: &Jobs) -> Result<(), Problem> {
    jobs.ask();
    let mut sending = reply::begin(respond)?;
    loop {
        room(&mut sending).await?;
        let hungry = jobs.hungry();
        while sending.capacity() >= JOB {
            let mut job = BytesMut::with_capacity(JOB);
            if jobs.take_for_stream(&mut job) {
                sending.send_data(reply::framed(&job), false)?;
                sending.reserve_capacity(WINDOW);
            } else {
                // What is kept for jobs to come is taken from the replies to other calls.
                sending.reserve_capacity(0);
                tokio::select! {
                    () = jobs.for_streams() => {}
                    _ = poll_fn(|context| sending.poll_reset(context)) => return Ok(()),
                }
            }
        }
        drop(hungry);
    }
}

/// Waits until the client takes another job, by the flow control of HTTP/2.
async fn room(sending: &mut SendStream<Bytes>) -> Result<(), Problem> {
    sending.reserve_capacity(WINDOW);
    while sending.capacity() < JOB {
        match poll_fn(|context| sending.poll_capacity(context)).await {
            Some(more) => drop(more?),
            None => return Err("the stream is closed".into()),
        }
    }
    Ok(())
}

/// Lets jobs come one at a time once somebody asks for them, from half the mean
/// apart to one and a half times the mean, so that no timer of a client keeps step.
pub(super) async fn trickle(gateway: Arc<Gateway>, mean: Duration) {
    gateway.jobs.asked().await;
    for index in 0..gateway.jobs.total() {
        // Multiples of the golden ratio are spread evenly.
        let spread = (index as f64 * 0.618_033_988_75).fract();
        sleep(mean.mul_f64(0.5 + spread)).await;
        gateway.jobs.add(now());
    }
}
