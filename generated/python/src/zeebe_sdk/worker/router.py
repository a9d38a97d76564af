"""Which function handles which type of jobs, and how."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar, cast

from ..errors import ConfigError
from .handler import Mapper, Middleware
from .inject import Plan, name_of
from .job import Job
from .settings import WorkerSettings

if TYPE_CHECKING:
    from typing_extensions import Unpack

FunctionT = TypeVar("FunctionT", bound=Callable[..., object])
MiddlewareT = TypeVar("MiddlewareT", bound=Middleware)
ErrorT = TypeVar("ErrorT", bound=BaseException)


@dataclass(frozen=True, slots=True)
class Definition:
    """A type of jobs and what handles it."""

    job_type: str
    plan: Plan
    settings: WorkerSettings
    middlewares: tuple[Middleware, ...]
    mappers: tuple[tuple[type[BaseException], Mapper], ...] = ()


class JobRouter:
    """Handlers for several types of jobs, to be included in a worker or in another router.

    ```python
    payments = JobRouter(timeout=60)

    @payments.job("charge-card", max_jobs_active=64)
    async def charge(order_id: str, total: Decimal) -> dict[str, str]:
        return {"receipt": await card.charge(order_id, total)}

    worker.include(payments)
    ```
    """

    def __init__(
        self, *, middlewares: Iterable[Middleware] = (), **settings: Unpack[WorkerSettings]
    ) -> None:
        """A router without handlers.

        Args:
            middlewares: What is around all its handlers, the first outermost.
            **settings: What its types of jobs are set to, unless their decorators say otherwise.
        """
        self._settings: WorkerSettings = settings
        self._middlewares: list[Middleware] = list(middlewares)
        self._mappers: list[tuple[type[BaseException], Mapper]] = []
        self._parts: list[Definition | JobRouter] = []

    def job(
        self,
        job_type: str,
        *,
        middlewares: Iterable[Middleware] = (),
        **settings: Unpack[WorkerSettings],
    ) -> Callable[[FunctionT], FunctionT]:
        """Decorates the function that handles jobs of this type.

        An `async def` runs on the event loop, a `def` in a thread. Its parameters are what it takes
        of a job:

        | parameter | is |
        |---|---|
        | `job: Job` | the job itself; `SyncJob` where the function is not async |
        | `order: Variables[Order]` | all variables, as an `Order` |
        | `mail: Headers[Mail]` | the headers that the model defines, as a `Mail` |
        | `pool: State[Pool]` | what `worker.provide` was given |
        | `user: Annotated[User, Inject(user_of)]` | what a function of yours makes of the job |
        | any other | the variable of that name, as what the hint says |

        What it returns completes the job: nothing, or an object of variables as a dict, dataclass,
        TypedDict or pydantic model; a `Completion` says more. It raises `BpmnError` or
        `JobFailure`; any other exception is a failure with one retry less.

        Args:
            job_type: The type that the model gives the task.
            middlewares: What is around this handler, inside those of its routers.
            **settings: How its jobs are taken, see `WorkerSettings`.

        Raises:
            ConfigError: If a parameter cannot be given, which it names.
        """

        def decorate(function: FunctionT) -> FunctionT:
            # Where it is defined within a function, its hints may name what is local there.
            frame = inspect.currentframe()
            caller = None if frame is None else frame.f_back
            plan = Plan(function, None if caller is None else caller.f_locals)
            self._parts.append(Definition(job_type, plan, settings, tuple(middlewares)))
            return function

        return decorate

    def include(self, *routers: JobRouter) -> None:
        """Takes the handlers of other routers, now and as they get more.

        Their settings, middlewares and exceptions stay theirs, within those of this router.
        """
        for router in routers:
            if self in router.routers():
                raise ConfigError("include", "a router cannot include itself")
            self._parts.append(router)

    def middleware(self, middleware: MiddlewareT) -> MiddlewareT:
        """Decorates an async function that is around all handlers of this router.

        ```python
        @worker.middleware
        async def timed(job: Job, call_next: CallNext) -> object:
            begin = time.monotonic()
            try:
                return await call_next(job)
            finally:
                print(job.type, time.monotonic() - begin)
        ```
        """
        self._middlewares.append(middleware)
        return middleware

    def exception(
        self, kind: type[ErrorT]
    ) -> Callable[[Callable[[ErrorT, Job], object]], Callable[[ErrorT, Job], object]]:
        """Decorates the function that says what exceptions of this class mean.

        It gives what a handler could return. The nearest class counts, and of two functions for the
        same class that of the inner router.

        ```python
        @worker.exception(CardDeclined)
        def declined(error: CardDeclined, job: Job) -> BpmnError:
            return BpmnError("no-funds", str(error))
        ```
        """

        def decorate(mapper: Callable[[ErrorT, Job], object]) -> Callable[[ErrorT, Job], object]:
            self._mappers.append((kind, cast("Mapper", mapper)))
            return mapper

        return decorate

    def routers(self) -> Iterator[JobRouter]:
        """Gives this router and all that it includes."""
        yield self
        for part in self._parts:
            if isinstance(part, JobRouter):
                yield from part.routers()

    def definitions(self) -> Iterator[Definition]:
        """The types of jobs, each with all that is set about it."""
        for part in self._parts:
            several: Iterable[Definition] = (
                part.definitions() if isinstance(part, JobRouter) else (part,)
            )
            for one in several:
                yield Definition(
                    one.job_type,
                    one.plan,
                    merged(self._settings, one.settings),
                    (*self._middlewares, *one.middlewares),
                    (*one.mappers, *self._mappers),
                )


def merged(outer: WorkerSettings, inner: WorkerSettings) -> WorkerSettings:
    """The settings of both; the inner ones are stronger."""
    both: dict[str, Any] = {**outer, **inner}
    return cast("WorkerSettings", both)


def checked(definitions: Iterable[Definition]) -> Sequence[Definition]:
    """Definitions of which each has its own type.

    Raises:
        ConfigError: If two functions handle one type, or there is none.
    """
    by_type: dict[str, Definition] = {}
    for one in definitions:
        other = by_type.setdefault(one.job_type, one)
        if other is not one:
            names = f"{name_of(other.plan.function)} and {name_of(one.plan.function)}"
            raise ConfigError("job_type", f"'{one.job_type}' is handled by both {names}")
    if not by_type:
        raise ConfigError("job_type", "the worker has no handler: give it one with @worker.job(…)")
    return tuple(by_type.values())
