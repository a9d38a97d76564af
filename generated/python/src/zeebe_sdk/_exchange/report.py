"""The error at the end of a call."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from grpc import StatusCode

from .._contract.policy import CallClass, RpcPolicy
from .._transport.failure import Failure, Origin, Repeat
from ..errors import CallError, CallFacts, ClosedError
from .judge import Tried, is_backpressure, is_repeatable, is_too_large

if TYPE_CHECKING:
    from .plan import Plan

__all__ = ["closed", "lost_reply", "report"]

_WRONG_KEY = (
    "no partition of this cluster has made such a key, unless the gateway has only just started"
)


def report(plan: Plan, tried: Tried, failure: Failure) -> CallError:
    """The error that a failure means for the caller."""
    reads = plan.policy.call_class is CallClass.READ
    return CallError.of(
        CallFacts(
            policy=plan.policy,
            status=failure.status,
            message=failure.message,
            details=failure.details,
            metadata=failure.metadata,
            attempts=tried.attempts,
            retryable=_retryable(plan, failure),
            outcome_unknown=not reads and (failure.maybe_executed or tried.maybe_executed),
            too_large=is_too_large(plan, failure),
            from_gateway=failure.origin is Origin.GATEWAY,
            hint=_WRONG_KEY if failure.says_no_such_partition else None,
        )
    )


def closed(policy: RpcPolicy, why: str) -> ClosedError:
    """The end of every call of a client that is closed."""
    return ClosedError(CallFacts(policy=policy, status=StatusCode.CANCELLED, message=why))


def lost_reply() -> Failure:
    """A policy that speaks of success where nothing can stand for the reply."""
    text = "an earlier attempt has worked, but its answer is lost"
    return Failure(status=StatusCode.UNKNOWN, message=text, origin=Origin.CONNECTION)


_LOOPED = {
    StatusCode.UNAVAILABLE,
    StatusCode.RESOURCE_EXHAUSTED,
    StatusCode.DEADLINE_EXCEEDED,
    StatusCode.ABORTED,
}


def _retryable(plan: Plan, failure: Failure) -> bool:
    """Whether the caller may repeat the call."""
    if failure.repeat is Repeat.NEVER:
        return False
    if failure.repeat is Repeat.LATER:
        return True
    if failure.repeat is Repeat.BY_STATUS and failure.pushback == math.inf:
        return False
    if failure.origin is Origin.CALLER:
        late = failure.status is StatusCode.DEADLINE_EXCEEDED
        return late and (not failure.maybe_executed or failure.status in plan.statuses)
    if plan.policy.call_class is CallClass.WORKER_LOOP:
        return failure.status in _LOOPED and not is_too_large(plan, failure)
    return is_backpressure(plan, failure) or is_repeatable(plan, failure)
