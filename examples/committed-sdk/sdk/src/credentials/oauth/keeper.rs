//! One token for all calls of a client, fetched once and in time.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};

use super::TokenRequest;
use super::cache::Cache;
use super::exchange::Exchange;
use super::pace::{lifetime, pause, renewal};
use crate::ConfigError;
use crate::credentials::{AuthMetadata, NoProof, Proof, Secret};
use crate::retry::Jitter;
use crate::tls::TlsTexts;

/// Keeps the token of a client.
pub(crate) struct TokenKeeper {
    exchange: Exchange,
    cache: Option<Cache>,
    jitter: Jitter,
    runtime: Handle,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    token: Option<Token>,
    /// What comes of a request under way, told to all who wait for it.
    fetching: Option<watch::Receiver<Outcome>>,
    /// The last failure, after which the server is left alone for a while.
    failed: Option<Failed>,
    /// How often in a row the gateway did not accept a new token.
    refusals: u32,
    /// The file is looked at once.
    cache_is_read: bool,
}

#[derive(Clone)]
struct Token {
    proof: Proof,
    asked_at: Instant,
    renew_at: Instant,
    expires_at: Instant,
}

/// A token that the gateway does not accept at this age was never good.
const NEW: Duration = Duration::from_secs(10);

struct Failed {
    times: u32,
    until: Instant,
    error: NoProof,
}

type Outcome = Option<Result<Proof, NoProof>>;

/// What a caller does next.
enum Step {
    Use(Proof),
    WaitFor(watch::Receiver<Outcome>),
    WaitUntil(Instant),
    Fail(NoProof),
}

impl TokenKeeper {
    pub(crate) fn new(
        request: &TokenRequest,
        tls: &TlsTexts,
        timeout: Duration,
    ) -> Result<Self, ConfigError> {
        let exchange = Exchange::new(request, tls, timeout)?;
        let cache = request.cache_file.as_ref().map(|file| Cache::new(file, request));
        let state = Mutex::new(State { cache_is_read: cache.is_none(), ..State::default() });
        let runtime = Handle::try_current().map_err(|_| ConfigError::NoRuntime)?;
        Ok(Self { exchange, cache, jitter: Jitter::new(), runtime, state })
    }

    /// The token, if it is there and nothing has to be done about it.
    pub(crate) fn ready(&self) -> Option<Proof> {
        let state = self.lock();
        let token = state.token.as_ref()?;
        (Instant::now() < token.renew_at).then(|| Arc::clone(&token.proof))
    }

    /// The token, fetched if there is none. While the server fails this goes on
    /// until the caller has no more time; what cannot change is an error.
    pub(crate) async fn prove(self: &Arc<Self>) -> Result<Proof, NoProof> {
        loop {
            match self.step() {
                Step::Use(proof) => return Ok(proof),
                Step::Fail(error) => return Err(error),
                Step::WaitUntil(time) => sleep_until(time).await,
                Step::WaitFor(mut outcome) => {
                    let told = outcome.wait_for(Option::is_some).await;
                    match told.as_deref() {
                        Ok(Some(Ok(proof))) => return Ok(Arc::clone(proof)),
                        Ok(Some(Err(error))) if !error.passing => return Err(error.clone()),
                        // The server is left alone for a while, then asked again.
                        Ok(_) => {}
                        Err(_) => return Err(ended()),
                    }
                }
            }
        }
    }

    fn step(self: &Arc<Self>) -> Step {
        let mut state = self.lock();
        let now = Instant::now();
        let usable = state.token.as_ref().filter(|token| now < token.expires_at).cloned();
        let fresh = usable.as_ref().is_some_and(|token| now < token.renew_at);
        // A runtime that ends takes its tasks with it.
        let ended_early = |outcome: &watch::Receiver<Outcome>| outcome.has_changed().is_err();
        let under_way = state.fetching.as_ref().is_some_and(|outcome| !ended_early(outcome));
        let left_alone = state.failed.as_ref().is_some_and(|failed| now < failed.until);
        if !fresh && !under_way && !left_alone {
            self.fetch(&mut state);
        }
        let left_alone = state.failed.as_ref().filter(|failed| now < failed.until);
        match (usable, &state.fetching, left_alone) {
            // It is renewed while it is still good; nobody waits for that.
            (Some(token), _, _) => Step::Use(token.proof),
            (None, Some(outcome), _) => Step::WaitFor(outcome.clone()),
            (None, None, Some(failed)) if failed.error.passing => Step::WaitUntil(failed.until),
            (None, None, Some(failed)) => Step::Fail(failed.error.clone()),
            (None, None, None) => Step::Fail(ended()),
        }
    }

