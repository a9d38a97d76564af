"""How the outcomes of jobs get to the gateway."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from grpc import StatusCode

from zeebe_sdk import AsyncZeebeClient
from zeebe_sdk.errors import ArgumentError, NotFoundError
from zeebe_sdk.testing import FakeGateway, Refusal
from zeebe_sdk.worker import (
    BpmnError,
    Completion,
    Job,
    JobFailure,
    OutcomeError,
    SyncJob,
    Worker,
    WorkerError,
)

from .gateway import jobs, until


async def test_jobs_end_as_handlers_say(
    zeebe_gateway: FakeGateway, async_zeebe_client: AsyncZeebeClient
) -> None:
    worker = Worker(async_zeebe_client, retry_backoff=1.5, name="me")

    @worker.job("pay")
    async def pay(total: int, job: Job) -> dict[str, object]:
        if total == 1:
            raise BpmnError("no-funds", "declined", {"limit": 5})
        if total == 2:
            raise ValueError("the card reader is off")
        if total == 3:
            raise JobFailure("later", retries=7, retry_backoff=60, variables={"seen": True})
        return {"paid": total, "worker": job.worker}

    added = [zeebe_gateway.add_job("pay", variables={"total": n, "x": 1}) for n in range(4)]
    async with worker:
        paid, error, failed, later = [await job.outcome() for job in added]
    assert paid == Completion({"paid": 0, "worker": "me"})
    assert isinstance(error, BpmnError)
    assert (error.code, error.message, error.variables) == ("no-funds", "declined", {"limit": 5})
    assert isinstance(failed, JobFailure)
    assert (failed.message, failed.retries, failed.retry_backoff) == (
        "the card reader is off",
        2,
        1.5,
    )
    assert isinstance(later, JobFailure)
    assert (later.retries, later.retry_backoff, later.variables) == (7, 60, {"seen": True})
    stats = worker.stats()
    counted = (stats.polled, stats.completed, stats.errored, stats.failed, stats.slots_used)
    assert counted == (4, 1, 1, 2, 0)
    request = zeebe_gateway.requests("ActivateJobs")[0]
    assert (request.worker, list(request.fetchVariable)) == ("me", ["total"])
    assert (request.maxJobsToActivate, request.timeout) == (32, 300_000)


async def test_a_handler_that_cancels_its_own_task_fails_its_job(
    zeebe_gateway: FakeGateway, async_zeebe_client: AsyncZeebeClient
) -> None:
    worker = Worker(async_zeebe_client)

    @worker.job("pay")
    async def pay() -> None:
        task = asyncio.current_task()
        assert task is not None
        task.cancel()
        await asyncio.sleep(60)

    job = zeebe_gateway.add_job("pay", retries=1)
    async with worker:
        outcome = await job.outcome()
    assert isinstance(outcome, JobFailure)
    assert outcome.message == "the handler was ended by CancelledError"
    assert worker.stats().slots_used == 0


async def test_an_outcome_that_the_gateway_refuses_goes_to_the_callback(
    zeebe_gateway: FakeGateway, async_zeebe_client: AsyncZeebeClient
) -> None:
    zeebe_gateway.on("CompleteJob", Refusal(StatusCode.INVALID_ARGUMENT, "no"))
    errors: list[WorkerError] = []
    worker = Worker(async_zeebe_client, on_error=errors.append)

    @worker.job("pay")
    async def pay() -> None: ...

    job = zeebe_gateway.add_job("pay")
    async with worker:
        await until(lambda: worker.stats().unreported == 1)
    (error,) = errors
    assert isinstance(error, OutcomeError)
    assert (error.key, error.status) == (job.key, StatusCode.INVALID_ARGUMENT)
    assert len(zeebe_gateway.requests("CompleteJob")) == 1
    assert worker.stats().slots_used == 0


async def test_an_outcome_is_sent_again_until_it_gets_through(
    zeebe_gateway: FakeGateway, async_zeebe_client: AsyncZeebeClient
) -> None:
    outcomes: list[Any] = [Refusal(StatusCode.UNAVAILABLE)] * 3 + [None]
    zeebe_gateway.on("CompleteJob", lambda _: outcomes.pop(0))
    worker = Worker(async_zeebe_client)

    @worker.job("pay")
    async def pay() -> None: ...

    zeebe_gateway.add_job("pay")
    async with worker:
        await until(lambda: worker.stats().completed == 1)
    assert len(zeebe_gateway.requests("CompleteJob")) == 4


async def test_a_handler_reports_in_person_once(
    zeebe_gateway: FakeGateway, async_zeebe_client: AsyncZeebeClient
) -> None:
    refused: list[str] = []
    worker = Worker(async_zeebe_client)

    @worker.job("pay")
    async def pay(job: Job) -> None:
        await job.extend_timeout(77)
        reported = await job.complete({"a": 1})
        assert not reported.is_lost
        with pytest.raises(ArgumentError) as error:
            await job.fail("no")
        refused.append(str(error.value))

    @worker.job("print")
    def print_out(job: SyncJob) -> dict[str, int]:
        job.throw_error("c", "m", {"a": 1})
        return {"ignored": 1}

    paid, printed = zeebe_gateway.add_job("pay"), zeebe_gateway.add_job("print")
    async with worker:
        assert await paid.outcome() == Completion({"a": 1})
        error = await printed.outcome()
    assert isinstance(error, BpmnError)
    assert (error.code, error.variables) == ("c", {"a": 1})
    assert refused == ["the outcome of the job has been reported already"]
    assert [r.timeout for r in zeebe_gateway.requests("UpdateJobTimeout")] == [77_000]
    assert zeebe_gateway.requests("FailJob") == []


async def test_a_lost_job_is_no_error_of_its_handler(
    zeebe_gateway: FakeGateway, async_zeebe_client: AsyncZeebeClient
) -> None:
    zeebe_gateway.on("CompleteJob", Refusal(StatusCode.NOT_FOUND))
    zeebe_gateway.on("UpdateJobTimeout", Refusal(StatusCode.NOT_FOUND))
    lost: list[bool] = []
    worker = Worker(async_zeebe_client)

    @worker.job("pay")
    async def pay(job: Job) -> None:
        with pytest.raises(NotFoundError):
            await job.extend_timeout(60)
        lost.append((await job.complete()).is_lost)

    zeebe_gateway.add_job("pay")
    async with worker:
        await until(lambda: lost == [True])
    assert worker.stats().lost == 1


async def test_the_lease_goes_with_the_outcome(
    zeebe_gateway: FakeGateway, async_zeebe_client: AsyncZeebeClient
) -> None:
    worker = Worker(async_zeebe_client, lease=True)

    @worker.job("pay")
    async def pay(job: Job) -> None:
        await job.extend_timeout(60)

    job = zeebe_gateway.add_job("pay")
    async with worker:
        await job.outcome()
    for rpc in ("UpdateJobTimeout", "CompleteJob"):
        assert [r.leaseToken for r in zeebe_gateway.requests(rpc)] == ["lease-1"]


async def test_a_reservation_is_prolonged_while_the_handler_runs(
    zeebe_gateway: FakeGateway, async_zeebe_client: AsyncZeebeClient
) -> None:
    worker = Worker(async_zeebe_client, timeout=0.5, extend_timeout=0.5)

    @worker.job("pay")
    async def pay() -> None:
        await asyncio.sleep(1.2)

    job = zeebe_gateway.add_job("pay")
    async with worker:
        assert await job.outcome() == Completion()
    stats = worker.stats()
    assert (stats.polled, stats.completed, stats.lost) == (1, 1, 0)
    assert len(zeebe_gateway.requests("UpdateJobTimeout")) >= 2


async def test_a_job_whose_time_is_over_is_not_begun(
    zeebe_gateway: FakeGateway, async_zeebe_client: AsyncZeebeClient
) -> None:
    worker = Worker(
        async_zeebe_client, max_jobs_active=2, concurrency=1, timeout=0.1, poll_interval=60
    )
    begun = 0

    @worker.job("pay")
    async def pay() -> None:
        nonlocal begun
        begun += 1
        await asyncio.sleep(0.3)

    zeebe_gateway.on("ActivateJobs", lambda _: jobs(2) if not begun else [])
    zeebe_gateway.on("CompleteJob", None)
    async with worker:
        await until(lambda: worker.stats().expired == 1)
        await until(lambda: worker.stats().slots_used == 0)
    assert begun == 1
