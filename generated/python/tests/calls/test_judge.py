"""All rules about retries, as a table."""

from __future__ import annotations

import math
from typing import Any

import pytest
from grpc import StatusCode

from zeebe_sdk._contract import CallClass, RetryRule, RpcPolicy, Unlimited
from zeebe_sdk._exchange.core import Core
from zeebe_sdk._exchange.judge import Tried, Verdict, is_backpressure, is_too_large, judge
from zeebe_sdk._exchange.plan import Plan, plan
from zeebe_sdk._transport.failure import Failure, Origin, Repeat, answered, cut_off
from zeebe_sdk.options import CallOptions, RetryMode

TRANSIENT = frozenset(
    {
        StatusCode.UNAVAILABLE,
        StatusCode.RESOURCE_EXHAUSTED,
        StatusCode.DEADLINE_EXCEEDED,
        StatusCode.ABORTED,
    }
)
READ = RpcPolicy(
    name="Read", path="/r", call_class=CallClass.READ, retry=RetryRule(idempotent=TRANSIENT)
)
EXEMPT = RpcPolicy(
    name="Complete",
    path="/c",
    call_class=CallClass.IDEMPOTENT,
    retry=RetryRule(idempotent=TRANSIENT),
    backpressure_exempt=True,
    already_applied=frozenset({StatusCode.NOT_FOUND}),
)
CREATE = RpcPolicy(
    name="Create",
    path="/n",
    retry=RetryRule(otherwise=frozenset({StatusCode.RESOURCE_EXHAUSTED}), at_least_once=TRANSIENT),
)
LOOP = RpcPolicy(name="Loop", path="/l", call_class=CallClass.WORKER_LOOP, deadline=Unlimited())
BY_CLASS, NEVER, TWICE = RetryMode.BY_CLASS, RetryMode.NEVER, RetryMode.AT_LEAST_ONCE


def planned(policy: RpcPolicy, mode: RetryMode = BY_CLASS, core: Core | None = None) -> Plan:
    return plan(core or Core(), policy, CallOptions(retry=mode))


def failure(status: StatusCode, origin: Origin = Origin.GATEWAY, **facts: Any) -> Failure:
    return Failure(status=status, message="", origin=origin, **facts)


def verdict(
    policy: RpcPolicy, failed: Failure, mode: RetryMode = BY_CLASS, **tried: Any
) -> tuple[Verdict, float]:
    counted = Tried(**({"attempts": 1, "failures": 1} | tried))
    return judge(Core(), planned(policy, mode), counted, failed, 1.0)


def repeats(policy: RpcPolicy, failed: Failure, mode: RetryMode = BY_CLASS) -> bool:
    return verdict(policy, failed, mode)[0] is Verdict.AGAIN


@pytest.mark.parametrize(
    "status", [StatusCode.UNAVAILABLE, StatusCode.DEADLINE_EXCEEDED, StatusCode.ABORTED]
)
def test_a_gateway_that_fails_is_asked_again_as_the_class_allows(status: StatusCode) -> None:
    failed = failure(status)
    assert repeats(READ, failed)
    assert repeats(EXEMPT, failed)
    assert not repeats(CREATE, failed)
    assert repeats(CREATE, failed, TWICE)
    assert not repeats(LOOP, failed, TWICE)
    assert not repeats(READ, failed, NEVER)


@pytest.mark.parametrize("status", [one for one in StatusCode if one not in TRANSIENT])
def test_a_rejection_is_final(status: StatusCode) -> None:
    assert verdict(READ, failure(status), TWICE)[0] is Verdict.FINAL


def test_what_was_never_executed_is_sent_again_in_every_class_but_the_loop() -> None:
    lost = failure(StatusCode.UNAVAILABLE, Origin.CONNECTION, maybe_executed=False)
    for policy in (READ, EXEMPT, CREATE):
        assert repeats(policy, lost)
        assert not repeats(policy, lost, NEVER)
    assert not repeats(LOOP, lost)
    # Asked a second time, who is refused is refused again.
    refused = failure(StatusCode.UNIMPLEMENTED, Origin.CONNECTION, maybe_executed=False)
    assert not repeats(CREATE, refused)
    assert not repeats(CREATE, failure(StatusCode.UNAVAILABLE, Origin.CONNECTION))


