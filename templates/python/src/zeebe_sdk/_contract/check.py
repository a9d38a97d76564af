"""What is refused before sending because of several fields, by field.

A gateway refuses most of it too, later and with a text about its own fields. What is refused of a
single value is in `wire`.
"""

from __future__ import annotations

from ..errors import ArgumentError
from .unset import UNSET

__all__ = ["at_most_one", "none_given"]


def none_given(*fields: str) -> ArgumentError:
    """The error of a request that has none of these fields."""
    return ArgumentError("", f"give one of {', '.join(fields)}")


def at_most_one(**fields: object) -> None:
    """Refuses a message that has several of these fields, of which the wire holds one."""
    names = [name for name, value in fields.items() if value is not None and value is not UNSET]
    if len(names) > 1:
        raise ArgumentError("", f"give only one of {', '.join(names)}")
