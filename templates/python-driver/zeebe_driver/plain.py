"""Named values and enums: types of the SDK that are a single number on the wire."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import IntEnum
from typing import Any

from .arguments import Reader, read_int
from .replies import Style


class OpenEnum:
    """An enum that is given by name or by number, and may have numbers without a name."""

    def __init__(self, enum: Callable[[int], IntEnum], numbers: Mapping[str, int]) -> None:
        self._enum = enum
        self._numbers = numbers
        self._names = {number: name for name, number in reversed(list(numbers.items()))}

    def read(self, value: Any) -> Any:
        """The value of a name or of a number."""
        number = self._numbers.get(value, value) if isinstance(value, str) else value
        return self._enum(number) if type(number) is int else number

    def write(self, value: IntEnum, _: Style) -> Any:
        """Its name in the proto or, if it has none, its number."""
        return self._names.get(int(value), int(value))


class Named:
    """Values of which some have names."""

    def __init__(self, values: Mapping[Any, object], other: Reader) -> None:
        self._values = values
        self._other = other

    def read(self, value: Any) -> Any:
        """The named value of what goes over the wire, or another value."""
        key = tuple(value) if isinstance(value, list) else read_int(value)
        if type(key) in (int, tuple) and key in self._values:
            return self._values[key]
        return self._other(value)
