"""Metadata of the user."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..errors import ArgumentError

__all__ = ["Metadata", "checked_metadata"]

Metadata = tuple[tuple[str, "str | bytes"], ...]

_NAME = re.compile(r"[0-9a-z_.-]+")
_VALUE = re.compile(r"[\x20-\x7e]*")
_RESERVED = {
    "te",
    "content-type",
    "content-length",
    "user-agent",
    "host",
    "connection",
    "keep-alive",
    "proxy-connection",
    "transfer-encoding",
    "upgrade",
}


def checked_metadata(pairs: Iterable[tuple[str, str | bytes]], path: str) -> Metadata:
    """The metadata as gRPC takes it.

    The value of a name that ends in `-bin` is bytes, any other is text. Raises `ArgumentError`,
    which never shows a value: it may be what proves who calls.
    """
    return tuple(_checked(name, value, path) for name, value in pairs)


def _checked(name: str, value: str | bytes, path: str) -> tuple[str, str | bytes]:
    if type(name) is not str:
        raise ArgumentError(path, f"has a name that is not a str, but {type(name).__name__}")
    where, lower = f"{path} '{name}'", name.lower()
    if lower.startswith(("grpc-", ":")) or lower in _RESERVED:
        raise ArgumentError(where, "is a name that gRPC keeps for itself")
    if not _NAME.fullmatch(lower):
        raise ArgumentError(where, "is not a name for metadata")
    if lower.endswith("-bin"):
        if type(value) is bytes:
            return lower, value
        if type(value) is str:
            return lower, value.encode()
        raise ArgumentError(where, f"must be bytes, not {type(value).__name__}")
    if type(value) is not str:
        raise ArgumentError(where, f"must be a str, not {type(value).__name__}")
    if not _VALUE.fullmatch(value):
        raise ArgumentError(where, "has a value with characters that a header cannot hold")
    return lower, value
