"""When polls leave, and for how many jobs."""

from __future__ import annotations

from typing import Any

import pytest

from zeebe_sdk.worker import PollState, Source
from zeebe_sdk.worker.engine.polling import REPLY, Ask, At, Below, Polling, part, polled_share
from zeebe_sdk.worker.engine.slots import Slots
from zeebe_sdk.worker.settings import Settings


def settings(**given: Any) -> Settings:
    return Settings.of("pay", given, threads=False)  # type: ignore[arg-type]


def slots(most: int, polled: int = 0, streamed: int = 0) -> Slots:
    made = Slots(most, lambda: None)
    made.take(Source.POLL, polled)
    made.take(Source.STREAM, streamed)
    return made


def polling(**given: Any) -> Polling:
    return Polling(settings(**given), 0.0)


def test_halves_are_rounded_up() -> None:
    assert [part(0.3, most) for most in (1, 5, 10, 32)] == [0, 2, 3, 10]
    assert [polled_share(most) for most in (1, 2, 4, 32)] == [1, 1, 1, 8]


@pytest.mark.parametrize(
    ("held", "then"),
    [(0, Ask(10, True)), (3, Ask(7, True)), (4, Below(4)), (10, Below(4)), (12, Below(4))],
)
def test_leaves_at_the_threshold_and_asks_for_the_rest(held: int, then: object) -> None:
    assert polling(max_jobs_active=10).next(0, slots(10, held), streams=False) == then


@pytest.mark.parametrize(
    ("most", "polled", "streamed", "then"),
    [
        (32, 0, 0, Ask(8, True)),
        (32, 0, 24, Ask(8, True)),
        (32, 2, 24, Ask(6, True)),
        (32, 3, 0, Below(32)),
        (1, 0, 0, Ask(1, False)),
        (1, 0, 1, Below(1)),
    ],
)
def test_leaves_slots_to_a_stream(most: int, polled: int, streamed: int, then: object) -> None:
    assert (
        polling(max_jobs_active=most).next(0, slots(most, polled, streamed), streams=True) == then
    )


def test_a_backlog_is_polled_without_waiting_by_all_slots_that_the_stream_leaves() -> None:
    one = polling(max_jobs_active=32)
    one.begun(Ask(8, True), 0)
    one.arrived(8)
    one.ended(1, streams=True)
    assert one.next(1, slots(32), streams=True) == Ask(31, False)
    assert one.next(1, slots(32, 0, 10), streams=True) == Ask(22, False)
    assert one.next(1, slots(32, 0, 24), streams=True) == Ask(8, False)


def test_one_poll_at_a_time() -> None:
    one = polling()
    one.begun(Ask(32, True), 0)
    assert one.next(0, slots(32, 32), streams=False) is REPLY
    assert one.shown(REPLY) is PollState.IN_FLIGHT


def test_no_pause_after_jobs_and_one_after_nothing() -> None:
    one = polling(poll_interval=0.5)
    one.begun(Ask(32, True), 0)
    one.arrived(1)
    one.ended(7, streams=False)
    assert one.next(7, slots(32), streams=False) == Ask(32, True)
    one.begun(Ask(32, True), 7)
    one.ended(8, streams=False)
    then = one.next(8, slots(32), streams=False)
    assert (then, one.shown(then)) == (At(8.5), PollState.SCHEDULED)


def test_empty_polls_become_rare_beside_a_stream_and_frequent_without() -> None:
    one = polling(poll_interval=1, stream_idle_backoff=6)
    pauses: list[float] = []
    for _ in range(5):
        one.begun(Ask(8, True), 0)
        one.ended(0, streams=True)
        then = one.next(0, slots(32), streams=True)
        assert isinstance(then, At)
        pauses.append(then.time)
    assert pauses == [1, 2, 4, 6, 6]
    one.alone(0)
    assert one.next(0, slots(32), streams=True) == At(1)


def test_failures_are_counted_until_a_success() -> None:
    one = polling()
    for failures in (1, 2, 3):
        one.begun(Ask(32, True), 0)
        assert one.count_failure() == failures
        one.failed(0, 5)
    then = one.next(0, slots(32), streams=False)
    assert (then, one.shown(then)) == (At(5), PollState.BACKING_OFF)
    one.begun(Ask(32, True), 5)
    one.ended(5, streams=False)
    assert one.count_failure() == 1


def test_a_reply_that_is_too_large_halves_what_is_asked_for() -> None:
    one = polling(max_jobs_active=8)
    asked: list[int] = []
    for _ in range(4):
        then = one.next(0, slots(8), streams=False)
        assert isinstance(then, Ask)
        asked.append(then.jobs)
        one.begun(then, 0)
        last = one.halve(0)
    assert (asked, last) == ([8, 4, 2, 1], False)
    one.arrived(1)
    one.ended(0, streams=False)
    assert one.next(0, slots(8), streams=False) == Ask(2, True)
