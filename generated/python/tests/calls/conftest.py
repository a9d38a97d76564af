"""Gateways for the tests of calls: one that follows a script, and one that breaks the rules."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import grpc
import pytest
from google.protobuf.wrappers_pb2 import StringValue
from grpc import StatusCode

from zeebe_sdk._client.asynchronous import AsyncClientBase
from zeebe_sdk._client.synchronous import ClientBase
from zeebe_sdk._contract import CallClass, RetryRule, Rpc, RpcPolicy, Unlimited
from zeebe_sdk.config import Config

TRANSIENT = frozenset(
    {
        StatusCode.UNAVAILABLE,
        StatusCode.RESOURCE_EXHAUSTED,
        StatusCode.DEADLINE_EXCEEDED,
        StatusCode.ABORTED,
    }
)
BUSY = frozenset({StatusCode.RESOURCE_EXHAUSTED})


def _rpc(name: str, **policy: Any) -> Rpc[str]:
    return Rpc(
        policy=RpcPolicy(name=name, path=f"/test.Gateway/{name}", **policy),
        request=StringValue,
        response=StringValue,
        decode=lambda message: str(message.value),
        already_applied=(lambda: "already") if name == "Complete" else None,
    )


class Api:
    """One RPC of each kind; each takes a text and answers a text."""

    read = _rpc("Read", call_class=CallClass.READ, retry=RetryRule(idempotent=TRANSIENT))
    complete = _rpc(
        "Complete",
        call_class=CallClass.IDEMPOTENT,
        retry=RetryRule(idempotent=TRANSIENT),
        backpressure_exempt=True,
        already_applied=frozenset({StatusCode.NOT_FOUND}),
    )
    create = _rpc("Create", retry=RetryRule(otherwise=BUSY, at_least_once=TRANSIENT))
    stream = _rpc("Stream", call_class=CallClass.WORKER_LOOP, deadline=Unlimited())


@pytest.fixture
def api() -> type[Api]:
    return Api


Answer = Callable[[str, grpc.ServicerContext], str]


class Gateway(grpc.GenericRpcHandler):
    """Answers each call by the next of its answers, and by its text once they are used up.

    An answer is a text, a status, or a function of the request.
    """

    def __init__(self) -> None:
        self.answers: list[Any] = []
        self.seen: list[tuple[str, str, dict[str, Any]]] = []
        """The RPC, the request and the metadata of each call."""
        self.cancelled = 0
        self.port = 0

    @property
    def calls(self) -> int:
        return len(self.seen)

    @property
    def config(self) -> Config:
        return Config(address=f"http://127.0.0.1:{self.port}")

    def service(self, details: grpc.HandlerCallDetails) -> grpc.RpcMethodHandler:
        name = details.method.rpartition("/")[2]

        def unary(request: bytes, context: grpc.ServicerContext) -> bytes:
            text = StringValue.FromString(request).value
            self.seen.append((name, text, dict(context.invocation_metadata())))
            answer = self.answers.pop(0) if self.answers else text
            if isinstance(answer, StatusCode):
                context.abort(answer, f"because of {answer.name}")
            if callable(answer):
                context.add_callback(self._note(context))
                answer = answer(text, context)
            return StringValue(value=answer).SerializeToString()

        def stream(request: bytes, context: grpc.ServicerContext) -> Iterator[bytes]:
            text = StringValue.FromString(request).value
            self.seen.append((name, text, dict(context.invocation_metadata())))
            context.add_callback(self._note(context))
            for answer in self.answers:
                if isinstance(answer, StatusCode):
                    context.abort(answer, f"because of {answer.name}")
                if callable(answer):
                    answer = answer(text, context)
                yield StringValue(value=answer).SerializeToString()

        if name == "Stream":
            return grpc.unary_stream_rpc_method_handler(stream)
        return grpc.unary_unary_rpc_method_handler(unary)

    def _note(self, context: Any) -> Callable[[], None]:
        def note() -> None:
            if not context.is_active() and context.code() is None:
                self.cancelled += 1

        return note


def hang(_: str, context: grpc.ServicerContext) -> str:
    """Answers when the client has gone."""
    gone = threading.Event()
    if context.add_callback(gone.set):
        gone.wait(10)
    return "too late"


@pytest.fixture
def hangs() -> Answer:
    return hang


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    served = Gateway()
    server = grpc.server(ThreadPoolExecutor(64), handlers=(served,))
    served.port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    yield served
    server.stop(0).wait()


@pytest.fixture
async def client(gateway: Gateway) -> AsyncIterator[AsyncClientBase]:
    async with AsyncClientBase(gateway.config) as made:
        yield made
    await asyncio.sleep(0)


@pytest.fixture
def sync_client(gateway: Gateway) -> Iterator[ClientBase]:
    with ClientBase(gateway.config) as made:
        yield made


DATA, HEADERS, RST_STREAM, SETTINGS, PING, GOAWAY = 0, 1, 3, 4, 6, 7
END_STREAM, ACK, END_HEADERS = 1, 1, 4
PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"

Pairs = list[tuple[str, str]]
OK_HEAD: Pairs = [(":status", "200"), ("content-type", "application/grpc")]


class Stream:
    """One call, as its peer sees it."""

    def __init__(self, connection: socket.socket, number: int, count: int) -> None:
        self.connection = connection
        self.number = number
        self.count = count
        """How many calls this peer has seen, with this one."""

    def frame(self, kind: int, flags: int, payload: bytes, stream: int | None = None) -> None:
        number = self.number if stream is None else stream
        head = struct.pack(">I", len(payload))[1:] + struct.pack(">BBI", kind, flags, number)
        self.connection.sendall(head + payload)

    def headers(self, pairs: Pairs, *, end: bool = False) -> None:
        block = b"".join(
            b"\0" + _text(name.encode()) + _text(value.encode()) for name, value in pairs
        )
        self.frame(HEADERS, END_HEADERS | (END_STREAM if end else 0), block)

    def message(self, content: bytes = b"", *, end: bool = False) -> None:
        payload = struct.pack(">BI", 0, len(content)) + content
        self.frame(DATA, END_STREAM if end else 0, payload)

    def data(self, content: bytes, *, end: bool = False) -> None:
        self.frame(DATA, END_STREAM if end else 0, content)

    def reset(self, code: int) -> None:
        self.frame(RST_STREAM, 0, struct.pack(">I", code))

    def go_away(self, last: int, code: int = 0) -> None:
        self.frame(GOAWAY, 0, struct.pack(">II", last, code), stream=0)

    def status(self, code: int, message: str = "", *more: tuple[str, str]) -> None:
        pairs = [*OK_HEAD, ("grpc-status", str(code)), ("grpc-message", message), *more]
        self.headers(pairs, end=True)

    def answer(self, content: bytes = b"") -> None:
        self.headers(OK_HEAD)
        self.message(content)
        self.headers([("grpc-status", "0")], end=True)

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)


def _text(value: bytes) -> bytes:
    if len(value) < 127:
        return bytes([len(value)]) + value
    rest = len(value) - 127
    length = b"\x7f"
    while rest >= 128:
        length += bytes([rest % 128 + 128])
        rest //= 128
    return length + bytes([rest]) + value


Script = Callable[[Stream], None]


class Peer:
    """Listens on a port of its own and answers each call by a script."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self.calls = 0
        self.connections = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._open: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    def stop(self) -> None:
        for one in [self._listener, *self._open]:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            self._open.append(connection)
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError, EOFError):
            _exactly(connection, len(PREFACE))
            hello = Stream(connection, 0, 0)
            hello.frame(SETTINGS, 0, b"")
            while True:
                head = _exactly(connection, 9)
                length = int.from_bytes(head[:3], "big")
                kind, flags, number = struct.unpack(">BBI", head[3:])
                payload = _exactly(connection, length)
                if kind == SETTINGS and not flags & ACK:
                    hello.frame(SETTINGS, ACK, b"")
                elif kind == PING and not flags & ACK:
                    hello.frame(PING, ACK, payload)
                elif kind in (HEADERS, DATA) and flags & END_STREAM:
                    self.calls += 1
                    self.script(Stream(connection, number, self.calls))


def _exactly(connection: socket.socket, length: int) -> bytes:
    content = b""
    while len(content) < length:
        more = connection.recv(length - len(content))
        if not more:
            raise EOFError
        content += more
    return content


@pytest.fixture
def peer() -> Iterator[Callable[[Script], Peer]]:
    """Makes peers that answer by a script."""
    made: list[Peer] = []

    def make(script: Script) -> Peer:
        made.append(Peer(script))
        return made[-1]

    yield make
    for one in made:
        one.stop()
