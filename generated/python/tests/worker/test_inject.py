"""What the parameters of handlers take from a job."""

import dataclasses
import functools
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, TypedDict

import pydantic
import pytest

from zeebe_sdk import Json
from zeebe_sdk.errors import ConfigError
from zeebe_sdk.testing import TestJob
from zeebe_sdk.worker import (
    Completion,
    Fetch,
    Headers,
    Inject,
    Job,
    JobFailure,
    State,
    SyncJob,
    Variable,
    Variables,
)
from zeebe_sdk.worker.inject import Plan


@dataclass
class Item:
    price: int


@dataclass
class Order:
    id: str
    items: list[Item]
    note: str | None = None


class Named(TypedDict):
    id: str


class Model(pydantic.BaseModel):
    order_id: str = pydantic.Field(alias="orderId")


class Open(pydantic.BaseModel, extra="allow"):
    id: str


@dataclass
class Mail:
    template: str
    attempts: int
    urgent: bool = False
    share: Decimal | None = None


class Pool:
    pass


class SmallPool(Pool):
    pass


def printer_of(job: Job) -> str:
    return job.type.removeprefix("print-on-")


def seen(**values: Any) -> Completion:
    return Completion(values)


JOB = TestJob(
    "print-on-paper",
    variables={"id": "a", "items": [{"price": 1}], "total": 5, "orderId": "x", "more": None},
    headers={"template": "hello", "attempts": "3", "urgent": "true", "share": "0.10"},
)


async def test_parameters_are_variables_by_name() -> None:
    async def handle(total: int, id, items: list[Item], none: str | None, other: int = 7):  # type: ignore[no-untyped-def]  # noqa: A002
        return seen(total=total, id=id, price=items[0].price, none=none, other=other)

    assert Plan(handle).fetch == Fetch(("total", "id", "items", "none", "other"))
    expected = {"total": 5, "id": "a", "price": 1, "none": None, "other": 7}
    assert await JOB.run(handle) == Completion(expected)


async def test_a_variable_may_have_another_name() -> None:
    async def handle(order_id: Annotated[str, Variable("orderId")]) -> Completion:
        return seen(got=order_id)

    assert Plan(handle).fetch == Fetch(("orderId",))
    assert await JOB.run(handle) == seen(got="x")


async def test_the_rest_is_keyword_arguments() -> None:
    async def handle(total: int, **rest: Any) -> Completion:
        return seen(rest=sorted(rest))

    assert Plan(handle).fetch == Fetch.ALL
    assert await JOB.run(handle) == seen(rest=["id", "items", "more", "orderId"])


async def test_variables_are_whole_in_any_of_their_forms() -> None:
    async def as_dataclass(order: Variables[Order]) -> Completion:
        return seen(got=order.items[0].price)

    async def as_dict(order: Variables[Named]) -> Completion:
        return seen(got=order)

    async def as_model(order: Variables[Model]) -> Completion:
        return seen(got=order.order_id)

    async def as_any(order: Variables[dict[str, Any]]) -> Completion:
        return seen(got=len(order))

    async def as_json(order: Variables[Json]) -> Completion:
        return seen(got=order.value["total"])

    async def as_open(order: Variables[Open]) -> Completion:
        return seen(got=order.id)

    for handler, fetch, got in [
        (as_dataclass, Fetch(("id", "items", "note")), 1),
        (as_dict, Fetch(("id",)), {"id": "a"}),
        (as_model, Fetch(("orderId",)), "x"),
        (as_any, Fetch.ALL, 5),
        (as_json, Fetch.ALL, 5),
        (as_open, Fetch.ALL, "a"),
    ]:
        assert Plan(handler).fetch == fetch
        assert await JOB.run(handler) == seen(got=got)


async def test_decimals_are_read_as_they_are_written() -> None:
    async def handle(total: Decimal, rate: float, any: Any) -> Completion:  # noqa: A002
        return seen(total=str(total), rate=rate, any=any)

    job = TestJob(variables={"total": Decimal("0.10"), "rate": 0.5, "any": 1.5})
    assert await job.run(handle) == seen(total="0.10", rate=0.5, any=1.5)


async def test_headers_are_read_from_text() -> None:
    async def handle(mail: Headers[Mail]) -> Completion:
        return seen(**dataclasses.asdict(mail))

    assert Plan(handle).fetch == Fetch.NOTHING
    share = Decimal("0.10")
    outcome = await JOB.run(handle)
    assert outcome == seen(template="hello", attempts=3, urgent=True, share=float(share))


