"""How values are read and shown."""

from __future__ import annotations

from datetime import timedelta

import pytest

from zeebe_sdk.config.read import BYTES, DURATION, FLAG, LIST, PROBES


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("45000", 45.0), (" 45s ", 45.0), ("45 S", 45.0), ("250ms", 0.25), ("2m", 120.0),
        ("1h", 3600.0), ("0", 0.0),
    ],
)  # fmt: skip
def test_a_time_is_milliseconds_or_has_a_unit(text: str, seconds: float) -> None:
    assert DURATION.parse(text) == seconds


@pytest.mark.parametrize("text", ["", "s", "-1", "4.5s", "45x", "1d", "9" * 20, "\u0664\u0665s"])
def test_what_is_no_time_is_refused_with_what_would_be(text: str) -> None:
    with pytest.raises(ValueError, match="such as 45s"):
        DURATION.parse(text)


def test_a_time_of_code_is_seconds_or_a_timedelta() -> None:
    assert DURATION.take(timedelta(minutes=1)) == 60.0
    assert DURATION.take(2) == 2.0
    for bad in ("10s", True, None, float("nan"), float("inf"), -1, timedelta(days=40_000)):
        with pytest.raises(ValueError, match="has to be"):
            DURATION.take(bad)
    assert PROBES.take(None) is None
    assert PROBES.show(None) == "never"
    assert [DURATION.show(time) for time in (10.0, 0.25, 1.5)] == ["10s", "250ms", "1.5s"]


def test_a_size_is_bytes_or_has_a_unit() -> None:
    assert BYTES.parse("4194304") == BYTES.parse("4MB") == BYTES.take(4 * 1024**2)
    assert BYTES.parse("16 kb") == 16 * 1024
    for text in ("4MB", "3KB", "1000", "0"):
        assert BYTES.show(BYTES.parse(text)) == text
    for bad in ("4GBit", "-1", "1.5MB", ""):
        with pytest.raises(ValueError, match="such as 4MB"):
            BYTES.parse(bad)
    for wrong in ("4MB", True, 1.5, -1, 2**40):
        with pytest.raises(ValueError, match="has to be"):
            BYTES.take(wrong)


def test_a_flag_is_true_or_false() -> None:
    assert (FLAG.parse("TRUE"), FLAG.parse("0")) == (True, False)
    with pytest.raises(ValueError, match="'maybe' is neither true nor false"):
        FLAG.parse("maybe")


def test_a_list_has_commas() -> None:
    assert LIST.parse("a, b,,<default>") == ("a", "b", "<default>")
    assert LIST.parse(" , ") == ()
    assert LIST.take(["a", "b"]) == ("a", "b")
    for wrong in ("a,b", [1], None):
        with pytest.raises(ValueError, match="has to be"):
            LIST.take(wrong)
