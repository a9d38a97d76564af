"""How a worker polls, and what failures do to it."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from grpc import StatusCode

from zeebe_sdk import AsyncZeebeClient
from zeebe_sdk.testing import FakeGateway, Refusal
from zeebe_sdk.worker import (
    Activated,
    Completion,
    JobEnded,
    JobTooLargeError,
    Worker,
    WorkerCrashError,
    WorkerError,
    WorkerFailedError,
    WorkerObserver,
    WorkerState,
)
from zeebe_sdk.worker.engine.polling import Ask, Polling

from .gateway import QUICK, jobs, until


async def test_the_slots_bound_what_is_handled_at_once(
    zeebe_gateway: FakeGateway, async_zeebe_client: AsyncZeebeClient
) -> None:
    worker = Worker(async_zeebe_client, max_jobs_active=5, poll_interval=60)
    running = most = 0

    @worker.job("pay")
    async def pay() -> None:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(0.001)
        running -= 1

    for _ in range(100):
        zeebe_gateway.add_job("pay")
    async with worker:
        await until(lambda: worker.stats().completed == 100)
    assert most <= 5
    asked = [r.maxJobsToActivate for r in zeebe_gateway.requests("ActivateJobs")]
    assert max(asked) == 5
    assert min(asked) >= 1
    assert worker.stats().slots_used == 0


async def test_jobs_that_nobody_asked_for_wait_for_their_turn(
    zeebe_gateway: FakeGateway, async_zeebe_client: AsyncZeebeClient
) -> None:
    replies = [jobs(20)]
    zeebe_gateway.on("ActivateJobs", lambda _: replies.pop() if replies else [])
    zeebe_gateway.on("CompleteJob", None)
    worker = Worker(async_zeebe_client, max_jobs_active=5)
    running = most = 0

    @worker.job("pay")
    async def pay() -> None:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(0.001)
        running -= 1

    async with worker:
        await until(lambda: worker.stats().completed == 20)
    assert most == 5
    assert worker.stats().slots_used == 0


async def test_a_job_that_comes_twice_is_two_jobs(
    zeebe_gateway: FakeGateway, async_zeebe_client: AsyncZeebeClient
) -> None:
    twice = {"jobs": jobs(1)["jobs"] * 2}
    polls = [twice, jobs(1)]
    zeebe_gateway.on("ActivateJobs", lambda _: polls.pop(0) if polls else [])
    outcomes: list[Any] = [None, Refusal(StatusCode.NOT_FOUND), Refusal(StatusCode.NOT_FOUND)]
    zeebe_gateway.on("CompleteJob", lambda _: outcomes.pop(0))
    errors: list[WorkerError] = []
    worker = Worker(async_zeebe_client, on_error=errors.append)

    @worker.job("pay")
    async def pay() -> None:
        await asyncio.sleep(0.02)

    async with worker:
        await until(lambda: worker.stats().lost == 2)
    stats = worker.stats()
    assert (stats.completed, stats.lost, stats.slots_used, errors) == (1, 2, 0, [])


async def test_polls_that_fail_are_repeated_and_no_error_of_the_worker(
    zeebe_gateway: FakeGateway, async_zeebe_client: AsyncZeebeClient
) -> None:
    statuses = [
        StatusCode.INTERNAL,
        StatusCode.UNKNOWN,
        StatusCode.ABORTED,
        StatusCode.CANCELLED,
        StatusCode.UNAVAILABLE,
        StatusCode.RESOURCE_EXHAUSTED,
        StatusCode.DEADLINE_EXCEEDED,
    ]
    answers: list[Any] = [*map(Refusal, statuses), jobs(1)]
    zeebe_gateway.on("ActivateJobs", lambda _: answers.pop(0) if answers else [])
    zeebe_gateway.on("CompleteJob", None)
    errors: list[WorkerError] = []
    worker = Worker(async_zeebe_client, on_error=errors.append, backoff=QUICK)

    @worker.job("pay")
    async def pay() -> None: ...

    async with worker:
        await until(lambda: worker.stats().completed == 1)
        assert worker.state is WorkerState.RUNNING
    assert worker.stats().polls_failed == len(statuses)
    assert errors == []


@pytest.mark.parametrize(
    "status",
    [
        StatusCode.INVALID_ARGUMENT,
        StatusCode.PERMISSION_DENIED,
        StatusCode.NOT_FOUND,
        StatusCode.UNIMPLEMENTED,
    ],
)
async def test_a_poll_that_can_never_succeed_ends_the_worker_once(
    status: StatusCode, zeebe_gateway: FakeGateway, async_zeebe_client: AsyncZeebeClient
) -> None:
    zeebe_gateway.on("ActivateJobs", Refusal(status, "never"))
    errors: list[WorkerError] = []
    worker = Worker(async_zeebe_client, on_error=errors.append, backoff=QUICK)

    @worker.job("pay")
    async def pay() -> None: ...

    with pytest.raises(WorkerFailedError, match="never"):
        await worker.run()
    await asyncio.sleep(0.05)
    assert worker.state is WorkerState.FAILED
    assert [error.status for error in errors] == [status]
    assert worker.failure is not None
    assert worker.failure.status is status
    assert len(zeebe_gateway.requests("ActivateJobs")) == 1


async def test_a_reply_that_is_too_large_is_asked_for_by_halves(
    zeebe_gateway: FakeGateway, async_zeebe_client: AsyncZeebeClient
) -> None:
    asked: list[int] = []
    text = "gRPC message exceeds maximum size 4194304: 5242909"

    def answer(request: Any) -> Any:
        asked.append(request.maxJobsToActivate)
        return Refusal(StatusCode.RESOURCE_EXHAUSTED, text) if len(asked) < 5 else jobs(1)

    zeebe_gateway.on("ActivateJobs", answer)
    zeebe_gateway.on("CompleteJob", None)
    errors: list[WorkerError] = []
    worker = Worker(async_zeebe_client, on_error=errors.append, backoff=QUICK, max_jobs_active=8)

    @worker.job("pay")
    async def pay() -> None: ...

    async with worker:
        await until(lambda: worker.stats().completed > 0)
    assert asked[:5] == [8, 4, 2, 1, 1]
    assert [type(error) for error in errors] == [JobTooLargeError]


async def test_functions_of_the_user_that_raise_harm_nobody(
    zeebe_gateway: FakeGateway, async_zeebe_client: AsyncZeebeClient
) -> None:
    answers: list[Any] = [Refusal(StatusCode.INTERNAL), jobs(1)]
    zeebe_gateway.on("ActivateJobs", lambda _: answers.pop(0) if answers else [])
    zeebe_gateway.on("CompleteJob", None)
    seen: list[WorkerError] = []

    class Broken(WorkerObserver):
        def activated(self, event: Activated) -> None:
            raise ValueError("the observer")

        def job_ended(self, event: JobEnded) -> None:
            raise ValueError("the observer")

    def on_error(error: WorkerError) -> None:
        seen.append(error)
        raise ValueError("the callback")

    def pause(failures: int, error: Exception) -> float:
        raise ValueError("the pause")

    worker = Worker(async_zeebe_client, on_error=on_error, observer=Broken(), backoff=pause)

    @worker.job("pay")
    async def pay() -> None: ...

    async with worker:
        await until(lambda: worker.stats().completed == 1)
    (error,) = seen
    assert isinstance(error, WorkerCrashError)
    assert "the pause" in str(error)
    assert error.status is None


async def test_a_loop_that_crashes_goes_on_after_a_pause(
    zeebe_gateway: FakeGateway,
    async_zeebe_client: AsyncZeebeClient,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    errors: list[WorkerError] = []
    worker = Worker(async_zeebe_client, on_error=errors.append, backoff=QUICK)
    crashes = iter([ZeroDivisionError("first"), ZeroDivisionError("second")])
    begun = Polling.begun

    def breaks(polling: Polling, ask: Ask, now: float) -> None:
        for crash in crashes:
            raise crash
        begun(polling, ask, now)

    monkeypatch.setattr(Polling, "begun", breaks)

    @worker.job("pay")
    async def pay() -> None: ...

    job = zeebe_gateway.add_job("pay")
    async with worker:
        assert await job.outcome() == Completion()
    assert [str(error.__cause__) for error in errors] == ["first", "second"]
    assert all(isinstance(error, WorkerCrashError) for error in errors)
    assert worker.stats().slots_used == 0
