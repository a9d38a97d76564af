"""Readers of types whose values have no parts.

Each takes a value as `decode` gives it and returns one of its type, or raises `VariablesError`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from enum import Enum
from typing import Any
from uuid import UUID

from ..errors import VariablesError
from .decode import is_array, is_object

__all__ = [
    "READERS",
    "Reader",
    "an_object",
    "anything",
    "enum",
    "expected",
    "inexact",
    "literal",
]

Reader = Callable[[Any], Any]

_NAMES: dict[type[Any], str] = {
    dict: "an object",
    list: "a list",
    type(None): "null",
    Decimal: "float",
}
_MISFIT = object()


def expected(wanted: str, value: Any) -> VariablesError:
    """The error for a value that is not what was wanted."""
    kind = value.__class__
    found = _NAMES.get(kind) or str(kind.__name__)
    if isinstance(value, (str, int, float, Decimal)) and len(shown := repr(value)) <= 40:
        found = f"the {found} {str(value) if isinstance(value, Decimal) else shown}"
    return VariablesError("", f"expected {wanted}, not {found}")


def anything(value: Any) -> Any:
    """The value as it is."""
    return value


def an_object(value: Any) -> dict[str, Any]:
    """The value as it is, if it is an object."""
    if is_object(value):
        return value
    raise expected("an object", value)


def inexact(value: Any) -> Any:
    """The value with floats, where it was read with `Decimal`."""
    if isinstance(value, Decimal):
        return _float(value)
    if is_array(value):
        return [inexact(part) for part in value]
    if is_object(value):
        return {key: inexact(part) for key, part in value.items()}
    return value


def _none(value: Any) -> None:
    if value is not None:
        raise expected("null", value)


def _bool(value: Any) -> bool:
    if value is True or value is False:
        return value
    raise expected("bool", value)


def _int(value: Any) -> int:
    if type(value) is int:
        return value
    raise expected("int", value)


def _float(value: Any) -> float:
    if type(value) is float:
        return value
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
        raise expected("float", value)
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if math.isinf(number):
        raise VariablesError("", "the number is too large for a float; ask for a Decimal")
    return number


def _str(value: Any) -> str:
    if type(value) is str:
        return value
    raise expected("str", value)


def _decimal(value: Any) -> Decimal:
    if isinstance(value, Decimal):
        return value
    if value.__class__ is int or isinstance(value, (str, float)):
        try:
            number = Decimal(repr(value) if isinstance(value, float) else value)
        except InvalidOperation:
            raise expected("a decimal number", value) from None
        if number.is_finite():
            return number
    raise expected("a decimal number", value)


def _parsed(wanted: str, parse: Callable[[str], Any]) -> Reader:
    def read(value: Any) -> Any:
        if isinstance(value, str):
            try:
                return parse(value)
            except (ValueError, OverflowError):
                pass
        raise expected(wanted, value)

    return read


_ZONE = re.compile(r"\[[^]]*\]$")
_FRACTION = re.compile(r"\.(\d+)")


def _iso(text: str) -> str:
    """ISO 8601 as Python 3.10 reads it: no Z, no name of a zone, six digits of a second."""
    text = _ZONE.sub("", text)
    if text[-1:] in ("Z", "z"):
        text = f"{text[:-1]}+00:00"
    return _FRACTION.sub(lambda found: f".{found[1][:6]:0<6}", text)


def _datetime(text: str) -> datetime:
    return datetime.fromisoformat(_iso(text))


def _time(text: str) -> time:
    return time.fromisoformat(_iso(text))


_SPAN = re.compile(
    r"(?P<sign>[+-])?P(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+)D)?"
    r"(?:T(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+(?:\.\d+)?)S)?)?"
)


def _timedelta(text: str) -> timedelta:
    found = _SPAN.fullmatch(text)
    if found is None or text[-1] in "PT":
        raise ValueError(text)
    parts = found.groupdict(default="0")
    sign = parts.pop("sign")
    span = timedelta(**{name: float(number) for name, number in parts.items()})
    return -span if sign == "-" else span


READERS: dict[Any, Reader] = {
    None: _none,
    type(None): _none,
    bool: _bool,
    int: _int,
    float: _float,
    str: _str,
    Decimal: _decimal,
    datetime: _parsed("a date and time of ISO 8601", _datetime),
    date: _parsed("a date of ISO 8601", date.fromisoformat),
    time: _parsed("a time of ISO 8601", _time),
    timedelta: _parsed("a duration of ISO 8601 in days or less", _timedelta),
    UUID: _parsed("a UUID", UUID),
}
"""The reader of each type that has no arguments."""


def literal(values: tuple[Any, ...]) -> Reader:
    """The reader of one of these values."""

    def read(value: Any) -> Any:
        for one in values:
            plain = one.value if isinstance(one, Enum) else one
            if plain == value and type(plain) is type(value):
                return one
        raise expected(" or ".join(repr(one) for one in values), value)

    return read


def enum(kind: type[Enum]) -> Reader:
    """The reader of a member of this enum, by its value."""

    def read(value: Any) -> Any:
        try:
            member: Any = kind(value)
        except ValueError:
            member = _MISFIT
        if member is _MISFIT or (value.__class__ is bool and type(member.value) is not bool):
            raise expected(f"a value of {kind.__name__}", value)
        return member

    return read
