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
from ..outcome import BpmnError, Completion, JobFailure, Outcome, Reported
from ..state import JobEnd, Source
from .prolong import Prolonging

if TYPE_CHECKING:
    from ...raw import ActivatedJob
    from .life import Engine


class Held:
    """A job in hand. It has a slot, and gives it back once, whatever happens."""

    __slots__ = (
        "_begun",
        "_engine",
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
            if engine.settings.extend_timeout is None:
                outcome = await engine.handler.attempt(job)
            else:
                outcome = await self._prolonged(job, engine.settings.extend_timeout)
            self._runs = False
            engine.next_may_begin()
            if not self._reported:
                try:
                    await self._send(outcome)
                except ArgumentError as error:
                    await self._refused(outcome, error)
                except ZeebeError:
                    # It is told already.
                    pass
        finally:
            self.let_go()

    async def _prolonged(self, job: Job, timeout: float) -> Outcome:
        prolonging = Prolonging(self, timeout)
        try:
            return await self._engine.handler.attempt(job)
        finally:
            prolonging.stop()

    async def _return(self) -> None:
        why = "given back: the worker closes before it has begun"
        failure = JobFailure(why, retries=self.message.retries, retry_backoff=0)
        try:
            # What fails is told already.
            with contextlib.suppress(ZeebeError):
                await self._send(failure, JobEnd.RETURNED)
        finally:
            self.let_go()

    async def _refused(self, outcome: Outcome, error: ArgumentError) -> None:
        """What cannot be sent is an error of the handler like any other."""
        with contextlib.suppress(ZeebeError):
            await self._send(unsendable(outcome, error))

    async def report(self, outcome: Outcome) -> Reported:
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

    async def _send(self, outcome: Outcome, end: JobEnd | None = None) -> Reported:
        """Reports an outcome: one only, unless the gateway has certainly not taken it."""
        if self._reported:
            raise ArgumentError("", "the outcome of the job has been reported already")
        self._reported = True
        now = time.monotonic()
        handle_time = 0.0 if self._begun is None else now - self._begun
        try:
            if isinstance(outcome, Completion):
                end = JobEnd.COMPLETED
                await self._complete(outcome, *self._in_time(now))
            elif isinstance(outcome, BpmnError):
                end = JobEnd.ERRORED
                await self._throw(outcome, *self._in_time(now))
            elif isinstance(outcome, JobFailure):
                end = end or JobEnd.FAILED
                await self._fail(outcome, *self._in_time(now))
            else:
                return outcome
        except ArgumentError:
            # Nothing was sent, so the job is as open as before.
            self._reported = False
            raise
        except (NotFoundError, FailedPreconditionError):
            self._tell(JobEnd.LOST, handle_time)
            return Reported(is_lost=True)
        except Exception as error:
            self._unreported(error, handle_time)
            raise
        self._tell(end, handle_time)
        return TAKEN

    def _complete(
        self, outcome: Completion, options: CallOptions | None, within: float | None
    ) -> Awaitable[object]:
        text = encoded(outcome)
        client, message, result = self._engine.client, self.message, outcome.result
        return jobs.complete(client, message, text, result, options, within)

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

    def _in_time(self, now: float) -> tuple[CallOptions | None, float | None]:
        """An outcome is worth an attempt also when the reservation is over.

        The gateway takes it unless somebody was faster. It is worth more than one while the job is
        still ours.
        """
        remaining = self.expires - now
        return (None, remaining) if remaining > 0 else (ONCE, None)

    def _unreported(self, error: Exception, handle_time: float) -> None:
        self._tell(JobEnd.UNREPORTED, handle_time)
        self._reported = getattr(error, "outcome_unknown", False)
        engine = self._engine
        engine.hooks.error(OutcomeError(engine.job_type, self.key, error))

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


def encoded(outcome: Completion | BpmnError | JobFailure) -> str | None:
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


def unsendable(outcome: Outcome, error: ArgumentError) -> JobFailure:
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
