//! One call with its options.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use serde::Deserialize;
use serde_json::Value;
use zeebe_sdk::contract::Rpc;
use zeebe_sdk::{Call, CancellationToken, Error, ResponseStream, RetryMode};

use crate::arguments::{Problem, Read};
use crate::replies::{Style, Write};

/// What is special about a call.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Options {
    timeout_ms: Option<i64>,
    retry: Option<Mode>,
    metadata: Vec<(String, String)>,
    /// How variables in the reply are shown.
    variables: Style,
    #[serde(skip)]
    cancel: CancellationToken,
}

impl Options {
    fn timeout(&self) -> Option<Duration> {
        self.timeout_ms.and_then(|time| u64::try_from(time).ok()).map(Duration::from_millis)
    }

    /// Refuses what the types of the SDK cannot hold.
    pub(crate) fn check(&self) -> Result<(), Problem> {
        match self.timeout_ms.filter(|time| *time < 0) {
            Some(time) => Err(Problem::not("a duration", &time.into())),
            None => Ok(()),
        }
    }

    /// With a token that cancels the call.
    pub(crate) fn cancel_on(mut self, token: CancellationToken) -> Self {
        self.cancel = token;
        self
    }
}

/// Whether failed calls are sent again.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Mode {
    ByClass,
    AtLeastOnce,
    Never,
}

impl From<Mode> for RetryMode {
    fn from(mode: Mode) -> Self {
        match mode {
            Mode::ByClass => Self::ByClass,
            Mode::AtLeastOnce => Self::AtLeastOnce,
            Mode::Never => Self::Never,
        }
    }
}

/// A result to come.
pub(crate) type Pending<T> = Pin<Box<dyn Future<Output = Result<T, Error>> + Send>>;

/// A call, not sent yet.
pub(crate) enum Started {
    /// With one reply.
    Reply(Pending<Value>),
    /// With a stream of them.
    Items(Pending<Box<dyn Items>>),
}

/// The next reply of a stream to come.
pub(crate) type Next<'a> = Pin<Box<dyn Future<Output = Option<Result<Value, Error>>> + Send + 'a>>;

/// A stream of replies.
pub(crate) trait Items: Send {
    /// The next one; none at the end.
    fn next(&mut self) -> Next<'_>;
}

struct Shown<T> {
    stream: ResponseStream<T>,
    style: Style,
}

impl<T: Write + Send> Items for Shown<T> {
    fn next(&mut self) -> Next<'_> {
        Box::pin(async {
            let item = self.stream.next().await?;
            Some(item.map(|item| item.write(self.style).unwrap_or_default()))
        })
    }
}

/// A call with one reply.
pub(crate) fn reply<Q: Read, R: Rpc<Output: Write>>(
    given: Value,
    options: Options,
    make: impl FnOnce(Q) -> Call<R>,
) -> Result<Started, Problem> {
    let style = options.variables;
    let call = with(make(Q::read(given)?), options).into_future();
    let shown = async move { call.await.map(|reply| reply.write(style).unwrap_or_default()) };
    Ok(Started::Reply(Box::pin(shown)))
}

/// A call with a stream of replies.
pub(crate) fn items<Q: Read, T, R>(
    given: Value,
    options: Options,
    make: impl FnOnce(Q) -> Call<R>,
) -> Result<Started, Problem>
where
    T: Write + Send + 'static,
    R: Rpc<Output = ResponseStream<T>>,
{
    let style = options.variables;
    let call = with(make(Q::read(given)?), options).into_future();
    let shown = async move {
        let stream = call.await?;
        Ok(Box::new(Shown { stream, style }) as Box<dyn Items>)
    };
    Ok(Started::Items(Box::pin(shown)))
}

fn with<R: Rpc>(mut call: Call<R>, options: Options) -> Call<R> {
    if let Some(timeout) = options.timeout() {
        call = call.timeout(timeout);
    }
    if let Some(mode) = options.retry {
        call = call.retry(mode.into());
    }
    for (name, value) in options.metadata {
        call = call.metadata(name, value);
    }
    call.cancel_on(options.cancel)
}
