"""What a worker has counted."""

from __future__ import annotations

from dataclasses import dataclass

from .state import COMPLETED, JobEnd, PollState, StreamState


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerStats:
    """What a worker has done so far for one type of jobs, and what it is doing."""

    polled: int
    """Jobs that came by polls."""
    streamed: int
    """Jobs that came by streams."""
    started: int
    """Jobs whose handler began."""
    completed: int
    """Jobs completed."""
    failed: int
    """Jobs failed."""
    errored: int
    """Jobs from which a BPMN error was thrown."""
    lost: int
    """Jobs that the gateway did not know any more when their outcome came."""
    expired: int
    """Jobs that were not begun because their reservation had ended."""
    returned: int
    """Jobs given back before they were begun."""
    unreported: int
    """Jobs whose outcome could not be reported."""
    polls: int
    """Polls that have ended well."""
    polls_failed: int
    """Polls that have failed."""
    streams: int
    """Streams that were opened, or tried to."""
    slots_used: int
    """Jobs that are held or asked for at this moment."""
    slots: int
    """The most that they may be."""
    poll: PollState
    """What the polls are doing."""
    stream: StreamState
    """What the stream is doing."""


class Counters:
    """The numbers behind `WorkerStats`."""

    __slots__ = (
        "completed",
        "errored",
        "expired",
        "failed",
        "lost",
        "polled",
        "polls",
        "polls_failed",
        "returned",
        "started",
        "streamed",
        "streams",
        "unreported",
    )

    def __init__(self) -> None:
        """All of them at 0."""
        self.polled = self.streamed = self.started = 0
        self.completed = self.failed = self.errored = self.lost = 0
        self.expired = self.returned = self.unreported = 0
        self.polls = self.polls_failed = self.streams = 0

    def ended(self, end: JobEnd) -> None:
        """Counts a job that is over."""
        if end is COMPLETED:
            self.completed += 1
        else:
            setattr(self, end.value, getattr(self, end.value) + 1)

    def read(
        self, *, slots_used: int, slots: int, poll: PollState, stream: StreamState
    ) -> WorkerStats:
        """All of them, with what is not counted here."""
        counted = {name: getattr(self, name) for name in self.__slots__}
        return WorkerStats(**counted, slots_used=slots_used, slots=slots, poll=poll, stream=stream)
