"""JSON as it came, and JSON as you wrote it."""

from __future__ import annotations

from typing import Any, TypeVar

from . import decode, typed

__all__ = ["Json", "RawJson"]

T = TypeVar("T")
_UNREAD: Any = object()


class Json:
    """A JSON text of the gateway: variables, headers, the output of a decision.

    It is read where you ask for it, and keeps the text. As an argument of a call it is sent as
    it is.

    >>> json = Json('{"total": 12345678901234567890, "items": ["tea"]}')
    >>> json.value
    {'total': 12345678901234567890, 'items': ['tea']}
    >>> json["items"]
    ['tea']
    """

    __slots__ = ("_text", "_value")

    def __init__(self, text: str) -> None:
        self._text = text
        self._value: Any = _UNREAD

    @property
    def text(self) -> str:
        """The JSON text."""
        return self._text

    @property
    def value(self) -> Any:
        """The value: a dict, list, str, int, float, bool or None, read once.

        Integers are exact, whatever their size, and keys are in order. Raises `VariablesError`
        if the text is not JSON.
        """
        if self._value is _UNREAD:
            self._value = decode.loads(self._text)
        return self._value

    @property
    def exact(self) -> Any:
        """The value with `Decimal` where `value` has float; read each time."""
        return decode.loads_exact(self._text)

    def as_type(self, hint: type[T]) -> T:
        """The value as a dataclass, a TypedDict, a pydantic model or a type such as `list[int]`.

        Names that the type does not have are ignored. Raises `VariablesError`, which names the
        path, if the value does not fit.
        """
        return typed.decoder(hint)(self._text)

    def __getitem__(self, name: str) -> Any:
        return self.value[name]

    def __contains__(self, name: object) -> bool:
        return name in self.value

    def get(self, name: str, default: Any = None) -> Any:
        """One variable of this name, or the default."""
        return self.value.get(name, default)

    def __eq__(self, other: object) -> bool:
        return self._text == other._text if isinstance(other, Json) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._text)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._text!r})"

    def __str__(self) -> str:
        return self._text


class RawJson(Json):
    """A JSON text of your own, sent exactly as you wrote it.

    A call that gets it refuses it if it is not JSON, before anything is sent.
    """

    __slots__ = ()
