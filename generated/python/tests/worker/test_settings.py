"""What can be set about a worker, and what is refused."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any

import pytest
from grpc import StatusCode

from zeebe_sdk.errors import ConfigError
from zeebe_sdk.worker import Backoff, Fetch
from zeebe_sdk.worker.backoff import pause_by
from zeebe_sdk.worker.settings import Settings


def of(threads: bool = False, job_type: str = "pay", **given: Any) -> Settings:
    return Settings.of(job_type, given, threads=threads)  # type: ignore[arg-type]


def test_the_defaults_are_fine() -> None:
    settings = of()
    assert (settings.name, settings.max_jobs_active, settings.timeout) == ("default", 32, 300)
    assert (settings.request_timeout, settings.poll_interval) == (20, 0.1)


def test_handlers_in_threads_are_four_unless_it_is_set() -> None:
    assert of().concurrency == 32
    assert of(max_jobs_active=7).concurrency == 7
    assert of(threads=True).concurrency == 4
    assert of(threads=True, max_jobs_active=3).concurrency == 3
    assert of(threads=True, concurrency=9).concurrency == 9


def test_times_are_seconds_or_timedeltas() -> None:
    settings = of(timeout=timedelta(minutes=2), extend_timeout=timedelta(seconds=1.5), stream=True)
    assert (settings.timeout, settings.extend_timeout) == (120, 1.5)


def test_fetch_and_tenants_are_several() -> None:
    settings = of(fetch=["a", "b"], tenants={"x": 1})
    assert settings.fetch == Fetch(("a", "b"))
    assert settings.tenants == ("x",)
    assert of(fetch=Fetch.NOTHING).fetch == Fetch.NOTHING


@pytest.mark.parametrize(
    ("named", "given"),
    [
        ("job_type", {"job_type": " "}),
        ("name", {"name": ""}),
        ("name", {"name": 5}),
        ("max_jobs_active", {"max_jobs_active": 0}),
        ("max_jobs_active", {"max_jobs_active": 1 << 31}),
        ("max_jobs_active", {"max_jobs_active": True}),
        ("max_jobs_active", {"max_jobs_active": "9"}),
        ("concurrency", {"concurrency": 0}),
        ("concurrency", {"concurrency": 33}),
        ("timeout", {"timeout": 0}),
        ("timeout", {"timeout": float("nan")}),
        ("timeout", {"timeout": timedelta.max * 0.9, "name": "x"}),
        ("timeout", {"timeout": "5"}),
        ("timeout", {"timeout": None}),
        ("request_timeout", {"request_timeout": -1}),
        ("poll_interval", {"poll_interval": 0.0001}),
        ("poll_threshold", {"poll_threshold": 1.1}),
        ("poll_threshold", {"poll_threshold": float("nan")}),
        ("retry_backoff", {"retry_backoff": -1}),
        ("stream", {"stream": "yes"}),
        ("stream_idle_backoff", {"stream_idle_backoff": 0}),
        ("stream_lifetime", {"stream_lifetime": 0}),
        ("stream_idle", {"stream_idle": 0}),
        ("drain_timeout", {"drain_timeout": -0.1}),
        ("extend_timeout", {"extend_timeout": 0}),
        ("fetch", {"fetch": "total"}),
        ("fetch", {"fetch": [1]}),
        ("tenants", {"tenants": "a"}),
        ("tenants", {"tenants": [""]}),
        ("lease", {"lease": 1}),
        ("backoff", {"backoff": 5}),
        ("backoff.initial", {"backoff": Backoff(initial=0)}),
        ("backoff.max", {"backoff": Backoff(initial=2, max=timedelta(seconds=1))}),
        ("backoff.factor", {"backoff": Backoff(factor=0.9)}),
        ("backoff.jitter", {"backoff": Backoff(jitter=2)}),
        ("max_jobs", {"max_jobs": 5}),
    ],
)
def test_what_is_wrong_is_named(named: str, given: dict[str, Any]) -> None:
    with pytest.raises(ConfigError) as refused:
        of(**given)
    assert refused.value.setting == named


def test_pauses_grow_to_the_longest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(random, "random", lambda: 0.5)
    backoff = Backoff(initial=0.1, max=timedelta(seconds=1), factor=2)
    pauses = [backoff.pause(failures, StatusCode.INTERNAL) for failures in (1, 2, 3, 4, 5, 10_000)]
    assert pauses == pytest.approx([0.1, 0.2, 0.4, 0.8, 1, 1])
    assert backoff.pause(3, StatusCode.UNAVAILABLE) == pytest.approx(0.2)
    assert Backoff(factor=1e300).pause(50, None) == 5


def test_pauses_vary(monkeypatch: pytest.MonkeyPatch) -> None:
    backoff = Backoff(initial=1, max=5, jitter=0.1)
    monkeypatch.setattr(random, "random", lambda: 0.0)
    assert backoff.pause(1, None) == pytest.approx(0.9)
    monkeypatch.setattr(random, "random", lambda: 1.0)
    assert backoff.pause(1, None) == pytest.approx(1.1)


def test_a_function_of_the_user_says_how_long() -> None:
    assert pause_by(lambda failures, _: timedelta(seconds=failures), 3, OSError()) == 3
    with pytest.raises(ConfigError, match="backoff: must be a number"):
        pause_by(lambda *_: "soon", 1, OSError())  # type: ignore[arg-type,return-value]
