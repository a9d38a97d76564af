"""What is known about a call before anything is sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .._contract.policy import (
    CallClass,
    ClientDefault,
    DeadlineRule,
    Fixed,
    RpcPolicy,
    StatusCode,
    Unlimited,
)
from .._retry.policy import RetryMode

if TYPE_CHECKING:
    from .._transport.metadata import Metadata
    from ..options import CallOptions
    from .core import Core

__all__ = ["Plan", "default_timeout", "plan"]

_FAR = 1e9
"""A time in seconds that is no limit; the library counts nanoseconds in 64 bits."""


@dataclass(slots=True, kw_only=True)
class Plan:
    """How one call is made. Times are in seconds."""

    policy: RpcPolicy
    timeout: float | None
    """How long the call may take in all."""
    mode: RetryMode
    statuses: frozenset[StatusCode]
    """The statuses on which it is sent again, if `mode` allows it at all."""
    metadata: Metadata = ()
    """Metadata of the call alone."""
    insistent: float | None = None
    """How long one attempt may take of a call that is sent until its deadline, also of a client
    that closes; `None` for any other call."""


def plan(
    core: Core,
    policy: RpcPolicy,
    options: CallOptions | None,
    *,
    request_timeout_ms: int = 0,
    condition: bool = False,
    within: float | None = None,
    insistent: bool = False,
) -> Plan:
    """Decides how a call is made.

    `request_timeout_ms` is how long the request lets the gateway wait, `condition` whether it
    fulfils the condition of its class, `within` what takes the place of the default timeout.
    """
    mode = (options and options.retry) or core.retry
    timeout = options.seconds if options else within
    if timeout is None:
        timeout = default_timeout(policy.deadline, core.request_timeout, request_timeout_ms)
    return Plan(
        policy=policy,
        timeout=None if timeout is None or timeout > _FAR else timeout,
        mode=mode,
        statuses=statuses(policy, mode, condition=condition),
        metadata=tuple(options.metadata) if options else (),
        insistent=core.request_timeout if insistent else None,
    )


def default_timeout(
    rule: DeadlineRule, client_default: float, request_timeout_ms: int
) -> float | None:
    """How long a call may take unless its caller says, in seconds."""
    if isinstance(rule, ClientDefault):
        return client_default
    if isinstance(rule, Fixed):
        return rule.seconds
    if isinstance(rule, Unlimited):
        return None
    waits = rule.gateway_default if request_timeout_ms == 0 else max(request_timeout_ms, 0) / 1_000
    return min(waits + rule.plus, _FAR)


def statuses(policy: RpcPolicy, mode: RetryMode, *, condition: bool) -> frozenset[StatusCode]:
    """The statuses on which a call may be sent again."""
    kind = policy.call_class
    if kind is CallClass.NON_IDEMPOTENT or (kind is CallClass.IDEMPOTENT_IF and not condition):
        rule = policy.retry
        return rule.at_least_once if mode is RetryMode.AT_LEAST_ONCE else rule.otherwise
    return policy.retry.idempotent
