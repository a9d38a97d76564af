"""Does for a thread what a call's course says is to be done."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from threading import Event
from typing import TYPE_CHECKING, Any

import grpc

from .._exchange.steps import CANCELLED, Attempt, Line, Pause, Prove, Step
from .._transport.cause import failure_of, odd_failure

if TYPE_CHECKING:
    from concurrent.futures import Future

    from .._limiter import Limiter, Ticket
    from .._transport.failure import Failure
    from ..options import Cancellation

__all__ = ["drive", "failure_from", "perform"]


def drive(
    course: Generator[Step, Any, Any],
    limiter: Limiter,
    cancellation: Cancellation | None,
    attempt: Callable[[Attempt], Any],
) -> Any:
    """Takes a course to its end. If the thread is interrupted, it gives back what it holds."""
    answer: Any = None
    try:
        while True:
            try:
                step = course.send(answer)
            except StopIteration as end:
                return end.value
            if cancellation is not None and cancellation.cancelled:
                answer = CANCELLED
            elif isinstance(step, Attempt):
                answer = attempt(step)
            else:
                answer = perform(step, limiter, cancellation)
    finally:
        course.close()


def perform(step: Step, limiter: Limiter, cancellation: Cancellation | None) -> Any:
    """Does anything but an attempt."""
    if isinstance(step, Pause):
        return _wait(Event(), step.seconds, cancellation)
    if isinstance(step, Line):
        return _stand_in_line(step.ticket, step.seconds, limiter, cancellation)
    if isinstance(step, Prove):
        return _prove(step, cancellation)
    return None


def _wait(event: Event, seconds: float | None, cancellation: Cancellation | None) -> Any:
    """Waits for the event, and not longer than this."""
    if cancellation is None:
        event.wait(seconds)
        return None
    key = cancellation.add(event.set)
    try:
        event.wait(seconds)
    finally:
        cancellation.remove(key)
    return CANCELLED if cancellation.cancelled else None


def _stand_in_line(
    ticket: Ticket, seconds: float, limiter: Limiter, cancellation: Cancellation | None
) -> Any:
    event = Event()
    if not limiter.watch(ticket, event.set):
        return None
    try:
        return _wait(event, seconds, cancellation)
    finally:
        limiter.unwatch(ticket)


class _LateError(Exception):
    """The time of the call is over."""


class _CancelledError(Exception):
    """The caller does not want the call any more."""


def _prove(step: Prove, cancellation: Cancellation | None) -> Any:
    from ..credentials.authenticator import NoProof

    deadline = None if step.seconds is None else time.monotonic() + step.seconds

    def patience(future: Future[Any] | None, seconds: float | None) -> None:
        event = Event()
        if future is not None:
            future.add_done_callback(lambda _: event.set())
        left = None if deadline is None else deadline - time.monotonic()
        longest = min((one for one in (left, seconds) if one is not None), default=None)
        if _wait(event, longest, cancellation) is CANCELLED:
            raise _CancelledError
        if deadline is not None and time.monotonic() >= deadline and not event.is_set():
            raise _LateError

    try:
        return step.authenticator.prove_in_thread(step.occasion, patience)
    except NoProof as error:
        return error
    except _LateError:
        return None
    except _CancelledError:
        return CANCELLED


def failure_from(error: Exception) -> Failure:
    """The failure that an exception of an attempt stands for; raises it again if it is none."""
    if not isinstance(error, grpc.Call):
        return odd_failure(error)
    trailers = error.trailing_metadata() or ()
    pairs = tuple((str(name), value) for name, value in trailers)
    return failure_of(error.code(), error.details(), pairs)
