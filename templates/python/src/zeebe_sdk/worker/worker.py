"""The job worker in the hands of its owner."""

# It uses what the clients keep to themselves.
# pyright: reportPrivateUsage=false

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import TYPE_CHECKING, Any

from .._client.asynchronous import AsyncClientBase
from .._client.synchronous import ClientBase
from ..config import Config
from ..errors import ConfigError
from ..keys import JobKey
from .engine.life import Engine
from .errors import WorkerError, WorkerFailedError
from .handler import Handler, Middleware
from .observe import Hooks, StateChanged, WorkerObserver
from .router import Definition, JobRouter, checked
from .settings import Settings, WorkerSettings
from .shutdown import on_signals
from .state import WorkerState
from .stats import WorkerStats
from .threads import Threads

if TYPE_CHECKING:
    from typing_extensions import Self, Unpack


@dataclass(frozen=True, slots=True)
class ShutdownReport:
    """What has become of the jobs of a worker that was shut down."""

    abandoned: list[JobKey] = field(default_factory=list[JobKey])
    """The jobs whose handlers, or whose outcomes, were not done in time.

    The gateway gives them out again when their reservations end.
    """
    returned: int = 0
    """How many jobs were given back because their handlers had not begun."""


class Worker(JobRouter):
    """Takes jobs and hands them to functions.

    ```python
    client = AsyncZeebeClient()
    worker = Worker(client)

    @worker.job("charge-card", timeout=60)
    async def charge(order_id: str, total: Decimal) -> dict[str, str]:
        if total == 0:
            raise BpmnError("nothing-to-pay")
        return {"receipt": f"paid {total} for {order_id}"}

    async def main() -> None:
        async with client:
            await worker.run()
    ```

    **It asks for as many jobs as it can hold.** A poll leaves when at most 30 % of
    `max_jobs_active` are held, and asks for the rest. While jobs keep coming there is no pause;
    after a poll that brought nothing there is a short one. With `stream` the gateway sends jobs the
    moment they are there, and only as many as there is room for.

    **It never stops for good by itself**, unless the gateway says that polling can never succeed:
    INVALID_ARGUMENT, PERMISSION_DENIED, NOT_FOUND or UNIMPLEMENTED. Then its state for that type is
    `FAILED`, and the error callback is called once. Whatever else fails is tried again after a
    pause that grows.

    **A job has one outcome**, which is reported as often as it takes while the job is still
    reserved. A handler that raises, or variables that do not fit, fail that job and nothing else. A
    handler that never returns holds one slot.

    **It ends in good order.** Leaving `async with`, `shutdown`, and closing its client let handlers
    finish and give back what has not begun.

    A worker runs once, on one event loop.
    """

    def __init__(
        self,
        client: AsyncClientBase | ClientBase | Config | None = None,
        *,
        on_error: Callable[[WorkerError], object] | None = None,
        observer: WorkerObserver | None = None,
        middlewares: Iterable[Middleware] = (),
        **settings: Unpack[WorkerSettings],
    ) -> None:
        """A worker that has not begun.

        Args:
            client: What it calls the gateway with. A `ZeebeClient` or a `Config` lends its
                settings to a client that the worker makes and closes; without any, these are the
                environment's.
            on_error: Is called with what the worker cannot put right by itself, which is logged as
                well. It is called on the event loop, so it is quick and does not block.
            observer: Is told what the worker does.
            middlewares: What is around all handlers, the first outermost.
            **settings: What all types of jobs are set to, unless their decorators say otherwise.
        """
        super().__init__(middlewares=middlewares, **settings)
        self._given = client
        self._hooks = Hooks(observer, on_error)
        self._states: dict[Any, object] = {}
        self._engines: dict[str, Engine] = {}
        self._threads: list[Threads] = []
        self._loop: asyncio.AbstractEventLoop | None = None
        self._told = False
        """Whether it was told to shut down."""
        self._end: asyncio.Task[None] | None = None

    def provide(self, state: object, *, as_type: Any = None) -> None:
        """Shares something among all jobs, for parameters of its type: `pool: State[Pool]`.

        Args:
            state: What is shared.
            as_type: The type that parameters name, where it is another than that of `state`.
        """
        self._states[type(state) if as_type is None else as_type] = state

    def add_listener(self, listen: Callable[[StateChanged], object]) -> None:
        """Has this called whenever the state of the worker for one of its types changes.

        It is called on the event loop, so it is quick and does not block.
        """
        self._hooks.listeners.append(listen)

    @property
    def state(self) -> WorkerState:
        """What the worker is doing as a whole.

        With several types: it runs while one of them runs, then drains while one does. When all
        have ended, it has failed if one has.
        """
        states = list(self.states.values())
        for state in (WorkerState.RUNNING, WorkerState.DRAINING, WorkerState.FAILED):
            if state in states:
                return state
        return WorkerState.CLOSED if states else WorkerState.NEW

    @property
    def states(self) -> Mapping[str, WorkerState]:
        """What the worker is doing, by type; nothing before it begins."""
        return {job_type: engine.state for job_type, engine in self._engines.items()}

    @property
    def failure(self) -> WorkerFailedError | None:
        """Why the worker has given up, for the first of its types that has; its cause says more."""
        for job_type, engine in self._engines.items():
            if engine.failure is not None:
                return WorkerFailedError(job_type, engine.failure)
        return None

    def stats(self, job_type: str | None = None) -> WorkerStats:
        """What the worker has done so far for this type, which may be left out if it has only one.

        Raises:
            ConfigError: If it has no such type, or has not begun.
        """
        if job_type is None and len(self._engines) == 1:
            (job_type,) = self._engines
        engine = None if job_type is None else self._engines.get(job_type)
        if engine is None:
            types = ", ".join(self._engines) or "none before it begins"
            raise ConfigError("job_type", f"is one of those of the worker: {types}")
        return engine.stats()

    def start(self) -> None:
        """Begins. It goes on by itself, until it or its client is closed.

        Raises:
            ConfigError: If a setting or a parameter of a handler cannot be used, which is named.
            RuntimeError: If there is no running event loop, or it was started before.
        """
        loop = asyncio.get_running_loop()
        if self._loop is not None:
            raise RuntimeError("a worker runs once, and this one was started before")
        definitions = checked(self.definitions())
        settings = [
            Settings.of(one.job_type, one.settings, threads=not one.plan.is_async)
            for one in definitions
        ]
        handlers = [self._handler(one, own) for one, own in zip(definitions, settings, strict=True)]
        client, is_own = self._client()
        self._loop = loop
        for own, handler in zip(settings, handlers, strict=True):
            engine = Engine(client, own, handler, self._hooks, client._resolved.worker_tenants)
            self._engines[own.job_type] = engine
        client._join(self)
        for engine in self._engines.values():
            engine.start()
        self._end = loop.create_task(self._ending(client, is_own))
        if self._told:
            self.close_now()

    def shutdown(self) -> None:
        """Has it shut down, and does not wait for that. Twice is like once.

        It asks for no more jobs, gives those back whose handlers have not begun, and lets the
        others and their outcomes end, at most as long as the `drain_timeout`. Then handlers are
        cancelled, and their jobs are abandoned. It may be called from anywhere: from a handler,
        from a thread, before the worker begins.
        """
        self._told = True
        loop = self._loop
        if loop is None or loop.is_closed():
            return
        loop.call_soon_threadsafe(self.close_now)

    def close_now(self) -> None:
        """As `shutdown`, on the event loop of the worker. Its client calls it."""
        for engine in self._engines.values():
            engine.close()

    async def closed(self) -> ShutdownReport:
        """Waits until it has ended: it, or its client, is closed, or it has given up.

        One of its own handlers does not wait, because the worker waits for it; the report then says
        what is known.
        """
        end = self._end
        task = asyncio.current_task()
        if end is not None and not any(engine.has(task) for engine in self._engines.values()):
            await asyncio.shield(end)
        engines = self._engines.values()
        abandoned = [key for engine in engines for key in engine.abandoned]
        return ShutdownReport(abandoned, sum(engine.counters.returned for engine in engines))

    async def aclose(self) -> ShutdownReport:
        """Shuts it down and waits for that, see `shutdown` and `closed`."""
        self.shutdown()
        return await self.closed()

    async def run(self) -> ShutdownReport:
        """Begins, and waits until it has ended.

        The process is told to stop by SIGTERM or SIGINT, which is Ctrl-C: then it shuts down. So it
        does when the task that runs it is cancelled.

        Raises:
            ConfigError: If it cannot begin.
            WorkerFailedError: If it has given up one of its types. It goes on for the others, and
                raises in the end.
        """
        self.start()
        with on_signals(self.shutdown):
            try:
                report = await self.closed()
            finally:
                await self.aclose()
        failure = self.failure
        if failure is not None:
            raise failure
        return report

    def run_sync(self) -> ShutdownReport:
        """As `run`, for programs without an event loop: it makes one, and blocks.

        An `AsyncZeebeClient` of the worker is closed in the end, as its loop is.

        Raises:
            ConfigError: If it cannot begin.
            WorkerFailedError: If it has given up one of its types.
        """
        return asyncio.run(self._run_alone())

    async def _run_alone(self) -> ShutdownReport:
        try:
            return await self.run()
        finally:
            if isinstance(self._given, AsyncClientBase):
                await self._given.close()

    async def __aenter__(self) -> Self:
        """Begins, see `start`."""
        self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Shuts it down and waits for that."""
        await self.aclose()

    def _client(self) -> tuple[AsyncClientBase, bool]:
        """What it calls the gateway with, and whether it is its own."""
        given = self._given
        if isinstance(given, AsyncClientBase):
            return given, False
        from ..aio import AsyncZeebeClient

        config = given.config if isinstance(given, ClientBase) else given
        return AsyncZeebeClient(config), True

    def _handler(self, definition: Definition, settings: Settings) -> Handler:
        threads = None
        if not definition.plan.is_async:
            threads = Threads(settings.concurrency, f"zeebe-{settings.job_type}")
            self._threads.append(threads)
        return Handler(
            definition.plan,
            states=self._states,
            middlewares=definition.middlewares,
            mappers=definition.mappers,
            threads=threads,
        )

    async def _ending(self, client: AsyncClientBase, is_own: bool) -> None:
        for engine in self._engines.values():
            await engine.ended.wait()
        client._leave(self)
        for threads in self._threads:
            threads.close()
        if is_own:
            await client.close()
