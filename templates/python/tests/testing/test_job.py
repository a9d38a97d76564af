"""Jobs that are made up."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta, timezone

import pytest

from zeebe_sdk.errors import ArgumentError
from zeebe_sdk.testing import TestJob
from zeebe_sdk.worker import Completion, Fetch, Job, JobFailure, JobRouter, State, SyncJob


async def names(a: int | None, job: Job) -> dict[str, object]:
    return {"names": list(job.variables.value)}


async def test_gives_only_what_is_asked_for() -> None:
    variables = {"b": 1, "a": 1 << 64}
    assert await TestJob(variables=variables).run(names) == Completion({"names": ["a"]})
    for fetch, seen in [(Fetch.NOTHING, []), (Fetch.ALL, ["b", "a"]), (["b"], ["b"])]:
        job = TestJob(variables=variables, fetch=fetch)  # type: ignore[arg-type]
        assert await job.run(names) == Completion({"names": seen})


async def test_is_the_job_that_was_made_up() -> None:
    async def check(job: Job) -> None:
        assert (job.key, job.type, job.retries) == (5, "t", 2)
        assert (job.worker, job.bpmn_process_id, job.tags) == ("me", "order", ["a", "b"])
        assert job.deadline == datetime(1970, 1, 1, 0, 0, 1, tzinfo=timezone.utc)
        assert job.custom_headers.value == {"h": "1"}
        assert job.variables.value == {"v": 1}
        assert timedelta(seconds=9) < job.expires_in <= timedelta(seconds=10)
        assert job.is_cancelled
        assert repr(job) == "<Job 5 of type 't', 2 retries>"

    job = TestJob(
        "t",
        key=5,
        retries=2,
        headers={"h": "1"},
        variables={"v": 1},
        timeout=10,
        is_cancelled=True,
        worker="me",
        bpmn_process_id="order",
        tags=["a", "b"],
        deadline=1_000,
    )
    assert await job.run(check) == Completion()


async def test_an_extension_counts_from_when_it_is_asked_for() -> None:
    async def extend(job: Job) -> None:
        await asyncio.sleep(0.01)
        assert job.expires_in < timedelta(seconds=99.995)
        await job.extend_timeout(timedelta(seconds=150))
        assert timedelta(seconds=149) < job.expires_in <= timedelta(seconds=150)
        with pytest.raises(ArgumentError):
            await job.extend_timeout(-1)

    job = TestJob(timeout=100)
    assert await job.run(extend) == Completion()
    assert job.extensions == [timedelta(seconds=150)]


def test_tests_need_not_be_async() -> None:
    def pay(total: int, job: SyncJob) -> dict[str, int]:
        job.extend_timeout(60)
        return {"paid": total}

    job = TestJob(variables={"total": 5})
    assert job.run_sync(pay) == Completion({"paid": 5})
    assert job.extensions == [timedelta(minutes=1)]


async def test_a_router_has_the_handler_for_its_type() -> None:
    router = JobRouter()

    @router.job("pay")
    async def pay() -> dict[str, bool]:
        return {"paid": True}

    assert await TestJob("pay").run(router) == Completion({"paid": True})
    with pytest.raises(LookupError, match="'fly'"):
        await TestJob("fly").run(router)


@pytest.mark.parametrize("given", [{"variables": [1]}, {"headers": "x"}, {"variables": None}])
def test_a_job_that_cannot_be_is_refused(given: dict[str, object]) -> None:
    with pytest.raises(ArgumentError, match=next(iter(given))):
        TestJob(**given)  # type: ignore[arg-type]


def test_a_field_that_is_none_is_refused() -> None:
    with pytest.raises(TypeError, match="'colour'"):
        TestJob(colour="red")


async def test_state_is_given_by_type() -> None:
    async def handle(limit: State[int], job: Job) -> None:
        raise JobFailure(f"at most {limit}", retries=job.retries)

    outcome = await TestJob().run(handle, state=[7])
    assert isinstance(outcome, JobFailure)
    assert (outcome.message, outcome.retries) == ("at most 7", 3)