def test_load_is_waited_for_and_size_is_not() -> None:
    busy = failure(StatusCode.RESOURCE_EXHAUSTED)
    assert verdict(READ, busy)[0] is Verdict.PUSHED_BACK
    assert verdict(CREATE, busy)[0] is Verdict.PUSHED_BACK
    assert verdict(CREATE, busy, NEVER)[0] is Verdict.FINAL
    assert verdict(LOOP, busy)[0] is Verdict.FINAL
    assert verdict(EXEMPT, busy)[0] is Verdict.FINAL
    assert is_too_large(planned(EXEMPT), busy)
    large = answered(StatusCode.RESOURCE_EXHAUSTED, "message exceeds maximum size", ())
    assert verdict(CREATE, large)[0] is Verdict.FINAL
    calm = failure(StatusCode.RESOURCE_EXHAUSTED, Origin.CONNECTION)
    assert not is_backpressure(planned(READ), calm)
    assert verdict(READ, calm)[0] is Verdict.FINAL


def test_the_gateway_says_when() -> None:
    assert verdict(READ, failure(StatusCode.UNAVAILABLE, pushback=0.7)) == (Verdict.AGAIN, 0.7)
    assert verdict(READ, failure(StatusCode.UNAVAILABLE, pushback=2.0))[0] is Verdict.FINAL
    for status in (StatusCode.UNAVAILABLE, StatusCode.RESOURCE_EXHAUSTED):
        assert verdict(READ, failure(status, pushback=math.inf))[0] is Verdict.FINAL
    busy = failure(StatusCode.RESOURCE_EXHAUSTED, pushback=0.005)
    assert verdict(READ, busy) == (Verdict.PUSHED_BACK, 0.005)


def test_attempts_and_tokens_run_out() -> None:
    failed = failure(StatusCode.UNAVAILABLE)
    assert verdict(READ, failed, failures=5, attempts=5)[0] is Verdict.FINAL
    core = Core()
    first = Tried(attempts=1, failures=1)
    verdicts = [judge(core, planned(READ), first, failed, 60.0)[0] for _ in range(10)]
    assert verdicts.count(Verdict.AGAIN) == 4


def test_a_call_that_was_not_taken_costs_no_token() -> None:
    core = Core()
    failed = failure(
        StatusCode.UNAVAILABLE, Origin.CONNECTION, maybe_executed=False, repeat=Repeat.NOT_TAKEN
    )
    first = Tried(attempts=1, failures=1)
    verdicts = {judge(core, planned(CREATE), first, failed, 60.0)[0] for _ in range(20)}
    assert verdicts == {Verdict.AGAIN}


def test_who_insists_is_not_held_up_by_the_number_of_attempts() -> None:
    core = Core()
    how = plan(core, EXEMPT, None, insistent=True)
    tried = Tried(attempts=90, failures=90)
    for _ in range(10):
        judged, _ = judge(core, how, tried, failure(StatusCode.UNAVAILABLE), 60.0)
        assert judged is Verdict.AGAIN


def test_what_an_earlier_attempt_has_done_is_a_success() -> None:
    gone = failure(StatusCode.NOT_FOUND, maybe_executed=False)
    assert verdict(EXEMPT, gone)[0] is Verdict.FINAL
    assert verdict(EXEMPT, gone, attempts=2, maybe_executed=True)[0] is Verdict.APPLIED
    assert verdict(EXEMPT, gone, attempts=2)[0] is Verdict.FINAL


def test_the_caller_has_the_last_word() -> None:
    for status in (StatusCode.CANCELLED, StatusCode.DEADLINE_EXCEEDED):
        ended = cut_off(status, "", maybe_executed=False)
        assert verdict(READ, ended, TWICE)[0] is Verdict.FINAL
