"""How a value of the API becomes its wire form and back.

Messages are converted by the generated layer; the types of Python here. Each function towards the
wire takes the name of the field, for its error, and the value. The first line of each lets the
ordinary value pass, so that checking costs next to nothing.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sized
from datetime import datetime, timedelta, timezone
from operator import index
from typing import Any, NoReturn, TypeVar

from ..errors import ArgumentError
from .enums import OpenEnum

__all__ = [
    "EPOCH",
    "at_least",
    "boolean",
    "data",
    "double",
    "duration_of",
    "entries",
    "filled",
    "inside",
    "instance",
    "instant",
    "instant_of",
    "int32",
    "int64",
    "iso8601",
    "key",
    "mapping",
    "milliseconds",
    "missing",
    "number",
    "numbers",
    "others",
    "positive",
    "sequence",
    "text",
    "uint32",
    "uint64",
]

T = TypeVar("T")
W = TypeVar("W")
K = TypeVar("K")
KW = TypeVar("KW")
NumberT = TypeVar("NumberT", int, float)
SizedT = TypeVar("SizedT", bound=Sized)
EnumT = TypeVar("EnumT", bound=OpenEnum)

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
"""The instant that is 0 on the wire."""
_FIRST = datetime.min.replace(tzinfo=timezone.utc)
_LAST = datetime.max.replace(tzinfo=timezone.utc)
_MILLISECOND = timedelta(milliseconds=1)
_MOST_INT32 = (1 << 31) - 1
_MOST_INT64 = (1 << 63) - 1


def _wrong_type(field: str, wanted: str, value: object) -> ArgumentError:
    if value is None:
        return ArgumentError(field, "must be set")
    return ArgumentError(field, f"must be {wanted}, not {type(value).__name__}")


def text(field: str, value: object) -> str:
    """A text that UTF-8 can hold."""
    if not isinstance(value, str):
        raise _wrong_type(field, "a str", value)
    if value.isascii() and value.__class__ is str:
        return value
    try:
        value.encode()
    except UnicodeEncodeError as error:
        problem = f"has a lone surrogate at position {error.start}, which no text can hold"
        raise ArgumentError(field, problem) from None
    return str(value)


def data(field: str, value: object) -> bytes:
    """Bytes."""
    if isinstance(value, (bytes, bytearray)):
        return bytes(value)
    if isinstance(value, memoryview):
        return value.tobytes()
    raise _wrong_type(field, "bytes", value)


def boolean(field: str, value: object) -> bool:
    """A truth value, and nothing that only looks like one."""
    if value is True or value is False:
        return value
    raise _wrong_type(field, "a bool", value)


def int32(field: str, value: int) -> int:
    """A number of 32 bits."""
    if value.__class__ is int and -_MOST_INT32 <= value <= _MOST_INT32:
        return value
    return _integer(field, value, -(1 << 31), _MOST_INT32)


def uint32(field: str, value: int) -> int:
    """A number of 32 bits that is not negative."""
    return _integer(field, value, 0, (1 << 32) - 1)


def int64(field: str, value: int) -> int:
    """A number of 64 bits."""
    if value.__class__ is int and -_MOST_INT64 <= value <= _MOST_INT64:
        return value
    return _integer(field, value, -(1 << 63), _MOST_INT64)


def uint64(field: str, value: int) -> int:
    """A number of 64 bits that is not negative."""
    return _integer(field, value, 0, (1 << 64) - 1)


def key(field: str, value: int) -> int:
    """A key that names something: a number of 64 bits above zero."""
    if value.__class__ is int and 0 < value <= _MOST_INT64:
        return value
    return positive(field, int64(field, value))


def _integer(field: str, value: int, least: int, most: int) -> int:
    if isinstance(value, bool):
        raise _wrong_type(field, "an int", value)
    try:
        # Whatever counts as an index is a whole number, those of numpy as well.
        whole = index(value)
    except TypeError:
        raise _wrong_type(field, "an int", value) from None
    if least <= whole <= most:
        return int(whole)
    raise ArgumentError(field, f"must be between {least} and {most}")


def double(field: str, value: object) -> float:
    """A number that is one: neither NaN nor an infinity."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise _wrong_type(field, "a number", value)
    try:
        converted = float(value)
    except OverflowError:
        raise ArgumentError(field, "is too large for a float") from None
    if not math.isfinite(converted):
        raise ArgumentError(field, f"must be a finite number, not {converted}")
    return converted


