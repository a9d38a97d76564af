"""Enums that keep numbers they do not know."""

from __future__ import annotations

from enum import IntEnum

__all__ = ["OpenEnum"]


class OpenEnum(IntEnum):
    """An enum of the API.

    A number that this release does not know becomes a member of its own, called e.g.
    `UNKNOWN_7`. Such a member is equal to every other of its number, but not the same object.
    """

    @classmethod
    def _missing_(cls, value: object) -> OpenEnum | None:
        # The wire has 32 bits.
        if not isinstance(value, int) or not -(2**31) <= value < 2**31:
            return None
        member = int.__new__(cls, value)
        member._name_ = f"UNKNOWN_{value}".replace("-", "MINUS_")
        member._value_ = int(value)
        return member

    @property
    def is_known(self) -> bool:
        """Whether this release of the SDK knows the number."""
        return self._name_ in type(self).__members__
