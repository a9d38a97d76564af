"""What the types of Python are in JSON.

- a dataclass, a pydantic model, a mapping: an object; a model by its aliases
- a list, a tuple: an array
- an enum: its value
- `Decimal`: a number, exactly
- `datetime`, `date`, `time`: ISO 8601; `timedelta`: a duration of ISO 8601
- `UUID`: its text
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum
from typing import Any, TypeGuard
from uuid import UUID

__all__ = ["NotJsonError", "plain"]


class NotJsonError(Exception):
    """Why a value has no form in JSON."""


def plain(value: Any) -> Any:
    """What a value, which JSON itself does not know, is in JSON; its parts are as they were."""
    kind: Any = value.__class__
    if isinstance(value, Enum):
        return value.value
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: getattr(value, field.name) for field in fields(value)}
    dump = getattr(kind, "model_dump", None)
    if dump is not None:
        return dump(value, by_alias=True)
    return dict(value) if _is_mapping(value) else _text(value)


def _is_mapping(value: Any) -> TypeGuard[Mapping[Any, Any]]:
    return isinstance(value, Mapping)


def _text(value: Any) -> str:
    if isinstance(value, (datetime, time)):
        short = value.microsecond and value.microsecond % 1_000 == 0
        return value.isoformat(timespec="milliseconds" if short else "auto")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, timedelta):
        return _duration(value)
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, (bytes, bytearray, memoryview)):
        raise NotJsonError("bytes are not JSON; encode them as text, e.g. by base64")
    if isinstance(value, (set, frozenset)):
        raise NotJsonError("a set is not JSON; give a list")
    if isinstance(value, type):
        raise NotJsonError(f"the class {value.__name__} is not JSON; give an instance")
    raise NotJsonError(f"a {type(value).__name__} is not JSON")


def _duration(value: timedelta) -> str:
    sign = "-" if value.days < 0 else ""
    value = abs(value)
    seconds, micros = value.seconds, value.microseconds
    fraction = f".{micros:06}".rstrip("0") if micros else ""
    days = f"{value.days}D" if value.days else ""
    rest = f"T{seconds}{fraction}S" if seconds or micros or not days else ""
    return f"{sign}P{days}{rest}"
