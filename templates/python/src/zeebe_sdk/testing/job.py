"""A job that is made up, and what a handler does with it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from .._contract import UNSET
from .._json import decode
from ..errors import ArgumentError
from ..worker.backoff import seconds
from ..worker.engine.held import encoded, unsendable
from ..worker.fetch import Fetch
from ..worker.handler import Handler
from ..worker.inject import Plan
from ..worker.job import Job
from ..worker.outcome import (
    BpmnError,
    Completion,
    Ending,
    JobFailure,
    Outcome,
    Reported,
    outcome_of,
)
from ..worker.router import Definition, JobRouter
from ..worker.threads import Threads
from .message import activated_job, fetched

if TYPE_CHECKING:
    from ..raw import ActivatedJob


class TestJob:
    """A job to test a handler with, without a worker and a gateway.

    What happens to the handler is what a worker would do: it gets only the variables that its
    parameters ask for, arguments that cannot be made and exceptions fail the job, and a job has one
    outcome.

    ```python
    async def charge(total: int, balance: State[Balance]) -> dict[str, int]:
        if balance.amount < total:
            raise BpmnError("no-funds")
        return {"left": balance.amount - total}


    async def test_charges() -> None:
        job = TestJob("charge-card", variables={"total": 30})
        outcome = await job.run(charge, state=[Balance(100)])
        assert outcome == Completion({"left": 70})
        outcome = await job.run(charge, state=[Balance(20)])
        assert isinstance(outcome, BpmnError) and outcome.code == "no-funds"
    ```

    The outcome of a handler that reports in person is what it has reported.
    """

    __test__: ClassVar[bool] = False
    """It is not a test, whatever pytest may think."""

    def __init__(
        self,
        job_type: str = "test",
        *,
        variables: object = UNSET,
        headers: object = UNSET,
        key: int = 1,
        retries: int = 3,
        timeout: float | timedelta = 300.0,
        fetch: Fetch | Iterable[str] | None = None,
        is_cancelled: bool = False,
        **fields: object,
    ) -> None:
        """A job of this type.

        Args:
            job_type: The type.
            variables: All variables that the job can see: a dict, dataclass, model or JSON.
            headers: The headers that the model defines.
            key: The key.
            retries: How many retries it has left.
            timeout: How long it is reserved, counted from each run, in seconds or as a `timedelta`.
            fetch: The variables that the worker asks for, where yours is set to others than the
                parameters of the handler say.
            is_cancelled: Whether the worker has given the job up.
            **fields: Anything else of the job, e.g. `bpmn_process_id="order"`.

        Raises:
            ArgumentError: If the variables or headers are no JSON object.
        """
        self._message = activated_job(
            job_type,
            key=key,
            retries=retries,
            variables={} if variables is UNSET else variables,
            headers={} if headers is UNSET else headers,
            fields=fields,
        )
        self._timeout = seconds(timeout, "timeout")
        self._fetch = None if fetch is None else Fetch.given(fetch)
        self._is_cancelled = is_cancelled
        self.extensions: list[timedelta] = []
        """For how long the handler has prolonged the reservation, each time, in the last run."""

    def copy(self) -> ActivatedJob:
        """A copy of the job as it is, before any worker has it."""
        copy = type(self._message)()
        copy.CopyFrom(self._message)
        return copy

    async def run(
        self, handler: Callable[..., object] | JobRouter, *, state: Iterable[object] = ()
    ) -> Outcome:
        """Runs a handler, and gives how the job ends.

        Variables are as the gateway gets them: dicts, lists, texts and numbers.

        Args:
            handler: A handler; or a router or worker, whose handler for the type of the job it is,
                with the middlewares and exceptions that are around it.
            state: What the worker shares among its jobs.

        Raises:
            ConfigError: If a parameter of the handler cannot be given.
            LookupError: If the router handles no such jobs.
        """
        definition = self._definition(handler)
        is_async = definition.plan.is_async
        threads = None if is_async else Threads(1, "zeebe-test")
        try:
            task = Handler(
                definition.plan,
                states={type(one): one for one in state},
                middlewares=definition.middlewares,
                mappers=definition.mappers,
                threads=threads,
            )
            recorder = Recorder(self._timeout, is_cancelled=self._is_cancelled)
            message = fetched(self._message, self._fetch or task.fetch)
            job = Job(message, recorder)
            try:
                outcome = outcome_of(await task.call(job))
            except BaseException as error:
                outcome = task.outcome_of_error(error, job)
        finally:
            if threads is not None:
                threads.close()
        self.extensions = recorder.extensions
        return recorder.outcome or received(outcome)

    def run_sync(
        self, handler: Callable[..., object] | JobRouter, *, state: Iterable[object] = ()
    ) -> Outcome:
        """As `run`, for tests that are not async."""
        return asyncio.run(self.run(handler, state=state))

    def _definition(self, handler: Callable[..., object] | JobRouter) -> Definition:
        if not isinstance(handler, JobRouter):
            return Definition(self._message.type, Plan(handler), {}, ())
        for definition in handler.definitions():
            if definition.job_type == self._message.type:
                return definition
        raise LookupError(f"there is no handler for jobs of type '{self._message.type}'")


class Recorder:
    """Writes down what a handler reports in person, where a worker has the gateway."""

    def __init__(self, timeout: float, *, is_cancelled: bool) -> None:
        """Nothing is reported."""
        self.loop = asyncio.get_running_loop()
        self.expires = time.monotonic() + timeout
        self.given_up = is_cancelled
        self.outcome: Ending | None = None
        self.extensions: list[timedelta] = []

    async def report(self, outcome: Ending) -> Reported:
        """Writes an outcome down."""
        if self.outcome is not None:
            raise ArgumentError("", "the outcome of the job has been reported already")
        self.outcome = sent(outcome)
        return Reported()

    async def extend(self, milliseconds: int) -> None:
        """Writes an extension down."""
        self.extensions.append(timedelta(milliseconds=milliseconds))
        self.expires = time.monotonic() + milliseconds / 1000


def received(outcome: Outcome) -> Outcome:
    """An outcome as a gateway gets it, or the failure of one that cannot be sent."""
    if isinstance(outcome, Reported):
        return outcome
    try:
        return sent(outcome)
    except ArgumentError as error:
        return unsendable(outcome, error)


def sent(outcome: Ending) -> Ending:
    """An outcome as a gateway gets it.

    Raises:
        ArgumentError: If it cannot be sent.
    """
    text = encoded(outcome)
    variables: Any = UNSET if text is None else decode.loads(text)
    if isinstance(outcome, Completion):
        return Completion(variables, outcome.result)
    if isinstance(outcome, BpmnError):
        return BpmnError(outcome.code, outcome.message, variables)
    return JobFailure(
        outcome.message,
        retries=outcome.retries,
        retry_backoff=outcome.retry_backoff,
        variables=variables,
    )
