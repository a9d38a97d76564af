"""The base of `ZeebeClient`: a connection and what its calls share, for threads."""

from __future__ import annotations

import contextlib
import threading
import weakref
from collections.abc import Callable
from time import monotonic
from typing import TYPE_CHECKING, Any, TypeVar

import grpc

from .._contract.policy import RequestTimeout
from .._contract.rpc import EncodeContext, Rpc
from .._exchange.core import Core
from .._exchange.course import Course
from .._exchange.plan import Plan, default_timeout, plan
from .._exchange.report import closed, lost_reply
from .._exchange.steps import APPLIED, CANCELLED, Attempt
from .._transport.cause import no_message
from .._transport.channel import NEXT_CONNECTION, channel_options, method
from . import sync_shell
from .fork import watch_forks
from .sync_stream import Stream

if TYPE_CHECKING:
    from google.protobuf.message import Message
    from typing_extensions import Self, Unpack

    from .._limiter import Backpressure
    from ..config import Config, Settings
    from ..options import CallOptions, Cancellation

__all__ = ["ClientBase"]

ResultT = TypeVar("ResultT")
Send = Any


class ClientBase:
    """A client of one gateway for threads.

    It has one connection, made at the first call. Any number of threads may use it at once. It
    belongs to the process that made it. `with` closes it.
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
        self._channel: grpc.Channel | None = None
        self._routes: dict[Rpc[Any], tuple[Send, float | None, bool, Callable[[bytes], Any]]] = {}
        self._openers: dict[Rpc[Any], Send] = {}
        self._streams: weakref.WeakSet[Stream[Any]] = weakref.WeakSet()
        self._gate = threading.Lock()
        self._idle = threading.Condition(self._gate)
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
    def channel(self) -> grpc.Channel:
        """The connection, for stubs of your own. Calls on it are on your own, too.

        They have neither metadata nor credentials of the client, no retries and no deadline.
        """
        with self._gate:
            if self._channel is None:
                self._channel = self._connect()
            return self._channel

    def close(self) -> None:
        """Closes the client and waits until nothing is under way any more.

        Calls that were made before run to their end, which their deadlines bound; streams end at
        once with `ClosedError`, as does every call that is made from now on. Closing twice does
        no harm.
        """
        core = self._core
        if core.abandoned:
            return
        core.close("the client is closed")
        for stream in list(self._streams):
            stream.cut()
        with self._idle:
            while core.flying:
                self._idle.wait()
            channel, self._channel = self._channel, None
            self._routes.clear()
        self._openers.clear()
        if channel is not None:
            channel.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _unary(
        self,
        rpc: Rpc[ResultT],
        message: Message,
        options: CallOptions | None = None,
        *,
        request_timeout_ms: int = 0,
        condition: bool = False,
    ) -> ResultT:
        """Makes a call with one request and one reply.

        What follows up to the answer is the quick way of a call that nothing is special about.
        """
        core = self._core
        payload = message.SerializeToString()
        metadata, proof, is_special = core.metadata, None, options is not None or not core.calm
        if core.authenticator is not None:
            proof = core.authenticator.ready()
            metadata = metadata if proof is None else core.attached(proof)
            is_special |= proof is None
        if is_special:
            how = plan(
                core,
                rpc.policy,
                options,
                request_timeout_ms=request_timeout_ms,
                condition=condition,
            )
            return self._slow(rpc, payload, how, options.cancellation if options else None)
        began = monotonic()
        mark = object()
        core.flying.add(mark)
        try:
            if core.closed_because is not None:
                raise closed(rpc.policy, core.closed_because)
            send, timeout, waits, read = self._routes.get(rpc) or self._route(rpc)
            if waits:
                timeout = default_timeout(rpc.policy.deadline, 0, request_timeout_ms)
            try:
                reply = send(payload, timeout=timeout, metadata=metadata)
                if reply is not None:
                    return rpc.decode(read(reply))
                failure = no_message()
            except Exception as error:  # what is no failure is raised again
                failure = sync_shell.failure_from(error)
            how = plan(
                core,
                rpc.policy,
                None,
                request_timeout_ms=request_timeout_ms,
                condition=condition,
            )
            course = Course(core, how, began)
            return self._follow(rpc, payload, course, course.resume(failure, timeout, proof), None)
        finally:
            core.flying.discard(mark)
            if core.closed_because is not None:
                self._tell()

    def _tell(self) -> None:
        """Wakes who waits for the end of all calls."""
        with self._idle:
            self._idle.notify_all()

    def _slow(
        self, rpc: Rpc[ResultT], payload: bytes, how: Plan, cancellation: Cancellation | None
    ) -> ResultT:
        """Makes a call that something is special about."""
        core = self._core
        course = Course(core, how, monotonic())
        mark = object()
        core.flying.add(mark)
        try:
            if core.closed_because is not None:
                raise closed(rpc.policy, core.closed_because)
            return self._follow(rpc, payload, course, course.run(), cancellation)
        finally:
            core.flying.discard(mark)
            if core.closed_because is not None:
                self._tell()

    def _follow(
        self,
        rpc: Rpc[ResultT],
        payload: bytes,
        course: Course,
        steps: Any,
        cancellation: Cancellation | None,
    ) -> ResultT:
        send, _, _, read = self._routes.get(rpc) or self._route(rpc)

        def attempt(step: Attempt) -> Any:
            try:
                if self._core.unconnected:
                    self._next_connection(step)
                if cancellation is None:
                    reply = send(payload, timeout=step.timeout, metadata=step.metadata)
                else:
                    reply = _send_cancellably(send, payload, step, cancellation)
                return no_message() if reply is None else read(reply)
            except grpc.FutureCancelledError:
                return CANCELLED
            except Exception as error:  # what is no failure is raised again
                return sync_shell.failure_from(error)

        answer = sync_shell.drive(steps, self._core.limiter, cancellation, attempt)
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
    ) -> Stream[ResultT]:
        """Makes a call with one request and a stream of replies, sent when it is first used."""
        core = self._core
        how = plan(core, rpc.policy, options, request_timeout_ms=request_timeout_ms)
        cancellation = options.cancellation if options else None
        payload = message.SerializeToString()
        stream = Stream(rpc, payload, core, how, self._opener, cancellation)
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
        channel: Any = self.channel
        send: Send = method(channel.unary_unary, rpc.policy.path)
        route: Any = (send, timeout, isinstance(rule, RequestTimeout), rpc.response.FromString)
        self._routes[rpc] = route
        return route

    def _next_connection(self, step: Attempt) -> None:
        """Waits until the library has connected, or may have tried to, as part of an attempt."""
        began = monotonic()
        ready = grpc.channel_ready_future(self.channel)
        with contextlib.suppress(grpc.FutureTimeoutError):
            ready.result(timeout=NEXT_CONNECTION)
        ready.cancel()
        step.took(monotonic() - began)

    def _connect(self) -> grpc.Channel:
        resolved, options = self._resolved, channel_options(self._resolved)
        if resolved.channel_credentials is None:
            return grpc.insecure_channel(resolved.address.target, options)
        return grpc.secure_channel(resolved.address.target, resolved.channel_credentials, options)


def _send_cancellably(
    send: Send, payload: bytes, step: Attempt, cancellation: Cancellation
) -> bytes | None:
    future = send.future(payload, timeout=step.timeout, metadata=step.metadata)
    key = cancellation.add(future.cancel)
    try:
        reply: bytes | None = future.result()
        return reply
    finally:
        cancellation.remove(key)
