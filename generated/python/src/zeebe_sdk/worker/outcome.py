"""How a job ends: what a handler returns or raises."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TypeAlias, final

from .._contract import UNSET
from .._gateway.jobs import JobResult


@dataclass(slots=True)
class Completion:
    """A job whose work is done.

    Handlers return it where there is more to say than variables: the job of a user task listener is
    denied or corrected, and the job of an ad-hoc sub-process names what to activate, by a `result`.

    ```python
    @worker.job("check-assignment")
    async def check(assignee: str) -> Completion:
        return Completion(result=JobResult(denied=assignee == "nobody"))
    ```
    """

    variables: object = UNSET
    """The variables to store at the scope of the task: a dict, dataclass, model or JSON.

    Variables that cannot be sent fail the job, with a message that says where they cannot.
    """
    result: JobResult | None = None
    """What a listener or the job of an ad-hoc sub-process decides beside the variables."""


class BpmnError(Exception):
    """Something that the model has a path for went wrong. Handlers raise it, or return it.

    The process goes on at the boundary event or event sub-process that catches the code. An error
    that nothing catches is an incident.

    ```python
    raise BpmnError("no-funds", "the card was declined", {"limit": 50})
    ```
    """

    def __init__(self, code: str, message: str = "", variables: object = UNSET) -> None:
        """An error with the code that the model catches.

        Args:
            code: The code.
            message: What happened, for people. The gateway gets at most 10,000 characters of it.
            variables: The variables to create at the scope of the event that catches it.
        """
        super().__init__(code, message)
        self.code = code
        """The code that the model catches."""
        self.message = message
        """What happened, for people."""
        self.variables = variables
        """The variables to create at the scope of the event that catches it."""

    def __str__(self) -> str:
        """The code and the message."""
        return f"{self.code}: {self.message}" if self.message else self.code


class JobFailure(Exception):  # noqa: N818, it is no error that was not foreseen
    """The work was not done. Handlers raise it, or return it.

    Any other exception is a failure, too; this one says with how many retries and after what pause
    the job is tried again.

    ```python
    raise JobFailure("the printer is out of paper", retries=5, retry_backoff=60)
    ```
    """

    def __init__(
        self,
        message: str = "",
        *,
        retries: int | None = None,
        retry_backoff: float | timedelta | None = None,
        variables: object = UNSET,
    ) -> None:
        """A failure.

        Args:
            message: What happened. The gateway gets at most 10,000 characters of it.
            retries: How often the job may be tried again; with 0 it becomes an incident. `None` is
                one less than the job has, and never below 0.
            retry_backoff: How long the gateway waits before it gives the job out again, in seconds
                or as a `timedelta`. `None` is what the worker is set to.
            variables: The variables to create at the scope of the task.
        """
        super().__init__(message)
        self.message = message
        """What happened."""
        self.retries = retries
        """How often the job may be tried again; `None` is one less than the job has."""
        self.retry_backoff = retry_backoff
        """How long the gateway waits before it gives the job out again; `None`: as it is set."""
        self.variables = variables
        """The variables to create at the scope of the task."""

    def __str__(self) -> str:
        """The message."""
        return self.message

    def retries_after(self, retries: int) -> int:
        """How often a job that has so many retries now may be tried again."""
        return max(retries - 1, 0) if self.retries is None else self.retries


@final
@dataclass(frozen=True, slots=True)
class Reported:
    """The proof that a handler has reported the outcome of its job itself: a `Job` gives it."""

    is_lost: bool = False
    """Whether the job was gone when it was reported.

    Its reservation had ended, it was cancelled, or an earlier report, whose answer was lost, had
    worked.
    """


Ending: TypeAlias = Completion | BpmnError | JobFailure
"""How a job ends, as the gateway is told."""

Outcome: TypeAlias = Ending | Reported
"""How a job ends: what a handler returns or raises, in whichever form."""


def outcome_of(returned: object) -> Outcome:
    """The outcome that a handler means by what it has returned."""
    if returned is None:
        return Completion()
    if returned.__class__ is dict:
        return Completion(returned)
    if isinstance(returned, (Completion, BpmnError, JobFailure, Reported)):
        return returned
    if isinstance(returned, JobResult):
        return Completion(result=returned)
    return Completion(returned)


def failure_of(error: BaseException) -> JobFailure:
    """The failure that an exception of a handler means: its text and those of its causes."""
    text = said(error)
    cause = error.__cause__
    seen = {id(error)}
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        more = said(cause)
        if more not in text:
            text = f"{text}: {more}"
        cause = cause.__cause__
    return JobFailure(text)


def said(error: BaseException) -> str:
    """What an exception says; where that alone says little, with its name."""
    name = type(error).__name__
    try:
        text = str(error)
    except Exception:
        return name
    if not text.strip():
        return name
    return f"{name}: {text}" if isinstance(error, LookupError) else text
