"""The RPCs about jobs, at the desk: those that this API has."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from typing import Any

from .. import raw
from .._contract import UNSET
from .._json import decode
from ..worker.fetch import NO_VARIABLE, Fetch
from ..worker.outcome import BpmnError, Completion, JobFailure
from .desk import Desk, Standing, Wish

USUAL_WAIT = 10.0
"""How many seconds a poll waits that leaves it to the gateway."""

IsWanted = Callable[[], bool]


def poll(desk: Desk, request: Any, wanted: IsWanted) -> Iterator[Any]:
    """Sends the jobs that are there, or the first to come in time."""
    milliseconds: int = request.requestTimeout
    wait = USUAL_WAIT if milliseconds == 0 else max(milliseconds, 0) / 1000
    most: int = request.maxJobsToActivate
    jobs = desk.jobs(wish(request), most, time.monotonic() + wait, wanted)
    if jobs:
        yield raw.ActivateJobsResponse(jobs=jobs)


def push(desk: Desk, request: Any, wanted: IsWanted) -> Iterator[Any]:
    """Sends jobs one by one as they turn up."""
    while wanted():
        yield from desk.jobs(wish(request), 1, math.inf, wanted)


def wish(request: Any) -> Wish:
    """What a poll or a stream asks for."""
    names = tuple(name for name in request.fetchVariable if name != NO_VARIABLE)
    fetch = Fetch(names) if len(request.fetchVariable) else Fetch.ALL
    lease = bool(getattr(request, "withLease", False))
    return Wish(request.type, request.worker, request.timeout / 1000, fetch, lease)


def complete(desk: Desk, request: Any) -> None:
    """Completes a job."""
    result = request.result if is_given(request, "result") else None
    completion = Completion(variables(request), result)
    desk.report(request.jobKey, lease(request), completion, Standing.COMPLETED)


def fail(desk: Desk, request: Any) -> None:
    """Fails a job."""
    pause = request.retryBackOff / 1000
    failure = JobFailure(
        request.errorMessage,
        retries=request.retries,
        retry_backoff=pause,
        variables=variables(request),
    )
    standing = Standing.WAITING if pause else Standing.FREE
    if request.retries < 1:
        standing = Standing.STUCK
    desk.report(request.jobKey, lease(request), failure, standing)


def throw(desk: Desk, request: Any) -> None:
    """Throws a BPMN error from a job."""
    error = BpmnError(request.errorCode, request.errorMessage, variables(request))
    desk.report(request.jobKey, lease(request), error, Standing.STUCK)


def extend(desk: Desk, request: Any) -> None:
    """Prolongs the reservation of a job."""
    desk.extend(request.jobKey, lease(request), request.timeout / 1000)


STREAMS: dict[str, Callable[[Desk, Any, IsWanted], Iterator[Any]]] = {
    "ActivateJobs": poll,
    "StreamActivatedJobs": push,
}
REPORTS: dict[str, Callable[[Desk, Any], None]] = {
    "CompleteJob": complete,
    "FailJob": fail,
    "ThrowError": throw,
    "UpdateJobTimeout": extend,
}


def variables(request: Any) -> object:
    """The variables of a report, if it has any."""
    return decode.loads(request.variables) if request.variables else UNSET


def lease(request: Any) -> str | None:
    """The lease token of a report, if it has one."""
    return request.leaseToken if is_given(request, "leaseToken") else None


def is_given(request: Any, field: str) -> bool:
    """Whether a request has a field that not every API has."""
    return field in request.DESCRIPTOR.fields_by_name and bool(request.HasField(field))
