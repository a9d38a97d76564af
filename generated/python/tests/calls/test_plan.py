"""What is known about a call before anything is sent."""

from __future__ import annotations

import pytest
from grpc import StatusCode

from zeebe_sdk._contract import (
    CallClass,
    ClientDefault,
    Fixed,
    RequestTimeout,
    RetryRule,
    RpcPolicy,
    Unlimited,
)
from zeebe_sdk._exchange.core import Core
from zeebe_sdk._exchange.plan import default_timeout, plan
from zeebe_sdk.options import CallOptions, RetryMode


def test_a_long_poll_has_time_to_come_back() -> None:
    rule = RequestTimeout(gateway_default=10.0, plus=10.0)
    assert default_timeout(rule, 1.0, 0) == 20.0
    assert default_timeout(rule, 1.0, 30_000) == 40.0
    assert default_timeout(rule, 1.0, -1) == 10.0
    longest = default_timeout(rule, 1.0, 2**63 - 1)
    assert longest is not None
    assert longest > 1e8


def test_other_calls_have_the_default_or_no_end() -> None:
    assert default_timeout(ClientDefault(), 10.0, 0) == 10.0
    assert default_timeout(Fixed(60.0), 10.0, 0) == 60.0
    assert default_timeout(Unlimited(), 10.0, 0) is None


@pytest.mark.parametrize(
    ("call_class", "mode", "condition", "chosen"),
    [
        (CallClass.IDEMPOTENT, RetryMode.AT_LEAST_ONCE, True, StatusCode.ABORTED),
        (CallClass.IDEMPOTENT_IF, RetryMode.BY_CLASS, True, StatusCode.ABORTED),
        (CallClass.IDEMPOTENT_IF, RetryMode.AT_LEAST_ONCE, True, StatusCode.ABORTED),
        (CallClass.IDEMPOTENT_IF, RetryMode.BY_CLASS, False, StatusCode.RESOURCE_EXHAUSTED),
        (CallClass.IDEMPOTENT_IF, RetryMode.AT_LEAST_ONCE, False, StatusCode.UNAVAILABLE),
        (CallClass.NON_IDEMPOTENT, RetryMode.BY_CLASS, True, StatusCode.RESOURCE_EXHAUSTED),
        (CallClass.NON_IDEMPOTENT, RetryMode.AT_LEAST_ONCE, True, StatusCode.UNAVAILABLE),
    ],
)
def test_the_class_the_request_and_the_mode_choose_the_statuses(
    call_class: CallClass, mode: RetryMode, condition: bool, chosen: StatusCode
) -> None:
    policy = RpcPolicy(
        name="A",
        path="/a",
        call_class=call_class,
        retry=RetryRule(
            idempotent=frozenset({StatusCode.ABORTED}),
            otherwise=frozenset({StatusCode.RESOURCE_EXHAUSTED}),
            at_least_once=frozenset({StatusCode.UNAVAILABLE}),
        ),
    )
    how = plan(Core(), policy, CallOptions(retry=mode), condition=condition)
    assert how.statuses == {chosen}


def test_a_call_may_say_how_it_is_made() -> None:
    policy = RpcPolicy(name="A", path="/a")
    core = Core(request_timeout=7.0, retry=RetryMode.NEVER)
    assert (plan(core, policy, None).timeout, plan(core, policy, None).mode) == (
        7.0,
        RetryMode.NEVER,
    )
    options = CallOptions(timeout=1.5, retry=RetryMode.BY_CLASS, metadata=[("X-A", "b")])
    how = plan(core, policy, options)
    assert (how.timeout, how.mode) == (1.5, RetryMode.BY_CLASS)
    assert how.metadata == (("x-a", "b"),)
    assert plan(core, policy, CallOptions(timeout=float("inf"))).timeout is None
