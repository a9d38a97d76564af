"""How a worker ends."""

from __future__ import annotations

import asyncio
import threading
import time

import pytest

from zeebe_sdk import AsyncZeebeClient
from zeebe_sdk.testing import FakeGateway
from zeebe_sdk.worker import (
    Completion,
    Job,
    JobFailure,
    ShutdownReport,
    SyncJob,
    Worker,
    WorkerState,
)


async def until_begun(worker: Worker, handlers: int) -> None:
    begin = time.monotonic()
    while worker.stats().started < handlers:
        assert time.monotonic() - begin < 10
        await asyncio.sleep(0.005)


async def test_handlers_end_and_what_has_not_begun_is_given_back(
    zeebe_gateway: FakeGateway, async_zeebe_client: AsyncZeebeClient
) -> None:
    worker = Worker(async_zeebe_client, max_jobs_active=4, concurrency=1)
    go_on = asyncio.Event()

    @worker.job("pay")
    async def pay() -> dict[str, bool]:
        await go_on.wait()
        return {"done": True}

    added = [zeebe_gateway.add_job("pay") for _ in range(6)]
    worker.start()
    await until_begun(worker, 1)
    worker.shutdown()
    worker.shutdown()
    returned = [await job.outcome() for job in added[1:4]]
    assert worker.state is WorkerState.DRAINING
    go_on.set()
    assert await worker.closed() == ShutdownReport([], 3)
    assert await worker.aclose() == ShutdownReport([], 3)
    assert await added[0].outcome() == Completion({"done": True})
    for outcome in returned:
        assert isinstance(outcome, JobFailure)
        assert (outcome.retries, outcome.retry_backoff) == (3, 0)
        assert "given back" in outcome.message
    polls = len(zeebe_gateway.requests("ActivateJobs"))
    await asyncio.sleep(0.1)
    assert len(zeebe_gateway.requests("ActivateJobs")) == polls == 1
    assert worker.stats().slots_used == 0


async def test_handlers_that_do_not_end_in_time_are_cancelled_and_their_jobs_named(
    zeebe_gateway: FakeGateway, async_zeebe_client: AsyncZeebeClient
) -> None:
    worker = Worker(async_zeebe_client, drain_timeout=0.1)
    ended: list[str] = []
    never = threading.Event()

    @worker.job("pay")
    async def pay(job: Job) -> None:
        try:
            await asyncio.sleep(60)
        finally:
            await asyncio.sleep(0)
            ended.append("cancelled" if job.is_cancelled else "?")

    @worker.job("print")
    def print_out(job: SyncJob) -> None:
        while not job.is_cancelled:
            time.sleep(0.005)
        ended.append("looked")
        never.wait(5)

    jobs = [zeebe_gateway.add_job("pay"), zeebe_gateway.add_job("print")]
    begin = time.monotonic()
    async with worker:
        while len(zeebe_gateway.requests("ActivateJobs")) < 2:
            await asyncio.sleep(0.005)
        await asyncio.sleep(0.05)
    assert time.monotonic() - begin < 5
    report = await worker.closed()
    assert sorted(report.abandoned) == sorted(job.key for job in jobs)
    assert report.returned == 0
    # A thread is not cancelled; it looks when it does.
    while len(ended) < 2 and time.monotonic() - begin < 10:
        await asyncio.sleep(0.005)
    assert sorted(ended) == ["cancelled", "looked"]
    assert worker.stats("pay").slots_used == worker.stats("print").slots_used == 0
    assert zeebe_gateway.requests("FailJob") == []
    never.set()


async def test_a_handler_may_close_its_worker_and_wait(
    zeebe_gateway: FakeGateway, async_zeebe_client: AsyncZeebeClient
) -> None:
    worker = Worker(async_zeebe_client)

    @worker.job("pay")
    async def pay() -> dict[str, bool]:
        report = await worker.aclose()
        assert report == ShutdownReport()
        return {"last": True}

    job = zeebe_gateway.add_job("pay")
    assert await worker.run() == ShutdownReport()
    assert await job.outcome() == Completion({"last": True})


async def test_closing_the_client_closes_its_workers(zeebe_gateway: FakeGateway) -> None:
    async with zeebe_gateway.async_client() as client:
        worker = Worker(client, stream=True)

        @worker.job("pay")
        async def pay() -> dict[str, bool]:
            await asyncio.sleep(0.1)
            return {"done": True}

        job = zeebe_gateway.add_job("pay")
        worker.start()
        await until_begun(worker, 1)
    assert worker.state is WorkerState.CLOSED
    assert worker.failure is None
    assert await job.outcome() == Completion({"done": True})


async def test_a_worker_whose_task_is_cancelled_drains(
    zeebe_gateway: FakeGateway, async_zeebe_client: AsyncZeebeClient
) -> None:
    worker = Worker(async_zeebe_client)

    @worker.job("pay")
    async def pay() -> None:
        await asyncio.sleep(0.1)

    job = zeebe_gateway.add_job("pay")
    running = asyncio.ensure_future(worker.run())
    await asyncio.sleep(0)
    await until_begun(worker, 1)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert await job.outcome() == Completion()
    assert worker.state is WorkerState.CLOSED


async def test_one_that_is_told_before_it_begins_ends_at_once(
    async_zeebe_client: AsyncZeebeClient,
) -> None:
    worker = Worker(async_zeebe_client)

    @worker.job("pay")
    async def pay() -> None: ...

    worker.shutdown()
    assert await asyncio.wait_for(worker.run(), 5) == ShutdownReport()
