"""Replies that are streams, for threads."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from time import monotonic
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from .._exchange.course import Course
from .._exchange.report import closed
from .._exchange.steps import CANCELLED, Attempt
from .._transport.cause import no_message
from .._transport.failure import Failure
from .sync_shell import failure_from, perform

if TYPE_CHECKING:
    from google.protobuf.message import Message
    from typing_extensions import Self

    from .._contract.rpc import Rpc
    from .._exchange.core import Core
    from .._exchange.plan import Plan
    from ..options import Cancellation

__all__ = ["Stream"]

ItemT = TypeVar("ItemT")
_END = object()


class Stream(Generic[ItemT]):
    """What a gateway sends on a stream, item by item.

    The call is sent by `with`, or when the first item is asked for. The stream ends after its
    first error; what had arrived before that is given first. Leaving `with`, and `cancel`, which
    any thread may call, cancel the call.

    >>> with client.stream_activated_jobs(type="charge", timeout=60) as jobs:
    ...     for job in jobs:
    ...         print(job.key)
    """

    def __init__(
        self,
        rpc: Rpc[ItemT],
        payload: bytes,
        core: Core,
        how: Plan,
        opener: Callable[[Rpc[ItemT]], Any],
        cancellation: Cancellation | None,
    ) -> None:
        self._rpc = rpc
        self._payload = payload
        self._core = core
        self._opener = opener
        self._cancellation = cancellation
        self._course = Course(core, how, monotonic())
        self._steps = self._course.run()
        self._lock = threading.Lock()
        self._call: Any = None
        self._key: object = None
        self._started = False
        self._flows = False
        """Whether the gateway has begun to answer."""
        self._ended = False
        self._cut = False
        self._arrived: deque[Message] = deque()

    def __enter__(self) -> Self:
        self._open()
        return self

    def __exit__(self, *_: object) -> None:
        self.cancel()

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> ItemT:
        while not self._arrived:
            message = self.next_message()
            if message is None:
                raise StopIteration
            self._unpack(message)
        return self._rpc.decode(self._arrived.popleft())

    def next_arrived(self) -> ItemT | None:
        """The next item that has arrived already, without waiting; `None` if there is none."""
        return self._rpc.decode(self._arrived.popleft()) if self._arrived else None

    def next_message(self) -> Message | None:
        """The next message as the gateway sent it, with all the items in it; `None` at the end.

        Raises `CallError`.
        """
        if self._ended:
            return None
        try:
            self._open()
            message = self._read()
        except BaseException:
            self._end()
            raise
        if message is None:
            self._end()
        return message

    def cancel(self) -> None:
        """Cancels the call; the stream is at its end. Any thread may call it, at any time."""
        self._ended = True
        self._stop()

    def close(self) -> None:
        """As `cancel`, under the name that generators have for it."""
        self.cancel()

    def cut(self) -> None:
        """Ends the stream, because its client is closed."""
        self._cut = True
        self._stop()

    def _stop(self) -> None:
        with self._lock:
            call = self._call
        if call is not None:
            call.cancel()

    def _unpack(self, message: Message) -> None:
        if self._rpc.items is None:
            self._arrived.append(message)
        else:
            self._arrived.extend(self._rpc.items(message))

    def _open(self) -> None:
        if not self._started:
            self._started = True
            self._proceed(None)

    def _proceed(self, answer: Any) -> None:
        """Goes on with the course up to its next attempt, or to its end."""
        if self._core.closed_because is not None:
            raise self._closed()
        while True:
            try:
                step = self._steps.send(answer)
            except StopIteration:
                self._flows = True
                return None
            if isinstance(step, Attempt):
                return self._send(step)
            answer = perform(step, self._core.limiter, self._cancellation)

    def _send(self, step: Attempt) -> None:
        open_call = self._opener(self._rpc)
        call = open_call(self._payload, timeout=step.timeout, metadata=step.metadata)
        with self._lock:
            self._call = call
        if self._cancellation is not None:
            self._cancellation.remove(self._key)
            self._key = self._cancellation.add(call.cancel)
        if self._ended or self._cut:
            call.cancel()

    def _read(self) -> Message | None:
        """A message, or nothing at the end of a stream that succeeded."""
        while True:
            ended = self._attempt()
            if not isinstance(ended, Failure):
                if not self._flows:
                    self._proceed(ended)
                return None if ended is _END else ended
            if self._cut:
                raise self._closed()
            if self._ended:
                return None
            cancelled = self._cancellation is not None and self._cancellation.cancelled
            if self._flows:
                ended.maybe_executed = True
                timeout = self._course.plan.timeout
                raise self._course.error(self._course.explained(ended, timeout))
            self._proceed(CANCELLED if cancelled else ended)

    def _attempt(self) -> Any:
        try:
            reply: Any = next(self._call, _END)
            if reply is _END:
                return _END
            return no_message() if reply is None else self._rpc.response.FromString(reply)
        except Exception as error:  # what is no failure is raised again
            return failure_from(error)

    def _closed(self) -> Exception:
        self._end()
        return closed(self._rpc.policy, self._core.closed_because or "the client is closed")

    def _end(self) -> None:
        self._ended = True
        self._steps.close()
        if self._cancellation is not None:
            self._cancellation.remove(self._key)
