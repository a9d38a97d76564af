"""The base of `AsyncZeebeClient`: a connection and what its calls share."""

from __future__ import annotations

import asyncio
import weakref
from collections.abc import Callable
from time import monotonic
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import grpc
from grpc import aio

from .._contract.policy import RequestTimeout
from .._contract.rpc import EncodeContext, Rpc
from .._exchange.core import Core
from .._exchange.course import Course
from .._exchange.plan import Plan, default_timeout, plan
from .._exchange.report import closed, lost_reply
from .._exchange.steps import APPLIED, Attempt
from .._transport.cause import no_message
from .._transport.channel import NEXT_CONNECTION, channel_options, method
from . import async_shell
from .async_stream import AsyncStream
from .fork import watch_forks

if TYPE_CHECKING:
    from google.protobuf.message import Message
    from typing_extensions import Self, Unpack

    from .._limiter import Backpressure
    from .._transport.failure import Failure
    from ..config import Config, Settings
    from ..options import CallOptions

__all__ = ["AsyncClientBase", "Guest"]

ResultT = TypeVar("ResultT")
_GLANCE = 0.02
"""How often, in seconds, it is looked whether a broken connection is made again."""
_BROKEN = grpc.ChannelConnectivity.TRANSIENT_FAILURE
Send = Callable[..., Any]


class Guest(Protocol):
    """Somebody who makes calls by itself until the client is closed: a worker."""

    def close_now(self) -> None:
        """Begins to end."""
        ...

    async def closed(self) -> object:
        """Waits until it has ended."""
        ...


