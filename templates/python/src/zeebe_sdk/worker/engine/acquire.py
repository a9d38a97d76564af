"""The loop that takes jobs in hand.

It does what `polling` and `streaming` say comes next, waits until something happens, and goes on.
"""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any, cast

from ..._gateway import jobs
from ...errors import ClosedError
from .. import defaults
from ..backoff import vary
from ..errors import JobTooLargeError
from ..observe import Polled, StreamEnded, log
from ..state import POLL, PollState, Source, StreamEnd, StreamState
from . import fault, streaming
from .fault import Fault
from .polling import Ask, At, Below, Polling
from .polling import Next as NextPoll
from .slots import Reserved, Slots
from .streaming import Streaming, has_room

if TYPE_CHECKING:
    from ..._client.async_stream import AsyncStream
    from ...raw import ActivatedJob, ActivateJobsResponse
    from .life import Engine

AT_ONCE = 256
"""How many jobs of a poll are started at a stretch."""
LAST_WORD = 1.0
"""How many seconds a call that is cancelled has to end."""


class Acquire:
    """The loop and what it has under way."""

    def __init__(self, engine: Engine) -> None:
        """Nothing is under way."""
        self._engine = engine
        now = engine.loop.time()
        self._polling = Polling(engine.settings, now)
        self._streaming = Streaming(engine.settings, now)
        self._poll: asyncio.Task[None] | None = None
        self._poll_call: AsyncStream[Any] | None = None
        self._stream: Pushed | None = None
        self._last = POLL
        """Where the last jobs came from; where there is one slot for both, they take turns."""
        self._lasting: Exception | None = None
        self._broken: BaseException | None = None

    async def run(self) -> Exception | None:
        """Takes jobs in hand until the worker closes, or polling can never succeed: the error.

        What is raised by the loop itself, or its parts, is raised.
        """
        engine = self._engine
        try:
            while not engine.is_closing:
                if self._broken is not None:
                    raise self._broken
                if self._lasting is not None:
                    return self._lasting
                self._act()
                await engine.bell.rung()
            engine.begin_to_drain()
            return None
        finally:
            engine.bell.silence()
            await self._stop()
            engine.poll, engine.stream = PollState.IDLE, StreamState.CLOSED

    def _act(self) -> None:
        """Does what comes next, until there is something to wait for."""
        engine = self._engine
        slots = engine.slots
        while True:
            now = engine.loop.time()
            stream = self._streaming.next(now, slots)
            if self._act_on_stream(stream, now):
                continue
            poll = self._polling.next(now, slots, streams=self._streaming.has_share)
            # Where there is one slot for both, they take turns.
            takes_turns = slots.max == 1 and self._last is Source.STREAM
            if takes_turns and isinstance(poll, Ask):
                self._begin_poll(poll, now)
                continue
            if isinstance(stream, streaming.Read) and self._take_parked():
                continue
            if isinstance(poll, Ask):
                self._begin_poll(poll, now)
                continue
            engine.poll = self._polling.shown(poll)
            engine.stream = self._streaming.shown()
            slots.wake_below = wake_below(poll, stream, slots)
            engine.bell.ring_at(earliest(poll, stream))
            return

    def _act_on_stream(self, then: streaming.Next, now: float) -> bool:
        """Opens or ends a stream, or lets it be read. True if it opened or ended one."""
        if isinstance(then, streaming.Open):
            self._open_stream(now)
            return True
        if isinstance(then, streaming.Renew):
            self._stream_ended(then.reason, None, now)
            return True
        stream = self._stream
        if stream is not None:
            reads = isinstance(then, streaming.Read)
            if reads and not stream.reads:
                self._streaming.read_again(now)
            stream.let_read(reads)
        return False

    def _begin_poll(self, ask: Ask, now: float) -> None:
        engine = self._engine
        wait = round(engine.settings.request_timeout * 1000) if ask.wait else NO_LONG_POLL
        call = jobs.poll(engine.client, engine.wanted, ask.jobs, wait)
        self._polling.begun(ask, now)
        # From here on there is somebody who gives them back.
        reserved = Reserved(engine.slots, ask.jobs)
        self._poll_call = call
        self._poll = engine.loop.create_task(self._read_poll(call, reserved))

    async def _read_poll(self, call: AsyncStream[Any], reserved: Reserved) -> None:
        """Takes the jobs of a poll in hand, message by message, to its end."""
        engine = self._engine
        try:
            while (message := await call.next_message()) is not None:
                await self._take_polled(cast("ActivateJobsResponse", message), reserved)
            self._poll_ended()
        except asyncio.CancelledError as error:
            if not engine.is_closing:
                self._poll_failed(error)
        except Exception as error:
            self._poll_failed(error)
        except BaseException as error:
            self._broken = error
        finally:
            self._poll = self._poll_call = None
            reserved.release()
            engine.bell.ring()

    async def _take_polled(self, message: ActivateJobsResponse, reserved: Reserved) -> None:
        """Takes jobs in hand that have come together.

        What they send at a stretch goes out together, which is the cheapest. But where there are
        very many, the first run before the last begin, so that nothing else waits for long.
        """
        engine, arrived = self._engine, time.monotonic()
        several = message.jobs
        count = len(several)
        if not count:
            return
        self._last = POLL
        self._polling.arrived(count)
        reserved.spend(count)
        engine.tell_arrived(POLL, count)
        for taken, job in enumerate(several):
            if taken and taken % AT_ONCE == 0:
                await asyncio.sleep(0)
            engine.take_in(job, POLL, arrived)

    def _poll_ended(self) -> None:
        self._tell_polled(None)
        self._engine.counters.polls += 1
        self._polling.ended(self._engine.loop.time(), streams=self._streaming.serves)

    def _poll_failed(self, error: BaseException) -> None:
        engine, flight = self._engine, self._polling.flight
        now = engine.loop.time()
        problem = error if isinstance(error, Exception) else RuntimeError("the poll was cancelled")
        self._tell_polled(problem)
        lasted = 0.0 if flight is None else now - flight.since
        waits = engine.settings.request_timeout if flight is not None and flight.waits else None
        meaning = fault.of_poll(problem, lasted, waits) if problem is error else Fault.PASSING
        if meaning is Fault.TIME_IS_UP:
            engine.counters.polls += 1
            self._polling.ended(now, streams=self._streaming.serves)
            return
        if meaning is Fault.LASTING:
            self._lasting = problem
            return
        if meaning is Fault.CLOSED:
            engine.close()
            return
        if meaning is Fault.TOO_LARGE:
            if self._polling.halve(now):
                log.warning("asks for fewer jobs of type '%s': %s", engine.job_type, problem)
                return
            engine.hooks.error(JobTooLargeError(engine.job_type, problem))
        engine.counters.polls_failed += 1
        failures = self._polling.count_failure()
        pause = engine.pause_after(failures, problem)
        engine.log_failure("a poll", failures, problem, pause)
        self._polling.failed(now, pause)

    def _tell_polled(self, error: Exception | None) -> None:
        engine, flight = self._engine, self._polling.flight
        observer = engine.hooks.observer
        if flight is None or (observer is None and not engine.is_verbose):
            return
        latency = engine.loop.time() - flight.since
        event = Polled(engine.job_type, flight.jobs, flight.asked, latency, error)
        log.debug("%s", event)
        if observer is not None:
            engine.hooks.tell(observer.polled, event)

    def _open_stream(self, now: float) -> None:
        engine = self._engine
        call = jobs.stream(engine.client, engine.wanted)
        if call is None:
            # An API without streams refuses the setting.
            self._streaming.ended(now, StreamEnd.UNKNOWN, 0)
            return
        engine.counters.streams += 1
        self._streaming.begun(now, lambda lifetime: vary(lifetime, defaults.STREAM_LIFETIME_JITTER))
        stream = Pushed(call)
        self._stream = stream
        stream.task = engine.loop.create_task(self._read_stream(stream))

    async def _read_stream(self, stream: Pushed) -> None:
        """Takes the jobs of a stream in hand, one by one, to its end."""
        engine = self._engine
        end = StreamEnd.ENDED
        problem: Exception | None = None
        try:
            while await stream.may_read():
                message = await stream.call.next_message()
                if message is None:
                    break
                stream.parked = (cast("ActivatedJob", message), time.monotonic())
                at_once = engine.slots.max > 1 and self._stream is stream
                if not (at_once and self._take_parked()) or not has_room(engine.slots):
                    stream.let_read(False)
                    engine.bell.ring()
        except asyncio.CancelledError:
            end, problem = StreamEnd.FAILED, RuntimeError("the stream was cancelled")
        except Exception as error:
            end, problem = StreamEnd.FAILED, error
        except BaseException as error:
            self._broken = error
        finally:
            if self._stream is stream and not engine.is_closing:
                if isinstance(problem, ClosedError):
                    engine.close()
                elif problem is not None and fault.knows_no_streams(problem):
                    end = StreamEnd.UNKNOWN
                self._stream_ended(end, problem, engine.loop.time())
                engine.bell.ring()

    def _take_parked(self) -> bool:
        """Takes the job in hand that the stream has brought, if it has and there is a slot."""
        engine, stream = self._engine, self._stream
        if stream is None or stream.parked is None or not has_room(engine.slots):
            return False
        message, arrived = stream.parked
        stream.parked = None
        self._streaming.heard(engine.loop.time())
        self._last = Source.STREAM
        self._push(message, arrived)
        engine.stream = self._streaming.shown()
        return True

    def _push(self, message: ActivatedJob, arrived: float) -> None:
        engine = self._engine
        engine.slots.take(Source.STREAM)
        engine.take_in(message, Source.STREAM, arrived)
        engine.tell_arrived(Source.STREAM, 1)

    def _stream_ended(self, end: StreamEnd, error: Exception | None, now: float) -> None:
        engine, stream = self._engine, self._stream
        self._stream = None
        if stream is not None:
            stream.cancel()
            self._salvage(stream)
        age = self._streaming.age(now)
        pause = 0.0
        if error is not None:
            failures = self._streaming.count_failure(now)
            pause = engine.pause_after(failures, error)
            engine.log_failure("the stream of jobs", failures, error, pause)
        self._streaming.ended(now, end, pause)
        if end in (StreamEnd.UNKNOWN, StreamEnd.FAILED):
            self._polling.alone(now)
        event = StreamEnded(engine.job_type, end, age, error)
        log.debug("%s", event)
        if engine.hooks.observer is not None:
            engine.hooks.tell(engine.hooks.observer.stream_ended, event)

    def _salvage(self, stream: Pushed) -> None:
        """Takes in hand what a stream has brought before it ended, also without a slot."""
        if stream.parked is not None:
            message, arrived = stream.parked
            stream.parked = None
            self._push(message, arrived)

    async def _stop(self) -> None:
        """Ends what is under way, and takes in hand what has arrived meanwhile."""
        tasks: set[asyncio.Task[None]] = set()
        stream, self._stream = self._stream, None
        if self._poll_call is not None:
            self._poll_call.cancel()
        if self._poll is not None:
            tasks.add(self._poll)
        if stream is not None:
            stream.cancel()
            if stream.task is not None:
                tasks.add(stream.task)
        if tasks:
            _, tasks = await asyncio.wait(tasks, timeout=LAST_WORD)
            for task in tasks:
                task.cancel()
            if tasks:
                await asyncio.wait(tasks, timeout=LAST_WORD)
        if stream is not None:
            self._salvage(stream)


