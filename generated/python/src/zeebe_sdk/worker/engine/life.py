"""A worker for one type of jobs, from its start to its end."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING, Any

from ...keys import JobKey
from ..backoff import Backoff, pause_by
from ..errors import WorkerCrashError, WorkerFailedError
from ..handler import Handler
from ..observe import Activated, Hooks, StateChanged, log
from ..settings import Settings
from ..state import POLL, PollState, Source, StreamState, WorkerState
from ..stats import Counters, WorkerStats
from ..wanted import Wanted
from .acquire import Acquire
from .bell import Bell
from .held import Held
from .slots import Slots

if TYPE_CHECKING:
    from ..._client.asynchronous import AsyncClientBase
    from ...raw import ActivatedJob

LAST_WORD = 1.0
"""How many seconds handlers that are cancelled have to end."""


class Engine:
    """What the parts of a running worker share."""

    def __init__(
        self,
        client: AsyncClientBase,
        settings: Settings,
        handler: Handler,
        hooks: Hooks,
        tenants: tuple[str, ...],
    ) -> None:
        """A worker that has not begun, on the running event loop."""
        self.client = client
        self.settings = settings
        self.handler = handler
        self.hooks = hooks
        self.job_type = settings.job_type
        self.loop = asyncio.get_running_loop()
        self.bell = Bell(self.loop)
        self.slots = Slots(settings.max_jobs_active, self.bell.ring)
        self.counters = Counters()
        self.wanted = Wanted(
            job_type=settings.job_type,
            worker=settings.name,
            timeout_ms=max(round(settings.timeout * 1000), 1),
            fetch=(settings.fetch or handler.fetch).wire,
            tenants=tenants if settings.tenants is None else settings.tenants,
            lease=settings.lease,
        )
        self.state = WorkerState.NEW
        self.poll = PollState.IDLE
        self.stream = StreamState.CLOSED
        self.failure: Exception | None = None
        self.abandoned: list[JobKey] = []
        self.given_up = False
        """Whether the time for closing is over."""
        self.is_verbose = False
        """Whether the log takes what happens to each job."""
        self.ended = asyncio.Event()
        self._closing = asyncio.Event()
        self._gives_back = False
        """Whether jobs that have not begun are given back."""
        self._running = 0
        self.hand: dict[Held, None] = {}
        """The jobs in hand, in the order of their arrival."""
        self._waiting: deque[Held] = deque()
        self._life: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Has it begin."""
        self.is_verbose = log.isEnabledFor(10)
        self._life = self.loop.create_task(self._live())

    @property
    def is_closing(self) -> bool:
        """Whether it has been told to close."""
        return self._closing.is_set()

    def close(self) -> None:
        """Has it close. Twice is like once."""
        self._closing.set()
        self.bell.ring()

    def has(self, task: asyncio.Task[Any] | None) -> bool:
        """Whether this task is one of its handlers."""
        return task is not None and any(held.task is task for held in self.hand)

    def stats(self) -> WorkerStats:
        """What it has done so far."""
        return self.counters.read(
            slots_used=self.slots.taken, slots=self.slots.max, poll=self.poll, stream=self.stream
        )

    async def _live(self) -> None:
        try:
            self._enter(WorkerState.RUNNING)
            error = await self._take_jobs()
            if error is not None:
                self._fail(error)
                # The jobs in hand are finished; only who closes has no time.
                await self._empty_or_closing()
            self.begin_to_drain()
            await within(self.slots.empty(), self.settings.drain_timeout)
        finally:
            try:
                await self._give_up()
            finally:
                self._enter(WorkerState.CLOSED if self.failure is None else WorkerState.FAILED)
                self.ended.set()

    async def _take_jobs(self) -> Exception | None:
        """Takes jobs in hand until the worker closes or fails: the error.

        A loop that raises is followed by another, a little later.
        """
        crashes = 0
        while True:
            try:
                return await Acquire(self).run()
            except asyncio.CancelledError:
                raise
            except BaseException as error:
                self.hooks.error(WorkerCrashError(self.job_type, error))
            if self.is_closing:
                return None
            crashes += 1
            pace = self.settings.backoff
            pause = (pace if isinstance(pace, Backoff) else Backoff()).pause(crashes, None)
            await within(self._closing.wait(), pause)

    async def _empty_or_closing(self) -> None:
        waits = {
            asyncio.ensure_future(self._closing.wait()),
            asyncio.ensure_future(self.slots.empty()),
        }
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()

    async def _give_up(self) -> None:
        """Cancels the handlers that are not done, and says whose they are."""
        left = list(self.hand)
        if not left:
            return
        self.given_up = True
        self.abandoned = [held.key for held in left]
        log.warning("jobs of type '%s' are abandoned: %s", self.job_type, self.abandoned)
        tasks = {held.task for held in left if held.task is not None}
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks, timeout=LAST_WORD)
        for held in left:
            held.let_go()

    def _fail(self, error: Exception) -> None:
        self.failure = error
        self._enter(WorkerState.FAILED)
        self.hooks.error(WorkerFailedError(self.job_type, error))

    def _enter(self, state: WorkerState) -> None:
        if state is self.state:
            return
        self.state = state
        log.info("the worker for '%s' is %s", self.job_type, state.value)
        self.hooks.changed(StateChanged(self.job_type, state))

    def begin_to_drain(self) -> None:
        """From now on jobs that have not begun are given back."""
        if self._gives_back:
            return
        self._gives_back = True
        if self.failure is None:
            self._enter(WorkerState.DRAINING)
        while self._waiting:
            self._waiting.popleft().give_back()

    def take_in(self, message: ActivatedJob, source: Source, arrived: float) -> None:
        """Takes a job in hand that has arrived, and whose slot is taken."""
        held = Held(self, message, source, arrived)
        self.hand[held] = None
        if self._gives_back:
            held.give_back()
        elif self._running < self.settings.concurrency:
            self._running += 1
            held.begin()
        else:
            self._waiting.append(held)

    def next_may_begin(self) -> None:
        """A handler has ended, so another may begin."""
        if self._waiting:
            self._waiting.popleft().begin()
        else:
            self._running -= 1

    def pause_after(self, failures: int, error: Exception) -> float:
        """The pause after so many failures in a row, whatever the function of the user does."""
        try:
            return max(pause_by(self.settings.backoff, failures, error), 0)
        except Exception as raised:
            self.hooks.error(WorkerCrashError(self.job_type, raised))
            return pause_by(Backoff(), failures, error)

    def tell_arrived(self, source: Source, jobs: int) -> None:
        """Tells that jobs have arrived."""
        if source is POLL:
            self.counters.polled += jobs
        else:
            self.counters.streamed += jobs
        observer = self.hooks.observer
        if observer is not None:
            event = Activated(self.job_type, jobs, source, self.slots.taken)
            self.hooks.tell(observer.activated, event)
        if self.is_verbose:
            log.debug("%d jobs of type '%s' by %s", jobs, self.job_type, source.value)

    def log_failure(self, what: str, failures: int, error: Exception, pause: float) -> None:
        """Logs a failure; the first of several is a warning."""
        level = 30 if failures == 1 else 10
        log.log(
            level,
            "%s for '%s' failed, the next is in %.3f s: %s",
            what,
            self.job_type,
            pause,
            error,
        )


async def within(waiting: Any, seconds: float) -> None:
    """Waits for this, but not longer."""
    task = asyncio.ensure_future(waiting)
    try:
        await asyncio.wait({task}, timeout=seconds)
    finally:
        task.cancel()
