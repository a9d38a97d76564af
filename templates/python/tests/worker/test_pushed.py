"""Jobs that the gateway sends by itself."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from grpc import StatusCode

from zeebe_sdk import AsyncZeebeClient
from zeebe_sdk.testing import FakeGateway, Refusal
from zeebe_sdk.worker import (
    Completion,
    StreamEnd,
    StreamEnded,
    StreamState,
    Worker,
    WorkerError,
    WorkerObserver,
)

from .gateway import QUICK, jobs, until


async def test_a_stream_brings_jobs_and_polls_those_that_were_there(
    zeebe_gateway: FakeGateway, async_zeebe_client: AsyncZeebeClient
) -> None:
    worker = Worker(async_zeebe_client, stream=True, max_jobs_active=4)

    @worker.job("pay")
    async def pay() -> None: ...

    async with worker:
        await until(lambda: len(zeebe_gateway.requests("StreamActivatedJobs")) == 1)
        added = [zeebe_gateway.add_job("pay") for _ in range(50)]
        for job in added:
            assert await job.outcome() == Completion()
        assert worker.stats().stream is StreamState.OPEN
    stats = worker.stats()
    assert stats.polled + stats.streamed == 50
    assert stats.streamed > 0
    assert (stats.slots_used, stats.lost, stats.stream) == (0, 0, StreamState.CLOSED)


@pytest.mark.parametrize("most", [1, 2])
async def test_polls_and_a_stream_share_few_slots(
    most: int, zeebe_gateway: FakeGateway, async_zeebe_client: AsyncZeebeClient
) -> None:
    streamed = [jobs(1)["jobs"][0] for _ in range(20)]
    polled = [jobs(1) for _ in range(20)]
    zeebe_gateway.on("StreamActivatedJobs", lambda _: streamed)
    zeebe_gateway.on("ActivateJobs", lambda _: polled.pop() if polled else [])
    zeebe_gateway.on("CompleteJob", None)
    worker = Worker(async_zeebe_client, stream=True, max_jobs_active=most, stream_idle=60)
    running = at_once = 0

    @worker.job("pay")
    async def pay() -> None:
        nonlocal running, at_once
        running += 1
        at_once = max(at_once, running)
        await asyncio.sleep(0.002)
        running -= 1

    async with worker:
        await until(lambda: worker.stats().polled == 20 and worker.stats().streamed >= 20)
    assert at_once <= most
    assert worker.stats().slots_used == 0


async def test_a_stream_that_ends_is_opened_again_and_none_is_asked_for_where_there_is_none(
    zeebe_gateway: FakeGateway, async_zeebe_client: AsyncZeebeClient
) -> None:
    ends: list[StreamEnd] = []

    class Ends(WorkerObserver):
        def stream_ended(self, event: StreamEnded) -> None:
            ends.append(event.reason)

    answers: list[Any] = [
        [],
        [jobs(1)["jobs"][0], Refusal(StatusCode.INTERNAL)],
        Refusal(StatusCode.UNIMPLEMENTED),
    ]
    zeebe_gateway.on("StreamActivatedJobs", lambda _: answers.pop(0))
    zeebe_gateway.on("CompleteJob", None)
    errors: list[WorkerError] = []
    worker = Worker(
        async_zeebe_client,
        stream=True,
        backoff=QUICK,
        poll_interval=0.01,
        observer=Ends(),
        on_error=errors.append,
    )

    @worker.job("pay")
    async def pay() -> None: ...

    async with worker:
        await until(lambda: len(ends) == 3)
        await asyncio.sleep(0.05)
        assert worker.stats().stream is StreamState.CLOSED
        zeebe_gateway.add_job("pay")
        await until(lambda: worker.stats().completed == 2)
    assert ends == [StreamEnd.ENDED, StreamEnd.FAILED, StreamEnd.UNKNOWN]
    stats = worker.stats()
    assert (stats.streams, stats.streamed, stats.polled, errors) == (3, 1, 1, [])


async def test_a_silent_stream_is_opened_anew(
    zeebe_gateway: FakeGateway, async_zeebe_client: AsyncZeebeClient
) -> None:
    worker = Worker(async_zeebe_client, stream=True, stream_idle=0.05)

    @worker.job("pay")
    async def pay() -> None: ...

    async with worker:
        await until(lambda: worker.stats().streams >= 3)
        assert worker.stats().polls_failed == 0
