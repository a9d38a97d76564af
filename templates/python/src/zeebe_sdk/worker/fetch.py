"""Which variables come with a job."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, cast

from .._json import typed
from ..errors import ConfigError

NO_VARIABLE = "zeebe-sdk:no-variable"
"""A name that no variable has. Even the empty name can be one."""


@dataclass(frozen=True, slots=True)
class Fetch:
    """The variables that come with a job: `Fetch.ALL`, `Fetch.NOTHING`, or those with these names.

    Names that do not exist are ignored.
    """

    names: tuple[str, ...] | None
    """The names; `None` is all."""

    ALL: ClassVar[Fetch]
    """All that the job can see."""
    NOTHING: ClassVar[Fetch]
    """None."""

    @classmethod
    def given(cls, value: object) -> Fetch:
        """What a user has set.

        Raises:
            ConfigError: If it is neither a `Fetch` nor names.
        """
        if isinstance(value, Fetch):
            return value
        if isinstance(value, str) or not isinstance(value, Iterable):
            raise ConfigError("fetch", "must be several names, Fetch.ALL or Fetch.NOTHING")
        several = list(cast("Iterable[object]", value))
        names = tuple(name for name in several if isinstance(name, str))
        if len(names) < len(several):
            raise ConfigError("fetch", "must be names of variables")
        return cls(names)

    @classmethod
    def of(cls, hint: object) -> Fetch:
        """Those that a type has fields for; a type that takes any name, like `dict`, needs all."""
        return cls(typed.names(hint))

    def and_(self, other: Fetch) -> Fetch:
        """Both of them."""
        if self.names is None or other.names is None:
            return Fetch.ALL
        return Fetch(tuple(dict.fromkeys((*self.names, *other.names))))

    @property
    def wire(self) -> tuple[str, ...]:
        """The names in a request, where an empty list means all."""
        return () if self.names is None else self.names or (NO_VARIABLE,)


Fetch.ALL = Fetch(None)
Fetch.NOTHING = Fetch(())
