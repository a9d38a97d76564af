"""One token for all calls of a client, fetched once and in time."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import threading
import time
import weakref
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Union

from ..authenticator import NoProof, Occasion, Patience, Proof
from ..background import in_background
from ..secret import Secret
from .cache import Cache
from .exchange import Exchange
from .pace import lifetime, pause, renewal

__all__ = ["TokenKeeper"]

logger = logging.getLogger("zeebe_sdk.credentials")

NEW = 10.0
"""A token that the gateway does not accept at this age, in seconds, was never good."""

Outcome = Union["Token", NoProof]
"""What comes of a request."""


@dataclass(frozen=True)
class Token:
    """A token; the times are those of the monotonic clock."""

    proof: Proof
    asked_at: float
    renew_at: float
    expires_at: float


@dataclass(frozen=True)
class Failed:
    """A failure, after which the server is left alone for a while."""

    times: int
    until: float
    error: NoProof


@dataclass(frozen=True)
class Until:
    """A time to wait for, of the monotonic clock."""

    time: float


Step = Union[Proof, "Future[Outcome]", Until]
"""What a caller does next: use it, wait for it, or wait until then."""


class TokenKeeper:
    """Keeps the token of a client, for any number of threads and event loops."""

    can_renew = True

    def __init__(self, exchange: Exchange, cache: Cache | None) -> None:
        self._exchange = exchange
        self._cache = cache
        self._cache_is_read = cache is None
        self._lock = threading.Lock()
        self._token: Token | None = None
        self._fetching: Future[Outcome] | None = None
        self._failed: Failed | None = None
        # How often in a row the gateway did not accept a new token.
        self._refusals = 0
        _keepers.add(self)

    def ready(self) -> Proof | None:
        """The token, if it is there and nothing has to be done about it."""
        token = self._token
        return token.proof if token is not None and time.monotonic() < token.renew_at else None

    async def prove(self, occasion: Occasion) -> Proof:
        """The token, fetched if there is none.

        While the server fails this goes on until the caller has no more time; what cannot change
        is an error.
        """
        while True:
            match self._step():
                case Proof() as proof:
                    return proof
                case Until(time=until):
                    await asyncio.sleep(until - time.monotonic())
                case fetching:
                    fetched = told(await asyncio.wrap_future(fetching))
                    if fetched is not None:
                        return fetched

    def prove_in_thread(self, occasion: Occasion, patience: Patience) -> Proof:
        """The same for a thread."""
        while True:
            match self._step():
                case Proof() as proof:
                    return proof
                case Until(time=until):
                    patience(None, until - time.monotonic())
                case fetching:
                    patience(fetching, None)
                    fetched = told(fetching.result())
                    if fetched is not None:
                        return fetched

    def refused(self, proof: Proof) -> None:
        """Forgets a token that the gateway does not accept.

        A server that gives out such tokens is left alone between them, so that the calls of a
        busy client do not all become requests for a token.
        """
        with self._lock:
            token = self._token
            if token is None or token.proof is not proof:
                return
            self._token = None
            now = time.monotonic()
            if now - token.asked_at > NEW:
                self._refusals = 0
            else:
                self._refusals += 1
                text = f"the gateway does not accept the tokens of {self._exchange.server}"
                until = now + pause(self._refusals)
                self._failed = Failed(0, until, NoProof(text, passing=True))
        if self._cache is not None:
            with contextlib.suppress(RuntimeError):
                in_background(self._cache.forget, "token cache")

    def why_late(self) -> str | None:
        """What the server failed with, if it still does."""
        failed = self._failed
        return None if failed is None else failed.error.text

    def _step(self) -> Step:
        with self._lock:
            now = time.monotonic()
            token = self._token if self._token and now < self._token.expires_at else None
            left_alone = self._failed if self._failed and now < self._failed.until else None
            if token is not None:
                if now >= token.renew_at and self._fetching is None and left_alone is None:
                    # It is renewed while it is still good; nobody waits for that.
                    self._fetching = self._fetch()
                return token.proof
            if self._fetching is not None:
                return self._fetching
            if left_alone is None:
                self._fetching = self._fetch()
                return self._fetching
        if left_alone.error.passing:
            return Until(left_alone.until)
        raise NoProof(left_alone.error.text, passing=False)

    def _fetch(self) -> Future[Outcome]:
        """Starts a request: it goes on when who asked gives up, and all others may wait for it."""
        try_cache, self._cache_is_read = not self._cache_is_read, True
        try:
            return in_background(lambda: self._settle(self._obtain(try_cache)), "token")
        except RuntimeError as error:
            raise NoProof(f"no token can be asked for: {error}", passing=False) from None

    def _obtain(self, try_cache: bool) -> Outcome:
        asked = time.monotonic()
        try:
            kept = self._cache.read() if self._cache and try_cache else None
            if kept is not None:
                return token_of(kept[0], asked, kept[1])
            logger.debug("a token is asked for at %s", self._exchange.server)
            answer = self._exchange.fetch()
            lasts = lifetime(answer.expires_in)
            if self._cache is not None:
                self._cache.write(answer.token, lasts)
            return token_of(answer.token, asked, lasts)
        except NoProof as error:
            text = f"no token from {self._exchange.server}: {error.text}"
            return NoProof(text, passing=error.passing)
        except Exception as error:
            # Callers wait for an outcome, whatever happens here.
            text = f"no token from {self._exchange.server}: {type(error).__name__}"
            return NoProof(text, passing=True)

    def _settle(self, outcome: Outcome) -> Outcome:
        """Notes what came of a request."""
        with self._lock:
            self._fetching = None
            if isinstance(outcome, Token):
                self._token, self._failed = outcome, None
                return outcome
            times = 1 + (self._failed.times if self._failed else 0)
            seconds = pause(times)
            self._failed = Failed(times, time.monotonic() + seconds, outcome)
        logger.warning("%s; the next attempt is in %.1f s", outcome.text, seconds)
        return outcome

    def _begin_in_child(self) -> None:
        """In a process that was forked the threads of its parent are not there."""
        self._lock = threading.Lock()
        self._fetching = None


def told(outcome: Outcome) -> Proof | None:
    """What a request has brought; None if it is to be made again."""
    if isinstance(outcome, Token):
        return outcome.proof
    if outcome.passing:
        return None
    raise NoProof(outcome.text, passing=False)


def token_of(token: Secret, asked: float, lasts: float) -> Token:
    """A token that was asked for then, and lasts for so many seconds."""
    proof = Proof((("authorization", f"Bearer {token.reveal()}"),))
    return Token(proof, asked, asked + renewal(lasts), asked + lasts)


_keepers: weakref.WeakSet[TokenKeeper] = weakref.WeakSet()


def _begin_in_child() -> None:
    for keeper in list(_keepers):
        keeper._begin_in_child()  # pyright: ignore[reportPrivateUsage]


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_begin_in_child)
