"""What is attached to an attempt, and what happens when the gateway does not accept it."""

from __future__ import annotations

import enum
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, NoReturn, Protocol

__all__ = ["Authenticator", "FixedProof", "NoProof", "Occasion", "Patience", "Proof"]


class Occasion(enum.Enum):
    """Why credentials are asked for."""

    ATTEMPT = "attempt"
    """For an attempt."""

    UNAUTHENTICATED = "unauthenticated"
    """The gateway has answered UNAUTHENTICATED to what this call was sent with before.

    If the same comes again, the call fails; if something else does, it is sent once more.
    """


@dataclass(frozen=True)
class Proof:
    """The metadata that proves who calls. Two with the same metadata are equal."""

    metadata: tuple[tuple[str, str | bytes], ...] = field(repr=False)

    def __reduce__(self) -> NoReturn:
        raise TypeError("what proves who calls is a secret, and is not pickled")


class NoProof(Exception):  # noqa: N818 - the call decides what error becomes of it
    """Why there is nothing to prove with."""

    def __init__(self, text: str, *, passing: bool) -> None:
        super().__init__(text)
        self.text = text
        #: Whether it may be otherwise later.
        self.passing = passing


Patience = Callable[["Future[Any] | None", "float | None"], None]
"""How a thread waits: until the future is done, or for so many seconds, whatever comes first.

It raises when the caller's time is over or the caller has given up.
"""


class Authenticator(Protocol):
    """Has the metadata that proves who calls.

    A call asks before each attempt: `ready` first, which never waits, and if that has nothing
    `prove`, inside the time of the call. What the gateway answers UNAUTHENTICATED to is handed
    to `refused`; if `can_renew`, the call is made once more, on the occasion
    `UNAUTHENTICATED`, unless the same proof comes again.
    """

    @property
    def can_renew(self) -> bool:
        """Whether there can be another proof than the last one."""
        ...

    def ready(self) -> Proof | None:
        """What to attach, if that is known without waiting."""
        ...

    async def prove(self, occasion: Occasion) -> Proof:
        """What to attach. Raises `NoProof`. It may be cancelled at any time."""
        ...

    def prove_in_thread(self, occasion: Occasion, patience: Patience) -> Proof:
        """The same for a thread. Raises `NoProof`, and what `patience` raises."""
        ...

    def refused(self, proof: Proof) -> None:
        """The gateway does not accept this one."""
        ...

    def why_late(self) -> str | None:
        """Why nothing came in time, as far as that is known."""
        ...


class FixedProof:
    """An authenticator with a proof that never changes."""

    can_renew = False

    def __init__(self, proof: Proof) -> None:
        self._proof = proof

    def ready(self) -> Proof:
        """The proof."""
        return self._proof

    async def prove(self, occasion: Occasion) -> Proof:
        """The proof, whatever the occasion."""
        return self._proof

    def prove_in_thread(self, occasion: Occasion, patience: Patience) -> Proof:
        """The proof, whatever the occasion."""
        return self._proof

    def refused(self, proof: Proof) -> None:
        """There is no other."""

    def why_late(self) -> str | None:
        """It is never late."""
        return None
