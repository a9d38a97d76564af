"""What is attached to an attempt, and what happens when the gateway does not accept it."""

from __future__ import annotations

import enum
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, Protocol

__all__ = ["Authenticator", "NoProof", "Occasion", "Patience", "Proof", "wait_for_ever"]


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

    def __reduce__(self) -> str:
        raise TypeError("what proves who calls is a secret, and is not pickled")


class NoProof(Exception):  # noqa: N818 - not an error yet: the call decides what becomes of it
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


def wait_for_ever(future: Future[Any] | None, seconds: float | None) -> None:
    """The patience of who has all the time there is."""
    from concurrent.futures import wait

    wait([future or Future()], timeout=seconds)


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
