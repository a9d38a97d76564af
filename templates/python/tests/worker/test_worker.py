"""A worker from its start to its end, at a gateway in this process."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from grpc import StatusCode

from zeebe_sdk import AsyncZeebeClient
from zeebe_sdk.errors import ArgumentError, ConfigError, NotFoundError
from zeebe_sdk.testing import FakeGateway, Refusal
from zeebe_sdk.worker import (
    Activated,
    Backoff,
    BpmnError,
    Completion,
    Job,
    JobEnd,
    JobEnded,
    JobFailure,
    JobStarted,
    JobTooLargeError,
    OutcomeError,
    Polled,
    StateChanged,
    StreamEnd,
    StreamEnded,
    StreamState,
    SyncJob,
    Worker,
    WorkerCrashError,
    WorkerError,
    WorkerFailedError,
    WorkerObserver,
    WorkerState,
)
from zeebe_sdk.worker.engine.polling import Ask, Polling

QUICK = Backoff(initial=0.001, max=0.005)


async def until(condition: Callable[[], bool], seconds: float = 10) -> None:
    """Waits for something, or fails."""
    begin = time.monotonic()
    while not condition():
        assert time.monotonic() - begin < seconds, "it has not happened in time"
        await asyncio.sleep(0.005)


def jobs(count: int, **more: Any) -> dict[str, Any]:
    """A reply with so many jobs."""
    several = [{"key": str(100 + n), "type": "pay", "retries": 3, **more} for n in range(count)]
    return {"jobs": several}


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


async def test_several_types_sync_and_async_in_one_worker(
    zeebe_gateway: FakeGateway, async_zeebe_client: AsyncZeebeClient
) -> None:
    worker = Worker(async_zeebe_client)
    at_once = most = 0
    lock = threading.Lock()

    @worker.job("press")
    def press(job: SyncJob) -> dict[str, object]:
        nonlocal at_once, most
        with lock:
            at_once += 1
            most = max(most, at_once)
        time.sleep(0.02)
        with lock:
            at_once -= 1
        return {"thread": threading.current_thread() is not threading.main_thread()}

    @worker.job("pay")
    async def pay() -> None: ...

    pressed = [zeebe_gateway.add_job("press") for _ in range(12)]
    paid = zeebe_gateway.add_job("pay")
    async with worker:
        outcomes = [await job.outcome() for job in pressed]
        assert await paid.outcome() == Completion()
        with pytest.raises(ConfigError, match="job_type"):
            worker.stats()
    assert outcomes == [Completion({"thread": True})] * 12
    assert 2 <= most <= 4
    assert worker.states == {"press": WorkerState.CLOSED, "pay": WorkerState.CLOSED}


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


async def test_observers_and_listeners_hear_what_happens(
    zeebe_gateway: FakeGateway, async_zeebe_client: AsyncZeebeClient
) -> None:
    heard: list[Any] = []

    class Hears(WorkerObserver):
        def polled(self, event: Polled) -> None:
            heard.append(event)

        def activated(self, event: Activated) -> None:
            heard.append(event)

        def job_started(self, event: JobStarted) -> None:
            heard.append(event)

        def job_ended(self, event: JobEnded) -> None:
            # It is told after the gateway has taken it.
            assert len(zeebe_gateway.requests("CompleteJob")) == 1
            heard.append(event)

    states: list[StateChanged] = []
    worker = Worker(async_zeebe_client, observer=Hears())
    worker.add_listener(states.append)

    @worker.job("pay")
    async def pay() -> None:
        await asyncio.sleep(0.01)

    assert worker.state is WorkerState.NEW
    job = zeebe_gateway.add_job("pay")
    async with worker:
        await job.outcome()
        await until(lambda: worker.stats().completed == 1)
    activated, started = heard[0], next(e for e in heard if isinstance(e, JobStarted))
    assert (activated.jobs, activated.source.value) == (1, "poll")
    assert (started.key, started.job_type) == (job.key, "pay")
    ended = next(e for e in heard if isinstance(e, JobEnded))
    assert (ended.end, ended.handle_time >= 0.009) == (JobEnd.COMPLETED, True)
    assert any(isinstance(event, Polled) and event.jobs == 1 for event in heard)
    changes = [change.state for change in states]
    assert changes == [WorkerState.RUNNING, WorkerState.DRAINING, WorkerState.CLOSED]


def test_programs_without_a_loop_run_it_until_they_are_told_to_stop(
    zeebe_gateway: FakeGateway,
) -> None:
    with zeebe_gateway.client() as client:
        worker = Worker(client)
        before = signal.getsignal(signal.SIGTERM)

        @worker.job("pay")
        def pay() -> dict[str, int]:
            os.kill(os.getpid(), signal.SIGTERM)
            time.sleep(0.05)
            return {"last": 1}

        job = zeebe_gateway.add_job("pay")
        report = worker.run_sync()
    assert job.wait() == Completion({"last": 1})
    assert (report.abandoned, report.returned) == ([], 0)
    assert worker.state is WorkerState.CLOSED
    assert signal.getsignal(signal.SIGTERM) is before


def test_a_thread_may_shut_it_down(zeebe_gateway: FakeGateway) -> None:
    worker = Worker(zeebe_gateway.config())

    @worker.job("pay")
    async def pay() -> None: ...

    threading.Timer(0.1, worker.shutdown).start()
    worker.run_sync()
    assert worker.state is WorkerState.CLOSED


async def test_a_worker_needs_handlers_runs_once_and_has_one_per_type(
    async_zeebe_client: AsyncZeebeClient,
) -> None:
    worker = Worker(async_zeebe_client)
    with pytest.raises(ConfigError, match="no handler"):
        worker.start()

    @worker.job("pay", timeout=-1)
    async def pay() -> None: ...

    with pytest.raises(ConfigError, match="timeout"):
        worker.start()

    twice = Worker(async_zeebe_client)
    for handler in (pay, pay):
        twice.job("pay")(handler)
    with pytest.raises(ConfigError, match="'pay' is handled by both"):
        twice.start()

    once = Worker(async_zeebe_client)
    once.job("pay")(pay)
    async with once:
        with pytest.raises(RuntimeError, match="runs once"):
            once.start()