    /// Starts a request, in a task of its own: it goes on when who asked gives
    /// up, and all others may wait for it.
    fn fetch(self: &Arc<Self>, state: &mut State) {
        let (tell, outcome) = watch::channel(None);
        state.fetching = Some(outcome);
        let keeper = Arc::clone(self);
        let try_cache = !std::mem::replace(&mut state.cache_is_read, true);
        self.runtime.spawn(async move {
            let token = keeper.obtain(try_cache).await;
            tell.send_replace(Some(keeper.settle(token)));
        });
    }

    async fn obtain(&self, try_cache: bool) -> Result<Token, NoProof> {
        let asked = Instant::now();
        if let (Some(cache), true) = (&self.cache, try_cache)
            && let Some((token, remaining)) = cache.read().await
        {
            return token_of(&token, asked, remaining);
        }
        tracing::debug!(server = self.exchange.server(), "a token is asked for");
        let answer = self.exchange.fetch().await.map_err(|error| NoProof {
            text: format!("no token from {}: {}", self.exchange.server(), error.text),
            passing: error.passing,
        })?;
        let lasts = lifetime(answer.expires_in);
        if let Some(cache) = &self.cache {
            cache.write(&answer.token, lasts).await;
        }
        token_of(&answer.token, asked, lasts)
    }

    /// Notes what came of a request.
    fn settle(&self, token: Result<Token, NoProof>) -> Result<Proof, NoProof> {
        let mut state = self.lock();
        state.fetching = None;
        match token {
            Ok(token) => {
                let proof = Arc::clone(&token.proof);
                state.token = Some(token);
                state.failed = None;
                Ok(proof)
            }
            Err(error) => {
                let times =
                    state.failed.as_ref().map_or(0, |failed| failed.times).saturating_add(1);
                let pause = pause(times, &self.jitter);
                tracing::warn!(error = error.text, ?pause, "there is no token");
                let until = Instant::now() + pause;
                state.failed = Some(Failed { times, until, error: error.clone() });
                Err(error)
            }
        }
    }

    /// Forgets a token that the gateway does not accept. A server that gives
    /// out such tokens is left alone between them, so that the calls of a busy
    /// client do not all become requests for a token.
    pub(crate) fn drop_token(&self, refused: &Proof) {
        let mut state = self.lock();
        let is_current = |token: &mut Token| Arc::ptr_eq(&token.proof, refused);
        let Some(token) = state.token.take_if(is_current) else { return };
        if let Some(cache) = &self.cache {
            cache.forget();
        }
        if token.asked_at.elapsed() > NEW {
            state.refusals = 0;
            return;
        }
        state.refusals = state.refusals.saturating_add(1);
        let until = Instant::now() + pause(state.refusals, &self.jitter);
        let text = format!("the gateway does not accept the tokens of {}", self.exchange.server());
        let error = NoProof { text, passing: true };
        state.failed = Some(Failed { times: 0, until, error });
    }

    /// What the server failed with, if it still does.
    pub(crate) fn last_problem(&self) -> Option<String> {
        self.lock().failed.as_ref().map(|failed| failed.error.text.clone())
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn token_of(token: &Secret, asked: Instant, lasts: Duration) -> Result<Token, NoProof> {
    let headers = AuthMetadata::bearer(token.reveal()).into_headers();
    let headers = headers.map_err(|error| NoProof {
        text: format!("the token cannot be sent: {error}"),
        passing: false,
    })?;
    Ok(Token {
        proof: Arc::new(headers),
        asked_at: asked,
        renew_at: asked + renewal(lasts),
        expires_at: asked + lasts,
    })
}

fn ended() -> NoProof {
    NoProof { text: "the request for a token was given up".to_owned(), passing: true }
}
