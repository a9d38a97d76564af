"""The rules of the limit with a clock and a lock."""

from __future__ import annotations

import threading
from collections.abc import Callable

from .policy import Backpressure, BackpressurePolicy
from .state import Grant, State, Ticket, Turn

__all__ = ["Limiter"]


class Limiter:
    """The limit of one client. Any thread may use it; nothing here waits."""

    __slots__ = ("_clock", "_lock", "_state", "limited")

    def __init__(self, policy: BackpressurePolicy, clock: Callable[[], float]) -> None:
        self.limited = False
        """Whether there is a limit."""
        self._clock = clock
        self._lock = threading.Lock()
        self._state = State(policy, clock())

    def admit(self, turn: Turn, kept: Grant | None = None) -> Grant | Ticket | None:
        """A place, a position in the line, or nothing while the gateway does not push back.

        `kept` is what `pushed_back` has left of the place of the last attempt.
        """
        if not self.limited:
            return None
        with self._lock:
            now = self._clock()
            if kept is not None:
                renewed = self._state.renew(kept, now)
                if renewed is not None:
                    return renewed
                self._state.released(kept, flying=False, now=now)
            if not self._state.limited:
                return None
            self._state.free_overdue(now)
            return self._state.take(turn, now) or self._state.enqueue(turn)

    def watch(self, ticket: Ticket, wake: Callable[[], None]) -> bool:
        """Says what to do when the ticket is called; `False` if it has been."""
        with self._lock:
            ticket.on_call(wake)
            return not ticket.called

    def unwatch(self, ticket: Ticket) -> None:
        """Takes `watch` back."""
        ticket.on_call(None)

    def look(self, ticket: Ticket) -> float:
        """Takes places that are overdue, and says when to look again."""
        with self._lock:
            now = self._clock()
            self._state.free_overdue(now)
            return 0.0 if ticket.called else self._state.patience(ticket, now)

    def leave(self, ticket: Ticket) -> None:
        """Gives a position in the line up, or the place that it has become."""
        with self._lock:
            self._state.left(ticket, self._clock())

    def pushed_back(self, grant: Grant | None, in_flight: int) -> Grant | None:
        """Takes note that the gateway pushed a call back.

        Returns what is kept of its place for the pause before it asks again. `in_flight` is how
        many calls were under way, for a first guess.
        """
        with self._lock:
            keeps = self._state.pushed_back(grant, in_flight, self._clock())
            self.limited = self._state.limited
        return grant if keeps else None

    def succeeded(self, grant: Grant) -> None:
        """Gives the place back after a success, which lets the limit grow."""
        with self._lock:
            self._state.succeeded(grant, self._clock())
            self.limited = self._state.limited

    def released(self, grant: Grant) -> None:
        """Gives a place back after an attempt that says nothing about the load."""
        with self._lock:
            self._state.released(grant, flying=True, now=self._clock())

    def given_up(self, kept: Grant) -> None:
        """Gives back what was kept between two attempts."""
        with self._lock:
            self._state.released(kept, flying=False, now=self._clock())

    def read(self) -> Backpressure:
        """What the limiter does now."""
        if not self.limited:
            return Backpressure()
        with self._lock:
            return self._state.read()

    def line_length(self) -> int:
        """How many entries the line has, dead ones too."""
        with self._lock:
            return self._state.line_length()
