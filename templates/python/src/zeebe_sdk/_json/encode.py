"""From the values of Python to JSON text."""

from __future__ import annotations

import json
import json.encoder
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any, ClassVar, Protocol, TypeAlias

from ..errors import ArgumentError, VariablesError
from .decode import check
from .plain import NotJsonError, plain
from .value import Json
from .write import write

__all__ = ["Variables", "any_text", "object_text"]


class DataclassLike(Protocol):
    """An instance of a dataclass."""

    __dataclass_fields__: ClassVar[dict[str, Any]]


class ModelLike(Protocol):
    """An instance of a pydantic model."""

    def model_dump(self, *, by_alias: bool) -> dict[str, Any]:
        """The fields by name."""
        ...


Variables: TypeAlias = Mapping[str, object] | Json | DataclassLike | ModelLike
"""What an argument for a JSON object takes: a dict, a TypedDict, a dataclass, a pydantic model,
or JSON text as `RawJson`."""


class _NeedsWriterError(Exception):
    """The quick encoder cannot write it."""


def _default(value: Any) -> Any:
    if isinstance(value, (Decimal, Json)):
        raise _NeedsWriterError
    try:
        return plain(value)
    except NotJsonError:
        raise _NeedsWriterError from None


def _quick_encoder() -> Callable[[Any, int], Iterable[str]]:
    """What `json.dumps` does in parts, without making its encoder anew for every value."""
    options: dict[str, Any] = {"ensure_ascii": False, "allow_nan": False, "check_circular": False}
    whole = json.JSONEncoder(**options, separators=(",", ":"), default=_default)
    make: Callable[..., Any] | None = getattr(json.encoder, "c_make_encoder", None)
    if make is None:
        return lambda value, _: (whole.encode(value),)
    quoted = json.encoder.encode_basestring
    parts: Callable[[Any, int], Iterable[str]]
    parts = make(None, _default, quoted, None, ":", ",", False, False, False)
    return parts


_parts = _quick_encoder()


def _text(path: str, value: Any) -> str:
    try:
        text = "".join(_parts(value, 0))
        if not text.isascii():
            text.encode()
    except (_NeedsWriterError, TypeError, ValueError, RecursionError):
        return write(path, value)
    return text


def any_text(path: str, value: object) -> str:
    """The JSON text of any value. Raises `ArgumentError` with the path of what has none."""
    if isinstance(value, Json):
        return _raw(path, value, root=False)
    return _text(path, value)


def object_text(path: str, value: Variables) -> str:
    """The JSON text of a value that is an object. Raises `ArgumentError` with the path."""
    if value.__class__ is dict:
        return _text(path, value)
    if isinstance(value, Json):
        return _raw(path, value, root=True)
    try:
        root = value if isinstance(value, Mapping) else plain(value)
    except NotJsonError:
        root = value
    if not isinstance(root, Mapping):
        raise _not_an_object(path, value)
    return _text(path, dict(root))  # pyright: ignore[reportUnknownArgumentType]


def _raw(path: str, value: Json, *, root: bool) -> str:
    try:
        read = check(value.text)
    except VariablesError as error:
        raise ArgumentError(error.path, error.problem).at(path) from None
    if root and not isinstance(read, dict):
        raise ArgumentError(path, "must be a JSON object, and the text is another value")
    return value.text


_KINDS: dict[type[Any], str] = {
    list: "an array",
    tuple: "an array",
    str: "a string",
    bool: "a boolean",
    int: "a number",
    float: "a number",
    Decimal: "a number",
    type(None): "null",
}


def _not_an_object(path: str, value: object) -> ArgumentError:
    found = _KINDS.get(type(value), f"a {type(value).__name__}")
    return ArgumentError(path, f"must be a JSON object, not {found}")
