"""The job worker: takes jobs and hands them to functions.

- `Worker` is what a program runs; `JobRouter` is a part of one, for a module of its own.
- A handler is a plain function. Its parameters are what it takes of a job: variables by name,
  `Variables`, `Headers`, `Job`, `State`, `Inject`. What it returns or raises is how the job ends:
  an object of variables, `Completion`, `BpmnError`, `JobFailure`.
- `WorkerObserver`, `WorkerStats` and `WorkerState` say what a worker does, `WorkerError` what it
  cannot put right. `telemetry` does it by OpenTelemetry.

Where to look: `router` and `worker` are what users hold, `inject` and `handler` are between a job
and a function, `held` in `engine` takes its outcome to the gateway, `acquire` there takes jobs.
"""

from .._gateway.jobs import JobResult
from .backoff import Backoff, Pause
from .errors import (
    JobTooLargeError,
    OutcomeError,
    WorkerCrashError,
    WorkerError,
    WorkerFailedError,
)
from .fetch import Fetch
from .handler import CallNext, Middleware
from .inject import Headers, Inject, State, Variable, Variables
from .job import Job, SyncJob
from .observe import (
    Activated,
    JobEnded,
    JobStarted,
    Polled,
    StateChanged,
    StreamEnded,
    WorkerObserver,
)
from .outcome import BpmnError, Completion, JobFailure, Outcome, Reported
from .router import JobRouter
from .settings import WorkerSettings
from .state import JobEnd, PollState, Source, StreamEnd, StreamState, WorkerState
from .stats import WorkerStats
from .worker import ShutdownReport, Worker

__all__ = [
    "Activated",
    "Backoff",
    "BpmnError",
    "CallNext",
    "Completion",
    "Fetch",
    "Headers",
    "Inject",
    "Job",
    "JobEnd",
    "JobEnded",
    "JobFailure",
    "JobResult",
    "JobRouter",
    "JobStarted",
    "JobTooLargeError",
    "Middleware",
    "Outcome",
    "OutcomeError",
    "Pause",
    "PollState",
    "Polled",
    "Reported",
    "ShutdownReport",
    "Source",
    "State",
    "StateChanged",
    "StreamEnd",
    "StreamEnded",
    "StreamState",
    "SyncJob",
    "Variable",
    "Variables",
    "Worker",
    "WorkerCrashError",
    "WorkerError",
    "WorkerFailedError",
    "WorkerObserver",
    "WorkerSettings",
    "WorkerState",
    "WorkerStats",
]
