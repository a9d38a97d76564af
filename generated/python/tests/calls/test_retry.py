"""Pauses, tokens, and settings that make no sense."""

from __future__ import annotations

import random
from typing import Any

import pytest

from zeebe_sdk import errors
from zeebe_sdk._retry.backoff import bound, full_jitter
from zeebe_sdk._retry.budget import Budget
from zeebe_sdk.options import BackpressurePolicy, RetryBudget, RetryPolicy


def test_the_bound_doubles_up_to_its_cap() -> None:
    bounds = [round(bound(RetryPolicy(), failures), 3) for failures in range(1, 9)]
    assert bounds == [0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 5.0, 5.0]
    assert bound(RetryPolicy(), 2**32) == 5.0


def test_the_pause_fills_the_whole_range() -> None:
    source = random.Random(1)
    pauses = [full_jitter(RetryPolicy(), 1, source.random) for _ in range(1_000)]
    assert all(0 <= pause < 0.1 for pause in pauses)
    assert 400 < sum(pause < 0.05 for pause in pauses) < 600
    assert sum(pause < 0.01 for pause in pauses) > 50
    assert sum(pause > 0.09 for pause in pauses) > 50


def test_half_of_the_tokens_are_for_retries() -> None:
    budget = Budget(RetryBudget())
    assert [budget.failed() for _ in range(7)] == [True] * 4 + [False] * 3


def test_ten_successes_give_a_token_back() -> None:
    budget = Budget(RetryBudget())
    for _ in range(5):
        budget.failed()
    for _ in range(20):
        budget.succeeded()
    assert budget.failed()
    assert not budget.failed()


def test_a_budget_never_holds_more_than_it_did_at_first() -> None:
    budget = Budget(RetryBudget())
    budget.failed()
    assert budget.is_short
    for _ in range(1_000):
        budget.succeeded()
    assert not budget.is_short
    assert sum(budget.failed() for _ in range(7)) == 4


def test_an_empty_bucket_stays_empty() -> None:
    budget = Budget(RetryBudget())
    for _ in range(100):
        budget.failed()
    budget.succeeded()
    assert not budget.failed()


@pytest.mark.parametrize(
    ("kind", "settings", "named"),
    [
        (RetryPolicy, {"max_attempts": 0}, "retry_policy.max_attempts"),
        (RetryPolicy, {"multiplier": 0.5}, "retry_policy.multiplier"),
        (RetryPolicy, {"multiplier": float("nan")}, "retry_policy.multiplier"),
        (RetryPolicy, {"max_delay": 0.0}, "retry_policy.max_delay"),
        (RetryPolicy, {"initial_delay": -1.0}, "retry_policy.initial_delay"),
        (RetryBudget, {"tokens": 0.0}, "retry_policy.budget.tokens"),
        (RetryBudget, {"refund": float("nan")}, "retry_policy.budget.refund"),
        (BackpressurePolicy, {"decrease": 1.0}, "backpressure_policy.decrease"),
        (BackpressurePolicy, {"decrease": float("nan")}, "backpressure_policy.decrease"),
        (BackpressurePolicy, {"pause": 0.0}, "backpressure_policy.pause"),
        (BackpressurePolicy, {"max_pause": 0.001}, "backpressure_policy.pause"),
        (BackpressurePolicy, {"max_hold": 0.0}, "backpressure_policy.max_hold"),
    ],
)
def test_settings_that_make_no_sense_are_refused_by_name(
    kind: Any, settings: dict[str, Any], named: str
) -> None:
    with pytest.raises(errors.ConfigError) as raised:
        kind(**settings)
    assert raised.value.setting == named
