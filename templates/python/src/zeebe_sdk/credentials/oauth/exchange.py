"""One request to a token server."""

from __future__ import annotations

import io
import socket
import ssl
import time
from http.client import HTTPConnection, HTTPException, HTTPResponse
from typing import Any, cast

from ..._line import one_line
from ..._user_agent import USER_AGENT
from ..authenticator import NoProof
from . import answer
from .answer import Answer
from .request import TokenRequest

__all__ = ["Exchange"]

TIMEOUT = 10.0
"""How long a server has to answer once it is connected, apart from the deadlines of calls."""

LARGEST = 256 * 1024
"""Answers with tokens are a few kilobytes at most."""


class Exchange:
    """The way to a token server."""

    def __init__(
        self, request: TokenRequest, tls: ssl.SSLContext | None, connect_timeout: float
    ) -> None:
        self._request = request
        self._tls = tls
        self._connect_timeout = connect_timeout

    @property
    def server(self) -> str:
        """The server, as errors name it."""
        return self._request.server.authority

    def fetch(self) -> Answer:
        """Asks for a token, which blocks. Raises `NoProof`."""
        try:
            with self._secure(self._dial()) as connected:
                return self._ask(connected)
        except TimeoutError:
            raise NoProof(f"it did not answer within {TIMEOUT:g} s", passing=True) from None
        except (OSError, HTTPException) as error:
            # What an error quotes may be what was sent.
            text = self._request.client_secret.hide_in(str(error)) or type(error).__name__
            raise NoProof(f"no answer: {one_line(text)}", passing=True) from None

    def _dial(self) -> socket.socket:
        server, limit = self._request.server, self._connect_timeout
        try:
            return socket.create_connection((server.host, server.port), timeout=limit)
        except TimeoutError:
            text = f"it cannot be reached within {limit:g} s"
        except OSError as error:
            text = f"it cannot be reached: {error.strerror or error}"
        raise NoProof(text, passing=True)

    def _secure(self, connected: socket.socket) -> socket.socket:
        """Agrees on TLS, if the server speaks it. A connection that fails is closed."""
        if self._tls is None:
            return connected
        try:
            return self._tls.wrap_socket(connected, server_hostname=self._request.server.host)
        except ssl.SSLCertVerificationError as error:
            raise NoProof(
                f"its certificate is not accepted: {error.verify_message}", passing=False
            ) from None
        except ssl.SSLError as error:
            raise NoProof(f"TLS with it failed: {error.reason or error}", passing=True) from None

    def _ask(self, connected: socket.socket) -> Answer:
        server = self._request.server
        connection = HTTPConnection(server.host, server.port)
        connection.sock = cast("Any", TimedSocket(connected, time.monotonic() + TIMEOUT))
        headers = {
            "Host": server.authority,
            "User-Agent": USER_AGENT,
            "Accept": "application/json",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        connection.request("POST", server.path, self._request.form().reveal(), headers)
        reply = connection.getresponse()
        kind = reply.getheader("Content-Type")
        return answer.read(reply.status, kind, body_of(reply), self._request.client_secret)


def body_of(reply: HTTPResponse) -> bytes:
    """The body, if it is not too long."""
    body = reply.read(LARGEST + 1)
    if len(body) > LARGEST:
        raise NoProof(f"its answer is longer than {LARGEST} bytes", passing=True)
    return body


class TimedSocket:
    """As much of a socket as `http.client` needs, with one end to the time of all it does.

    A timeout of the socket alone would begin anew with every byte that a slow server sends.
    """

    def __init__(self, connected: socket.socket, until: float) -> None:
        self._connected = connected
        self._until = until

    def sendall(self, data: bytes) -> None:
        """Sends it all."""
        self._limit()
        self._connected.sendall(data)

    def makefile(self, mode: str) -> io.BufferedReader:
        """What is received."""
        return io.BufferedReader(Received(self))

    def receive_into(self, buffer: memoryview) -> int:
        """Waits for bytes, none at the end."""
        self._limit()
        return self._connected.recv_into(buffer)

    def close(self) -> None:
        """Leaves it to the owner of the connection."""

    def _limit(self) -> None:
        left = self._until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._connected.settimeout(left)


class Received(io.RawIOBase):
    """What is received on a socket."""

    def __init__(self, source: TimedSocket) -> None:
        self._source = source

    def readable(self) -> bool:
        """It is for reading only."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Waits for bytes, none at the end."""
        return self._source.receive_into(memoryview(buffer).cast("B"))
