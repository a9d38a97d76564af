"""What is refused before sending, by field.

A gateway refuses most of it too, later and with a text about its own fields; some of it (an
empty list that would mean "all") it does not. Each check takes the value as the caller gave it.
"""

from __future__ import annotations

from collections.abc import Sized
from datetime import timedelta

from ..errors import ArgumentError
from .unset import UNSET

__all__ = ["at_most_one", "given", "is_given", "not_empty", "one_given", "positive", "present"]


def not_empty(field: str, value: Sized | None) -> None:
    """Refuses a text, a list or a map that is empty or not given."""
    if value is None or len(value) == 0:
        raise ArgumentError(field, "must not be empty")


def positive(field: str, value: float | timedelta | None) -> None:
    """Refuses a number or a duration that is not above zero."""
    if isinstance(value, timedelta):
        value = value.total_seconds()
    if value is None or not value > 0:
        raise ArgumentError(field, "must be greater than zero")


def given(field: str, value: int | None) -> None:
    """Refuses a key that is zero or not given."""
    if not value:
        raise ArgumentError(field, "must be set")


def present(field: str, value: object) -> None:
    """Refuses what is not given; any value will do."""
    if value is None or value is UNSET:
        raise ArgumentError(field, "must be set")


def is_given(value: object) -> bool:
    """Whether a value is there and not the wire's default."""
    return value is not UNSET and bool(value)


def one_given(**fields: object) -> None:
    """Refuses a request that has none of these fields."""
    if not any(is_given(value) for value in fields.values()):
        raise ArgumentError("", f"give one of {', '.join(fields)}")


def at_most_one(**fields: object) -> None:
    """Refuses a request that has several of these fields, of which the wire holds one."""
    names = [name for name, value in fields.items() if value is not None and value is not UNSET]
    if len(names) > 1:
        raise ArgumentError("", f"give only one of {', '.join(names)}")
