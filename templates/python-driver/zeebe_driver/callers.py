"""How calls are made: with the asynchronous client, or with the synchronous one in threads."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any, Literal, Protocol, TypeVar

from zeebe_sdk import AsyncZeebeClient, CallOptions, Cancellation, Config, ZeebeClient

from .arguments import Arguments, made

T = TypeVar("T")
End = Exception | Literal["ok"] | None
"""How a stream has ended; nothing if it has not."""
THREADS = 1024
"""As many as calls are ever made at once."""


class Stream:
    """A stream of replies, read one by one; who stops waiting for one gets it the next time."""

    def __init__(
        self,
        opening: Awaitable[object],
        following: Callable[[], Awaitable[Any]],
        cancel: Callable[[], object],
    ) -> None:
        # Gateways answer nothing before the first reply, so nobody waits for it to be open.
        self._opening = asyncio.ensure_future(opening)
        self._following = following
        self._cancel = cancel
        self._next: asyncio.Future[Any] | None = None

    async def next(self, within: float | None = None) -> Any:
        """The next reply; StopAsyncIteration at the end, TimeoutError when the seconds are over."""
        if self._next is None:
            self._next = asyncio.ensure_future(self._after_opening())
        done, _ = await asyncio.wait([self._next], timeout=within)
        if not done:
            raise TimeoutError
        reply, self._next = self._next, None
        return reply.result()

    async def _after_opening(self) -> Any:
        await self._opening
        return await self._following()

    async def take(self, wanted: int | None, within: float | None) -> tuple[list[Any], End]:
        """So many replies or fewer, and how the stream has ended: well, with an error, not yet."""
        loop = asyncio.get_running_loop()
        until = None if within is None else loop.time() + within
        replies: list[Any] = []
        while wanted is None or len(replies) < wanted:
            try:
                replies.append(await self.next(None if until is None else until - loop.time()))
            except StopAsyncIteration:
                return replies, "ok"
            except TimeoutError:
                return replies, None
            except Exception as error:
                return replies, error
        return replies, None

    def cancel(self) -> None:
        """Gives it up."""
        self._cancel()
        if self._next is not None:
            self._next.cancel()


class Caller(Protocol):
    """A kind of client."""

    capabilities: tuple[str, ...]
    """What it can do beyond calls and streams."""

    def client(self, config: Config) -> Any:
        """A client."""

    async def call(self, method: Callable[..., Any], given: Arguments) -> Any:
        """The reply of a call; cancelling this cancels the call."""

    async def open(self, method: Callable[..., Any], given: Arguments) -> Stream:
        """The stream of a call, once it is sent."""

    async def close(self, client: Any) -> None:
        """Closes a client and waits for that."""


class AsyncCaller:
    """The asynchronous client."""

    capabilities: tuple[str, ...] = (
        "raw_json",
        "json_int64",
        "backpressure_reading",
        "deploy_files",
        "ready",
        "worker",
    )

    def client(self, config: Config) -> AsyncZeebeClient:
        """A client."""
        return AsyncZeebeClient(config)

    async def call(self, method: Callable[..., Any], given: Arguments) -> Any:
        """The reply of a call; cancelling this cancels the call."""
        return await made(method, given)

    async def open(self, method: Callable[..., Any], given: Arguments) -> Stream:
        """The stream of a call, once it is sent."""
        stream = made(method, given)
        return Stream(stream.__aenter__(), stream.__anext__, stream.cancel)

    async def close(self, client: AsyncZeebeClient) -> None:
        """Closes a client and waits for that."""
        await client.close()


class SyncCaller:
    """The synchronous client, each call in a thread."""

    capabilities: tuple[str, ...] = (
        "raw_json",
        "json_int64",
        "backpressure_reading",
        "deploy_files",
        "ready",
    )

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(THREADS)

    def client(self, config: Config) -> ZeebeClient:
        """A client."""
        return ZeebeClient(config)

    async def call(self, method: Callable[..., Any], given: Arguments) -> Any:
        """The reply of a call; cancelling this cancels the call."""
        cancellation = Cancellation()
        options = given.get("options") or CallOptions()
        given["options"] = replace(options, cancellation=cancellation)
        call = self._in_thread(lambda: made(method, given))
        try:
            return await asyncio.shield(call)
        except asyncio.CancelledError:
            cancellation.cancel()
            return await call

    async def open(self, method: Callable[..., Any], given: Arguments) -> Stream:
        """The stream of a call, once it is sent."""
        stream = made(method, given)
        opening = self._in_thread(stream.__enter__)
        return Stream(opening, lambda: self._in_thread(lambda: following(stream)), stream.cancel)

    async def close(self, client: ZeebeClient) -> None:
        """Closes a client and waits for that."""
        await self._in_thread(client.close)

    def _in_thread(self, work: Callable[[], T]) -> asyncio.Future[T]:
        return asyncio.get_running_loop().run_in_executor(self._threads, work)


def following(stream: Iterator[T]) -> T:
    """The next reply; a future cannot hold the end that iterators have."""
    try:
        return next(stream)
    except StopIteration:
        raise StopAsyncIteration from None
