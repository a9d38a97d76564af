"""What became of a setting, for people."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from .._line import one_line

__all__ = ["ConfigEntry", "Source"]


class Source(enum.Enum):
    """Where the value of a setting comes from."""

    CODE = "code"
    """Code gave it."""

    VARIABLE = "variable"
    """A variable of the environment."""

    DERIVED = "derived"
    """It follows from another setting."""

    DEFAULT = "default"
    """Nobody said anything."""


@dataclass(frozen=True)
class ConfigEntry:
    """A setting of a client. Printing it shows its value, `***` for a secret, and its source."""

    name: str
    """The setting, as code spells it."""

    value: str | None
    """The value as text, `***` if it is a secret; None if there is none."""

    source: Source
    """Where the value comes from."""

    origin: str | None = None
    """The variable that gave it, or the setting that it follows from."""

    def __str__(self) -> str:
        if self.value is None:
            return f"{self.name} is not set"
        return f"{self.name} = {one_line(self.value)} ({self._whence()})"

    def _whence(self) -> str:
        if self.source is Source.DERIVED:
            return f"from {self.origin}"
        return self.origin or self.source.value
