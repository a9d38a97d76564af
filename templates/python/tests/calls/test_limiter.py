"""The limit, against gateways that serve only so many calls at once.

Time is simulated: calls are courses, which wait for nothing by themselves.
"""

from __future__ import annotations

import heapq
import random
from collections.abc import Callable, Generator
from typing import Any

import pytest
from grpc import StatusCode

from zeebe_sdk._contract import CallClass, RetryRule, RpcPolicy
from zeebe_sdk._exchange.core import Core
from zeebe_sdk._exchange.course import Course
from zeebe_sdk._exchange.plan import plan
from zeebe_sdk._exchange.steps import Attempt, Line, Pause
from zeebe_sdk._limiter import Backpressure, BackpressurePolicy, Grant, Limiter, Ticket, Turn
from zeebe_sdk._transport.failure import answered

BUSY = frozenset({StatusCode.RESOURCE_EXHAUSTED})
POLICY = RpcPolicy(
    name="Work", path="/w", call_class=CallClass.IDEMPOTENT, retry=RetryRule(idempotent=BUSY)
)


class World:
    """A clock that jumps to the next thing that happens, and a gateway.

    It serves some calls at once, each for 10 ms, and pushes the others back after 1 ms.
    """

    def __init__(self, capacity: int) -> None:
        self.now = 0.0
        self.capacity = capacity
        self.serving = 0
        self.pushbacks = 0
        self.done: list[float] = []
        self._next: list[tuple[float, int, Callable[[], None]]] = []
        self._count = 0
        source = random.Random(7)
        self.core = Core(request_timeout=1e6, clock=lambda: self.now, random=source.random)

    def after(self, seconds: float, do: Callable[[], None]) -> None:
        self._count += 1
        heapq.heappush(self._next, (self.now + seconds, self._count, do))

    def run(self) -> None:
        while self._next:
            self.now, _, do = heapq.heappop(self._next)
            do()

    def flood(self, callers: int, calls: int) -> None:
        left = [calls]

        def call() -> None:
            if left[0]:
                left[0] -= 1
                self.core.flying.add(left[0])
                course = Course(self.core, plan(self.core, POLICY, None), self.now)
                self._go_on(course.run(), None, self._then(left[0], call))

        for _ in range(callers):
            call()
        self.run()

    def _then(self, mark: int, call: Callable[[], None]) -> Callable[[], None]:
        def then() -> None:
            self.core.flying.discard(mark)
            call()

        return then

    def _go_on(
        self, steps: Generator[Any, Any, Any], answer: Any, ended: Callable[[], None]
    ) -> None:
        try:
            step = steps.send(answer)
        except StopIteration:
            self.done.append(self.now)
            ended()
            return
        if isinstance(step, Pause):
            self.after(step.seconds, lambda: self._go_on(steps, None, ended))
        elif isinstance(step, Line):
            self._stand(step, lambda: self._go_on(steps, None, ended))
        else:
            assert isinstance(step, Attempt)
            self._serve(lambda outcome: self._go_on(steps, outcome, ended))

    def _stand(self, step: Line, go_on: Callable[[], None]) -> None:
        waiting = [True]

        def once() -> None:
            if waiting[0]:
                waiting[0] = False
                self.core.limiter.unwatch(step.ticket)
                go_on()

        if not self.core.limiter.watch(step.ticket, lambda: self.after(0, once)):
            self.after(0, once)
        self.after(step.seconds, once)

    def _serve(self, answer: Callable[[Any], None]) -> None:
        if self.serving >= self.capacity:
            self.pushbacks += 1
            busy = answered(StatusCode.RESOURCE_EXHAUSTED, "", ())
            self.after(0.001, lambda: answer(busy))
            return
        self.serving += 1

        def served() -> None:
            self.serving -= 1
            answer("done")

        self.after(0.01, served)


def test_nobody_waits_while_nobody_pushes_back() -> None:
    world = World(1_000)
    world.flood(300, 3_000)
    assert len(world.done) == 3_000
    assert world.done[-1] == pytest.approx(0.1)
    assert world.core.limiter.read() == Backpressure()


@pytest.mark.parametrize("capacity", [1, 4, 20, 100])
def test_every_call_gets_through_and_the_limit_is_found(capacity: int) -> None:
    world = World(capacity)
    world.flood(300, 2_000)
    assert len(world.done) == 2_000
    assert world.done[-1] < 0.01 * 2_000 / capacity * 2 + 0.5
    limit = world.core.limiter.read().limit
    assert limit is not None
    assert capacity / 2 <= limit <= capacity * 2 + 1
    assert world.pushbacks < 4_000


