"""The states of a worker and of its parts."""

from __future__ import annotations

from enum import Enum


class WorkerState(Enum):
    """What a worker is doing as a whole: `NEW → RUNNING → DRAINING → CLOSED`, or `FAILED`."""

    NEW = "new"
    """It has not asked for jobs yet."""
    RUNNING = "running"
    """It takes jobs and handles them."""
    DRAINING = "draining"
    """It takes no more jobs and finishes those that it has."""
    CLOSED = "closed"
    """It has ended."""
    FAILED = "failed"
    """Polling can never succeed, so it has given up. Jobs that it had are finished."""

    @property
    def is_over(self) -> bool:
        """Whether it takes no more jobs, and will not again."""
        return self in (WorkerState.CLOSED, WorkerState.FAILED)


class PollState(Enum):
    """What the polls of a worker are doing."""

    IDLE = "idle"
    """The next poll waits until there is room for jobs."""
    SCHEDULED = "scheduled"
    """The next poll leaves after a pause, or as soon as it can."""
    IN_FLIGHT = "in_flight"
    """A poll waits for jobs."""
    BACKING_OFF = "backing_off"
    """The last poll failed; the next leaves after a pause."""


class StreamState(Enum):
    """What the stream of a worker is doing."""

    CLOSED = "closed"
    """There is none: it is switched off, the gateway has none, or the worker has ended."""
    OPENING = "opening"
    """The gateway has been asked for one and has not answered, which it does with the first job."""
    OPEN = "open"
    """It is open."""
    BACKING_OFF = "backing_off"
    """It has ended; the next is opened after a pause."""


class Source(Enum):
    """In which way jobs arrive."""

    POLL = "poll"
    """By a poll."""
    STREAM = "stream"
    """By a stream."""


class StreamEnd(Enum):
    """Why a stream has ended."""

    ENDED = "ended"
    """The gateway has ended it, with OK."""
    FAILED = "failed"
    """It has failed."""
    UNKNOWN = "unknown"
    """The gateway has no streams, so there are only polls from now on."""
    IDLE = "idle"
    """Nothing has come for long, so it is opened anew."""
    OLD = "old"
    """It has been open for long, so it is opened anew."""


class JobEnd(Enum):
    """How a job ends for a worker."""

    COMPLETED = "completed"
    """It is completed."""
    FAILED = "failed"
    """It has failed."""
    ERRORED = "errored"
    """A BPMN error was thrown from it."""
    LOST = "lost"
    """The gateway did not know it any more when its outcome came.

    Its reservation had ended, it was cancelled, or an earlier attempt to report had worked.
    """
    EXPIRED = "expired"
    """Its reservation ended before its handler could begin."""
    RETURNED = "returned"
    """It was given back before its handler began, because the worker closes."""
    UNREPORTED = "unreported"
    """Its outcome could not be reported."""


# Every job asks for these, and before Python 3.12 a class of members calls a function to give one.
POLL = Source.POLL
COMPLETED = JobEnd.COMPLETED
