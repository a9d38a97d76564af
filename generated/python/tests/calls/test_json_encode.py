"""Values of Python to JSON text."""

from __future__ import annotations

import datetime as dt
import enum
from collections import OrderedDict, defaultdict
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Any, TypedDict
from uuid import UUID

import pytest

from zeebe_sdk import errors
from zeebe_sdk._json import Json, RawJson
from zeebe_sdk._json.encode import any_text, object_text


@dataclass
class Item:
    price: float | Decimal


@dataclass
class Order:
    id: int
    items: list[Item]
    note: str | None = None


class Named(TypedDict):
    name: str


class Colour(enum.Enum):
    RED = "red"


class Level(enum.IntEnum):
    HIGH = 3


def refused(value: Any) -> errors.ArgumentError:
    with pytest.raises(errors.ArgumentError) as raised:
        object_text("variables", value)
    return raised.value


def test_every_type_of_json_is_written_as_it_is() -> None:
    value = {"z": 1, "a": 'ß文\0\x1f"\\/', "n": None, "t": True, "f": 0.5, "l": [1, [], {}]}
    text = '{"z":1,"a":"ß文\\u0000\\u001f\\"\\\\/","n":null,"t":true,"f":0.5,"l":[1,[],{}]}'
    assert object_text("variables", value) == text


def test_numbers_of_any_size_are_exact() -> None:
    numbers = {"i": 2**63, "d": Decimal("12345678901234567890.123456789"), "e": Decimal("1E+400")}
    text = '{"i":9223372036854775808,"d":12345678901234567890.123456789,"e":1E+400}'
    assert object_text("variables", numbers) == text


def test_objects_may_be_of_many_types() -> None:
    order = Order(7, [Item(1.5), Item(Decimal("2.50"))])
    text = '{"id":7,"items":[{"price":1.5},{"price":2.50}],"note":null}'
    assert object_text("variables", order) == text
    named: Named = {"name": "x"}
    assert object_text("variables", named) == '{"name":"x"}'
    assert object_text("variables", MappingProxyType({"a": MappingProxyType({})})) == '{"a":{}}'
    assert object_text("variables", OrderedDict(b=1, a=(1, 2))) == '{"b":1,"a":[1,2]}'
    assert object_text("variables", {}) == "{}"


def test_a_model_is_written_by_its_aliases() -> None:
    pydantic = pytest.importorskip("pydantic")

    class Model(pydantic.BaseModel):  # type: ignore[misc,name-defined]
        order_id: int = pydantic.Field(alias="orderId")
        total: Decimal

    model = Model(orderId=1, total=Decimal("1.10"))
    assert object_text("variables", model) == '{"orderId":1,"total":1.10}'
    assert object_text("variables", {"m": [model]}) == '{"m":[{"orderId":1,"total":1.10}]}'


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (dt.datetime(2026, 11, 20, 10, 30, tzinfo=dt.timezone.utc), "2026-11-20T10:30:00+00:00"),
        (dt.datetime(2026, 1, 2, 3, 4, 5, 123_000), "2026-01-02T03:04:05.123"),
        (dt.datetime(2026, 1, 2, 3, 4, 5, 123_456), "2026-01-02T03:04:05.123456"),
        (dt.date(2026, 1, 2), "2026-01-02"),
        (dt.time(3, 4), "03:04:00"),
        (dt.timedelta(days=1, seconds=90, milliseconds=500), "P1DT90.5S"),
        (dt.timedelta(0), "PT0S"),
        (-dt.timedelta(seconds=5), "-PT5S"),
        (UUID(int=1), "00000000-0000-0000-0000-000000000001"),
        (Colour.RED, "red"),
    ],
)
def test_what_json_lacks_is_text(value: Any, text: str) -> None:
    assert object_text("variables", {"v": value}) == f'{{"v":"{text}"}}'


def test_an_enum_of_numbers_is_a_number() -> None:
    assert object_text("variables", {"v": Level.HIGH}) == '{"v":3}'


def test_json_text_is_sent_as_it_is() -> None:
    text = '  { "b": 1.0, "a": 1e400, "a": -0.0 }'
    assert object_text("variables", RawJson(text)) == text
    assert object_text("variables", Json('{"a":1}')) == '{"a":1}'
    assert object_text("variables", {"x": RawJson("1e400")}) == '{"x":1e400}'
    deep = "[" * 900 + "]" * 900
    assert any_text("output", RawJson(deep)) == deep
    for bad in ("", "{", '{"a": NaN}', "{} x"):
        assert refused(RawJson(bad)).path == "variables"
    assert "must be a JSON object" in refused(RawJson("[1]")).problem


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), Decimal("NaN"), Decimal("-Infinity")])
def test_numbers_that_are_none_are_refused_where_they_are(bad: Any) -> None:
    error = refused(Order(1, [Item(1.0), Item(bad)]))
    assert error.path == "variables.items[1].price"
    assert "is not JSON" in error.problem
    assert isinstance(error, ValueError)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({1: "a", 1.5: "b"}, '{"1":"a","1.5":"b"}'),
        (defaultdict(int, {1: 2}), '{"1":2}'),
        ({"a": [{None: 1}]}, '{"a":[{"null":1}]}'),
        ({"a": OrderedDict({True: 1})}, '{"a":{"true":1}}'),
        ({"a": MappingProxyType({1: Decimal(2)})}, '{"a":{"1":2}}'),
        ({None: 1, False: 2, 3: Decimal(4)}, '{"null":1,"false":2,"3":4}'),
    ],
)
def test_keys_become_the_text_that_python_makes_of_them(value: Any, text: str) -> None:
    assert object_text("variables", value) == text


@pytest.mark.parametrize("value", [{(1, 2): 1}, {"a": {b"b": 1}}, {"a": [{Decimal(1): 1}]}])
def test_keys_that_no_text_is_made_of_are_refused(value: Any) -> None:
    error = refused(value)
    assert "a key must be a str" in error.problem
    assert error.path.startswith("variables")


@pytest.mark.parametrize(
    ("root", "what"),
    [
        ([1], "an array"),
        ((), "an array"),
        (1, "a number"),
        ("a", "a string"),
        (None, "null"),
        (True, "a boolean"),
        (Colour.RED, "a Colour"),
    ],
)
def test_a_root_that_is_no_object_is_refused(root: Any, what: str) -> None:
    error = refused(root)
    assert (error.path, error.problem) == ("variables", f"must be a JSON object, not {what}")
    assert any_text("output", [1]) == "[1]"


@pytest.mark.parametrize("bad", [b"a", {1}, object(), Item, 1j])
def test_what_has_no_form_in_json_is_refused(bad: Any) -> None:
    error = refused({"a": {"b": [bad]}})
    assert error.path == "variables.a.b[0]"
    assert "not JSON" in error.problem


def test_lone_surrogates_are_refused() -> None:
    assert refused({"a": "x\ud800"}).path == "variables.a"
    assert "surrogate" in refused({"\udfff": 1}).problem


def test_what_is_too_much_for_python_is_refused_and_nothing_breaks() -> None:
    deep: dict[str, Any] = {}
    for _ in range(100_000):
        deep = {"a": deep}
    assert "nested too deeply" in refused(deep).problem
    # Taking it apart level by level keeps the interpreter from doing so by recursion.
    while deep:
        deep = deep["a"]
    circular: dict[str, Any] = {}
    circular["self"] = [circular]
    assert "contains itself" in refused(circular).problem
    assert "integer" in refused({"n": 10**5_000}).problem