def test_the_limit_rises_when_the_gateway_recovers_and_is_lifted() -> None:
    world = World(5)
    world.flood(100, 500)
    before = world.core.limiter.read().limit
    world.capacity = 200
    world.flood(100, 4_000)
    after = world.core.limiter.read().limit
    assert before is not None
    assert after is not None
    assert before <= 10
    assert after >= 50
    world.now += 61
    world.flood(1, 1)
    assert world.core.limiter.read().limit is None
    assert world.core.calm


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def limiter(clock: Clock) -> Limiter:
    return Limiter(BackpressurePolicy(), clock)


def place(limiter: Limiter, turn: Turn = Turn.NEW) -> Grant:
    got = limiter.admit(turn)
    assert isinstance(got, Grant)
    return got


def queued(limiter: Limiter, turn: Turn = Turn.NEW) -> Ticket:
    got = limiter.admit(turn)
    assert isinstance(got, Ticket)
    assert not got.called
    return got


def granted(ticket: Ticket) -> Grant:
    assert ticket.grant is not None
    return ticket.grant


def test_the_line_is_first_come_first_served_behind_those_pushed_back(limiter: Limiter) -> None:
    limiter.pushed_back(None, 1)
    first = place(limiter)
    second, third = queued(limiter), queued(limiter)
    again = queued(limiter, Turn.AGAIN)
    assert limiter.read() == Backpressure(limit=1, in_flight=1, waiting=3)
    limiter.released(first)
    assert [again.called, second.called, third.called] == [True, False, False]
    limiter.released(granted(again))
    assert [second.called, third.called] == [True, False]
    limiter.released(granted(second))
    limiter.succeeded(granted(third))
    assert limiter.read().in_flight == 0


def test_who_goes_away_gives_the_place_to_the_next(limiter: Limiter) -> None:
    limiter.pushed_back(None, 1)
    first = place(limiter)
    # Gone while waiting.
    limiter.leave(queued(limiter))
    assert limiter.read().waiting == 0
    # Gone with the grant on its way.
    second = queued(limiter)
    limiter.released(first)
    assert second.called
    limiter.leave(second)
    assert limiter.read() == Backpressure(limit=1, in_flight=0, waiting=0)
    place(limiter)


def test_who_was_pushed_back_and_has_gone_blocks_nobody(limiter: Limiter) -> None:
    limiter.pushed_back(None, 1)
    first = place(limiter)
    limiter.leave(queued(limiter, Turn.AGAIN))
    limiter.released(first)
    place(limiter, Turn.AGAIN)


def test_a_line_that_is_left_again_and_again_does_not_grow(limiter: Limiter) -> None:
    limiter.pushed_back(None, 1)
    place(limiter)
    for _ in range(10_000):
        limiter.leave(queued(limiter))
    assert limiter.line_length() < 200


def test_the_limit_shrinks_once_per_round_trip(limiter: Limiter) -> None:
    limiter.pushed_back(None, 100)
    assert limiter.read().limit == 70
    places = [place(limiter) for _ in range(70)]
    kept = [limiter.pushed_back(one, 0) for one in places]
    assert limiter.read().limit == 49
    # As many as the limit allows keep their places for the next attempt.
    assert limiter.read().in_flight == 49
    for one in kept:
        if one is not None:
            limiter.given_up(one)
    assert limiter.read().in_flight == 0


def test_the_newer_call_pays_for_a_smaller_limit(limiter: Limiter) -> None:
    limiter.pushed_back(None, 3)
    older, newer = place(limiter), place(limiter)
    kept_older, kept_newer = limiter.pushed_back(older, 0), limiter.pushed_back(newer, 0)
    assert (limiter.read().limit, limiter.read().in_flight) == (1, 1)
    assert kept_newer is None
    assert isinstance(limiter.admit(Turn.AGAIN, kept_newer), Ticket)
    assert isinstance(limiter.admit(Turn.AGAIN, kept_older), Grant)


def test_places_of_a_limit_that_was_lifted_are_forgotten(limiter: Limiter, clock: Clock) -> None:
    limiter.pushed_back(None, 10)
    old, last = place(limiter), place(limiter)
    clock.now += 60
    limiter.succeeded(last)
    assert not limiter.limited
    limiter.pushed_back(None, 10)
    place(limiter)
    limiter.released(old)
    assert limiter.read().in_flight == 1


def test_a_call_that_takes_long_holds_nobody_up(limiter: Limiter, clock: Clock) -> None:
    limiter.pushed_back(None, 1)
    slow = place(limiter)
    waiting = queued(limiter)
    assert limiter.look(waiting) == pytest.approx(1.0)
    clock.now += 1.0
    assert limiter.look(waiting) == 0.0
    assert waiting.called
    # What it says in the end counts no more.
    limiter.succeeded(slow)
    assert limiter.read() == Backpressure(limit=1, in_flight=1, waiting=0)
