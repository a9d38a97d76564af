"""The settings of a client, as users hold and print them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING

from .settings import Settings, given

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from .entry import ConfigEntry
    from .environment import Environment
    from .resolved import Resolved
    from .resolver import Resolver

__all__ = ["Config"]


class Config:
    """The settings of a client: those that code gives, and those of the environment.

    What code says is stronger than the environment; there, `CAMUNDA_` is stronger than `ZEEBE_`,
    and an empty variable is one that is not set. `Config(...)` reads no environment,
    `Config.from_env(...)` does. Printing it shows a line for each setting, with its value and
    where that comes from, and `***` for secrets. Values are checked when a client is made, or by
    `check`.

    A config cannot be changed. If it holds a secret it cannot be pickled.

    Example:
        >>> config = Config.from_env({"ZEEBE_REQUEST_TIMEOUT": "5s"}, tenant="shop")
        >>> print(config["request_timeout"])
        request_timeout = 5s (ZEEBE_REQUEST_TIMEOUT)
        >>> print(config["tenant"])
        tenant = shop (code)
    """

    __slots__ = ("_code", "_environment")

    def __init__(self, **settings: Unpack[Settings]) -> None:
        """
        Args:
            settings: See `Settings`.
        """
        self._code = given(settings)
        self._environment: Environment | None = None

    @classmethod
    def from_env(
        cls, environment: Mapping[str, str] | None = None, /, **settings: Unpack[Settings]
    ) -> Config:
        """What code does not say comes from variables of the environment, as they are now.

        Args:
            environment: Other variables than those of the process, such as the lines of a file.
            settings: See `Settings`.
        """
        from .environment import Environment

        config = cls(**settings)
        config._environment = Environment(os.environ if environment is None else environment)
        return config

    @classmethod
    def of(cls, config: Config | None, settings: Settings) -> Config:
        """A config with these settings replaced; without one, that of the environment."""
        return cls.from_env(**settings) if config is None else config.replace(**settings)

    def replace(self, **settings: Unpack[Settings]) -> Config:
        """The same with other settings of code.

        Args:
            settings: See `Settings`.
        """
        config = Config()
        config._code = {**self._code, **given(settings)}
        config._environment = self._environment
        return config

    def check(self) -> None:
        """Checks every setting.

        Raises:
            ConfigError: If settings cannot be used, all of which are named.
        """
        self.resolve()

    def resolve(self) -> Resolved:
        """What the settings come to, for what a client is made from.

        Raises:
            ConfigError: If settings cannot be used, all of which are named.
        """
        # Only who makes a client pays for all of that.
        from .resolved import resolve

        return resolve(self._resolver())

    @property
    def entries(self) -> tuple[ConfigEntry, ...]:
        """Every setting that the environment can give, and what else code gives.

        Each has its value and where that comes from; nothing is checked.
        """
        from .resolved import find

        resolver = self._resolver()
        find(resolver)
        return resolver.entries()

    def __getitem__(self, name: str) -> ConfigEntry:
        """The setting of this name. Raises KeyError if there is none."""
        for entry in self.entries:
            if entry.name == name:
                return entry
        raise KeyError(name)

    def __str__(self) -> str:
        return "\n".join(map(str, self.entries))

    def __repr__(self) -> str:
        said = (str(entry) for entry in self.entries if entry.value is not None)
        return f"<Config: {', '.join(said)}>"

    def _resolver(self) -> Resolver:
        from .environment import Environment
        from .resolver import Resolver

        return Resolver(self._environment or Environment({}), self._code)
