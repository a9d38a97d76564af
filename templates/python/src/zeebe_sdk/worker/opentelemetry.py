"""Spans and metrics of workers for OpenTelemetry; it needs the extra `opentelemetry`.

```python
from zeebe_sdk import AsyncZeebeClient
from zeebe_sdk.worker import Worker
from zeebe_sdk.worker.opentelemetry import Metrics, traced


def observed(client: AsyncZeebeClient) -> Worker:
    worker = Worker(client, observer=Metrics())
    worker.middleware(traced())
    return worker
```

The calls of a client have spans by the instrumentation of gRPC,
`opentelemetry-instrumentation-grpc`; within a handler they are children of the job's span.
"""

from __future__ import annotations

from opentelemetry import metrics, trace

from .._version import VERSION
from .handler import CallNext, Middleware
from .job import Job
from .observe import Activated, JobEnded, JobStarted, Polled, StreamEnded, WorkerObserver
from .outcome import BpmnError

__all__ = ["Metrics", "traced"]

NAME = "zeebe_sdk.worker"

JOB_TYPE = "zeebe.job.type"


class Metrics(WorkerObserver):
    """Counts and measures what workers do; every instrument has the attribute `zeebe.job.type`.

    | instrument | unit | more attributes |
    |---|---|---|
    | `zeebe.worker.jobs.activated` | jobs | `zeebe.job.source`: `poll`, `stream` |
    | `zeebe.worker.jobs.ended` | jobs | `zeebe.job.end`: how, see `JobEnd` |
    | `zeebe.worker.job.queue_time` | s | |
    | `zeebe.worker.job.handle_time` | s | `zeebe.job.end` |
    | `zeebe.worker.polls` | polls | `error.type`, if one failed |
    | `zeebe.worker.streams.ended` | streams | `zeebe.stream.end`: why, see `StreamEnd` |
    """

    def __init__(self, meter_provider: metrics.MeterProvider | None = None) -> None:
        """Instruments of this provider.

        Args:
            meter_provider: The provider; without it, that of the program.
        """
        meter = metrics.get_meter(NAME, VERSION, meter_provider)
        self._activated = meter.create_counter(
            "zeebe.worker.jobs.activated", "{job}", "Jobs that came"
        )
        self._ended = meter.create_counter("zeebe.worker.jobs.ended", "{job}", "Jobs that are over")
        self._queued = meter.create_histogram(
            "zeebe.worker.job.queue_time", "s", "From the arrival of a job until its handler begins"
        )
        self._handled = meter.create_histogram(
            "zeebe.worker.job.handle_time", "s", "How long the handler of a job took"
        )
        self._polls = meter.create_counter("zeebe.worker.polls", "{poll}", "Polls that ended")
        self._streams = meter.create_counter(
            "zeebe.worker.streams.ended", "{stream}", "Streams that ended"
        )

    def activated(self, event: Activated) -> None:
        """Jobs have arrived."""
        attributes = {JOB_TYPE: event.job_type, "zeebe.job.source": event.source.value}
        self._activated.add(event.jobs, attributes)

    def job_started(self, event: JobStarted) -> None:
        """A handler begins."""
        self._queued.record(event.queue_time, {JOB_TYPE: event.job_type})

    def job_ended(self, event: JobEnded) -> None:
        """A job is over."""
        attributes = {JOB_TYPE: event.job_type, "zeebe.job.end": event.end.value}
        self._ended.add(1, attributes)
        self._handled.record(event.handle_time, attributes)

    def polled(self, event: Polled) -> None:
        """A poll has ended."""
        attributes = {JOB_TYPE: event.job_type}
        if event.error is not None:
            attributes["error.type"] = type(event.error).__name__
        self._polls.add(1, attributes)

    def stream_ended(self, event: StreamEnded) -> None:
        """A stream has ended."""
        attributes = {JOB_TYPE: event.job_type, "zeebe.stream.end": event.reason.value}
        self._streams.add(1, attributes)


def traced(tracer_provider: trace.TracerProvider | None = None) -> Middleware:
    """A middleware with a span around each handler.

    The span is named `process` and the type of the job, and has the keys of job and instance. A
    `BpmnError` is an outcome that the model knows, so it is an attribute; any other exception is
    recorded as an error.

    Args:
        tracer_provider: The provider; without it, that of the program.
    """
    tracer = trace.get_tracer(NAME, VERSION, tracer_provider)

    async def trace_job(job: Job, call_next: CallNext) -> object:
        attributes: dict[str, str | int] = {
            JOB_TYPE: job.type,
            "zeebe.job.key": int(job.key),
            "zeebe.job.retries": job.retries,
            "zeebe.process_instance.key": int(job.process_instance_key),
            "zeebe.process.id": job.bpmn_process_id,
            "zeebe.element.id": job.element_id,
        }
        with tracer.start_as_current_span(
            f"process {job.type}",
            kind=trace.SpanKind.CONSUMER,
            attributes=attributes,
            record_exception=False,
            set_status_on_exception=False,
        ) as span:
            try:
                outcome = await call_next(job)
            except BpmnError as error:
                span.set_attribute("zeebe.bpmn_error.code", error.code)
                raise
            except Exception as error:
                span.record_exception(error)
                span.set_status(trace.Status(trace.StatusCode.ERROR, str(error)))
                raise
            if isinstance(outcome, BpmnError):
                span.set_attribute("zeebe.bpmn_error.code", outcome.code)
            return outcome

    return trace_job