class Pushed:
    """A stream that is open, or being opened."""

    __slots__ = ("_ended", "_waiting", "call", "parked", "reads", "task")

    def __init__(self, call: AsyncStream[Any]) -> None:
        """A stream of which nothing is read."""
        self.call = call
        self.task: asyncio.Task[None] | None = None
        self.reads = False
        """Whether there is room for what it brings."""
        self.parked: tuple[ActivatedJob, float] | None = None
        """A job that has come, and when, while there was no room. Nothing more is read then."""
        self._ended = False
        self._waiting: asyncio.Future[None] | None = None

    async def may_read(self) -> bool:
        """Waits until there is room for another job. False if none is to be read any more."""
        while not self._ended and (self.parked is not None or not self.reads):
            self._waiting = asyncio.get_running_loop().create_future()
            try:
                await self._waiting
            finally:
                self._waiting = None
        return not self._ended

    def let_read(self, reads: bool) -> None:
        """Says whether there is room."""
        self.reads = reads
        if reads and self.parked is None:
            self._wake()

    def cancel(self) -> None:
        """Ends it."""
        self._ended = True
        self.call.cancel()
        self._wake()

    def _wake(self) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)


NO_LONG_POLL = -1
"""The request timeout of a poll that the gateway answers at once."""


def wake_below(poll: NextPoll, stream: streaming.Next, slots: Slots) -> int:
    """At how many slots the loop has to look again."""
    if isinstance(stream, streaming.Full):
        return slots.max
    return poll.taken if isinstance(poll, Below) else 0


def earliest(poll: NextPoll, stream: streaming.Next) -> float | None:
    """When the loop has to look again at the latest."""
    times: list[float] = []
    if isinstance(poll, At):
        times.append(poll.time)
    if isinstance(stream, (streaming.Read, streaming.Full)):
        times.append(stream.until)
    elif isinstance(stream, At):
        times.append(stream.time)
    return min(times, default=None)
