"""When a stream is opened, read and ended."""

from __future__ import annotations

import pytest

from zeebe_sdk.worker import Source, StreamEnd, StreamState
from zeebe_sdk.worker.engine.polling import At
from zeebe_sdk.worker.engine.slots import Slots
from zeebe_sdk.worker.engine.streaming import NOTHING, OPEN, Full, Read, Renew, Streaming, has_room
from zeebe_sdk.worker.settings import Settings


def slots(most: int = 32, polled: int = 0, streamed: int = 0) -> Slots:
    made = Slots(most, lambda: None)
    made.take(Source.POLL, polled)
    made.take(Source.STREAM, streamed)
    return made


def opened() -> Streaming:
    one = Streaming(Settings.of("pay", {"stream": True}, threads=False), 0)
    assert one.next(0, slots()) is OPEN
    one.begun(0, lambda lifetime: lifetime)
    return one


def test_there_is_none_unless_it_is_switched_on() -> None:
    one = Streaming(Settings.of("pay", {}, threads=False), 0)
    assert one.next(0, slots()) is NOTHING
    assert not one.serves
    assert not one.has_share


@pytest.mark.parametrize(
    ("most", "polled", "streamed", "reads"),
    [
        (32, 0, 23, True),
        (32, 8, 23, True),
        (32, 0, 24, False),
        (32, 32, 0, False),
        (32, 9, 23, False),
        (1, 0, 0, True),
        (1, 1, 0, False),
        (1, 0, 1, False),
        (2, 1, 0, True),
        (2, 0, 1, False),
    ],
)
def test_is_read_only_with_a_slot_of_its_own(
    most: int, polled: int, streamed: int, reads: bool
) -> None:
    room = slots(most, polled, streamed)
    assert has_room(room) is reads
    assert isinstance(opened().next(0, room), Read if reads else Full)


def test_is_opened_anew_when_it_is_silent_or_old() -> None:
    one = opened()
    assert one.next(0, slots()) == Read(600)
    assert one.next(600, slots()) == Renew(StreamEnd.IDLE)
    one.heard(599)
    assert one.next(600, slots()) == Read(1_199)
    assert one.next(28_800, slots()) == Renew(StreamEnd.OLD)
    one.ended(28_800, StreamEnd.OLD, 1)
    assert one.next(28_800, slots()) is OPEN


def test_silence_counts_only_where_it_is_listened_to() -> None:
    one = opened()
    assert one.next(700, slots(streamed=24)) == Full(28_800)
    one.read_again(700)
    assert one.next(700, slots()) == Read(1_300)


def test_failures_are_forgotten_after_a_job_or_some_time() -> None:
    one = opened()
    assert [one.count_failure(0), one.count_failure(0)] == [1, 2]
    one.heard(0)
    assert [one.count_failure(0), one.count_failure(29), one.count_failure(30)] == [1, 2, 1]


def test_pauses_after_a_failure_and_a_little_after_an_end() -> None:
    one = opened()
    one.ended(0, StreamEnd.FAILED, 3)
    assert one.next(0, slots()) == At(3)
    assert one.shown() is StreamState.BACKING_OFF
    assert not one.serves
    assert one.has_share
    assert one.next(3, slots()) is OPEN
    one.ended(0, StreamEnd.ENDED, 3)
    assert one.next(0, slots()) == At(0.1)


def test_a_gateway_without_streams_is_not_asked_again() -> None:
    one = opened()
    one.ended(0, StreamEnd.UNKNOWN, 1)
    assert one.next(1_000_000, slots()) is NOTHING
    assert one.shown() is StreamState.CLOSED
    assert not one.has_share
