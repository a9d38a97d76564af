"""What proves who calls, on every attempt of a call."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

from grpc import StatusCode

from .._transport.failure import Failure, Repeat, unproved
from .steps import Cancelled, Prove, Step

if TYPE_CHECKING:
    from ..credentials.authenticator import Authenticator, Proof

__all__ = ["Proofs"]


class Proofs:
    """What a call has proved itself with."""

    __slots__ = ("_authenticator", "_refused", "attached")

    def __init__(self, authenticator: Authenticator) -> None:
        self._authenticator = authenticator
        self.attached: Proof | None = None
        """On the last attempt."""
        self._refused: Proof | None = None

    def find(
        self, seconds: float | None, time: str
    ) -> Generator[Step, Any, Failure | Cancelled | None]:
        """Finds what to attach to the next attempt. The time for that is the caller's."""
        proof = self._authenticator.ready()
        if proof is None:
            asked = yield Prove(self._authenticator, self._occasion(), seconds)
            if isinstance(asked, Cancelled):
                return asked
            if asked is None:
                why = self._authenticator.why_late() or "none came"
                return unproved(f"no credentials within {time}: {why}", passing=True)
            if isinstance(asked, Exception):
                passing = bool(getattr(asked, "passing", False))
                return unproved(str(asked), passing=passing)
            proof = asked
        if proof == self._refused:
            text = "the gateway does not accept the credentials, and there are no others"
            return unproved(text, passing=False)
        self.attached = proof
        return None

    def _occasion(self) -> Any:
        from ..credentials.authenticator import Occasion

        return Occasion.ATTEMPT if self._refused is None else Occasion.UNAUTHENTICATED

    def note(self, failure: Failure) -> None:
        """Takes note of an attempt that the gateway did not take for whom it was from.

        What it was proved with is not used again.
        """
        proof = self.attached
        unknown = failure.status is StatusCode.UNAUTHENTICATED
        if proof is not None and unknown and failure.repeat is Repeat.BY_STATUS:
            self._authenticator.refused(proof)
            self._refused, self.attached = proof, None
