"""JSON text to values, and to the types of hints."""

from __future__ import annotations

import datetime as dt
import enum
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Annotated, Any, Literal, NewType, TypedDict
from uuid import UUID

import pytest

from zeebe_sdk import errors
from zeebe_sdk._json import Json, typed
from zeebe_sdk._json.decode import loads


class Colour(enum.Enum):
    RED = "red"
    TWO = 2


Key = NewType("Key", int)


@dataclass
class Item:
    price: Decimal
    next: Item | None = None


@dataclass
class Order:
    id: int
    items: list[Item] = field(default_factory=list)
    extra: Any = None


class Total(TypedDict, total=False):
    total: float


class Basket(Total):
    owner: str


def misfit(text: str, hint: Any) -> errors.VariablesError:
    with pytest.raises(errors.VariablesError) as raised:
        Json(text).as_type(hint)
    return raised.value


def test_reads_what_python_has() -> None:
    json = Json('{"z":9007199254740993,"a":-0.0,"e":1.0,"l":[null,true,"ß"],"a":0.1}')
    assert json.value == {"z": 9007199254740993, "a": 0.1, "e": 1.0, "l": [None, True, "ß"]}
    assert list(json.value) == ["z", "a", "e", "l"]
    assert (json["z"], json.get("no", 5), "l" in json) == (9007199254740993, 5, True)
    assert Json(' {"a": 1}\n').value == {"a": 1}
    assert Json('{"a":1.10}').exact == {"a": Decimal("1.10")}
    assert str(json) == json.text
    assert json == Json(json.text)
    assert eval(repr(json), {"Json": Json}) == json


@pytest.mark.parametrize(
    ("text", "path", "words"),
    [
        ("{", "", "line 1 column 2"),
        ("", "", "is not JSON"),
        ("{} x", "", "is not JSON"),
        ('{"a":NaN}', "", "NaN"),
        ('{"a":-Infinity}', "", "Infinity"),
        ('{"a":1e400}', "", "too large for a float"),
        ('{"a":{"b":["\\ud800"]}}', "a.b[0]", "surrogate"),
        ('{"a":' + "1" * 5_000 + "}", "", "integer"),
        ("[" * 100_000 + "]" * 100_000, "", "nested too deeply"),
    ],
)
def test_refuses_what_python_has_not(text: str, path: str, words: str) -> None:
    with pytest.raises(errors.VariablesError) as raised:
        loads(text)
    assert raised.value.path == path
    assert words in str(raised.value)


def test_a_pair_of_surrogates_is_a_character() -> None:
    assert loads('"\\ud83d\\ude80"') == "🚀"
    assert loads('"\\\\ud800"') == "\\ud800"


@pytest.mark.parametrize(
    ("text", "hint", "value"),
    [
        ("1", int, 1),
        ("1", float, 1.0),
        ("1.10", Decimal, Decimal("1.10")),
        ('"1.5"', Decimal, Decimal("1.5")),
        ("1e400", Decimal, Decimal("1e400")),
        ("[1,2]", list[int], [1, 2]),
        ("[1,1]", set[int], {1}),
        ("[1]", tuple[int, ...], (1,)),
        ('[1,"a"]', tuple[int, str], (1, "a")),
        ('{"a":1.5}', dict[str, Any], {"a": 1.5}),
        ("null", int | None, None),
        ('"a"', int | str, "a"),
        ('"red"', Colour, Colour.RED),
        ("2", Colour, Colour.TWO),
        ('"a"', Literal["a", "b"], "a"),
        ("7", Key, 7),
        ("7", Annotated[int, "about"], 7),
        ('"2026-11-20T10:30:00.1Z"', dt.datetime,
         dt.datetime(2026, 11, 20, 10, 30, 0, 100_000, dt.timezone.utc)),
        ('"2026-11-20T10:30:00+01:00[Europe/Berlin]"', dt.datetime,
         dt.datetime(2026, 11, 20, 10, 30, tzinfo=dt.timezone(dt.timedelta(hours=1)))),
        ('"2026-11-20"', dt.date, dt.date(2026, 11, 20)),
        ('"P1DT2H3.5S"', dt.timedelta, dt.timedelta(days=1, hours=2, seconds=3.5)),
        ('"00000000-0000-0000-0000-000000000001"', UUID, UUID(int=1)),
        ('{"owner":"x","more":1}', Basket, {"owner": "x"}),
        ('{"id":1,"more":2}', Order, Order(1)),
        ('{"id":1,"id":2}', Order, Order(2)),
    ],
)  # fmt: skip
def test_reads_types(text: str, hint: Any, value: Any) -> None:
    assert Json(text).as_type(hint) == value


def test_decimals_are_exact_beside_floats() -> None:
    order = Json('{"id":1,"items":[{"price":1.10}],"extra":{"a":[0.5]}}').as_type(Order)
    assert str(order.items[0].price) == "1.10"
    assert order.extra == {"a": [0.5]}
    assert type(order.extra["a"][0]) is float


@pytest.mark.parametrize(
    ("text", "hint", "path", "words"),
    [
        ('{"id":1,"items":[{"price":1},{"price":[]}]}', Order, "items[1].price", "a list"),
        ('{"id":1,"items":[{"price":1,"next":{}}]}', Order, "items[0].next.price", "is missing"),
        ("{}", Order, "id", "is missing"),
        ("[]", Order, "", "expected an object, not a list"),
        ('{"id":true}', Order, "id", "expected int, not the bool True"),
        ('{"id":1.0}', Order, "id", "expected int, not the float 1.0"),
        ('{"id":null}', Order, "id", "not null"),
        ("{}", Basket, "owner", "is missing"),
        ('{"a":"x"}', dict[str, int], "a", "expected int"),
        ("[1]", tuple[int, str], "", "expected 2 entries, not 1"),
        ("1", int | None, "", None),
        ("[]", int | str, "", "expected int or str"),
        ('"blue"', Colour, "", "a value of Colour"),
        ("true", Literal[1], "", "expected 1"),
        ('"soon"', dt.datetime, "", "ISO 8601"),
        ("1e400", float, "", "too large"),
    ],
)
def test_says_where_the_text_does_not_fit(
    text: str, hint: Any, path: str, words: str | None
) -> None:
    if words is None:
        assert Json(text).as_type(hint) == 1
        return
    error = misfit(text, hint)
    assert error.path == path
    assert words in error.problem


def test_reads_models() -> None:
    pydantic = pytest.importorskip("pydantic")

    class Model(pydantic.BaseModel):  # type: ignore[misc,name-defined]
        order_id: int = pydantic.Field(alias="orderId")
        prices: list[Decimal]

    model = Json('{"orderId":1,"prices":[1.10]}').as_type(Model)
    assert (model.order_id, str(model.prices[0])) == (1, "1.10")
    assert misfit('{"orderId":1,"prices":[1,"x"]}', Model).path == "prices[1]"
    assert typed.names(Model) == ("orderId", "prices")


def test_knows_what_a_type_reads() -> None:
    assert typed.names(Order) == ("id", "items", "extra")
    assert typed.names(Basket) == ("total", "owner")
    assert typed.names(dict[str, int]) is None
    assert typed.exact(Order)
    assert not typed.exact(Basket)


def test_a_reader_puts_its_place_in_front() -> None:
    read = typed.reader(Order)
    with pytest.raises(errors.VariablesError, match=r"variables\.id: is missing"):
        read({}, "variables")


@pytest.mark.parametrize("hint", [bytes, object(), "Order", range])
def test_a_hint_that_json_cannot_be_is_a_mistake(hint: Any) -> None:
    with pytest.raises(TypeError):
        typed.reader(hint)
