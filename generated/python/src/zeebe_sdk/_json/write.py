"""The slow and exact way from a value to JSON text.

It is taken when the quick one of `encode` has met something special: a `Decimal`, JSON within a
value, or what JSON cannot hold. It knows where it is, so that errors name the path.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import Decimal
from json.encoder import encode_basestring
from typing import Any

from ..errors import ArgumentError, VariablesError
from .decode import check
from .plain import NotJsonError, plain
from .value import Json

__all__ = ["write"]


def write(path: str, value: Any) -> str:
    """The JSON text of a value. Raises `ArgumentError` with the path of what has none."""
    parts: list[str] = []
    try:
        _write(value, parts.append)
    except ArgumentError as error:
        raise (error.at(path) if path else error) from None
    except RecursionError:
        raise ArgumentError(path, "is nested too deeply, or contains itself") from None
    return "".join(parts)


def _write(value: Any, add: Callable[[str], None]) -> None:
    if value is None or value is True or value is False:
        add("null" if value is None else "true" if value else "false")
    elif isinstance(value, str):
        add(_quoted(value))
    elif isinstance(value, (int, float, Decimal)):
        add(_number(value))
    elif isinstance(value, dict):
        _write_object(value, add)  # pyright: ignore[reportUnknownArgumentType]
    elif isinstance(value, (list, tuple)):
        _write_array(value, add)  # pyright: ignore[reportUnknownArgumentType]
    elif isinstance(value, Json):
        add(_checked(value.text))
    else:
        try:
            simpler = plain(value)
        except NotJsonError as error:
            raise ArgumentError("", str(error)) from None
        _write(simpler, add)


def _write_object(value: dict[Any, Any], add: Callable[[str], None]) -> None:
    before = "{"
    for key, part in value.items():
        name = _name(key)
        add(f"{before}{_quoted(name)}:")
        before = ","
        try:
            _write(part, add)
        except ArgumentError as error:
            raise error.at(name) from None
    add("}" if value else "{}")


def _name(key: object) -> str:
    """A key as text: what Python's own `json` makes of keys that are none."""
    if isinstance(key, str):
        return key
    if key is None or isinstance(key, (int, float)):
        parts: list[str] = []
        _write(key, parts.append)
        return parts[0]
    raise ArgumentError("", f"a key must be a str, not {type(key).__name__}: {key!r}")


def _write_array(value: list[Any] | tuple[Any, ...], add: Callable[[str], None]) -> None:
    before = "["
    for index, part in enumerate(value):
        add(before)
        before = ","
        try:
            _write(part, add)
        except ArgumentError as error:
            raise error.at_index(index) from None
    add("]" if value else "[]")


def _quoted(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        problem = f"has a lone surrogate at position {error.start}, which no text can hold"
        raise ArgumentError("", problem) from None
    return encode_basestring(text)


def _number(value: float | Decimal) -> str:
    finite = value.is_finite() if isinstance(value, Decimal) else _is_finite(value)
    if not finite:
        raise ArgumentError("", f"{value} is not JSON")
    if isinstance(value, Decimal):
        return str(value)
    try:
        return int.__repr__(value) if isinstance(value, int) else float.__repr__(value)
    except ValueError as error:
        raise ArgumentError("", f"is an integer that Python refuses to print: {error}") from None


def _is_finite(value: float) -> bool:
    return isinstance(value, int) or math.isfinite(value)


def _checked(text: str) -> str:
    try:
        check(text)
    except VariablesError as error:
        raise ArgumentError(error.path, error.problem) from None
    return text
