"""The variables that are set."""

from __future__ import annotations

from collections.abc import Mapping

from ..credentials.secret import Secret
from .setting import Kind, Setting
from .table import SETTINGS

__all__ = ["Environment"]


class Environment:
    """The variables of the table that are set, in a process or anywhere else."""

    __slots__ = ("_given",)

    def __init__(self, variables: Mapping[str, str]) -> None:
        self._given: dict[str, str | Secret] = {}
        for setting in SETTINGS:
            for variable in setting.variables:
                value = variables.get(variable, "")
                # A variable that is empty is one that somebody wanted to be unset.
                if value.strip():
                    hidden = setting.kind is Kind.SECRET
                    self._given[variable] = Secret(value) if hidden else value

    def get(self, setting: Setting) -> tuple[str, str | Secret] | None:
        """The strongest variable that gives a setting, and its value."""
        for variable in setting.variables:
            if variable in self._given:
                return variable, self._given[variable]
        return None
