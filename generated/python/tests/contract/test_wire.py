"""How values of Python become their wire forms and back, and what is refused."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from zeebe_sdk import ArgumentError
from zeebe_sdk._contract import OpenEnum, check, wire


class Colour(OpenEnum):
    RED = 0
    BLUE = 5


class Other(OpenEnum):
    RED = 0


class Whole:
    """A number of another library."""

    def __index__(self) -> int:
        return 7


class Name(str):
    __slots__ = ()


@pytest.mark.parametrize(
    ("convert", "value", "expected"),
    [
        (wire.text, "ä", "ä"),
        (wire.text, Name("a"), "a"),
        (wire.data, b"a", b"a"),
        (wire.data, bytearray(b"a"), b"a"),
        (wire.data, memoryview(b"a"), b"a"),
        (wire.boolean, False, False),
        (wire.int32, -(2**31), -(2**31)),
        (wire.int32, Whole(), 7),
        (wire.uint32, 2**32 - 1, 2**32 - 1),
        (wire.int64, -(2**63), -(2**63)),
        (wire.int64, 2**63 - 1, 2**63 - 1),
        (wire.uint64, 2**64 - 1, 2**64 - 1),
        (wire.key, 2**63 - 1, 2**63 - 1),
        (wire.double, 3, 3.0),
        (wire.milliseconds, 0, 0),
        (wire.milliseconds, 5, 5_000),
        (wire.milliseconds, 0.07, 70),
        (wire.milliseconds, 1e-9, 1),
        (wire.milliseconds, timedelta(microseconds=1), 1),
        (wire.milliseconds, timedelta(days=1), 86_400_000),
        (wire.instant, datetime(1970, 1, 1, 0, 0, 1, tzinfo=timezone.utc), 1_000),
        (wire.instant, datetime(1969, 12, 31, 23, 59, 59, tzinfo=timezone.utc), -1_000),
        (wire.iso8601, "any text", "any text"),
        (wire.iso8601, datetime(2024, 1, 2, tzinfo=timezone.utc), "2024-01-02T00:00:00+00:00"),
    ],
)
def test_what_can_be_sent(convert: Callable[[str, Any], Any], value: Any, expected: Any) -> None:
    converted = convert("field", value)
    assert converted == expected
    assert type(converted) is type(expected)


@pytest.mark.parametrize(
    ("convert", "value", "problem"),
    [
        (wire.text, 1, "must be a str, not int"),
        (wire.text, None, "must be set"),
        (wire.text, "a\ud800", "has a lone surrogate at position 1"),
        (wire.data, "a", "must be bytes, not str"),
        (wire.boolean, 1, "must be a bool, not int"),
        (wire.int32, True, "must be an int, not bool"),
        (wire.int32, 1.0, "must be an int, not float"),
        (wire.int32, 2**31, "must be between -2147483648 and 2147483647"),
        (wire.uint32, -1, "must be between 0 and"),
        (wire.int64, 2**63, "must be between"),
        (wire.uint64, "1", "must be an int, not str"),
        (wire.key, 0, "must be greater than zero"),
        (wire.key, -1, "must be greater than zero"),
        (wire.key, 2**63, "must be between"),
        (wire.key, None, "must be set"),
        (wire.double, math.nan, "must be a finite number"),
        (wire.double, -math.inf, "must be a finite number"),
        (wire.double, 10**400, "is too large for a float"),
        (wire.milliseconds, -1, "must not be negative"),
        (wire.milliseconds, timedelta(microseconds=-1), "must not be negative"),
        (wire.milliseconds, 1e300, "is too long to be counted in milliseconds"),
        (wire.milliseconds, "1s", "must be a number, not str"),
        (wire.instant, datetime(2024, 1, 1), "needs a time zone"),
        (wire.instant, 5, "must be a datetime, not int"),
        (wire.iso8601, datetime(2024, 1, 1), "needs a time zone"),
    ],
)
def test_what_is_refused(convert: Callable[[str, Any], Any], value: Any, problem: str) -> None:
    with pytest.raises(ArgumentError, match=problem) as refused:
        convert("some_field", value)
    assert refused.value.path == "some_field"
    assert isinstance(refused.value, ValueError)


def test_an_enum_takes_its_own_values_and_numbers() -> None:
    assert wire.number("colour", Colour.BLUE, Colour) == 5
    assert wire.number("colour", 9, Colour) == 9
    assert wire.numbers(Colour)("colour", Colour(77)) == 77
    with pytest.raises(ArgumentError, match="must be a Colour, not Other"):
        wire.number("colour", Other.RED, Colour)
    with pytest.raises(ArgumentError, match="must be an int, not str"):
        wire.number("colour", "RED", Colour)  # type: ignore[arg-type]


def test_an_unknown_number_of_an_enum_is_kept() -> None:
    unknown = Colour(77)
    assert unknown == 77 == Colour(77)
    assert (unknown.name, unknown.value, unknown.is_known) == ("UNKNOWN_77", 77, False)
    assert Colour.RED.is_known


def test_the_entry_of_a_list_or_map_is_named() -> None:
    assert wire.sequence("tags", ("a", "b"), wire.text) == ["a", "b"]
    with pytest.raises(ArgumentError) as refused:
        wire.sequence("tags", ["a", 1], wire.text)
    assert refused.value.path == "tags[1]"
    assert wire.mapping("sizes", {"a": 1}, wire.text, wire.int32) == {"a": 1}
    with pytest.raises(ArgumentError) as refused:
        wire.mapping("sizes", {"a": "x"}, wire.text, wire.int32)  # type: ignore[dict-item]
    assert refused.value.path == "sizes.a"


@pytest.mark.parametrize("value", ["abc", b"abc", {"a": 1}, 5])
def test_what_only_looks_like_a_list_is_refused(value: Any) -> None:
    with pytest.raises(ArgumentError, match="must be a list"):
        wire.sequence("tags", value, wire.text)


def test_lists_that_are_too_short_name_the_empty_one() -> None:
    assert wire.entries("names", ["a"], 1, "Fetch.ALL") == ["a"]
    with pytest.raises(ArgumentError, match="must not be empty; use Fetch.ALL instead"):
        wire.entries("names", [], 1, "Fetch.ALL")
    with pytest.raises(ArgumentError, match="must have at least 2 entries; use Fetch.ALL"):
        wire.entries("names", ["a"], 2, "Fetch.ALL")


def test_numbers_and_contents_have_a_least() -> None:
    assert wire.at_least("version", 1, 1) == 1
    with pytest.raises(ArgumentError, match="must be at least 1"):
        wire.at_least("version", 0, 1)
    assert wire.filled("name", "a") == "a"
    with pytest.raises(ArgumentError, match="must not be empty"):
        wire.filled("name", "")


def test_times_come_back() -> None:
    assert wire.duration_of(1_500) == timedelta(seconds=1.5)
    assert wire.duration_of(-1) == timedelta()
    assert wire.duration_of(2**63 - 1) == timedelta.max
    assert wire.instant_of(1_001) == datetime(1970, 1, 1, 0, 0, 1, 1_000, tzinfo=timezone.utc)
    assert wire.instant_of(2**63 - 1).year == 9999
    assert wire.instant_of(-(2**63)).year == 1


def test_a_oneof_takes_one() -> None:
    check.at_most_one(a=None, b=1)
    with pytest.raises(ArgumentError, match="give only one of a, b"):
        check.at_most_one(a="", b=1, c=None)
    assert str(check.none_given("a", "b")) == "give one of a, b"
