"""What a handler does with the jobs that it gets, in order."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True, kw_only=True)
class Act:
    """What is done with one job."""

    times: int = 1
    """With how many jobs."""
    delay_ms: int = 0
    """First it waits so long."""
    wait: bool = False
    """And then until it is let go on."""
    extend_ms: int | None = None
    """And prolongs the reservation to this."""
    shutdown: bool = False
    """Shuts its own worker down, without waiting for it or waiting."""
    end: Any = "nothing"
    """How the job ends: a word, or an object with a word and what it needs."""


@dataclass(slots=True)
class Script:
    """What is done with the first jobs, and with all after them."""

    first: deque[Act] = field(default_factory=deque)
    always: Act = field(default_factory=Act)

    @classmethod
    def of(cls, told: dict[str, Any]) -> Script:
        """As it is told."""
        first = deque(Act(**act) for act in told.get("first", ()))
        return cls(first, Act(**told.get("always", {})))

    def next(self) -> Act:
        """What is done with the next job."""
        while self.first:
            act = self.first[0]
            if act.times > 0:
                act.times -= 1
                return act
            self.first.popleft()
        return self.always
