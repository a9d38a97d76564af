"""Replies that are streams, for asyncio."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from time import monotonic
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from grpc import aio

from .._exchange.course import Course
from .._exchange.report import closed
from .._exchange.steps import Attempt
from .._transport.cause import no_message
from .._transport.failure import Failure
from .async_shell import failure_from, perform

if TYPE_CHECKING:
    from google.protobuf.message import Message
    from typing_extensions import Self

    from .._contract.rpc import Rpc
    from .._exchange.core import Core
    from .._exchange.plan import Plan

__all__ = ["AsyncStream"]

ItemT = TypeVar("ItemT")
EOF: Any = getattr(aio, "EOF")  # noqa: B009 - not every stub has it


class AsyncStream(Generic[ItemT]):
    """What a gateway sends on a stream, item by item.

    The call is sent by `async with`, or when the first item is asked for. A message is read from
    the connection only when it is asked for, so a slow reader slows the gateway down instead of
    filling memory. The stream ends after its first error; what had arrived before that is given
    first. Leaving `async with`, and `cancel`, cancel the call.

    >>> async with client.stream_activated_jobs(type="charge", timeout=60) as jobs:
    ...     async for job in jobs:
    ...         print(job.key)
    """

    def __init__(
        self,
        rpc: Rpc[ItemT],
        payload: bytes,
        core: Core,
        how: Plan,
        opener: Callable[[Rpc[ItemT]], Any],
    ) -> None:
        self._rpc = rpc
        self._payload = payload
        self._core = core
        self._opener = opener
        self._course = Course(core, how, monotonic())
        self._steps = self._course.run()
        self._call: Any = None
        self._started = False
        self._flows = False
        """Whether the gateway has begun to answer."""
        self._ended = False
        self._cut = False
        self._arrived: deque[Message] = deque()

    async def __aenter__(self) -> Self:
        await self._open()
        return self

    async def __aexit__(self, *_: object) -> None:
        self.cancel()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> ItemT:
        while not self._arrived:
            message = await self.next_message()
            if message is None:
                raise StopAsyncIteration
            self._unpack(message)
        return self._rpc.decode(self._arrived.popleft())

    def next_arrived(self) -> ItemT | None:
        """The next item that has arrived already, without waiting; `None` if there is none."""
        return self._rpc.decode(self._arrived.popleft()) if self._arrived else None

    async def next_message(self) -> Message | None:
        """The next message as the gateway sent it, with all the items in it; `None` at the end.

        Cancelling the task that waits for it cancels the call. Raises `CallError`.
        """
        if self._ended:
            return None
        try:
            await self._open()
            message = await self._read()
        except asyncio.CancelledError:
            if self._cut:
                raise self._closed() from None
            if self._has_ended():
                return None
            self._end()
            raise
        except BaseException:
            self._end()
            raise
        if message is None:
            self._end()
        return message

    def _has_ended(self) -> bool:
        """Whether it was cancelled meanwhile."""
        return self._ended

    def cancel(self) -> None:
        """Cancels the call; the stream is at its end. May be called at any time."""
        self._end()
        if self._call is not None:
            self._call.cancel()

    async def aclose(self) -> None:
        """As `cancel`, under the name that asynchronous generators have for it."""
        self.cancel()

    def cut(self) -> None:
        """Ends the stream, because its client is closed."""
        if not self._ended:
            self._cut = True
            if self._call is not None:
                self._call.cancel()

    def _unpack(self, message: Message) -> None:
        if self._rpc.items is None:
            self._arrived.append(message)
        else:
            self._arrived.extend(self._rpc.items(message))

    async def _open(self) -> None:
        if not self._started:
            self._started = True
            await self._proceed(None)

    async def _proceed(self, answer: Any) -> None:
        """Goes on with the course up to its next attempt, or to its end."""
        if self._core.closed_because is not None:
            raise self._closed()
        while True:
            try:
                step = self._steps.send(answer)
            except StopIteration:
                self._flows = True
                return
            if isinstance(step, Attempt):
                open_call = self._opener(self._rpc)
                self._call = open_call(self._payload, timeout=step.timeout, metadata=step.metadata)
                return
            answer = await perform(step, self._core.limiter)

    async def _read(self) -> Message | None:
        """A message, or nothing at the end of a stream that succeeded."""
        while True:
            ended = await self._attempt()
            if not isinstance(ended, Failure):
                if not self._flows:
                    await self._proceed(ended)
                return None if ended is EOF else ended
            if self._cut:
                raise self._closed()
            if self._flows:
                ended.maybe_executed = True
                raise self._course.error(self._course.explained(ended, self._course.plan.timeout))
            await self._proceed(ended)

    async def _attempt(self) -> Any:
        try:
            reply = await self._call.read()
            if reply is EOF:
                return EOF
            return no_message() if reply is None else self._rpc.response.FromString(reply)
        except Exception as error:  # what is no failure is raised again
            return failure_from(error)

    def _closed(self) -> Exception:
        self._end()
        return closed(self._rpc.policy, self._core.closed_because or "the client is closed")

    def _end(self) -> None:
        self._ended = True
        self._steps.close()
