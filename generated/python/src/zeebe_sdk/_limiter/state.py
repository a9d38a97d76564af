"""The rules of the limit: how it grows and shrinks, who is next.

Times are readings of a clock that only goes forward, in seconds; who calls brings them along.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable
from enum import Enum

from .._retry.policy import seconds
from .policy import Backpressure, BackpressurePolicy

__all__ = ["Grant", "State", "Ticket", "Turn"]

_LOG = logging.getLogger("zeebe_sdk")

_SWEEP = 64
"""Dead entries of the line that are left lying before it is swept."""

_LEAST_HOLD = 0.05


class Turn(Enum):
    """Where a call goes that has to wait."""

    NEW = "new"
    """To the end of the line."""
    AGAIN = "again"
    """Ahead of the line, behind others that were sent before."""


class Grant:
    """The right to be in flight."""

    __slots__ = ("era", "round", "since")

    def __init__(self, era: int, round_: int, since: float) -> None:
        self.era = era
        """Which limit it belongs to: one that was lifted is over."""
        self.round = round_
        """How often the limit had shrunk when it was given."""
        self.since = since
        """When it was given."""


class Ticket:
    """A position in the line."""

    __slots__ = ("_wake", "called", "gone", "grant", "turn")

    def __init__(self, turn: Turn) -> None:
        self.turn = turn
        self.called = False
        """Whether it may go on."""
        self.gone = False
        """Whether nobody waits any more."""
        self.grant: Grant | None = None
        """What it got, once it is called."""
        self._wake: Callable[[], None] | None = None

    def call(self, grant: Grant) -> None:
        """Lets it go on."""
        self.called = True
        self.grant = grant
        if self._wake is not None:
            self._wake()

    def on_call(self, wake: Callable[[], None] | None) -> None:
        """Says what to do when it is called."""
        self._wake = wake


class State:
    """The limit of one client."""

    def __init__(self, policy: BackpressurePolicy, now: float) -> None:
        self.limited = False
        self._decrease = policy.decrease
        self._longest_hold = seconds(policy.max_hold)
        self._lift_after = seconds(policy.lift_after)
        self._era = 0
        self._limit = 1.0
        self._held = 0
        self._round = 0
        self._waiting = 0
        self._again: deque[Ticket] = deque()
        self._line: deque[Ticket] = deque()
        self._flying: dict[Grant, None] = {}
        """The grants that are in flight, oldest first; not those between two attempts."""
        self._last_pushback = now
        self._round_trip: float | None = None

    def read(self) -> Backpressure:
        """What is the case now."""
        limit = self._allowed() if self.limited else None
        return Backpressure(limit=limit, in_flight=self._held, waiting=self._waiting)

    def take(self, turn: Turn, now: float) -> Grant | None:
        """A place, if one is free and nobody has the better right to it."""
        while self._again and self._again[0].gone:
            self._again.popleft()
        first = self._waiting == 0 if turn is Turn.NEW else not self._again
        if self.limited and first and self._held < self._allowed():
            self._held += 1
            return self._grant(now)
        return None

    def enqueue(self, turn: Turn) -> Ticket:
        """A position in the line."""
        ticket = Ticket(turn)
        self._waiting += 1
        (self._line if turn is Turn.NEW else self._again).append(ticket)
        return ticket

    def renew(self, grant: Grant, now: float) -> Grant | None:
        """Keeps a place for another attempt, unless the limit has shrunk below the places."""
        if grant.era != self._era or self._held > self._allowed():
            return None
        return self._grant(now)

    def pushed_back(self, grant: Grant | None, in_flight: int, now: float) -> bool:
        """Takes note that a call was pushed back. Says whether it keeps its place."""
        self._last_pushback = now
        if not self.limited:
            self._begin(in_flight)
            return False
        if grant is None or self._flying.pop(grant, grant) is grant or grant.era != self._era:
            return False
        # The first to be pushed back was the first to be sent. It keeps its place, and one that
        # was sent after it pays for the smaller limit.
        first = grant.round == self._round
        if first:
            self._limit = max(self._limit * self._decrease, 1.0)
            self._round += 1
        keeps = first or self._held <= self._allowed()
        if not keeps:
            self._held -= 1
        return keeps

    def succeeded(self, grant: Grant, now: float) -> None:
        """A call got through."""
        if grant not in self._flying:
            return
        took = now - grant.since
        before = self._round_trip
        self._round_trip = took if before is None else (before * 7 + took) / 8
        # A limit that is not reached says nothing about the gateway.
        if self._waiting > 0 or self._held * 2 >= self._allowed():
            self._limit += 1.0 / self._limit
        del self._flying[grant]
        self._held -= 1
        if now - self._last_pushback >= self._lift_after and self._waiting == 0:
            self._lift()
        else:
            self._hand_out(now)

    def released(self, grant: Grant, *, flying: bool, now: float) -> None:
        """A place comes back from a call that says nothing about the load."""
        if flying and self._flying.pop(grant, grant) is grant:
            return
        if grant.era == self._era:
            self._held -= 1
            self._hand_out(now)

    def left(self, ticket: Ticket, now: float) -> None:
        """Somebody in line has gone away."""
        ticket.gone = True
        if ticket.called:
            if ticket.grant is not None:
                self.released(ticket.grant, flying=True, now=now)
            return
        self._waiting -= 1
        if len(self._again) + len(self._line) > self._waiting * 2 + _SWEEP:
            self._again = deque(one for one in self._again if not one.gone)
            self._line = deque(one for one in self._line if not one.gone)

    def free_overdue(self, now: float) -> None:
        """Takes the places of calls that take long.

        They are not held up by the load, and hold nobody up.
        """
        hold = self._hold()
        for grant in list(self._flying):
            if now - grant.since < hold:
                break
            self.released(grant, flying=True, now=now)

    def patience(self, ticket: Ticket, now: float) -> float:
        """How long it is of no use to look for a place that is overdue."""
        waiting = (one for line in (self._again, self._line) for one in line if not one.gone)
        head = next(waiting, None)
        oldest = next(iter(self._flying), None)
        if head is not ticket or oldest is None:
            return self._longest_hold
        return max(oldest.since + self._hold() - now, 0.001)

    def line_length(self) -> int:
        """How many entries the line has, dead ones too."""
        return len(self._again) + len(self._line)

    def _hold(self) -> float:
        """How long a call counts as in flight: a few usual round trips."""
        longest = self._longest_hold
        usual = longest if self._round_trip is None else self._round_trip * 4
        return min(max(usual, min(longest, _LEAST_HOLD)), longest)

    def _begin(self, in_flight: int) -> None:
        self._era += 1
        self.limited = True
        self._limit = max(in_flight * self._decrease, 1.0)
        self._held = 0
        self._flying.clear()
        self._round = 0
        self._round_trip = None
        _LOG.debug("the gateway pushes back; %d calls are let through at once", self._allowed())

    def _lift(self) -> None:
        self._era += 1
        self.limited = False
        self._held = 0
        self._flying.clear()
        _LOG.debug("the gateway has recovered; calls are not limited any more")

    def _hand_out(self, now: float) -> None:
        while self._held < self._allowed() and (self._again or self._line):
            ticket = (self._again or self._line).popleft()
            if not ticket.gone:
                self._held += 1
                self._waiting -= 1
                ticket.call(self._grant(now))

    def _grant(self, now: float) -> Grant:
        grant = Grant(self._era, self._round, now)
        self._flying[grant] = None
        return grant

    def _allowed(self) -> int:
        return int(self._limit)
