"""What the table says about a setting."""

from __future__ import annotations

import enum
from dataclasses import dataclass

__all__ = ["Kind", "Setting"]


class Kind(enum.Enum):
    """What the value of a setting is, and so how the text of a variable is read."""

    TEXT = "text"
    SECRET = "secret"  # noqa: S105 - the name of a kind
    URL = "url"
    DURATION = "duration"
    BYTES = "bytes"
    FLAG = "flag"
    LIST = "list"
    PATH = "path"


@dataclass(frozen=True)
class Setting:
    """A row of the table."""

    name: str
    """As code spells it."""

    variables: tuple[str, ...]
    """The environment variables that give it, the strongest first."""

    kind: Kind
    """What its value is."""

    default: str | None
    """The value when nobody gives one, as a variable would spell it."""

    doc: str
    """What it means, in one sentence."""

    def how_to_give(self) -> str:
        """What people call it when they have not given it: the name and the variable to set."""
        return f"{self.name} ({self.variables[0]})"
