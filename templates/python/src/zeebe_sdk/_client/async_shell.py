"""Does for asyncio what a call's course says is to be done."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Generator, Iterator
from typing import TYPE_CHECKING, Any

from grpc.aio import AioRpcError
from grpc.aio import Metadata as LibraryMetadata

from .._exchange.steps import Attempt, Line, Pause, Prove, Step
from .._transport.cause import failure_of, odd_failure

if TYPE_CHECKING:
    from .._limiter import Limiter, Ticket
    from .._transport.failure import Failure
    from .._transport.metadata import Metadata

__all__ = ["Prepared", "drive", "failure_from", "perform"]


class Prepared(LibraryMetadata):
    """Metadata for many calls. The library takes it as it is, and would make its own for each."""

    def __init__(self, pairs: Metadata) -> None:
        super().__init__(*pairs)
        self.pairs = pairs

    def __bool__(self) -> bool:
        # Without pairs, too.
        return True

    def __iter__(self) -> Iterator[tuple[str, str | bytes]]:
        return iter(self.pairs)


async def drive(
    course: Generator[Step, Any, Any],
    limiter: Limiter,
    attempt: Callable[[Attempt], Awaitable[Any]],
) -> Any:
    """Takes a course to its end. If the task is cancelled, the course gives back what it holds."""
    answer: Any = None
    try:
        while True:
            try:
                step = course.send(answer)
            except StopIteration as end:
                return end.value
            if isinstance(step, Attempt):
                answer = await attempt(step)
            else:
                answer = await perform(step, limiter)
    finally:
        course.close()


async def perform(step: Step, limiter: Limiter) -> Any:
    """Does anything but an attempt."""
    if isinstance(step, Pause):
        return await asyncio.sleep(step.seconds)
    if isinstance(step, Line):
        return await _stand_in_line(step.ticket, step.seconds, limiter)
    if isinstance(step, Prove):
        return await _prove(step)
    return None


async def _stand_in_line(ticket: Ticket, seconds: float, limiter: Limiter) -> None:
    loop = asyncio.get_running_loop()
    woken = loop.create_future()

    def wake() -> None:
        if not woken.done():
            woken.set_result(None)

    if not limiter.watch(ticket, wake):
        return
    timer = loop.call_later(seconds, wake)
    try:
        await woken
    finally:
        timer.cancel()
        limiter.unwatch(ticket)


async def _prove(step: Prove) -> Any:
    from ..credentials.authenticator import NoProof

    try:
        return await asyncio.wait_for(step.authenticator.prove(step.occasion), step.seconds)
    except asyncio.TimeoutError:
        return None
    except NoProof as error:
        return error


def failure_from(error: Exception) -> Failure:
    """The failure that an exception of an attempt stands for; raises it again if it is none."""
    if not isinstance(error, AioRpcError):
        return odd_failure(error)
    trailers = error.trailing_metadata()
    pairs = tuple((str(name), value) for name, value in trailers) if trailers else ()
    return failure_of(error.code(), error.details(), pairs)
