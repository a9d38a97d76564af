"""Which value a setting has: code before environment before default."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from ..credentials.secret import Secret
from ..errors import ConfigError
from .entry import ConfigEntry, Source
from .environment import Environment
from .read import Reading
from .setting import Kind
from .table import SETTINGS

__all__ = ["NOT_GIVEN", "TABLE", "Found", "Resolver", "both", "value_of"]

T = TypeVar("T")
A = TypeVar("A")
B = TypeVar("B")

TABLE = {setting.name: setting for setting in SETTINGS}


class NotGiven:
    """What code says about a setting when it says nothing."""


NOT_GIVEN: Final = NotGiven()


@dataclass(frozen=True)
class Found(Generic[T]):
    """A value and where it comes from."""

    value: T
    source: Source
    setting: str
    origin: str | None = None

    @property
    def named(self) -> str:
        """What has to be changed if the value is wrong."""
        if self.source is Source.VARIABLE and self.origin is not None:
            return self.origin
        return self.setting


class Resolver:
    """Finds values, and notes where they come from and what is wrong with them."""

    def __init__(self, environment: Environment, code: Mapping[str, object]) -> None:
        self.code = code
        self._environment = environment
        self._entries: dict[str, ConfigEntry] = {}
        self.problems: list[ConfigError] = []

    def find(self, name: str, reading: Reading[T], code: object = NOT_GIVEN) -> Found[T] | None:
        """The value of a setting of the table, if it has one."""
        if code is NOT_GIVEN:
            code = self.code.get(name, NOT_GIVEN)
        found: Found[T] | None = None
        if code is not NOT_GIVEN:
            found = self._taken(name, reading, code)
        elif (given := self._given(name, reading)) is not None:
            found = given
        elif (default := TABLE[name].default) is not None:
            found = Found(reading.parse(default), Source.DEFAULT, name)
        self._note(name, found, reading)
        return found

    def or_derived(
        self, found: Found[T] | None, name: str, value: T, of: str, reading: Reading[T]
    ) -> Found[T]:
        """The value that follows from another setting, if this one has none but its default."""
        if found is not None and found.source is not Source.DEFAULT:
            return found
        derived = Found(value, Source.DERIVED, name, of)
        self._note(name, derived, reading)
        return derived

    def _taken(self, name: str, reading: Reading[T], code: object) -> Found[T] | None:
        try:
            return Found(reading.take(code), Source.CODE, name)
        except ValueError as error:
            self.refuse(name, str(error))
            return None

    def _given(self, name: str, reading: Reading[T]) -> Found[T] | None:
        given = self._environment.get(TABLE[name])
        if given is None:
            return None
        variable, value = given
        text = value.reveal() if isinstance(value, Secret) else value
        try:
            text.encode()
        except UnicodeEncodeError:
            self.refuse(variable, "its value is not UTF-8")
            return None
        try:
            return Found(reading.parse(text), Source.VARIABLE, name, variable)
        except ValueError as error:
            self.refuse(variable, str(error))
            return None

    def _note(self, name: str, found: Found[T] | None, reading: Reading[T]) -> None:
        """Notes a value that is to be shown; a later note counts."""
        if found is None:
            self._entries[name] = ConfigEntry(name, None, Source.DEFAULT)
            return
        # A secret is hidden whatever holds it.
        hidden = TABLE[name].kind is Kind.SECRET
        shown = "***" if hidden else reading.show(found.value)
        self._entries[name] = ConfigEntry(name, shown, found.source, found.origin)

    def refuse(self, setting: str, problem: str) -> None:
        """Notes what is wrong with a setting."""
        self.problems.append(ConfigError(setting, problem))

    def entries(self) -> tuple[ConfigEntry, ...]:
        """Every setting of the table in its order, and what else code gives."""
        nothing = (ConfigEntry(name, None, Source.DEFAULT) for name in TABLE)
        found = [self._entries.get(entry.name, entry) for entry in nothing]
        others = (name for name in self.code if name not in TABLE)
        found.extend(ConfigEntry(name, shown(name, self.code), Source.CODE) for name in others)
        return tuple(found)


def shown(name: str, code: Mapping[str, object]) -> str:
    """A setting that only code can give, for people."""
    value = code[name]
    # Metadata may be anything, secrets included.
    return "***" if name == "metadata" else repr(value)


def value_of(found: Found[T] | None) -> T | None:
    """The value, if there is one."""
    return None if found is None else found.value


def both(
    found: Resolver, one: tuple[str, Found[A] | None], other: tuple[str, Found[B] | None]
) -> tuple[Found[A], Found[B]] | None:
    """Two settings that mean nothing without each other."""
    (name, a), (other_name, b) = one, other
    if a is not None and b is not None:
        return a, b
    given, missing = (a, other_name) if a is not None else (b, name)
    if given is not None:
        how = TABLE[missing].how_to_give()
        found.refuse(given.named, f"is set, but not {how}; both are needed")
    return None
