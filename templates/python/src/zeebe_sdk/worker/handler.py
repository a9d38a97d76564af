"""Handlers, with what is around them: middlewares, exceptions that mean something, threads."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, TypeAlias

from ..errors import VariablesError
from .fetch import Fetch
from .inject import Plan
from .job import Job
from .observe import log
from .outcome import BpmnError, JobFailure, Outcome, failure_of, outcome_of
from .threads import EndedError, Threads

CallNext: TypeAlias = Callable[[Job], Awaitable[object]]
"""Calls the next middleware, or the handler, and gives what it returns."""

Middleware: TypeAlias = Callable[[Job, CallNext], Awaitable[object]]
"""Is around a handler: an async function of the job and of what comes next.

What it returns, or raises, is the outcome of the job as if the handler had returned or raised it.
"""

Mapper: TypeAlias = Callable[[Any, Job], object]
"""Says what an exception of a handler means: it gives what a handler could return."""


class Handler:
    """A handler as the worker calls it."""

    __slots__ = ("_mappers", "call", "fetch")

    def __init__(
        self,
        plan: Plan,
        *,
        states: Mapping[Any, object],
        middlewares: Sequence[Middleware] = (),
        mappers: Sequence[tuple[type[BaseException], Mapper]] = (),
        threads: Threads | None = None,
    ) -> None:
        """A handler with what is around it; one that is not async needs threads.

        Raises:
            ConfigError: If the worker does not provide what a parameter takes.
        """
        self.fetch: Fetch = plan.fetch
        """The variables that it reads."""
        self.call: CallNext = innermost_call(plan, states, threads)
        """Calls it for a job; it raises what the handler raises."""
        for middleware in reversed(middlewares):
            self.call = around(middleware, self.call)
        self._mappers = tuple(mappers)

    def outcome_of_error(self, error: BaseException, job: Job) -> Outcome:
        """What anything that the handler raises means.

        Only the end of the loop itself, and a job that is given up, are raised again.
        """
        if isinstance(error, GeneratorExit) or (
            isinstance(error, KeyboardInterrupt) and is_ctrl_c()
        ):
            raise error
        if isinstance(error, asyncio.CancelledError):
            if job.is_cancelled:
                raise error
            forget_cancelling()
        if isinstance(error, (BpmnError, JobFailure)):
            return error
        mapper = self._mapper_of(type(error))
        if mapper is not None:
            try:
                return outcome_of(mapper(error, job))
            except (BpmnError, JobFailure) as outcome:
                return outcome
            except Exception as another:
                error = another
        return self._failure(error, job)

    def _failure(self, error: BaseException, job: Job) -> JobFailure:
        if isinstance(error, VariablesError):
            return JobFailure(str(error))
        log.warning("the handler of %r raised", job, exc_info=error)
        if isinstance(error, Exception):
            return failure_of(error)
        return failure_of(EndedError(error))

    def _mapper_of(self, kind: type[BaseException]) -> Mapper | None:
        """What says what exceptions of this class mean: for the class itself, or the nearest."""
        for base in kind.__mro__:
            for wanted, mapper in self._mappers:
                if wanted is base:
                    return mapper
        return None


def forget_cancelling() -> None:
    """The handler may have cancelled the task that goes on to report its job."""
    task: Any = asyncio.current_task()
    # Python 3.10 does not count.
    while task is not None and hasattr(task, "uncancel") and task.cancelling():
        task.uncancel()


def is_ctrl_c() -> bool:
    """Whether a KeyboardInterrupt may be what Python makes of Ctrl-C, which the program handles."""
    main = threading.current_thread() is threading.main_thread()
    return main and signal.getsignal(signal.SIGINT) is signal.default_int_handler


def innermost_call(plan: Plan, states: Mapping[Any, object], threads: Threads | None) -> CallNext:
    """What calls the function itself."""
    function: Callable[..., Any] = plan.function
    arguments = plan.bound(states)
    if threads is not None:
        run = threads.run
        return lambda job: run(lambda: function(**arguments(job)))
    if not (plan.named or plan.others or plan.states or plan.rest):
        return lambda job: function()
    return lambda job: function(**arguments(job))


def around(middleware: Middleware, call: CallNext) -> CallNext:
    """A middleware around what comes next."""
    return lambda job: middleware(job, call)
