"""Readers of types whose values are JSON objects: dataclasses, TypedDicts, pydantic models.

Names that a type does not have are ignored; names that it asks for must be there.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from decimal import Decimal
from typing import Any, cast, get_args, get_type_hints, is_typeddict

from ..errors import VariablesError
from .decode import is_object
from .scalars import Reader, expected

__all__ = ["mentions_decimal", "names", "reader"]

Compile = Callable[[Any, bool], Reader]


def reader(hint: Any, exact: bool, compiled: Compile) -> Reader | None:
    """The reader of a type, or nothing if the type is none of these."""
    if _is_model(hint):
        return _model(hint)
    if is_typeddict(hint):
        return _typed_dict(hint, exact, compiled)
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        return _dataclass(hint, exact, compiled)
    return None


def names(hint: Any) -> tuple[str, ...] | None:
    """The names that a type reads, or nothing if it is none of these."""
    if _is_model(hint):
        if hint.model_config.get("extra") == "allow":
            return None
        fields = cast("dict[str, Any]", hint.model_fields)
        if any(_has_choices(field) for field in fields.values()):
            return None
        return tuple(field.alias or name for name, field in fields.items())
    if is_typeddict(hint):
        return tuple(get_type_hints(hint))
    if dataclasses.is_dataclass(hint):
        return tuple(field.name for field in dataclasses.fields(hint) if field.init)
    return None


def mentions_decimal(hint: Any, seen: set[int]) -> bool:
    """Whether a type, or a part of it, is a `Decimal`."""
    if hint is Decimal:
        return True
    if id(hint) in seen:
        return False
    seen.add(id(hint))
    parts = list(get_args(hint))
    if is_typeddict(hint) or dataclasses.is_dataclass(hint):
        parts += get_type_hints(hint).values()
    elif _is_model(hint):
        parts += [field.annotation for field in hint.model_fields.values()]
    for wrapped in ("__supertype__", "__value__"):
        parts.append(getattr(hint, wrapped, None))
    return any(mentions_decimal(part, seen) for part in parts if part is not None)


def _is_model(hint: Any) -> bool:
    return isinstance(hint, type) and hasattr(hint, "model_validate")


def _has_choices(field: Any) -> bool:
    """Whether a field of a model can be found under other names than its alias."""
    return field.validation_alias is not None and field.validation_alias != field.alias


def _model(hint: Any) -> Reader:
    validate: Callable[[Any], Any] = hint.model_validate

    def read(value: Any) -> Any:
        try:
            return validate(value)
        except ValueError as error:
            raise _misfit(error) from None

    return read


def _misfit(error: ValueError) -> VariablesError:
    """What pydantic says about the first misfit."""
    report: Callable[..., list[dict[str, Any]]] | None = getattr(error, "errors", None)
    problems = report(include_url=False) if report else []
    if not problems:
        return VariablesError("", str(error))
    misfit = VariablesError("", str(problems[0]["msg"]))
    for step in reversed(problems[0]["loc"]):
        misfit = misfit.at_index(step) if isinstance(step, int) else misfit.at(str(step))
    return misfit


class _Field:
    """A field of an object, whose reader is made when it is first needed.

    So types may refer to themselves.
    """

    __slots__ = ("_compile", "hint", "name", "needed", "read")

    def __init__(self, name: str, hint: Any, needed: bool, make: Callable[[Any], Reader]) -> None:
        self.name = name
        self.hint = hint
        self.needed = needed
        self._compile = make
        self.read: Reader = self._first

    def _first(self, value: Any) -> Any:
        self.read = self._compile(self.hint)
        return self.read(value)


def _read_fields(fields: list[_Field], value: Any) -> dict[str, Any]:
    if not is_object(value):
        raise expected("an object", value)
    result: dict[str, Any] = {}
    for field in fields:
        if field.name in value:
            try:
                result[field.name] = field.read(value[field.name])
            except VariablesError as error:
                raise error.at(field.name) from None
        elif field.needed:
            raise VariablesError(field.name, "is missing")
    return result


def _typed_dict(hint: Any, exact: bool, compiled: Compile) -> Reader:
    hints = get_type_hints(hint)
    fields = [
        _Field(name, part, name in hint.__required_keys__, lambda part: compiled(part, exact))
        for name, part in hints.items()
    ]
    return lambda value: _read_fields(fields, value)


def _dataclass(hint: type[Any], exact: bool, compiled: Compile) -> Reader:
    hints = get_type_hints(hint, include_extras=True)
    fields = [
        _Field(field.name, hints[field.name], _is_needed(field), lambda part: compiled(part, exact))
        for field in dataclasses.fields(hint)
        if field.init
    ]

    def read(value: Any) -> Any:
        arguments = _read_fields(fields, value)
        try:
            return hint(**arguments)
        except (ValueError, TypeError) as error:
            raise VariablesError("", str(error)) from None

    return read


def _is_needed(field: dataclasses.Field[Any]) -> bool:
    missing = dataclasses.MISSING
    return field.default is missing and field.default_factory is missing
