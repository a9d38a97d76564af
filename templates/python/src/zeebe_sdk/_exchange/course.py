"""The loop over the attempts of a call."""

from __future__ import annotations

import logging
from collections.abc import Generator
from typing import TYPE_CHECKING, Any

from grpc import StatusCode

from .._limiter import Grant, Ticket, Turn
from .._transport.failure import Failure, Origin, answered, cut_off
from .core import with_proof
from .judge import Tried, Verdict, judge
from .proofs import Proofs
from .report import report
from .steps import APPLIED, CANCELLED, Attempt, Line, Pause, Step

if TYPE_CHECKING:
    from ..credentials.authenticator import Proof
    from ..errors import CallError
    from .core import Core
    from .plan import Plan

__all__ = ["Course"]

_LOG = logging.getLogger("zeebe_sdk")

_CLOCKS = 0.005
"""By how much, in seconds, the clocks of the library and of a gateway may be ahead of ours."""


class Course:
    """A call under way."""

    __slots__ = ("_core", "_deadline", "_grant", "_kept", "_proofs", "plan", "tried")

    def __init__(self, core: Core, plan: Plan, began: float) -> None:
        self._core = core
        self.plan = plan
        self.tried = Tried()
        self._deadline = None if plan.timeout is None else began + plan.timeout
        self._grant: Grant | None = None
        """The place of the attempt under way, if there is a limit."""
        self._kept: Grant | None = None
        """What is left of a place between two attempts."""
        authenticator = core.authenticator
        self._proofs = Proofs(authenticator) if authenticator is not None else None

    def run(self) -> Generator[Step, Any, Any]:
        """Sends the call until it is answered, and returns the reply, or `APPLIED`.

        Raises `CallError`.
        """
        try:
            yield from self._place(Turn.NEW)
            ended = yield from self._attempt()
            return (yield from self._go_on(ended))
        finally:
            self._give_back()

    def resume(
        self, failure: Failure, timeout: float | None, proof: Proof | None
    ) -> Generator[Step, Any, Any]:
        """Goes on after a first attempt that was made elsewhere, with this timeout, and failed."""
        self.tried.attempts = 1
        if self._proofs is not None:
            self._proofs.attached = proof
        try:
            return (yield from self._go_on(self.explained(failure, timeout)))
        finally:
            self._give_back()

    def _go_on(self, ended: Any) -> Generator[Step, Any, Any]:
        while isinstance(ended, Failure):
            verdict, pause = self._judged(ended)
            if verdict is Verdict.APPLIED:
                return APPLIED
            if verdict is Verdict.FINAL:
                raise self.error(ended)
            if verdict is Verdict.PUSHED_BACK:
                self._push_back()
            else:
                self._give_back()
            if verdict is Verdict.AGAIN:
                self._log(ended, pause)
            self.tried.maybe_executed |= ended.maybe_executed
            if verdict is not Verdict.PROVE_AGAIN:
                yield from self._pause(pause)
            yield from self._place(Turn.AGAIN)
            ended = yield from self._attempt()
        self._succeeded()
        return ended

    def _attempt(self) -> Generator[Step, Any, Any]:
        """Makes one attempt."""
        metadata = self._core.metadata
        if self._proofs is not None:
            failure = yield from self._proofs.find(self.remaining(), self._time())
            if failure is not None:
                return self._cancelled(sent=False) if failure is CANCELLED else failure
        if self.plan.metadata:
            metadata += self.plan.metadata
        if self._proofs is not None and self._proofs.attached is not None:
            proof = self._proofs.attached
            plain = metadata is self._core.metadata
            metadata = self._core.attached(proof) if plain else with_proof(metadata, proof)
        timeout = _sooner(self.remaining(), self.plan.insistent)
        if timeout is not None and timeout <= 0:
            return self._late(sent=False)
        self.tried.attempts += 1
        ended = yield Attempt(timeout, metadata)
        if ended is CANCELLED:
            return self._cancelled(sent=True)
        return self.explained(ended, timeout) if isinstance(ended, Failure) else ended

    def explained(self, failure: Failure, timeout: float | None) -> Failure:
        """What an attempt failed with, seen with the time in mind.

        A gateway that keeps deadlines, too, cuts off a call whose time is over, and that may be
        seen before the clock is.
        """
        if failure.origin is not Origin.CONNECTION:
            return failure
        remaining = self.remaining()
        over = remaining is not None and remaining <= _CLOCKS
        if failure.status is StatusCode.CANCELLED and over:
            return self._late(sent=failure.maybe_executed)
        if failure.status is StatusCode.DEADLINE_EXCEEDED and timeout is not None:
            if remaining is None or remaining > max(timeout / 10, _CLOCKS):
                if self.plan.insistent is None:
                    # It looks like the library's own, but it is too early for that.
                    return answered(failure.status, failure.message, failure.metadata)
                failure.message = f"no answer within {_shown(timeout)}"
                return failure
            return self._late(sent=failure.maybe_executed)
        return failure

    def _judged(self, failure: Failure) -> tuple[Verdict, float]:
        tried = self.tried
        if self._proofs is not None:
            self._proofs.note(failure)
        self._core.unconnected = failure.unconnected
        tried.failures += 1
        verdict = judge(self._core, self.plan, tried, failure, self.remaining())
        if verdict[0] is Verdict.PUSHED_BACK:
            tried.failures -= 1
        elif verdict[0] is Verdict.PROVE_AGAIN:
            tried.failures -= 1
            tried.proved_again = True
        self._core.look()
        return verdict

    def _place(self, turn: Turn) -> Generator[Step, Any, None]:
        """Waits in line, if there is one: at its end at first, ahead of it later."""
        kept, self._kept = self._kept, None
        limiter = self._core.limiter
        if not self._waits_in_line():
            return
        got = limiter.admit(turn, kept)
        if not isinstance(got, Ticket):
            self._grant = got
            return
        try:
            while not got.called:
                remaining = self.remaining()
                if remaining is not None and remaining <= 0:
                    raise self.error(self._late(sent=False))
                pause = _sooner(remaining, limiter.look(got)) or 0.0
                if (yield Line(got, pause)) is CANCELLED:
                    raise self.error(self._cancelled(sent=False))
        except BaseException:
            limiter.leave(got)
            raise
        self._grant = got.grant

    def _pause(self, pause: float) -> Generator[Step, Any, None]:
        remaining = self.remaining()
        late = remaining is not None and remaining <= pause
        if (yield Pause(pause if remaining is None else min(pause, remaining))) is CANCELLED:
            raise self.error(self._cancelled(sent=False))
        if late:
            raise self.error(self._late(sent=False))

    def _waits_in_line(self) -> bool:
        """Whether the load of the gateway concerns the call.

        Not if the gateway executes it all the same, nor if a loop around it decides.
        """
        if self.plan.policy.backpressure_exempt:
            return False
        return StatusCode.RESOURCE_EXHAUSTED in self.plan.statuses

    def _push_back(self) -> None:
        core = self._core
        self._kept = core.limiter.pushed_back(self._grant, core.under_way)
        self._grant = None
        self.tried.pushbacks += 1
        core.look()

    def _succeeded(self) -> None:
        core = self._core
        core.unconnected = False
        if self._grant is not None:
            core.limiter.succeeded(self._grant)
            self._grant = None
        core.budget.succeeded()
        core.look()

    def _give_back(self) -> None:
        if self._grant is not None:
            self._core.limiter.released(self._grant)
            self._grant = None
        if self._kept is not None:
            self._core.limiter.given_up(self._kept)
            self._kept = None

    def remaining(self) -> float | None:
        """What is left of the time, in seconds; `None` if there is no limit."""
        return None if self._deadline is None else self._deadline - self._core.clock()

    def error(self, failure: Failure) -> CallError:
        """The error that a failure means for the caller."""
        return report(self.plan, self.tried, failure)

    def _cancelled(self, *, sent: bool) -> Failure:
        return cut_off(StatusCode.CANCELLED, "cancelled by the caller", maybe_executed=sent)

    def _late(self, *, sent: bool) -> Failure:
        """The time has passed, with an attempt under way or without one."""
        if sent:
            text = f"no answer within {self._time()}"
        elif self.tried.pushbacks > 0 or self._core.limiter.limited:
            text = self._why_in_line()
        else:
            text = f"no connection to the gateway within {self._time()}"
        return cut_off(StatusCode.DEADLINE_EXCEEDED, text, maybe_executed=sent)

    def _why_in_line(self) -> str:
        now = self._core.limiter.read()
        limit = now.in_flight if now.limit is None else now.limit
        return (
            f"the gateway has too much to do, and {self._time()} passed while the call waited in "
            f"line (sent {self.tried.attempts} times; {limit} calls are let through at once, "
            f"{now.waiting} wait)"
        )

    def _time(self) -> str:
        return "the time" if self.plan.timeout is None else _shown(self.plan.timeout)

    def _log(self, failure: Failure, pause: float) -> None:
        _LOG.debug(
            "%s failed with %s at attempt %d and is sent again after %.3f s",
            self.plan.policy.name,
            failure.status.name,
            self.tried.attempts,
            pause,
        )


def _shown(seconds: float) -> str:
    return f"{seconds:g} s" if seconds >= 1 else f"{seconds * 1_000:g} ms"


def _sooner(one: float | None, other: float | None) -> float | None:
    if one is None or other is None:
        return other if one is None else one
    return min(one, other)
