"""What comes of a handler, whatever it does."""

from __future__ import annotations

import asyncio
import contextvars
import sys
import threading
from collections.abc import Callable
from typing import Any, NoReturn, TypedDict

import pytest

from zeebe_sdk.errors import ConfigError
from zeebe_sdk.testing import TestJob
from zeebe_sdk.types import JobResult
from zeebe_sdk.worker import (
    BpmnError,
    CallNext,
    Completion,
    Job,
    JobFailure,
    JobRouter,
    Outcome,
    Reported,
    SyncJob,
    Variables,
)
from zeebe_sdk.worker.outcome import failure_of

JOB = TestJob("pay", variables={"total": 5})


def failed(outcome: Outcome) -> str:
    assert isinstance(outcome, JobFailure), outcome
    return outcome.message


@pytest.mark.parametrize(
    ("returned", "outcome"),
    [
        (None, Completion()),
        ({}, Completion({})),
        ({"a": 1 << 70}, Completion({"a": 1 << 70})),
        (Completion({"a": 1}), Completion({"a": 1})),
        (JobResult(denied=True), Completion(result=JobResult(denied=True))),
    ],
)
async def test_what_is_returned_completes_the_job(returned: object, outcome: Outcome) -> None:
    async def handle() -> object:
        return returned

    def blocks() -> object:
        return returned

    assert await JOB.run(handle) == outcome
    assert await JOB.run(blocks) == outcome


@pytest.mark.parametrize("how", ["raised", "returned"])
async def test_errors_may_be_raised_and_returned(how: str) -> None:
    async def handle(total: int) -> object:
        error = BpmnError("c", "m", {"total": total})
        failure = JobFailure("later", retries=7, retry_backoff=60, variables={"seen": True})
        chosen = error if total == 5 else failure
        if how == "raised":
            raise chosen
        return chosen

    error = await JOB.run(handle)
    assert isinstance(error, BpmnError)
    assert (error.code, error.message, error.variables) == ("c", "m", {"total": 5})
    failure = await TestJob(variables={"total": 1}).run(handle)
    assert isinstance(failure, JobFailure)
    assert (failure.message, failure.retries, failure.retry_backoff) == ("later", 7, 60)
    assert failure.variables == {"seen": True}


def test_a_failure_takes_one_retry_and_no_more_than_there_are() -> None:
    assert [JobFailure("").retries_after(now) for now in (3, 1, 0, -5)] == [2, 0, 0, 0]
    assert JobFailure("", retries=7).retries_after(1) == 7


@pytest.mark.parametrize(
    ("returned", "said"),
    [
        (5, "variables: "),
        ([1], "variables: "),
        ({"a": {"b": [1, float("nan")]}}, "variables.a.b[1]: "),
        ({"a": object()}, "variables.a: "),
        (BpmnError("c", variables=[1]), "variables: "),
    ],
)
async def test_what_cannot_be_sent_fails_the_job(returned: object, said: str) -> None:
    async def handle() -> object:
        return returned

    assert failed(await JOB.run(handle)).startswith(said)


async def test_a_failure_that_cannot_be_sent_keeps_what_it_says() -> None:
    async def handle() -> object:
        return JobFailure("late", retries=7, variables=[1])

    outcome = await JOB.run(handle)
    assert failed(outcome).startswith("late (variables: ")
    assert isinstance(outcome, JobFailure)
    assert outcome.retries == 7


def test_a_failure_says_what_the_error_and_its_causes_say_and_no_more() -> None:
    def raised(error: BaseException, cause: BaseException | None = None) -> str:
        error.__cause__ = cause
        return failure_of(error).message

    assert raised(ValueError("the card reader is off")) == "the card reader is off"
    assert raised(OSError("no"), ValueError("off")) == "no: off"
    assert raised(OSError("it is off"), ValueError("off")) == "it is off"
    assert raised(KeyError("total")) == "KeyError: 'total'"
    assert raised(RuntimeError()) == "RuntimeError"
    circular = ValueError("a")
    assert raised(circular, circular) == "a"


def exits() -> NoReturn:
    sys.exit("all is lost")


def interrupts() -> NoReturn:
    raise KeyboardInterrupt("all is lost")


def cancels() -> NoReturn:
    raise asyncio.CancelledError("all is lost")


def stops() -> NoReturn:
    raise StopIteration("all is lost")


class Ends(BaseException):
    pass


def ends() -> NoReturn:
    raise Ends("all is lost")


@pytest.mark.parametrize("crash", [exits, interrupts, cancels, stops, ends])
async def test_what_ends_programs_fails_the_job_alone(
    crash: Callable[[], NoReturn], monkeypatch: pytest.MonkeyPatch
) -> None:
    # As it is within `asyncio.run`, which hears Ctrl-C itself.
    monkeypatch.setattr("signal.getsignal", lambda _: None)

    async def handle() -> None:
        crash()

    def blocks() -> None:
        crash()

    assert "all is lost" in failed(await JOB.run(handle))
    assert "all is lost" in failed(await JOB.run(blocks))


async def test_ctrl_c_is_not_taken_from_the_program(monkeypatch: pytest.MonkeyPatch) -> None:
    import signal

    monkeypatch.setattr("signal.getsignal", lambda _: signal.default_int_handler)

    async def handle() -> None:
        raise KeyboardInterrupt

    # It would end the loop of this test.
    running = JOB.run(handle)
    with pytest.raises(KeyboardInterrupt):
        running.send(None)


