"""From JSON text to the values of Python.

A key that occurs twice counts with its last value.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from decimal import Decimal
from typing import Any, NoReturn, TypeAlias, TypeGuard

from ..errors import VariablesError

__all__ = ["check", "is_array", "is_object", "loads", "loads_exact"]


def _finite(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        shown = text if len(text) < 40 else f"{text[:40]}…"
        raise VariablesError("", f"the number {shown} is too large for a float; ask for a Decimal")
    return number


def _refuse(constant: str) -> NoReturn:
    raise VariablesError("", f"{constant} is not JSON")


Number: TypeAlias = type[str] | type[Decimal] | Callable[[str], float]


def _loader(number: Number, **options: Any) -> Callable[[str], Any]:
    decoder = json.JSONDecoder(parse_float=number, parse_constant=_refuse, **options)
    scan: Callable[[str, int], tuple[Any, int]] = getattr(decoder, "scan_once")  # noqa: B009
    whole: Callable[[str], Any] = decoder.decode

    def load(text: str) -> Any:
        # Most texts have no space around them, and nothing to be told about their errors.
        try:
            value, end = scan(text, 0)
            if end != len(text):
                value = whole(text)
        except (StopIteration, ValueError, RecursionError):
            value = _reported(whole, text)
        if "\\u" in text and ("\\ud" in text or "\\uD" in text):
            _refuse_surrogates(value)
        return value

    return load


def _reported(whole: Callable[[str], Any], text: str) -> Any:
    """The value after all, if there is only space around it; otherwise the error says where."""
    try:
        return whole(text)
    except json.JSONDecodeError as error:
        problem = f"is not JSON: {error.msg} at line {error.lineno} column {error.colno}"
        raise VariablesError("", problem) from None
    except VariablesError:
        raise
    except ValueError as error:
        # Python reads integers of 4,300 digits unless it is told to read more.
        raise VariablesError("", f"has an integer that Python refuses to read: {error}") from None
    except RecursionError:
        raise VariablesError("", "is nested too deeply") from None


def is_object(value: Any) -> TypeGuard[dict[str, Any]]:
    """Whether a value is a JSON object."""
    return isinstance(value, dict)


def is_array(value: Any) -> TypeGuard[list[Any]]:
    """Whether a value is a JSON array."""
    return isinstance(value, list)


def _refuse_surrogates(value: Any) -> None:
    if isinstance(value, str):
        if not value.isascii() and any("\ud800" <= character <= "\udfff" for character in value):
            raise VariablesError("", "has a lone surrogate, which no text can hold")
        return
    if is_object(value):
        parts = list(value.items())
        for key, _ in parts:
            _refuse_surrogates(key)
    elif is_array(value):
        parts = [(f"[{index}]", part) for index, part in enumerate(value)]
    else:
        return
    for step, part in parts:
        try:
            _refuse_surrogates(part)
        except VariablesError as error:
            raise error.at(step) from None


loads = _loader(_finite)
"""The value of a JSON text; numbers with a fraction or an exponent are floats.

Raises `VariablesError` if it is not JSON, or holds what Python cannot.
"""

loads_exact = _loader(Decimal)
"""The same with `Decimal` for numbers with a fraction or an exponent."""

check = _loader(str, parse_int=str)
"""Refuses a text that is not JSON; numbers may be of any size.

Returns the value with texts for numbers.
"""
