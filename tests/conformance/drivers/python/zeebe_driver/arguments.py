"""From the JSON of a request to what the SDK takes.

The JSON is that of protobuf: names in lower camel case, 64-bit numbers as text, bytes in base64.
What is none of its type is handed on as it is: to refuse it is up to the SDK.
"""

from __future__ import annotations

import base64
import binascii
import inspect
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta, timezone
from functools import cache
from typing import Any, TypeVar

T = TypeVar("T")
Arguments = dict[str, Any]
Reader = Callable[[Any], Any]
Make = Callable[..., Any]
EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


class WrongLineError(Exception):
    """The line is wrong: it names what there is not, or is not understood."""


class MissingError(Exception):
    """An argument that the language asks for is not given."""

    def __init__(self, path: str, text: str) -> None:
        super().__init__(text)
        self.path = path
        self.rpc: str | None = None


class Given:
    """The fields of a message that are given; of something else, nothing."""

    def __init__(self, value: Any) -> None:
        self._value = value
        self._left = dict(value) if isinstance(value, Mapping) else {}
        self._arguments: Arguments = {}

    def take(self, name: str, parameter: str, reader: Reader) -> None:
        """Takes a field, if it is given, as an argument of this name."""
        if name in self._left:
            self._arguments[parameter] = reader(self._left.pop(name))

    def made(self, make: Make) -> Any:
        """What is made of all arguments; refuses fields that there are not."""
        for name in self._left:
            raise WrongLineError(f"there is no field `{name}`")
        return made(make, self._arguments) if isinstance(self._value, Mapping) else self._value


def read_plain(value: Any) -> Any:
    """Text, flags, and what is given as JSON has it."""
    return value


def read_int(value: Any) -> Any:
    """A whole number, which may come as text because not every JSON reader keeps 64 bits."""
    return as_number(value, int)


def read_float(value: Any) -> Any:
    """A number with a fraction, or one that JSON has no form for."""
    return as_number(value, float)


def as_number(value: Any, number: Callable[[str], Any]) -> Any:
    """The number that a text spells."""
    if not isinstance(value, str):
        return value
    try:
        return number(value)
    except ValueError:
        return value


def read_bytes(value: Any) -> Any:
    """Bytes in base64."""
    try:
        return base64.b64decode(value, validate=True)
    except (binascii.Error, TypeError):
        return value


def read_duration(value: Any) -> Any:
    """A duration in milliseconds."""
    milliseconds = read_int(value)
    if type(milliseconds) is not int:
        return milliseconds
    try:
        return timedelta(milliseconds=milliseconds)
    except OverflowError:
        return milliseconds / 1000


def read_each(reader: Reader) -> Reader:
    """A list of values."""

    def read(value: Any) -> Any:
        return [reader(item) for item in value] if isinstance(value, list) else value

    return read


def read_entries(key: Reader, reader: Reader) -> Reader:
    """A map of values."""

    def read(value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        return {key(name): reader(item) for name, item in value.items()}

    return read


def read_instant(value: Any) -> Any:
    """A time in milliseconds of the epoch."""
    milliseconds = read_int(value)
    if type(milliseconds) is not int:
        return milliseconds
    return EPOCH + timedelta(milliseconds=milliseconds)


def made(make: Callable[..., T], arguments: Arguments) -> T:
    """What a function gives for arguments, all of which it takes by name."""
    for name in needed(make):
        if name not in arguments:
            raise MissingError(name, f"missing a required keyword-only argument: {name!r}")
    return make(**arguments)


@cache
def needed(make: Callable[..., object]) -> tuple[str, ...]:
    """The arguments that a function must be given."""
    if make is dict:
        return ()
    parameters = inspect.signature(make).parameters.values()
    return tuple(one.name for one in parameters if one.default is one.empty)
