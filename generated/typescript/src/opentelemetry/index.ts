/**
 * Metrics and spans of workers for OpenTelemetry. You hand over its API, so that this package does
 * not depend on it.
 *
 * ```ts
 * import * as otel from "@opentelemetry/api";
 * import { Worker, ZeebeClient } from "zeebe-sdk";
 * import { measured, traced } from "zeebe-sdk/opentelemetry";
 *
 * await using client = new ZeebeClient();
 * const worker = new Worker(client, {
 *   jobs,
 *   observers: [measured(otel)],
 *   middlewares: [traced(otel)],
 * });
 * ```
 *
 * The calls of a client have spans by the instrumentation of gRPC,
 * `@opentelemetry/instrumentation-grpc`; within a handler they are children of the job's span.
 *
 * @packageDocumentation
 */

import { VERSION } from "../version.js";
import type { AnyJob } from "../worker/handler.js";
import type { Middleware } from "../worker/definition.js";
import type { WorkerObserver } from "../worker/observe.js";
import { BpmnError } from "../worker/outcome.js";
import type { Attributes, MetricsApi, Span, TraceApi } from "./api.js";

export type {
  Attributes,
  Counter,
  Histogram,
  InstrumentOptions,
  Meter,
  MetricsApi,
  Span,
  TraceApi,
  Tracer,
} from "./api.js";

const NAME = "zeebe-sdk/worker";
const JOB_TYPE = "zeebe.job.type";

/** `SpanKind.CONSUMER` and `SpanStatusCode.ERROR` of the API. */
const CONSUMER = 4;
const ERROR = 2;

/**
 * An observer that counts and measures what workers do. Every instrument has the attribute
 * `zeebe.job.type`.
 *
 * | instrument | unit | more attributes |
 * |---|---|---|
 * | `zeebe.worker.jobs.activated` | jobs | `zeebe.job.source`: `poll`, `stream` |
 * | `zeebe.worker.jobs.ended` | jobs | `zeebe.job.end`: how, see `JobEnd` |
 * | `zeebe.worker.job.queue_time` | s | |
 * | `zeebe.worker.job.handle_time` | s | `zeebe.job.end` |
 * | `zeebe.worker.polls` | polls | `error.type`, if one failed |
 * | `zeebe.worker.streams.ended` | streams | `zeebe.stream.end`: why, see `StreamEnd` |
 *
 * @param api - The module `@opentelemetry/api`, or its `metrics`.
 */
export function measured(api: MetricsApi): WorkerObserver {
  const meter = api.metrics.getMeter(NAME, VERSION);
  const counter = (
    name: string,
    unit: string,
    description: string,
  ): ReturnType<typeof meter.createCounter> => meter.createCounter(name, { description, unit });
  const times = (name: string, description: string): ReturnType<typeof meter.createHistogram> =>
    meter.createHistogram(name, { description, unit: "s" });
  const activated = counter("zeebe.worker.jobs.activated", "{job}", "Jobs that came");
  const ended = counter("zeebe.worker.jobs.ended", "{job}", "Jobs that are over");
  const polls = counter("zeebe.worker.polls", "{poll}", "Polls that ended");
  const streams = counter("zeebe.worker.streams.ended", "{stream}", "Streams that ended");
  const queueTime = times(
    "zeebe.worker.job.queue_time",
    "From the arrival of a job until its handler begins",
  );
  const handleTime = times("zeebe.worker.job.handle_time", "How long the handler of a job took");
  return {
    activated: ({ jobType, jobs, source }) => {
      activated.add(jobs, { [JOB_TYPE]: jobType, "zeebe.job.source": source });
    },
    jobStarted: ({ jobType, queueTimeMs }) => {
      queueTime.record(queueTimeMs / 1_000, { [JOB_TYPE]: jobType });
    },
    jobEnded: ({ jobType, end, handleTimeMs }) => {
      const attributes = { [JOB_TYPE]: jobType, "zeebe.job.end": end };
      ended.add(1, attributes);
      handleTime.record(handleTimeMs / 1_000, attributes);
    },
    polled: ({ jobType, error }) => {
      const failed: Attributes = error === undefined ? {} : { "error.type": error.name };
      polls.add(1, { [JOB_TYPE]: jobType, ...failed });
    },
    streamEnded: ({ jobType, reason }) => {
      streams.add(1, { [JOB_TYPE]: jobType, "zeebe.stream.end": reason });
    },
  };
}

/**
 * A middleware with a span around each handler.
 *
 * The span is named `process` and the type of the job, and has the keys of job and instance. A
 * `BpmnError` is an outcome that the model knows, so it is an attribute; any other error, also a
 * `JobFailure` that is returned, is recorded as one.
 *
 * @param api - The module `@opentelemetry/api`, or its `trace`.
 */
export function traced(api: TraceApi): Middleware {
  const tracer = api.trace.getTracer(NAME, VERSION);
  return (job, next) =>
    tracer.startActiveSpan(
      `process ${job.type}`,
      { kind: CONSUMER, attributes: attributesOf(job) },
      async (span) => {
        try {
          const outcome = await next();
          note(span, outcome);
          return outcome;
        } catch (thrown) {
          note(span, thrown instanceof Error ? thrown : new Error(String(thrown)));
          throw thrown;
        } finally {
          span.end();
        }
      },
    );
}

function attributesOf(job: AnyJob): Attributes {
  // Keys are texts, as 64 bits are more than a number of JavaScript holds.
  return {
    [JOB_TYPE]: job.type,
    "zeebe.job.key": job.key,
    "zeebe.job.retries": job.retries,
    "zeebe.process_instance.key": job.processInstanceKey,
    "zeebe.process.id": job.bpmnProcessId,
    "zeebe.element.id": job.elementId,
  };
}

/** Writes an outcome down that is no plain success. */
function note(span: Span, outcome: unknown): void {
  if (outcome instanceof BpmnError) {
    span.setAttribute("zeebe.bpmn_error.code", outcome.code);
  } else if (outcome instanceof Error) {
    span.recordException(outcome);
    span.setStatus({ code: ERROR, message: outcome.message });
  }
}
