"""From the headers of a task, which are text, to Python values."""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import (
    Annotated,
    Any,
    TypeVar,
    Union,
    cast,
    get_args,
    get_origin,
    get_type_hints,
    is_typeddict,
)

from .._json import Json, typed
from ..errors import VariablesError

T = TypeVar("T")

Spelled = Callable[[str], object]
"""Reads a value from its text; raises ValueError where the text spells none."""


def reader(hint: type[T]) -> Callable[[Json], T]:
    """What makes headers a value of this type.

    Where the type has a number or a boolean, it is read from the text; what the text does not spell
    is left to the error that says so.
    """
    read = typed.reader(hint)
    spelled = fields_of(hint)

    def made(headers: Json) -> T:
        try:
            values = headers.value
        except VariablesError as error:
            raise error.at("headers") from None
        if spelled and isinstance(values, dict):
            texts = cast("dict[str, Any]", values)
            values = {name: value_of(spelled.get(name), value) for name, value in texts.items()}
        return read(values, "headers")

    return made


def value_of(spelled: Spelled | None, value: object) -> object:
    """What the text spells, if it does."""
    if spelled is None or not isinstance(value, str):
        return value
    try:
        return spelled(value)
    except (ValueError, InvalidOperation):
        return value


def fields_of(hint: Any) -> dict[str, Spelled]:
    """The fields of a type that are no text, and how they are read from it."""
    if not (dataclasses.is_dataclass(hint) or is_typeddict(hint)):
        # Models read numbers from text by themselves.
        return {}
    hints = get_type_hints(hint, include_extras=True)
    found = {name: spelling(field) for name, field in hints.items()}
    return {name: spelled for name, spelled in found.items() if spelled is not None}


def spelling(hint: Any) -> Spelled | None:
    """How a value of this type is read from text, if it is not text itself."""
    if get_origin(hint) is Annotated:
        return spelling(get_args(hint)[0])
    if get_origin(hint) in (Union, types.UnionType):
        several = [one for one in get_args(hint) if one is not type(None)]
        return spelling(several[0]) if len(several) == 1 else None
    return SPELLINGS.get(hint) if isinstance(hint, type) else None


def boolean(text: str) -> bool:
    """A boolean as JSON spells it."""
    if text not in ("true", "false"):
        raise ValueError(text)
    return text == "true"


SPELLINGS: dict[type, Spelled] = {bool: boolean, int: int, float: float, Decimal: Decimal}
