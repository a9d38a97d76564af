"""An OAuth client, as users give it."""

from __future__ import annotations

import os
from pathlib import Path

from ..schemes import Credentials, text
from ..secret import Secret

__all__ = ["OAuth"]


class OAuth(Credentials):
    """An OAuth client: its id and secret, and where it gets tokens (RFC 6749, 4.4).

    What is not said here comes from the environment, if the configuration reads it, or from the
    cluster.

    A token is fetched when the first call needs it, once for all calls, and again before it
    expires. When the gateway does not accept it, it is dropped and the call is sent once more
    with another one. While the token server fails, calls wait for it inside their deadlines.

    Example:
        >>> OAuth(
        ...     "my-client",
        ...     "its-secret",
        ...     authorization_server_url="https://login.example/oauth/token",
        ...     audience="zeebe-api",
        ... )
        OAuth(client_id='my-client', client_secret=***, audience='zeebe-api')
    """

    __slots__ = (
        "audience",
        "authorization_server_url",
        "cache_file",
        "client_id",
        "hidden_secret",
        "resource",
        "scope",
    )

    def __init__(
        self,
        client_id: str | None = None,
        client_secret: str | None = None,
        *,
        authorization_server_url: str | None = None,
        audience: str | None = None,
        scope: str | None = None,
        resource: str | None = None,
        cache_file: str | os.PathLike[str] | None = None,
    ) -> None:
        """
        Args:
            client_id: The client.
            client_secret: Its secret.
            authorization_server_url: Where tokens are given out. It has to be `https`, except on
                this machine.
            audience: For whom a token is. Default: not said.
            scope: What a token shall allow. Default: not said.
            resource: The resource that a token is for. Default: not said.
            cache_file: Keeps tokens in a file from one run of the program to the next, for
                programs that start often. The file is for its owner alone; one that others can
                read is not used. It may be deleted at any time. Default: tokens are in memory
                only.
        """
        self.client_id = client_id
        self.hidden_secret = hidden(client_secret)
        self.authorization_server_url = authorization_server_url
        self.audience = audience
        self.scope = scope
        self.resource = resource
        self.cache_file = None if cache_file is None else Path(cache_file)

    def __repr__(self) -> str:
        shown: dict[str, object] = {
            "client_id": self.client_id,
            "client_secret": self.hidden_secret,
            "audience": self.audience,
            "cache_file": self.cache_file,
        }
        given = (f"{name}={value!r}" for name, value in shown.items() if value is not None)
        return f"OAuth({', '.join(given)})"


def hidden(secret: object) -> Secret | None:
    """The secret, if there is one."""
    return None if secret is None else Secret(text("client_secret", secret))