def milliseconds(field: str, value: object) -> int:
    """A time span, a `timedelta` or a number of seconds, as milliseconds.

    A part of a millisecond counts as a whole one, so that a short time never becomes none.
    """
    if isinstance(value, int) and value.__class__ is int and 0 <= value <= _MOST_INT32:
        return value * 1_000
    if isinstance(value, timedelta):
        span = -(-value // _MILLISECOND)
        is_negative = value.days < 0
    else:
        seconds = double(field, value)
        is_negative = seconds < 0
        # To the microsecond, as 0.07 * 1000 is more than 70 in floats; a shorter time is some.
        span = max(-(-round(seconds * 1_000_000) // 1_000), 1 if seconds > 0 else 0)
    if is_negative:
        raise ArgumentError(field, "must not be negative")
    if span > _MOST_INT64:
        raise ArgumentError(field, "is too long to be counted in milliseconds")
    return span


def duration_of(wire: int) -> timedelta:
    """Milliseconds as a `timedelta`; a negative number is no time."""
    try:
        return timedelta(milliseconds=max(wire, 0))
    except OverflowError:
        return timedelta.max


def instant(field: str, value: object) -> int:
    """A point in time as milliseconds since the Unix epoch."""
    if not isinstance(value, datetime):
        raise _wrong_type(field, "a datetime", value)
    if value.utcoffset() is None:
        raise ArgumentError(field, "needs a time zone, e.g. datetime.now(timezone.utc)")
    return (value - EPOCH) // _MILLISECOND


def instant_of(wire: int) -> datetime:
    """Milliseconds since the Unix epoch as a `datetime` in UTC.

    A year that Python has not becomes the first or the last instant that it has.
    """
    try:
        return EPOCH + timedelta(milliseconds=wire)
    except OverflowError:
        return _LAST if wire > 0 else _FIRST


def iso8601(field: str, value: object) -> str:
    """A point in time as ISO 8601; a text stays as it is."""
    if isinstance(value, datetime):
        if value.utcoffset() is None:
            raise ArgumentError(field, "needs a time zone, e.g. datetime.now(timezone.utc)")
        return value.isoformat()
    return text(field, value)


def number(field: str, value: int, enum: type[EnumT]) -> int:
    """The number of a value of an enum."""
    if value.__class__ is enum:
        return value
    if isinstance(value, OpenEnum):
        raise _wrong_type(field, f"a {enum.__name__}", value)
    return int32(field, value)


def numbers(enum: type[EnumT]) -> Callable[[str, int], int]:
    """`number` for one enum."""
    return lambda field, value: number(field, value, enum)


def instance(field: str, value: object, wanted: type) -> None:
    """Refuses what is not of a class."""
    if not isinstance(value, wanted):
        raise _wrong_type(field, f"a {wanted.__qualname__}", value)


def missing(field: str) -> NoReturn:
    """Refuses a message in which a field is missing."""
    raise ArgumentError(field, "must be set")


def positive(field: str, value: NumberT) -> NumberT:
    """Refuses a number that is not above zero."""
    if value > 0:
        return value
    raise ArgumentError(field, "must be greater than zero")


def at_least(field: str, value: NumberT, least: int) -> NumberT:
    """Refuses a number below another."""
    if value >= least:
        return value
    raise ArgumentError(field, f"must be at least {least}")


def filled(field: str, value: SizedT) -> SizedT:
    """Refuses a text, a list or a map that is empty."""
    if value:
        return value
    raise ArgumentError(field, "must not be empty")


def entries(field: str, values: list[T], least: int, empty: str) -> list[T]:
    """Refuses a list that is too short; an empty one has a name of its own."""
    if len(values) >= least:
        return values
    if least == 1:
        raise ArgumentError(field, f"must not be empty; use {empty} instead")
    raise ArgumentError(field, f"must have at least {least} entries; use {empty} instead")


def _is_list(values: object) -> bool:
    return isinstance(values, Iterable) and not isinstance(values, (str, bytes, Mapping))


def _is_mapping(values: object) -> bool:
    return isinstance(values, Mapping)


def sequence(field: str, values: Iterable[T], each: Callable[[str, T], W]) -> list[W]:
    """A list, each entry converted; the error of an entry names its position."""
    if not _is_list(values):
        raise _wrong_type(field, "a list", values)
    converted: list[W] = []
    append = converted.append
    try:
        for value in values:
            append(each("", value))
    except ArgumentError as error:
        raise error.at_index(len(converted)).at(field) from None
    return converted


def mapping(
    field: str,
    values: Mapping[K, T],
    key: Callable[[str, K], KW],
    each: Callable[[str, T], W],
) -> dict[KW, W]:
    """A map, each key and value converted; the error of an entry names its key."""
    if not _is_mapping(values):
        raise _wrong_type(field, "a mapping", values)
    converted: dict[KW, W] = {}
    for name, value in values.items():
        try:
            converted[key("", name)] = each("", value)
        except ArgumentError as error:
            raise error.at(str(name)).at(field) from None
    return converted


def inside(field: str, error: ArgumentError) -> ArgumentError:
    """The error of something inside a field; an entry of a list has no name of its own."""
    return error.at(field) if field else error


def others(fields: dict[str, Any]) -> dict[str, Any]:
    """Fields whose names are no arguments in Python."""
    return fields
