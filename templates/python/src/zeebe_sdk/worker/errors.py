"""What a worker cannot put right by itself."""

from __future__ import annotations

from grpc import StatusCode

from ..errors import CallError, ZeebeError
from ..keys import JobKey


class WorkerError(ZeebeError):
    """What a worker cannot put right by itself.

    The error callback gets these, and they are logged. Failures that pass, like those of a gateway
    that starts again, are not among them.
    """

    def __init__(self, job_type: str, message: str) -> None:
        """An error of the worker for this type of jobs."""
        super().__init__(message)
        self.job_type = job_type
        """The type of the jobs."""

    @property
    def status(self) -> StatusCode | None:
        """The status of the call that failed, if one did."""
        return self.__cause__.status if isinstance(self.__cause__, CallError) else None


class WorkerFailedError(WorkerError):
    """Polling can never succeed, so the worker has given up.

    Its `__cause__` is what the gateway says.
    """

    def __init__(self, job_type: str, error: Exception) -> None:
        """The worker for this type has given up for this reason."""
        super().__init__(job_type, f"the worker for '{job_type}' has given up: {error}")
        self.__cause__ = error


class JobTooLargeError(WorkerError):
    """A single job is larger than somebody on the way takes, so it cannot be activated.

    Its `__cause__` is what the gateway says.
    """

    def __init__(self, job_type: str, error: Exception) -> None:
        """A job of this type is too large, as this error says."""
        super().__init__(
            job_type, f"a job of the type '{job_type}' is too large to be activated: {error}"
        )
        self.__cause__ = error


class OutcomeError(WorkerError):
    """The outcome of a job could not be reported.

    The gateway gives the job out again when its reservation ends. Its `__cause__` is what the
    gateway says.
    """

    def __init__(self, job_type: str, key: JobKey, error: Exception) -> None:
        """The outcome of this job is not reported, for this reason."""
        super().__init__(
            job_type, f"the outcome of job {key} of the type '{job_type}' is not reported: {error}"
        )
        self.key = key
        """The job."""
        self.__cause__ = error


class WorkerCrashError(WorkerError):
    """Something raised that is not a handler.

    It is a function that was given to the worker, or the worker itself, which goes on after a
    pause. Its `__cause__` is what was raised.
    """

    def __init__(self, job_type: str, error: BaseException) -> None:
        """The worker for this type has met this."""
        super().__init__(
            job_type, f"an error in the worker for '{job_type}': {type(error).__name__}: {error}"
        )
        self.__cause__ = error
