"""A token server that answers as the test says."""

from __future__ import annotations

import json
import ssl
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
import trustme


class Quiet(ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is part of a test."""


class TokenServer:
    """Gives out tokens, or plays `answers`, each a status, headers and a body."""

    def __init__(self, tls: ssl.SSLContext | None) -> None:
        self.requests: list[dict[str, str]] = []
        self.answers: list[tuple[int, dict[str, str], bytes]] = []
        self.lasts: Any = 3600
        self.before_answer: Callable[[], object] = lambda: None
        server = self._server = Quiet(("127.0.0.1", 0), self._handler())
        if tls is not None:
            server.socket = tls.wrap_socket(server.socket, server_side=True)
        scheme = "http" if tls is None else "https"
        self.url = f"{scheme}://127.0.0.1:{server.server_port}/oauth/token"
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def answer(self, form: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        self.requests.append(form)
        number = len(self.requests)
        self.before_answer()
        if self.answers:
            return self.answers.pop(0)
        token = {"access_token": f"token-{number}", "token_type": "Bearer"}
        body = json.dumps(token | {"expires_in": self.lasts}).encode()
        return 200, {"Content-Type": "application/json"}, body

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        tokens = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                form = {name: values[0] for name, values in parse_qs(body).items()}
                status, headers, content = tokens.answer(form)
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - its name
                """Says nothing."""

        return Handler


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with an authority, and with a server and a client that it answers for."""
    directory = tmp_path_factory.mktemp("certificates")
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(directory / "ca.pem"))
    for name, whose in (("server", "127.0.0.1"), ("client", "client.example")):
        issued = authority.issue_cert(whose)
        issued.private_key_pem.write_to_path(str(directory / f"{name}-key.pem"))
        for blob in issued.cert_chain_pems:
            blob.write_to_path(str(directory / f"{name}.pem"), append=True)
    return directory


@pytest.fixture
def tokens() -> Iterator[TokenServer]:
    server = TokenServer(None)
    yield server
    server.stop()


@pytest.fixture
def secured_tokens(certificates: Path) -> Iterator[TokenServer]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificates / "server.pem", certificates / "server-key.pem")
    server = TokenServer(context)
    yield server
    server.stop()
