"""What a worker tells about itself, for metrics and for alarms."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from ..keys import JobKey
from .errors import WorkerError
from .state import JobEnd, Source, StreamEnd, WorkerState

log = logging.getLogger("zeebe_sdk.worker")


@dataclass(frozen=True, slots=True)
class StateChanged:
    """The worker for a type of jobs has changed its state."""

    job_type: str
    """The type of its jobs."""
    state: WorkerState
    """What it is now."""


@dataclass(frozen=True, slots=True)
class Polled:
    """A poll has ended."""

    job_type: str
    """The type of the jobs."""
    jobs: int
    """How many jobs it has brought."""
    asked: int
    """How many it has asked for."""
    latency: float
    """Seconds from when it was sent until it ended; a poll waits for jobs."""
    error: Exception | None
    """Why it failed, if it did."""


@dataclass(frozen=True, slots=True)
class StreamEnded:
    """A stream has ended."""

    job_type: str
    """The type of the jobs."""
    reason: StreamEnd
    """Why."""
    open: float
    """How long it was open, or being opened, in seconds."""
    error: Exception | None
    """How it failed, if it did."""


@dataclass(frozen=True, slots=True)
class Activated:
    """Jobs have arrived."""

    job_type: str
    """The type of the jobs."""
    jobs: int
    """How many."""
    source: Source
    """In which way."""
    slots_used: int
    """How many jobs the worker holds or has asked for, with these."""


@dataclass(frozen=True, slots=True)
class JobStarted:
    """A handler begins."""

    job_type: str
    """The type of the job."""
    key: JobKey
    """The job."""
    queue_time: float
    """Seconds from its arrival until now."""


@dataclass(frozen=True, slots=True)
class JobEnded:
    """A job is over for this worker."""

    job_type: str
    """The type of the job."""
    key: JobKey
    """The job."""
    end: JobEnd
    """In which way."""
    handle_time: float
    """How long the handler took, in seconds; 0 for a job that was not handled."""


class WorkerObserver:
    """Is told what a worker does, for metrics or traces of any kind.

    Every method does nothing unless it is written. They are called on the event loop, where the
    thing happens, so they are quick and do not block; one that raises is logged, and nothing else.
    What is told about the end of a job is told after the gateway has acknowledged it.

    ```python
    class Meter(WorkerObserver):
        def job_ended(self, event: JobEnded) -> None:
            print(event.job_type, event.end.value, event.handle_time)

    worker = Worker(client, observer=Meter())
    ```
    """

    def state_changed(self, event: StateChanged) -> None:
        """The worker for a type of jobs changes its state."""

    def polled(self, event: Polled) -> None:
        """A poll has ended."""

    def stream_ended(self, event: StreamEnded) -> None:
        """A stream has ended and is opened again, unless the worker closes."""

    def activated(self, event: Activated) -> None:
        """Jobs have arrived."""

    def job_started(self, event: JobStarted) -> None:
        """A handler begins."""

    def job_ended(self, event: JobEnded) -> None:
        """A job is over for this worker."""


E = TypeVar("E")


class Hooks:
    """The functions that a user gives to a worker, so called that an error in one harms nobody."""

    __slots__ = ("listeners", "observer", "on_error")

    def __init__(
        self,
        observer: WorkerObserver | None = None,
        on_error: Callable[[WorkerError], object] | None = None,
    ) -> None:
        """Who is told what happens."""
        self.observer = observer
        self.on_error = on_error
        self.listeners: list[Callable[[StateChanged], object]] = []

    def tell(self, listen: Callable[[E], object], event: E) -> None:
        """Tells one listener one thing."""
        try:
            listen(event)
        except Exception:
            log.exception("a listener of a worker raised")

    def changed(self, event: StateChanged) -> None:
        """Tells all who listen that the state has changed."""
        if self.observer is not None:
            self.tell(self.observer.state_changed, event)
        for listen in tuple(self.listeners):
            self.tell(listen, event)

    def error(self, error: WorkerError) -> None:
        """Tells the error callback, and the log."""
        log.error("%s", error)
        if self.on_error is not None:
            self.tell(self.on_error, error)
