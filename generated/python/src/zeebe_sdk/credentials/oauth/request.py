"""What a token is asked for with."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from ..secret import Secret

__all__ = ["TokenRequest", "TokenServer"]


@dataclass(frozen=True)
class TokenServer:
    """Where tokens are given out."""

    host: str
    """Without brackets."""

    port: int
    """What to connect to."""

    tls: bool
    """Whether it speaks TLS."""

    authority: str
    """Host and port as requests and errors name them."""

    path: str
    """The path, with the query."""


@dataclass(frozen=True)
class TokenRequest:
    """An OAuth client, and what its tokens are for."""

    server: TokenServer
    client_id: str
    client_secret: Secret
    audience: str | None = None
    scope: str | None = None
    resource: str | None = None

    def form(self) -> Secret:
        """The body of the request."""
        fields = {
            "grant_type": "client_credentials",
            "client_id": self.client_id,
            "client_secret": self.client_secret.reveal(),
            "audience": self.audience,
            "scope": self.scope,
            "resource": self.resource,
        }
        return Secret(urlencode({name: value for name, value in fields.items() if value}))

    def identity(self) -> str:
        """What a token is for, without the secret."""
        scheme = "https" if self.server.tls else "http"
        url = f"{scheme}://{self.server.authority}{self.server.path}"
        parts = (url, self.client_id, self.audience, self.scope, self.resource)
        return "\n".join(part or "" for part in parts)
