"""A worker as its program sees it, at a gateway in this process."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
import time
from typing import Any

import pytest

from zeebe_sdk import AsyncZeebeClient
from zeebe_sdk.errors import ConfigError
from zeebe_sdk.testing import FakeGateway
from zeebe_sdk.worker import (
    Activated,
    Completion,
    JobEnd,
    JobEnded,
    JobStarted,
    Polled,
    StateChanged,
    SyncJob,
    Worker,
    WorkerObserver,
    WorkerState,
)

from .gateway import until


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
