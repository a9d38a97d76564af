"""Spans and metrics of workers."""

from __future__ import annotations

import contextlib
from types import SimpleNamespace
from typing import Any

import pytest
from opentelemetry import trace
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from zeebe_sdk.keys import JobKey
from zeebe_sdk.worker.observe import (
    Activated,
    JobEnded,
    JobStarted,
    Polled,
    StreamEnded,
)
from zeebe_sdk.worker.opentelemetry import Metrics, traced
from zeebe_sdk.worker.outcome import BpmnError
from zeebe_sdk.worker.state import JobEnd, Source, StreamEnd

JOB: Any = SimpleNamespace(
    type="charge", key=1, retries=3, process_instance_key=2, bpmn_process_id="order",
    element_id="task",
)  # fmt: skip


def points(reader: InMemoryMetricReader) -> dict[str, list[tuple[dict[str, Any], Any]]]:
    """Attributes and value of every point, by the names of the instruments."""
    data = reader.get_metrics_data()
    assert data is not None
    found: dict[str, list[tuple[dict[str, Any], Any]]] = {}
    for metric in data.resource_metrics[0].scope_metrics[0].metrics:
        for point in metric.data.data_points:
            value = point.value if hasattr(point, "value") else point.sum
            found.setdefault(metric.name, []).append((dict(point.attributes or {}), value))
    return found


def test_what_a_worker_does_is_counted_and_measured() -> None:
    reader = InMemoryMetricReader()
    observer = Metrics(MeterProvider([reader]))
    observer.activated(Activated("charge", 3, Source.STREAM, 3))
    observer.job_started(JobStarted("charge", JobKey(1), 0.5))
    observer.job_ended(JobEnded("charge", JobKey(1), JobEnd.COMPLETED, 0.25))
    observer.job_ended(JobEnded("charge", JobKey(2), JobEnd.COMPLETED, 0.25))
    observer.polled(Polled("charge", 3, 32, 0.1, None))
    observer.polled(Polled("charge", 0, 32, 0.1, TimeoutError()))
    observer.stream_ended(StreamEnded("charge", StreamEnd.OLD, 60.0, None))
    charge = {"zeebe.job.type": "charge"}
    completed = charge | {"zeebe.job.end": "completed"}
    assert points(reader) == {
        "zeebe.worker.jobs.activated": [(charge | {"zeebe.job.source": "stream"}, 3)],
        "zeebe.worker.jobs.ended": [(completed, 2)],
        "zeebe.worker.job.queue_time": [(charge, 0.5)],
        "zeebe.worker.job.handle_time": [(completed, 0.5)],
        "zeebe.worker.polls": [(charge, 1), (charge | {"error.type": "TimeoutError"}, 1)],
        "zeebe.worker.streams.ended": [(charge | {"zeebe.stream.end": "old"}, 1)],
    }


async def span_of(handler: Any) -> ReadableSpan:
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    with contextlib.suppress(RuntimeError, BpmnError):
        await traced(provider)(JOB, handler)
    (span,) = exporter.get_finished_spans()
    return span


async def test_a_handler_runs_in_a_span_of_its_job() -> None:
    async def handler(job: Any) -> None:
        assert trace.get_current_span().is_recording()

    span = await span_of(handler)
    assert span.name == "process charge"
    assert span.kind is trace.SpanKind.CONSUMER
    assert span.status.is_unset
    assert dict(span.attributes or {}) == {
        "zeebe.job.type": "charge",
        "zeebe.job.key": 1,
        "zeebe.job.retries": 3,
        "zeebe.process_instance.key": 2,
        "zeebe.process.id": "order",
        "zeebe.element.id": "task",
    }


async def test_an_exception_is_an_error_of_the_span() -> None:
    async def handler(job: Any) -> None:
        raise RuntimeError("declined")

    span = await span_of(handler)
    assert span.status.status_code is trace.StatusCode.ERROR
    assert span.status.description == "declined"
    assert span.events[0].name == "exception"


@pytest.mark.parametrize("is_raised", [True, False])
async def test_an_error_of_the_model_is_an_outcome_and_no_error(is_raised: bool) -> None:
    async def handler(job: Any) -> BpmnError:
        if is_raised:
            raise BpmnError("no-funds")
        return BpmnError("no-funds")

    span = await span_of(handler)
    assert span.status.is_unset
    assert (span.attributes or {})["zeebe.bpmn_error.code"] == "no-funds"
