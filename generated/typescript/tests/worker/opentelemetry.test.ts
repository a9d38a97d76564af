/** Spans and metrics of workers, as the SDK of OpenTelemetry sees them. */

import * as otel from "@opentelemetry/api";
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from "@opentelemetry/sdk-metrics";
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from "@opentelemetry/sdk-trace-base";
import type { ReadableSpan } from "@opentelemetry/sdk-trace-base";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { JobKey } from "../../src/keys.js";
import { measured, traced } from "../../src/opentelemetry/index.js";
import { testJob } from "../../src/testing/index.js";
import { BpmnError, JobFailure, defineJob } from "../../src/worker/index.js";
import type { HandlerResult } from "../../src/worker/index.js";

afterEach(() => {
  otel.metrics.disable();
  otel.trace.disable();
});

describe("metrics", () => {
  it("count and measure what a worker does", async () => {
    const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
    const reader = new PeriodicExportingMetricReader({ exporter });
    otel.metrics.setGlobalMeterProvider(new MeterProvider({ readers: [reader] }));
    const observer = measured(otel);
    const jobType = "charge";
    const key = JobKey("1");
    observer.activated?.({ jobType, jobs: 3, source: "stream", slotsUsed: 3 });
    observer.jobStarted?.({ jobType, key, queueTimeMs: 500 });
    observer.jobEnded?.({ jobType, key, end: "completed", handleTimeMs: 250 });
    observer.jobEnded?.({ jobType, key, end: "completed", handleTimeMs: 250 });
    observer.polled?.({ jobType, jobs: 3, asked: 32, latencyMs: 100, error: undefined });
    const error = new RangeError("x");
    observer.polled?.({ jobType, jobs: 0, asked: 32, latencyMs: 100, error });
    observer.streamEnded?.({ jobType, reason: "old", openMs: 60_000, error: undefined });
    await reader.forceFlush();
    const metrics = exporter.getMetrics()[0]?.scopeMetrics[0]?.metrics ?? [];
    const points = metrics.map(({ descriptor, dataPoints }) => [
      descriptor.name,
      dataPoints.map(({ attributes, value }) => [
        attributes,
        typeof value === "number" ? value : value.sum,
      ]),
    ]);
    const charge = { "zeebe.job.type": "charge" };
    const completed = { ...charge, "zeebe.job.end": "completed" };
    expect(Object.fromEntries(points)).toEqual({
      "zeebe.worker.jobs.activated": [[{ ...charge, "zeebe.job.source": "stream" }, 3]],
      "zeebe.worker.jobs.ended": [[completed, 2]],
      "zeebe.worker.job.queue_time": [[charge, 0.5]],
      "zeebe.worker.job.handle_time": [[completed, 0.5]],
      "zeebe.worker.polls": [
        [charge, 1],
        [{ ...charge, "error.type": "RangeError" }, 1],
      ],
      "zeebe.worker.streams.ended": [[{ ...charge, "zeebe.stream.end": "old" }, 1]],
    });
  });
});

describe("spans", () => {
  const exporter = new InMemorySpanExporter();

  beforeEach(() => {
    exporter.reset();
    const spanProcessors = [new SimpleSpanProcessor(exporter)];
    otel.trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors }));
  });

  async function spanOf(handle: () => HandlerResult): Promise<ReadableSpan> {
    const definition = defineJob({ type: "charge", handle });
    const made = { processInstanceKey: 2n, bpmnProcessId: "order", elementId: "task" };
    await testJob(definition, { ...made, middlewares: [traced(otel)] });
    const [span, ...others] = exporter.getFinishedSpans();
    expect(others).toEqual([]);
    if (span === undefined) throw new Error("there is no span");
    return span;
  }

  it("are around the handlers of their jobs", async () => {
    const span = await spanOf(() => ({ paid: true }));
    expect(span.name).toBe("process charge");
    expect(span.kind).toBe(otel.SpanKind.CONSUMER);
    expect(span.status.code).toBe(otel.SpanStatusCode.UNSET);
    expect(span.attributes).toEqual({
      "zeebe.job.type": "charge",
      "zeebe.job.key": "1",
      "zeebe.job.retries": 3,
      "zeebe.process_instance.key": "2",
      "zeebe.process.id": "order",
      "zeebe.element.id": "task",
    });
  });

  it.each([
    [
      "thrown",
      (): never => {
        throw new RangeError("declined");
      },
    ],
    [
      "no error that is thrown",
      (): never => {
        throw "declined" as unknown as Error;
      },
    ],
    ["a failure that is returned", (): JobFailure => new JobFailure("declined")],
  ])("have errors: %s", async (_, handle) => {
    const span = await spanOf(handle);
    expect(span.status).toEqual({ code: otel.SpanStatusCode.ERROR, message: "declined" });
    expect(span.events[0]?.name).toBe("exception");
  });

  it.each([
    [
      "thrown",
      (): never => {
        throw new BpmnError("no-funds");
      },
    ],
    ["returned", (): BpmnError => new BpmnError("no-funds")],
  ])("take an error of the model for an outcome: %s", async (_, handle) => {
    const span = await spanOf(handle);
    expect(span.status.code).toBe(otel.SpanStatusCode.UNSET);
    expect(span.attributes["zeebe.bpmn_error.code"]).toBe("no-funds");
  });
});