async def test_a_handler_that_cancels_itself_fails_its_job() -> None:
    async def handle() -> None:
        other = asyncio.ensure_future(asyncio.sleep(60))
        other.cancel()
        await other

    assert failed(await JOB.run(handle)) == "the handler was ended by CancelledError"


async def test_handlers_that_are_not_async_run_in_a_thread_in_the_context_of_the_job() -> None:
    who = contextvars.ContextVar("who", default="nobody")
    who.set("me")

    def handle(job: SyncJob) -> dict[str, object]:
        assert not job.is_cancelled
        return {"who": who.get(), "main": threading.current_thread() is threading.main_thread()}

    assert await JOB.run(handle) == Completion({"who": "me", "main": False})


async def test_the_outcome_is_what_the_handler_has_reported() -> None:
    async def complete(job: Job) -> Reported:
        return await job.complete({"a": 1})

    async def fail(job: Job) -> None:
        await job.fail("no", retries=0)

    def throw(job: SyncJob) -> Reported:
        return job.throw_error("c", "m")

    async def twice(job: Job) -> None:
        await job.complete({"a": 1})
        await job.fail("no")

    for handler in (complete, twice):
        assert await JOB.run(handler) == Completion({"a": 1})
    assert failed(await JOB.run(fail)) == "no"
    assert isinstance(await JOB.run(throw), BpmnError)


async def test_what_cannot_be_sent_leaves_the_job_open() -> None:
    async def recovers(job: Job) -> None:
        with pytest.raises(ValueError, match="variables"):
            await job.complete([1])
        await job.complete({"a": 1})

    assert await JOB.run(recovers) == Completion({"a": 1})


async def test_middlewares_are_around_the_handler_the_first_outermost() -> None:
    seen: list[str] = []

    def noting(name: str) -> Any:
        async def middleware(job: Job, call_next: CallNext) -> object:
            seen.append(f"{name} in")
            try:
                return await call_next(job)
            finally:
                seen.append(f"{name} out")

        return middleware

    router = JobRouter(middlewares=[noting("outer")])
    inner = JobRouter(middlewares=[noting("inner")])
    router.include(inner)

    @inner.job("pay", middlewares=[noting("own")])
    def pay(total: int) -> dict[str, int]:
        seen.append("handler")
        return {"paid": total}

    assert await JOB.run(router) == Completion({"paid": 5})
    ways = ["outer", "inner", "own"]
    back = reversed(ways)
    assert seen == [*(f"{w} in" for w in ways), "handler", *(f"{w} out" for w in back)]


async def test_a_middleware_decides_the_outcome() -> None:
    router = JobRouter()

    @router.middleware
    async def lenient(job: Job, call_next: CallNext) -> object:
        try:
            return await call_next(job)
        except ValueError as error:
            raise BpmnError("bad-value", str(error)) from error

    @router.job("pay")
    async def pay(total: str) -> None: ...

    outcome = await JOB.run(router)
    assert isinstance(outcome, BpmnError)
    assert "variables.total" in outcome.message


async def test_exceptions_mean_what_the_nearest_router_says_of_the_nearest_class() -> None:
    outer, router = JobRouter(), JobRouter()
    outer.include(router)

    @outer.exception(LookupError)
    def lookup(error: LookupError, job: Job) -> object:
        return BpmnError("outer-lookup")

    @outer.exception(OSError)
    def os_error(error: OSError, job: Job) -> object:
        return {"fine": True, "type": job.type}

    @router.exception(OSError)
    def nearer(error: OSError, job: Job) -> object:
        raise BpmnError("nearer", str(error))

    @router.exception(TimeoutError)
    def breaks(error: TimeoutError, job: Job) -> object:
        raise ValueError("the mapper broke") from error

    @router.job("pay")
    async def pay(error: str) -> None:
        raise {"key": KeyError, "file": FileNotFoundError, "time": TimeoutError}[error]("x")

    @outer.job("fly")
    async def fly() -> None:
        raise FileNotFoundError("x")

    codes: list[object] = []
    for name in ("key", "file", "time"):
        outcome = await TestJob("pay", variables={"error": name}).run(outer)
        codes.append(outcome.code if isinstance(outcome, BpmnError) else failed(outcome))
    assert codes == ["outer-lookup", "nearer", "the mapper broke: x"]
    assert await TestJob("fly").run(outer) == Completion({"fine": True, "type": "fly"})


def test_settings_of_decorators_are_stronger_than_those_of_routers() -> None:
    outer, inner = JobRouter(timeout=1, name="outer"), JobRouter(timeout=2, stream=True)
    outer.include(inner)

    @inner.job("pay", timeout=3)
    async def pay() -> None: ...

    @inner.job("fly")
    async def fly() -> None: ...

    settings = [one.settings for one in outer.definitions()]
    assert settings == [
        {"timeout": 3, "name": "outer", "stream": True},
        {"timeout": 2, "name": "outer", "stream": True},
    ]


def test_hints_may_name_what_is_local_where_a_handler_is_defined() -> None:
    class Local(TypedDict):
        total: int

    router = JobRouter()

    @router.job("pay")
    def pay(order: Variables[Local]) -> dict[str, int]:
        return {"paid": order["total"]}

    assert JOB.run_sync(router) == Completion({"paid": 5})


def test_a_router_does_not_include_itself() -> None:
    outer, inner = JobRouter(), JobRouter()
    outer.include(inner)
    with pytest.raises(ConfigError, match="include"):
        inner.include(outer)