class AsyncClientBase:
    """A client of one gateway for asyncio.

    It has one connection, made at the first call, and belongs to the event loop of that call and
    to the process that made it. `async with` closes it.
    """

    def __init__(self, config: Config | None = None, **settings: Unpack[Settings]) -> None:
        """Makes a client with these settings.

        Args:
            config: The settings; without it, those of the environment count.
            settings: Settings that take the place of those of the config or the environment.

        Raises:
            ConfigError: If settings cannot be used.
        """
        from .._gateway import load
        from ..config import Config

        # Now rather than in the first call.
        load()
        self._config = Config.of(config, settings)
        self._resolved = self._config.resolve()
        self._core = Core.of(self._resolved)
        self._worker_tenants = self._resolved.worker_tenants
        self._encode_context = EncodeContext(default_tenant=self._resolved.tenant)
        self._metadata = async_shell.Prepared(self._core.metadata)
        self._channel: aio.Channel | None = None
        self._routes: dict[Rpc[Any], tuple[Send, float | None, bool, Callable[[bytes], Any]]] = {}
        self._openers: dict[Rpc[Any], Send] = {}
        self._guests: set[Guest] = set()
        self._streams: weakref.WeakSet[AsyncStream[Any]] = weakref.WeakSet()
        self._idle: asyncio.Event | None = None
        watch_forks(self._core)

    @property
    def config(self) -> Config:
        """The settings, each with its value and where that comes from; secrets are hidden."""
        return self._config

    @property
    def backpressure(self) -> Backpressure:
        """What the client does about a gateway that pushes calls back.

        The limit of calls in flight, and how many wait in line.
        """
        return self._core.limiter.read()

    @property
    def channel(self) -> aio.Channel:
        """The connection, for stubs of your own. Calls on it are on your own, too.

        They have neither metadata nor credentials of the client, no retries and no deadline. It
        needs a running event loop.
        """
        if self._channel is None:
            self._channel = self._connect()
        return self._channel

    async def close(self) -> None:
        """Closes the client and waits until nothing is under way any more.

        Calls that were made before run to their end, which their deadlines bound; streams end at
        once with `ClosedError`, as does every call that is made from now on. Workers of the
        client shut down as if each was told to. Closing twice does no harm.
        """
        core = self._core
        if core.abandoned:
            return
        core.close("the client is closed")
        for stream in list(self._streams):
            stream.cut()
        guests = list(self._guests)
        for guest in guests:
            guest.close_now()
        for guest in guests:
            await guest.closed()
        while core.flying:
            self._idle = self._idle or asyncio.Event()
            await self._idle.wait()
            self._idle = None
        channel, self._channel = self._channel, None
        self._routes.clear()
        self._openers.clear()
        if channel is not None:
            await channel.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    def _join(self, guest: Guest) -> None:
        """Counts somebody who makes calls until the client is closed."""
        self._guests.add(guest)

    def _leave(self, guest: Guest) -> None:
        """Is the end of `_join`."""
        self._guests.discard(guest)

    async def _unary(
        self,
        rpc: Rpc[ResultT],
        message: Message,
        options: CallOptions | None = None,
        *,
        request_timeout_ms: int = 0,
        condition: bool = False,
        within: float | None = None,
        insistent: bool = False,
    ) -> ResultT:
        """Makes a call with one request and one reply.

        `within` takes the place of the default timeout, in seconds. An insistent call is sent
        until that has passed, whatever is said about the number of attempts, and also when the
        client is closing; an attempt of it takes no longer than other calls may in all.

        What follows up to the answer is the quick way of a call that nothing is special about.
        """
        core = self._core
        payload = message.SerializeToString()
        pairs, proof, is_special = core.metadata, None, options is not None or not core.calm
        if core.authenticator is not None:
            proof = core.authenticator.ready()
            pairs = pairs if proof is None else core.attached(proof)
            is_special |= proof is None
        if is_special:
            how = plan(
                core,
                rpc.policy,
                options,
                request_timeout_ms=request_timeout_ms,
                condition=condition,
                within=within,
                insistent=insistent,
            )
            return await self._slow(rpc, payload, how)
        send, timeout, waits, read = self._routes.get(rpc) or self._route(rpc)
        metadata = self._metadata
        if metadata.pairs is not pairs:
            metadata = self._metadata = async_shell.Prepared(pairs)
        if waits:
            timeout = default_timeout(rpc.policy.deadline, 0, request_timeout_ms)
        if within is not None:
            timeout = min(within, core.request_timeout) if insistent else within
        began = monotonic()
        mark = object()
        core.flying.add(mark)
        try:
            try:
                reply = await send(payload, timeout=timeout, metadata=metadata)
                if reply is not None:
                    return rpc.decode(read(reply))
                failure = no_message()
            except Exception as error:  # what is no failure is raised again
                failure = self._failure(error)
            how = plan(
                core,
                rpc.policy,
                None,
                request_timeout_ms=request_timeout_ms,
                condition=condition,
                within=within,
                insistent=insistent,
            )
            course = Course(core, how, began)
            steps = course.resume(failure, timeout, proof)
            return await self._follow(rpc, payload, course, steps)
        finally:
            core.flying.discard(mark)
            if self._idle is not None and not core.flying:
                self._idle.set()

    async def _slow(self, rpc: Rpc[ResultT], payload: bytes, how: Plan) -> ResultT:
        """Makes a call that something is special about."""
        core = self._core
        if core.closed_because is not None and how.insistent is None:
            raise closed(rpc.policy, core.closed_because)
        course = Course(core, how, monotonic())
        mark = object()
        core.flying.add(mark)
        try:
            return await self._follow(rpc, payload, course, course.run())
        finally:
            core.flying.discard(mark)
            if self._idle is not None and not core.flying:
                self._idle.set()

    async def _follow(
        self, rpc: Rpc[ResultT], payload: bytes, course: Course, steps: Any
    ) -> ResultT:
        send, _, _, read = self._routes.get(rpc) or self._route(rpc)

        async def attempt(step: Attempt) -> Any:
            try:
                if self._core.unconnected:
                    await self._next_connection(step)
                reply = await send(payload, timeout=step.timeout, metadata=step.metadata)
                return no_message() if reply is None else read(reply)
            except Exception as error:  # what is no failure is raised again
                return self._failure(error)

        answer = await async_shell.drive(steps, self._core.limiter, attempt)
        if answer is not APPLIED:
            return rpc.decode(answer)
        if rpc.already_applied is None:
            raise course.error(lost_reply())
        return rpc.already_applied()

    def _stream(
        self,
        rpc: Rpc[ResultT],
        message: Message,
        options: CallOptions | None = None,
        *,
        request_timeout_ms: int = 0,
    ) -> AsyncStream[ResultT]:
        """Makes a call with one request and a stream of replies, sent when it is first used."""
        core = self._core
        how = plan(core, rpc.policy, options, request_timeout_ms=request_timeout_ms)
        stream = AsyncStream(rpc, message.SerializeToString(), core, how, self._opener)
        self._streams.add(stream)
        return stream

    def _opener(self, rpc: Rpc[Any]) -> Any:
        opener = self._openers.get(rpc)
        if opener is None:
            channel: Any = self.channel
            opener = self._openers[rpc] = method(channel.unary_stream, rpc.policy.path)
        return opener

    def _route(self, rpc: Rpc[Any]) -> Any:
        """How the messages of an RPC are sent and read; made at its first call."""
        rule = rpc.policy.deadline
        timeout = default_timeout(rule, self._core.request_timeout, 0)
        waits = isinstance(rule, RequestTimeout)
        channel: Any = self.channel
        send: Send = method(channel.unary_unary, rpc.policy.path)
        route: Any = (send, timeout, waits, rpc.response.FromString)
        self._routes[rpc] = route
        return route

    async def _next_connection(self, step: Attempt) -> None:
        """Waits until the library tries to connect again, as part of an attempt."""
        began = monotonic()
        for _ in range(round(NEXT_CONNECTION / _GLANCE)):
            if self.channel.get_state(try_to_connect=True) is not _BROKEN:
                break
            await asyncio.sleep(_GLANCE)
        step.took(monotonic() - began)

    def _connect(self) -> aio.Channel:
        asyncio.get_running_loop()
        resolved, options = self._resolved, channel_options(self._resolved)
        if resolved.channel_credentials is None:
            return aio.insecure_channel(resolved.address.target, options)
        return aio.secure_channel(resolved.address.target, resolved.channel_credentials, options)

    def _failure(self, error: Exception) -> Failure:
        failure = async_shell.failure_from(error)
        if failure.status is grpc.StatusCode.DEADLINE_EXCEEDED and self._channel is not None:
            # Had the call been on a connection, either it would be up or the call have ended.
            ready = self._channel.get_state() is grpc.ChannelConnectivity.READY
            failure.maybe_executed &= ready
        return failure
