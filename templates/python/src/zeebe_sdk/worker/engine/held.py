"""One job in hand, from its arrival to the report of its outcome."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Awaitable
from typing import TYPE_CHECKING, cast

from ..._contract import UNSET, wire
from ..._gateway import jobs
from ..._json import encode
from ...errors import ArgumentError, FailedPreconditionError, NotFoundError, ZeebeError
from ...keys import JobKey
from ...options import CallOptions, RetryMode
from .. import defaults
from ..errors import OutcomeError
from ..job import Job
from ..observe import JobEnded, JobStarted, log
from ..outcome import (
    BpmnError,
    Completion,
    Ending,
    JobFailure,
    Reported,
    outcome_of,
)
from ..state import COMPLETED, JobEnd, Source
from .prolong import Prolonging

if TYPE_CHECKING:
    from ...raw import ActivatedJob
    from .life import Engine


class Held:
    """A job in hand. It has a slot, and gives it back once, whatever happens."""

    __slots__ = (
        "_begun",
        "_end",
        "_engine",
        "_handle_time",
        "_is_over",
        "_reported",
        "_runs",
        "_source",
        "arrived",
        "expires",
        "message",
        "task",
    )

    def __init__(
        self, engine: Engine, message: ActivatedJob, source: Source, arrived: float
    ) -> None:
        """A job that has arrived at this time of `time.monotonic`, whose slot is taken."""
        self._engine = engine
        self.message = message
        self._source = source
        self.arrived = arrived
        self.expires = arrived + engine.settings.timeout
        self._begun: float | None = None
        self._handle_time = 0.0
        self._end = COMPLETED
        """How the job ends if the gateway takes the report that is under way."""
        self._runs = False
        self._reported = False
        self._is_over = False
        self.task: asyncio.Task[None] | None = None

    @property
    def key(self) -> JobKey:
        """The key of the job."""
        return JobKey(self.message.key)

    @property
    def loop(self) -> asyncio.AbstractEventLoop:
        """The event loop of the worker."""
        return self._engine.loop

    @property
    def given_up(self) -> bool:
        """Whether the worker has given the job up."""
        return self._engine.given_up

    def begin(self) -> None:
        """Has the job handled."""
        self._runs = True
        self.task = self._engine.loop.create_task(self._work())

    def give_back(self) -> None:
        """Has the job given back that has not been begun, with the retries it has."""
        self.task = self._engine.loop.create_task(self._return())

    def let_go(self) -> None:
        """Gives back what the job holds. Twice is like once."""
        if self._is_over:
            return
        self._is_over = True
        self.task = None
        engine = self._engine
        if self._runs:
            self._runs = False
            engine.next_may_begin()
        del engine.hand[self]
        engine.slots.give_back(self._source)

    async def _work(self) -> None:
        engine = self._engine
        try:
            now = time.monotonic()
            if now >= self.expires:
                self._tell(JobEnd.EXPIRED, 0.0)
                return
            self._begun = now
            engine.counters.started += 1
            if engine.hooks.observer is not None:
                event = JobStarted(engine.job_type, self.key, now - self.arrived)
                engine.hooks.tell(engine.hooks.observer.job_started, event)
            # The job knows who holds it, so nobody may hold it in turn: what is in a circle stays
            # in memory until a collector looks for it.
            job = Job(self.message, self)
            timeout = engine.settings.extend_timeout
            prolonging = None if timeout is None else Prolonging(self, timeout)
            try:
                outcome = outcome_of(await engine.handler.call(job))
            except BaseException as error:
                outcome = engine.handler.outcome_of_error(error, job)
            finally:
                if prolonging is not None:
                    prolonging.stop()
            # The fewer objects outlive a handler, the less often a collector looks at all of them.
            del job
            self._runs = False
            engine.next_may_begin()
            if self._reported or isinstance(outcome, Reported):
                return
            try:
                sending = self._sending(outcome)
            except ArgumentError as error:
                # What cannot be sent is an error of the handler like any other.
                sending = self._sending(unsendable(outcome, error))
            del outcome
            try:
                await sending
            except Exception as error:
                if not (self._not_taken(error) or isinstance(error, ZeebeError)):
                    raise
            else:
                self._tell(self._end, self._handle_time)
        finally:
            self.let_go()

    async def _return(self) -> None:
        why = "given back: the worker closes before it has begun"
        failure = JobFailure(why, retries=self.message.retries, retry_backoff=0)
        try:
            # What fails is told already.
            with contextlib.suppress(ZeebeError):
                await self._send(failure, JobEnd.RETURNED)
        finally:
            self.let_go()

    async def report(self, outcome: Ending) -> Reported:
        """Reports the outcome, in the name of the handler."""
        return await self._send(outcome)

    async def extend(self, milliseconds: int) -> None:
        """Prolongs the reservation, counted from now."""
        begun = time.monotonic()
        extending = jobs.extend(self._engine.client, self.message, milliseconds)
        if extending is None:
            raise ArgumentError("timeout", "the API of this SDK cannot prolong reservations")
        await extending
        self.expires = begun + milliseconds / 1000

    async def _send(self, outcome: Ending, end: JobEnd | None = None) -> Reported:
        """Reports an outcome."""
        sending = self._sending(outcome, end)
        try:
            await sending
        except Exception as error:
            if not self._not_taken(error):
                raise
            return Reported(is_lost=True)
        self._tell(self._end, self._handle_time)
        return TAKEN

    def _sending(self, outcome: Ending, end: JobEnd | None = None) -> Awaitable[object]:
        """The call that reports an outcome: one only, unless the gateway has not taken it.

        Raises:
            ArgumentError: If it cannot be sent. The job is as open as before.
        """
        if self._reported:
            raise ArgumentError("", "the outcome of the job has been reported already")
        now = time.monotonic()
        # An outcome is worth an attempt also when the reservation is over: the gateway takes it
        # unless somebody was faster. It is worth more than one while the job is still ours.
        remaining = self.expires - now
        options, within = (None, remaining) if remaining > 0 else (ONCE, None)
        if isinstance(outcome, Completion):
            text = encoded(outcome)
            client, message = self._engine.client, self.message
            sending = jobs.complete(client, message, text, outcome.result, options, within)
            self._end = COMPLETED
        elif isinstance(outcome, BpmnError):
            sending = self._throw(outcome, options, within)
            self._end = JobEnd.ERRORED
        else:
            sending = self._fail(outcome, options, within)
            self._end = end or JobEnd.FAILED
        self._reported = True
        self._handle_time = 0.0 if self._begun is None else now - self._begun
        return sending

    def _not_taken(self, error: Exception) -> bool:
        """The report has failed. Whether that is because the job is not ours any more."""
        if isinstance(error, (NotFoundError, FailedPreconditionError)):
            self._tell(JobEnd.LOST, self._handle_time)
            return True
        self._tell(JobEnd.UNREPORTED, self._handle_time)
        self._reported = getattr(error, "outcome_unknown", False)
        engine = self._engine
        engine.hooks.error(OutcomeError(engine.job_type, self.key, error))
        return False

    def _throw(
        self, outcome: BpmnError, options: CallOptions | None, within: float | None
    ) -> Awaitable[object]:
        code, said = wire.text("error_code", outcome.code), cut(outcome.message)
        text = encoded(outcome)
        client, message = self._engine.client, self.message
        return jobs.throw(client, message, code, said, text, options, within)

    def _fail(
        self, outcome: JobFailure, options: CallOptions | None, within: float | None
    ) -> Awaitable[object]:
        retries = wire.int32("retries", outcome.retries_after(self.message.retries))
        pause = outcome.retry_backoff
        if pause is None:
            pause = self._engine.settings.retry_backoff
        pause_ms = wire.milliseconds("retry_back_off", pause)
        text, said = encoded(outcome), cut(outcome.message)
        client, message = self._engine.client, self.message
        return jobs.fail(client, message, retries, pause_ms, said, text, options, within)

    def _tell(self, end: JobEnd, handle_time: float) -> None:
        engine = self._engine
        engine.counters.ended(end)
        observer = engine.hooks.observer
        if observer is not None:
            event = JobEnded(engine.job_type, self.key, end, handle_time)
            engine.hooks.tell(observer.job_ended, event)
        if engine.is_verbose:
            log.debug("job %s is over: %s after %.3f s", self.message.key, end.value, handle_time)


ONCE = CallOptions(retry=RetryMode.NEVER)
TAKEN = Reported()


def encoded(outcome: Ending) -> str | None:
    """The variables of an outcome as JSON, if it has any.

    Raises:
        ArgumentError: If they cannot be sent.
    """
    variables = outcome.variables
    if variables is UNSET or variables is None:
        return None
    try:
        # What is no object is refused there.
        return encode.object_text("variables", cast("encode.Variables", variables))
    except ArgumentError:
        raise
    except Exception as error:
        # A type of the user, which turns itself to JSON.
        said = f"{type(error).__name__}: {error}"
        raise ArgumentError("variables", f"cannot be turned to JSON: {said}") from error


def unsendable(outcome: Ending, error: ArgumentError) -> JobFailure:
    """The failure that stands for an outcome that cannot be sent, and says why."""
    if isinstance(outcome, JobFailure):
        return JobFailure(f"{outcome.message} ({error})", retries=whole(outcome.retries))
    return JobFailure(str(error))


def whole(retries: object) -> int | None:
    """The retries that a failure chooses, if they are some."""
    fits = isinstance(retries, int) and -(1 << 31) <= retries < 1 << 31
    return retries if fits and isinstance(retries, int) else None


def cut(message: object) -> str:
    """What is sent of a message: its beginning, in characters that UTF-8 has."""
    text = str(message)[: defaults.LONGEST_MESSAGE]
    return text if text.isascii() else text.encode(errors="replace").decode()