async def test_the_job_itself_has_all_variables_unless_others_say() -> None:
    async def alone(job: Job) -> Completion:
        return seen(key=job.key, total=job.variables.value["total"])

    async def with_one(job: Job, id: str) -> Completion:  # noqa: A002
        return seen(names=list(job.variables.value))

    assert Plan(alone).fetch == Fetch.ALL
    assert await JOB.run(alone) == seen(key=1, total=5)
    assert await JOB.run(with_one) == seen(names=["id"])


async def test_functions_of_the_user_make_arguments() -> None:
    async def handle(printer: Annotated[str, Inject(printer_of, fetch=["id"])]) -> Completion:
        return seen(printer=printer)

    assert Plan(handle).fetch == Fetch(("id",))
    assert await JOB.run(handle) == seen(printer="paper")


async def test_state_is_found_by_type() -> None:
    pool = SmallPool()

    async def handle(one: State[Pool], other: State[SmallPool]) -> Completion:
        return seen(same=one is pool and other is pool)

    assert await JOB.run(handle, state=[pool]) == seen(same=True)
    with pytest.raises(ConfigError, match=r"no Pool is provided for the parameter 'one'"):
        await JOB.run(handle)


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({}, "variables.total: is missing"),
        ({"total": "five"}, "variables.total: "),
        ({"total": None}, "variables.total: "),
    ],
)
async def test_what_does_not_fit_fails_the_job_and_is_named(
    variables: dict[str, Any], said: str
) -> None:
    async def by_name(total: int) -> None:
        raise AssertionError("is not called")

    outcome = await TestJob(variables=variables).run(by_name)
    assert isinstance(outcome, JobFailure)
    assert outcome.message.startswith(said)


async def test_a_place_within_is_named() -> None:
    async def handle(order: Variables[Order]) -> None:
        raise AssertionError("is not called")

    async def mail(mail: Headers[Mail]) -> None:
        raise AssertionError("is not called")

    job = TestJob(
        variables={"id": "a", "items": [{"price": "x"}]}, headers={"template": "", "attempts": "x"}
    )
    outcomes = [await job.run(handle), await job.run(mail)]
    messages = [outcome.message for outcome in outcomes if isinstance(outcome, JobFailure)]
    assert [message.split(":")[0] for message in messages] == [
        "variables.items[0].price",
        "headers.attempts",
    ]


class Callable:
    async def __call__(self, total: int) -> Completion:
        return seen(total=total)

    async def method(self, total: int) -> Completion:
        return seen(total=total)


async def partial(extra: str, total: int) -> Completion:
    return seen(total=total)


async def test_handlers_are_any_callables() -> None:
    @functools.wraps(partial)
    async def wrapped(*args: Any, **named: Any) -> Completion:
        return await partial(*args, **named)

    for handler in (Callable(), Callable().method, functools.partial(partial, extra="x")):
        assert Plan(handler).is_async
        assert await JOB.run(handler) == seen(total=5)
    assert Plan(wrapped).is_async


def positional(total: int, /) -> None: ...
def several(*totals: int) -> None: ...
async def waits(job: SyncJob) -> None: ...
async def unknown(total: "Nowhere") -> None: ...  # type: ignore[name-defined]  # noqa: F821


@pytest.mark.parametrize(
    ("handler", "said"),
    [
        (positional, "positional: the parameter 'total' is positional"),
        (several, "several: the parameter 'totals' is positional"),
        (waits, "waits: the parameter 'job' is a SyncJob"),
        (unknown, "unknown: name 'Nowhere' is not defined"),
    ],
)
def test_what_cannot_be_given_is_refused_when_it_is_defined(handler: Any, said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        Plan(handler)


def test_what_a_handler_returns_may_be_unknown() -> None:
    async def handle() -> "Nowhere":  # type: ignore[name-defined]  # noqa: F821
        return None

    assert Plan(handle).fetch == Fetch.NOTHING


def test_nothing_is_a_name_that_no_variable_has() -> None:
    assert Fetch.ALL.wire == ()
    assert Fetch(("a",)).wire == ("a",)
    (name,) = Fetch.NOTHING.wire
    assert not name.isidentifier()


def test_a_type_that_no_json_is_read_as_is_refused_when_the_handler_is_defined() -> None:
    async def handle(order: Variables[complex]) -> None: ...

    with pytest.raises(ConfigError, match="'order' has a type for no variables: .*complex"):
        Plan(handle, {"Variables": Variables})
