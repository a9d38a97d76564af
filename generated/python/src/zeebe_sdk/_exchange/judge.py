"""What to do after a failed attempt."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from grpc import StatusCode

from .._contract.policy import CallClass
from .._retry.backoff import full_jitter
from .._retry.policy import RetryMode
from .._transport.failure import Failure, Origin, Repeat

if TYPE_CHECKING:
    from .core import Core
    from .plan import Plan

__all__ = ["Tried", "Verdict", "is_backpressure", "is_repeatable", "is_too_large", "judge"]


@dataclass(slots=True)
class Tried:
    """What has been tried."""

    attempts: int = 0
    """How often the call was sent."""
    failures: int = 0
    """How often it failed for another reason than load."""
    pushbacks: int = 0
    """How often the gateway pushed it back."""
    maybe_executed: bool = False
    """Whether an attempt before the last one may have been executed."""
    proved_again: bool = False
    """Whether it was sent once more with other credentials."""


class Verdict(Enum):
    """What to do after a failed attempt."""

    FINAL = "final"
    """Report the failure."""
    APPLIED = "applied"
    """The call has worked before: an earlier attempt did it."""
    PUSHED_BACK = "pushed_back"
    """The gateway has too much to do: wait in line, ahead of the others."""
    PROVE_AGAIN = "prove_again"
    """Send it once more, with other credentials."""
    AGAIN = "again"
    """Send it again."""


_FINAL = (Verdict.FINAL, 0.0)


def judge(
    core: Core, plan: Plan, tried: Tried, failure: Failure, remaining: float | None
) -> tuple[Verdict, float]:
    """Decides about a failed attempt, which `tried` already counts, and how long to pause.

    `remaining` is what is left of the time in seconds, `None` if there is no limit.
    """
    if (
        tried.maybe_executed
        and failure.origin is Origin.GATEWAY
        and failure.status in plan.policy.already_applied
    ):
        return Verdict.APPLIED, 0.0
    again = plan.mode is not RetryMode.NEVER and failure.pushback != math.inf
    if is_backpressure(plan, failure):
        pause = failure.pushback
        if pause is None:
            pause = core.backpressure_policy.pause_after(tried.pushbacks + 1, core.random)
        return (Verdict.PUSHED_BACK, pause) if again else _FINAL
    if again and _asks_for_other_credentials(core, tried, failure):
        return Verdict.PROVE_AGAIN, 0.0
    if not is_repeatable(plan, failure):
        return _FINAL
    # A failure costs a token also where it is the last.
    affordable = failure.repeat is Repeat.NOT_TAKEN or core.budget.failed()
    few = affordable and tried.failures < core.retry_policy.max_attempts
    if not (again and (few or plan.insistent is not None)):
        return _FINAL
    pause = failure.pushback
    if pause is None:
        pause = full_jitter(core.retry_policy, tried.failures, core.random)
    # No attempt is worth it that would begin after the deadline.
    if remaining is not None and remaining <= pause:
        return _FINAL
    return Verdict.AGAIN, pause


def _asks_for_other_credentials(core: Core, tried: Tried, failure: Failure) -> bool:
    """Whether the gateway did not accept credentials of which there can be others.

    It has not looked at the call then, so it is sent again whatever it does; once.
    """
    return (
        failure.status is StatusCode.UNAUTHENTICATED
        and failure.repeat is Repeat.BY_STATUS
        and not tried.proved_again
        and core.authenticator is not None
        and core.authenticator.can_renew
    )


def is_backpressure(plan: Plan, failure: Failure) -> bool:
    """Whether the gateway did not execute the call because it has too much to do."""
    return (
        failure.origin is Origin.GATEWAY
        and failure.status is StatusCode.RESOURCE_EXHAUSTED
        and StatusCode.RESOURCE_EXHAUSTED in plan.statuses
        and not is_too_large(plan, failure)
    )


def is_too_large(plan: Plan, failure: Failure) -> bool:
    """Whether the message is larger than somebody takes.

    A gateway under load does not refuse an exempt call, so there it can mean nothing else.
    """
    exempt = (
        plan.policy.backpressure_exempt
        and failure.origin is Origin.GATEWAY
        and failure.status is StatusCode.RESOURCE_EXHAUSTED
    )
    return exempt or failure.says_too_large


def is_repeatable(plan: Plan, failure: Failure) -> bool:
    """Whether the same call, sent again, may succeed and does no harm."""
    if failure.repeat in (Repeat.LATER, Repeat.NEVER) or is_too_large(plan, failure):
        return False
    if failure.origin is Origin.CALLER:
        return False
    if failure.origin is Origin.CONNECTION:
        if not failure.maybe_executed and failure.status in _TRANSIENT:
            return plan.policy.call_class is not CallClass.WORKER_LOOP
        # Only a gateway says with this status that it has too much to do.
        if failure.status is StatusCode.RESOURCE_EXHAUSTED:
            return False
    return failure.status in plan.statuses


_TRANSIENT = {StatusCode.UNAVAILABLE, StatusCode.CANCELLED}
"""With which a failure before sending may be another one next time."""
