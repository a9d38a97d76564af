"""From what the SDK gives back to JSON: names in lower camel case, 64-bit numbers as text, bytes in
base64, and variables as the text of their JSON.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from enum import Enum
from typing import Any, TypeVar

from zeebe_sdk import Json, VariablesError

from .arguments import EPOCH

T = TypeVar("T")


class Style(Enum):
    """How variables are shown."""

    VALUE = "value"
    """As the JSON of the value that a user gets."""
    TEXT = "text"
    """As the text that the gateway sent."""


Writer = Callable[[T, Style], Any]


class Fields:
    """The fields of a message."""

    def __init__(self, style: Style) -> None:
        self._style = style
        self._fields: dict[str, Any] = {}

    def put(self, name: str, value: T | None, writer: Writer[T]) -> None:
        """Adds a field, unless it is absent."""
        if value is not None:
            self._fields[name] = writer(value, self._style)

    def end(self) -> dict[str, Any]:
        """The message."""
        return self._fields


def write_plain(value: T, _: Style) -> T:
    """What JSON has a form for."""
    return value


def write_int64(value: int, _: Style) -> str:
    """A number of 64 bits."""
    return str(value)


def write_bytes(value: bytes, _: Style) -> str:
    """Bytes."""
    return base64.b64encode(value).decode()


def write_duration(value: timedelta, _: Style) -> str:
    """A duration, in milliseconds."""
    return str(value // timedelta(milliseconds=1))


def write_instant(value: datetime, _: Style) -> str:
    """A time, in milliseconds of the epoch."""
    return str((value - EPOCH) // timedelta(milliseconds=1))


def write_each(writer: Writer[T]) -> Writer[Sequence[T]]:
    """A list of values."""

    def write(values: Sequence[T], style: Style) -> Any:
        return [writer(value, style) for value in values]

    return write


def write_entries(writer: Writer[T]) -> Writer[Mapping[Any, T]]:
    """A map of values."""

    def write(values: Mapping[Any, T], style: Style) -> Any:
        return {str(key): writer(value, style) for key, value in values.items()}

    return write


def write_variables(value: Json, style: Style) -> Any:
    """What a user gets for variables, or what is wrong with them."""
    if style is Style.TEXT:
        return value.text
    try:
        return json.dumps(value.value, ensure_ascii=False, separators=(",", ":"))
    except VariablesError as error:
        return {"$unreadable": {"text": str(error), "path": error.path}}
