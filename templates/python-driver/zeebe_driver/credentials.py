"""Credentials as they are told."""

from __future__ import annotations

from typing import Any

from zeebe_sdk import Basic, Bearer, Credentials, OAuth, Supplier

from .arguments import WrongLineError


def credentials(scheme: dict[str, Any]) -> Credentials:
    """The credentials of a scheme."""
    match scheme:
        case {"basic": {"username": username, "password": password}}:
            return Basic(username, password)
        case {"bearer": token}:
            return Bearer(token)
        case {"oauth": dict(settings)}:
            return oauth(settings)
        case {"supplier": [*tokens]}:
            return supplier(tokens)
        case {"failing_supplier": text}:
            return failing(text)
        case unknown:
            raise WrongLineError(f"there are no credentials like {list(unknown)}")


def oauth(settings: dict[str, Any]) -> OAuth:
    """Client credentials."""
    settings = dict(settings)
    named = {"url": "authorization_server_url"}
    return OAuth(
        settings.pop("client_id"),
        settings.pop("client_secret"),
        **{named.get(name, name): value for name, value in settings.items()},
    )


def supplier(tokens: list[str]) -> Supplier:
    """Code of the user, which gives these tokens in turn and then the last for ever."""
    left = iter(tokens)
    last = tokens[-1] if tokens else ""

    async def supply(_: object) -> str:
        return next(left, last)

    return Supplier(supply)


def failing(text: str) -> Supplier:
    """Code of the user, which fails with this text."""

    def supply(_: object) -> str:
        raise RuntimeError(text)

    return Supplier(supply)
