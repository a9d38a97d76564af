"""The jobs of a gateway for tests: who has them and what became of them."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import TYPE_CHECKING

from grpc import StatusCode

from ..keys import JobKey
from ..worker.fetch import Fetch
from ..worker.outcome import JobFailure, Outcome
from .answers import Refusal
from .message import fetched

if TYPE_CHECKING:
    from ..raw import ActivatedJob

LEASE = "leaseToken"

FIRST_KEY = 1 << 51
"""Keys of the first partition start here."""


class Standing(Enum):
    """What may be done with a job."""

    FREE = auto()
    """Whoever asks gets it."""
    RESERVED = auto()
    """A worker has it. If it does not say in time what became of it, it is free again."""
    WAITING = auto()
    """It has failed, and is free after a pause."""
    STUCK = auto()
    """It has failed without a retry left, or thrown an error."""
    COMPLETED = auto()
    """It is done."""


@dataclass
class Entry:
    """A job and where it stands."""

    job: ActivatedJob
    standing: Standing = Standing.FREE
    until: float = 0.0
    """Until when it is reserved, or waits."""
    lease: str | None = None
    outcomes: deque[Outcome] = field(default_factory=deque[Outcome])

    def is_free(self, now: float) -> bool:
        """Whether whoever asks gets it."""
        if self.standing is Standing.FREE:
            return True
        return self.standing in (Standing.RESERVED, Standing.WAITING) and self.until <= now


@dataclass(frozen=True)
class Wish:
    """Which jobs a worker wants, and how."""

    job_type: str
    worker: str
    timeout: float
    fetch: Fetch
    lease: bool


class Desk:
    """The jobs of a gateway. Any thread may come to it."""

    def __init__(self) -> None:
        """No jobs."""
        self._entries: dict[JobKey, Entry] = {}
        self._leases = 0
        self.changed = threading.Condition()
        """Is told whenever something has changed."""
        self.is_open = True

    def close(self) -> None:
        """Lets nobody wait any more."""
        with self.changed:
            self.is_open = False
            self.changed.notify_all()

    def wake(self) -> None:
        """Lets all who wait look again."""
        with self.changed:
            self.changed.notify_all()

    def add(self, job: ActivatedJob) -> JobKey:
        """Adds a job; one whose key is taken, or 0, gets another."""
        with self.changed:
            if job.key == 0 or JobKey(job.key) in self._entries:
                job.key = FIRST_KEY + 1 + len(self._entries)
            key = JobKey(job.key)
            self._entries[key] = Entry(job)
            self.changed.notify_all()
            return key

    def jobs(
        self, wish: Wish, most: int, until: float, wanted: Callable[[], bool]
    ) -> list[ActivatedJob]:
        """Waits until there are such jobs, and reserves at most so many.

        None if there is none until this time, or nobody wants them any more.
        """
        with self.changed:
            while self.is_open and wanted():
                now = time.monotonic()
                jobs = self._take(wish, most, now)
                if jobs or now >= until:
                    return jobs
                self.changed.wait(min(until, self._next_free(wish.job_type)) - now)
        return []

    def _take(self, wish: Wish, most: int, now: float) -> list[ActivatedJob]:
        taken: list[ActivatedJob] = []
        for entry in self._entries.values():
            if len(taken) >= most:
                break
            if entry.job.type == wish.job_type and entry.is_free(now):
                taken.append(self._reserve(entry, wish, now))
        return taken

    def _reserve(self, entry: Entry, wish: Wish, now: float) -> ActivatedJob:
        entry.standing = Standing.RESERVED
        entry.until = now + wish.timeout
        entry.job.worker = wish.worker
        entry.job.deadline = round((time.time() + wish.timeout) * 1000)
        job = fetched(entry.job, wish.fetch)
        entry.lease = None
        if wish.lease:
            self._leases += 1
            entry.lease = f"lease-{self._leases}"
            # Not every API has it, but where a lease is asked for it is there.
            setattr(job, LEASE, entry.lease)
        return job

    def _next_free(self, job_type: str) -> float:
        pauses = (Standing.RESERVED, Standing.WAITING)
        times = [
            entry.until
            for entry in self._entries.values()
            if entry.job.type == job_type and entry.standing in pauses
        ]
        return min(times, default=time.monotonic() + 3600)

    def report(self, key: int, lease: str | None, outcome: Outcome, standing: Standing) -> None:
        """Takes the outcome of a job.

        Like a real gateway, it does not ask whose job it is unless it was given out with a lease.
        """
        with self.changed:
            entry = self._held(key, lease)
            entry.until = 0.0
            if isinstance(outcome, JobFailure):
                entry.job.retries = outcome.retries_after(entry.job.retries)
                pause = outcome.retry_backoff
                entry.until = time.monotonic() + (pause if isinstance(pause, float) else 0.0)
            entry.standing = standing
            entry.outcomes.append(outcome)
            self.changed.notify_all()

    def extend(self, key: int, lease: str | None, timeout: float) -> None:
        """Reserves a job for another time, counted from now."""
        with self.changed:
            entry = self._held(key, lease)
            if entry.standing is Standing.RESERVED:
                entry.until = time.monotonic() + timeout
            self.changed.notify_all()

    def _held(self, key: int, lease: str | None) -> Entry:
        """A job that somebody has, or could have."""
        entry = self._entries.get(JobKey(key))
        if entry is None or entry.standing is Standing.COMPLETED:
            raise Refusal(StatusCode.NOT_FOUND, f"there is no job {key}")
        failed = entry.standing in (Standing.WAITING, Standing.STUCK)
        if failed and not entry.is_free(time.monotonic()):
            text = f"job {key} has failed and is not available again"
            raise Refusal(StatusCode.FAILED_PRECONDITION, text)
        if entry.lease is not None and entry.lease != lease:
            raise Refusal(StatusCode.NOT_FOUND, f"job {key} has been given out again since")
        return entry

    def outcome(self, key: JobKey, patience: float) -> Outcome | None:
        """What a worker reports about a job next, waiting so many seconds."""
        until = time.monotonic() + patience
        with self.changed:
            entry = self._entries[key]
            while not entry.outcomes and (left := until - time.monotonic()) > 0 and self.is_open:
                self.changed.wait(left)
            return entry.outcomes.popleft() if entry.outcomes else None

    def whereabouts(self, key: JobKey) -> str:
        """Where a job is, for people."""
        with self.changed:
            entry = self._entries[key]
            job = entry.job
            if entry.standing is Standing.RESERVED:
                return f"worker '{job.worker}' has it"
            if entry.standing is Standing.WAITING:
                return "it has failed, and waits for its next try"
            if entry.standing is not Standing.FREE:
                return "it has had its last outcome"
            if job.worker:
                return "it waits for somebody who tries it again"
            return f"nobody has asked for jobs of type '{job.type}'"
