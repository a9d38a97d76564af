"""What a user chooses from."""

from __future__ import annotations

import base64
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import NoReturn

from ..errors import ConfigError
from .authenticator import Occasion
from .secret import Secret

__all__ = ["Basic", "Bearer", "Credentials", "Supplied", "Supplier", "text"]


def text(name: str, value: object) -> str:
    """The value, which has to be a text: "None" would be sent like any other."""
    if isinstance(value, str):
        return value
    raise ConfigError(f"credentials.{name}", f"has to be a str, not {type(value).__name__}")


class Credentials:
    """What proves to the gateway who calls: `OAuth`, `Basic`, `Bearer` or a `Supplier`.

    Client certificates are a setting of `Tls`. Printing credentials shows no secret, and they
    cannot be pickled.
    """

    __slots__ = ()

    def __reduce__(self) -> NoReturn:
        raise TypeError(f"{type(self).__name__} may hold a secret, and is not pickled")


class Basic(Credentials):
    """A user and a password, in `authorization: Basic`."""

    __slots__ = ("_password", "username")

    def __init__(self, username: str, password: str) -> None:
        """
        Args:
            username: The user.
            password: The user's password.

        Raises:
            ConfigError: If one of them is not a str, such as a variable that is not set.
        """
        self.username = text("username", username)
        self._password = Secret(text("password", password))

    def __repr__(self) -> str:
        return f"Basic(username={self.username!r}, password=***)"

    def authorization(self) -> Secret:
        """The value of the header, hidden."""
        pair = f"{self.username}:{self._password.reveal()}".encode()
        return Secret(f"Basic {base64.b64encode(pair).decode()}")


class Bearer(Credentials):
    """A token that never changes, in `authorization: Bearer`."""

    __slots__ = ("_token",)

    def __init__(self, token: str) -> None:
        """
        Args:
            token: The token, without the word `Bearer`.

        Raises:
            ConfigError: If it is not a str, such as a variable that is not set.
        """
        self._token = Secret(text("token", token))

    def __repr__(self) -> str:
        return "Bearer(token=***)"

    def authorization(self) -> Secret:
        """The value of the header, hidden."""
        return Secret(f"Bearer {self._token.reveal()}")


Supplied = str | Mapping[str, str | bytes] | Iterable[tuple[str, str | bytes]]
"""What a `Supplier`'s function returns: a bearer token, or metadata."""


class Supplier(Credentials):
    """What your own function supplies, for schemes that the SDK does not have.

    The function is called before every attempt of every call, inside the deadline of the call, so
    it keeps what it can use again. It returns a bearer token, or metadata as a mapping or as
    pairs; the value of a name that ends in `-bin` is sent as bytes. What it raises is reported by
    the call with the status UNAUTHENTICATED.

    It may be `async def`: an `AsyncZeebeClient` awaits it in the loop of the call, a `ZeebeClient`
    in a loop made for the occasion. A plain function runs in a thread of its own, so it may block.

    Example:
        >>> def token_of_the_house(occasion: Occasion) -> str:
        ...     return "a-token"
        >>> Supplier(token_of_the_house)
        Supplier(token_of_the_house)
    """

    __slots__ = ("supply",)

    def __init__(self, supply: Callable[[Occasion], Supplied | Awaitable[Supplied]]) -> None:
        """
        Args:
            supply: The function; it is told why it is asked.
        """
        self.supply = supply

    def __repr__(self) -> str:
        return f"Supplier({getattr(self.supply, '__qualname__', type(self.supply).__name__)})"
