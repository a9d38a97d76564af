"""A job in the hands of its handler."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Coroutine
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from .._contract import UNSET, wire
from .._gateway.jobs import JobFields, JobResult
from ..errors import VariablesError
from . import headers
from .outcome import BpmnError, Completion, Ending, JobFailure, Reported

if TYPE_CHECKING:
    from typing_extensions import Self

    from ..raw import ActivatedJob as ActivatedJobMessage

T = TypeVar("T")


class Reporter(Protocol):
    """Takes the one outcome of a job to the gateway: a worker, or a test."""

    @property
    def loop(self) -> asyncio.AbstractEventLoop:
        """The event loop that it belongs to."""
        ...

    @property
    def expires(self) -> float:
        """When the reservation ends, by `time.monotonic`."""
        ...

    @property
    def given_up(self) -> bool:
        """Whether the worker has given the job up."""
        ...

    async def report(self, outcome: Ending) -> Reported:
        """Reports it; the second report of a job is refused."""
        ...

    async def extend(self, milliseconds: int) -> None:
        """Prolongs the reservation, counted from now."""
        ...


class HeldJob(JobFields):
    """What a job is, however its methods are called: see `Job` and `SyncJob`."""

    __slots__ = ("_reporter",)

    def __init__(self, message: ActivatedJobMessage, reporter: Reporter) -> None:
        """The job of this message; its outcome goes to the reporter."""
        self._message = message
        self._reporter = reporter

    @classmethod
    def of(cls, job: HeldJob) -> Self:
        """The same job, in the hands of this class."""
        return cls(job._message, job._reporter)

    def variables_as(self, hint: type[T]) -> T:
        """The variables that came with the job, as a dataclass, TypedDict, model or other type.

        Raises:
            VariablesError: If they are not one; it names the place, e.g.
                `variables.items[3].price`.
        """
        try:
            return self.variables.as_type(hint)
        except VariablesError as error:
            raise error.at("variables") from None

    def headers_as(self, hint: type[T]) -> T:
        """The headers that the model defines for the task, as a dataclass, TypedDict or model.

        Headers are text; numbers and booleans of the type are read from it.

        Raises:
            VariablesError: If they are not one; it names the place, e.g. `headers.limit`.
        """
        return headers.reader(hint)(self.custom_headers)

    @property
    def variables_text(self) -> str:
        """The variables that came with the job, as the JSON that they are."""
        return self._message.variables or "{}"

    @property
    def expires_in(self) -> timedelta:
        """How long the job is still reserved for this worker, by the clock of this machine.

        Zero when the gateway may have given it to another.
        """
        return timedelta(seconds=max(self._reporter.expires - time.monotonic(), 0))

    @property
    def is_cancelled(self) -> bool:
        """Whether the worker has given the job up: it is closing, and the time to finish is over.

        An async handler is cancelled then. One in a thread has to look.
        """
        return self._reporter.given_up

    def __repr__(self) -> str:
        """The job for people; it shows no variables."""
        return f"<{type(self).__name__} {self.key} of type {self.type!r}, {self.retries} retries>"


class Job(HeldJob):
    """A job that the gateway has reserved for this worker.

    It has all that the gateway says of it: `job.key`, `job.retries`, `job.variables`. As a
    parameter of a handler it is for what the other parameters do not give, and for reporting the
    outcome in person:

    ```python
    @worker.job("charge-card")
    async def charge(job: Job) -> Reported:
        if job.retries < 2:
            await job.extend_timeout(600)
        reported = await job.complete({"paid": True})
        print("the process goes on")
        return reported
    ```

    A job has one outcome. What `complete`, `fail` and `throw_error` return is the proof that it is
    reported, and a handler that reports in person returns it; any other handler just returns the
    outcome.
    """

    __slots__ = ()

    async def complete(
        self, variables: object = UNSET, *, result: JobResult | None = None
    ) -> Reported:
        """Completes the job.

        A job that is gone is not an error, see `Reported.is_lost`.

        Args:
            variables: What to store at the scope of the task: a dict, dataclass, model or JSON.
            result: What a listener or the job of an ad-hoc sub-process decides.

        Raises:
            ArgumentError: If the variables cannot be sent, which is found before anything is
                reported, or the job has been reported already.
            CallError: If the gateway cannot be told.
        """
        return await self._reporter.report(Completion(variables, result))

    async def fail(
        self,
        message: str = "",
        *,
        retries: int | None = None,
        retry_backoff: float | timedelta | None = None,
        variables: object = UNSET,
    ) -> Reported:
        """Fails the job; the arguments are those of `JobFailure`, the errors of `complete`."""
        failure = JobFailure(
            message, retries=retries, retry_backoff=retry_backoff, variables=variables
        )
        return await self._reporter.report(failure)

    async def throw_error(
        self, code: str, message: str = "", variables: object = UNSET
    ) -> Reported:
        """Throws a BPMN error; the arguments are those of `BpmnError`, the errors of `complete`."""
        return await self._reporter.report(BpmnError(code, message, variables))

    async def extend_timeout(self, timeout: float | timedelta) -> None:
        """Reserves the job for so long from now, in seconds or as a `timedelta`.

        Raises:
            CallError: If the gateway refuses: `NotFoundError` if the job is gone.
            ArgumentError: If this is no length of time, or this API cannot prolong reservations.
        """
        await self._reporter.extend(wire.milliseconds("timeout", timeout))


class SyncJob(HeldJob):
    """A job in the hands of a handler that is not async: as `Job`, but its methods wait.

    ```python
    @worker.job("print")
    def print_out(job: SyncJob) -> None:
        for page in range(300):
            print_page(page)
            job.extend_timeout(60)
    ```
    """

    __slots__ = ()

    def complete(self, variables: object = UNSET, *, result: JobResult | None = None) -> Reported:
        """Completes the job, see `Job.complete`."""
        return self._wait(self._reporter.report(Completion(variables, result)))

    def fail(
        self,
        message: str = "",
        *,
        retries: int | None = None,
        retry_backoff: float | timedelta | None = None,
        variables: object = UNSET,
    ) -> Reported:
        """Fails the job, see `Job.fail`."""
        failure = JobFailure(
            message, retries=retries, retry_backoff=retry_backoff, variables=variables
        )
        return self._wait(self._reporter.report(failure))

    def throw_error(self, code: str, message: str = "", variables: object = UNSET) -> Reported:
        """Throws a BPMN error, see `Job.throw_error`."""
        return self._wait(self._reporter.report(BpmnError(code, message, variables)))

    def extend_timeout(self, timeout: float | timedelta) -> None:
        """Reserves the job for so long from now, see `Job.extend_timeout`."""
        self._wait(self._reporter.extend(wire.milliseconds("timeout", timeout)))

    def _wait(self, doing: Coroutine[Any, Any, T]) -> T:
        """Has the loop of the worker do it, and waits in this thread."""
        return asyncio.run_coroutine_threadsafe(doing, self._reporter.loop).result()
