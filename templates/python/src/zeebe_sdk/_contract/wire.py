"""How a value of the API becomes its wire form and back.

Messages and enums are converted by the generated layer; the types of Python here. Each function
towards the wire takes the name of the field, for its error, and the value. The first line of
each lets the ordinary value pass, so that checking costs next to nothing.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta, timezone
from typing import Any, TypeVar

from ..errors import ArgumentError

__all__ = [
    "boolean",
    "data",
    "double",
    "duration_of",
    "instant",
    "instant_of",
    "int32",
    "int64",
    "iso8601",
    "mapping",
    "milliseconds",
    "sequence",
    "text",
    "uint32",
    "uint64",
]

T = TypeVar("T")
W = TypeVar("W")

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_FIRST = datetime.min.replace(tzinfo=timezone.utc)
_LAST = datetime.max.replace(tzinfo=timezone.utc)
_MILLISECOND = timedelta(milliseconds=1)
_MOST = (1 << 63) - 1


def _wrong_type(field: str, wanted: str, value: object) -> ArgumentError:
    return ArgumentError(field, f"must be {wanted}, not {type(value).__name__}")


def text(field: str, value: str) -> str:
    """A text that UTF-8 can hold."""
    if value.__class__ is str and value.isascii():
        return value
    if not isinstance(value, str):
        raise _wrong_type(field, "a str", value)
    try:
        value.encode()
    except UnicodeEncodeError as error:
        problem = f"has a lone surrogate at position {error.start}, which no text can hold"
        raise ArgumentError(field, problem) from None
    return str(value)


def data(field: str, value: bytes | bytearray | memoryview) -> bytes:
    """Bytes."""
    if isinstance(value, (bytes, bytearray, memoryview)):
        return bytes(value)
    raise _wrong_type(field, "bytes", value)


def boolean(field: str, value: bool) -> bool:
    """A truth value, and nothing that only looks like one."""
    if value is True or value is False:
        return value
    raise _wrong_type(field, "a bool", value)


def _integer(field: str, value: int, least: int, most: int) -> int:
    if value.__class__ is int or (isinstance(value, int) and not isinstance(value, bool)):
        if least <= value <= most:
            return int(value)
        raise ArgumentError(field, f"must be between {least} and {most}")
    raise _wrong_type(field, "an int", value)


def int32(field: str, value: int) -> int:
    """A number of 32 bits."""
    return _integer(field, value, -(1 << 31), (1 << 31) - 1)


def uint32(field: str, value: int) -> int:
    """A number of 32 bits that is not negative."""
    return _integer(field, value, 0, (1 << 32) - 1)


def int64(field: str, value: int) -> int:
    """A number of 64 bits, a key for instance."""
    return _integer(field, value, -(1 << 63), _MOST)


def uint64(field: str, value: int) -> int:
    """A number of 64 bits that is not negative."""
    return _integer(field, value, 0, (1 << 64) - 1)


def double(field: str, value: float) -> float:
    """A number that is one: neither NaN nor an infinity."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise _wrong_type(field, "a number", value)
    if not math.isfinite(value):
        raise ArgumentError(field, f"must be a finite number, not {value}")
    return float(value)


def milliseconds(field: str, value: timedelta | float) -> int:
    """A time span, a `timedelta` or a number of seconds, as milliseconds.

    A part of a millisecond counts as a whole one, so that a short time never becomes none.
    """
    if isinstance(value, timedelta):
        span = -(-value // _MILLISECOND)
        negative = value.days < 0
    else:
        seconds = double(field, value)
        negative = seconds < 0
        # To the microsecond, as 0.07 * 1000 is more than 70 in floats; a shorter time is some.
        span = max(-(-round(seconds * 1_000_000) // 1_000), 1 if seconds > 0 else 0)
    if negative:
        raise ArgumentError(field, "must not be negative")
    if span > _MOST:
        raise ArgumentError(field, "is too long to be counted in milliseconds")
    return span


def duration_of(wire: int) -> timedelta:
    """Milliseconds as a `timedelta`; a negative number is no time."""
    try:
        return timedelta(milliseconds=max(wire, 0))
    except OverflowError:
        return timedelta.max


def instant(field: str, value: datetime) -> int:
    """A point in time as milliseconds since the Unix epoch."""
    if not isinstance(value, datetime):
        raise _wrong_type(field, "a datetime", value)
    if value.utcoffset() is None:
        raise ArgumentError(field, "needs a time zone, e.g. datetime.now(timezone.utc)")
    return (value - _EPOCH) // _MILLISECOND


def instant_of(wire: int) -> datetime:
    """Milliseconds since the Unix epoch as a `datetime` in UTC.

    A year that Python has not becomes the first or the last instant that it has.
    """
    try:
        return _EPOCH + timedelta(milliseconds=wire)
    except OverflowError:
        return _LAST if wire > 0 else _FIRST


def iso8601(field: str, value: datetime | str) -> str:
    """A point in time as ISO 8601; a text stays as it is."""
    if isinstance(value, datetime):
        if value.utcoffset() is None:
            raise ArgumentError(field, "needs a time zone, e.g. datetime.now(timezone.utc)")
        return value.isoformat()
    return text(field, value)


def sequence(field: str, values: Iterable[T], each: Callable[[str, T], W]) -> list[W]:
    """A list, each entry converted; the error of an entry names its position."""
    if isinstance(values, (str, bytes, Mapping)) or not isinstance(values, Iterable):
        raise _wrong_type(field, "a list", values)
    converted: list[W] = []
    for index, value in enumerate(values):
        try:
            converted.append(each("", value))
        except ArgumentError as error:
            raise error.at_index(index).at(field) from None
    return converted


def mapping(
    field: str, values: Mapping[str, T], each: Callable[[str, T], W]
) -> dict[str, W]:
    """A map from texts, each value converted; the error of a value names its key."""
    if not isinstance(values, Mapping):
        raise _wrong_type(field, "a mapping", values)
    converted: dict[str, Any] = {}
    for key, value in values.items():
        try:
            converted[text("", key)] = each("", value)
        except ArgumentError as error:
            raise error.at(str(key)).at(field) from None
    return converted
