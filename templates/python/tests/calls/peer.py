"""A peer that speaks HTTP/2 frame by frame and answers what no gRPC server would."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
from collections.abc import Callable, Iterator

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


@contextlib.contextmanager
def peer(script: Script) -> Iterator[Peer]:
    """A peer that answers by this script."""
    served = Peer(script)
    try:
        yield served
    finally:
        served.stop()
