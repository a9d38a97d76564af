/**
 * The job worker: takes jobs and hands them to functions.
 *
 * - `Worker` is what a program runs; `defineJob` says what handles a type of jobs.
 * - A handler is a function of a `Job`. What it returns or throws is how the job ends: an object of
 *   variables, `Completion`, `BpmnError`, `JobFailure`.
 * - `WorkerObserver`, `WorkerStats` and `WorkerState` say what a worker does, `WorkerError` what it
 *   cannot put right.
 *
 * Where to look: `worker` and `definition` are what users hold, `handler` is between a job and a
 * function, `engine/held` takes its outcome to the gateway, `engine/acquire` takes jobs.
 */

export type { Backoff, Pause } from "./backoff.js";
export { defineJob } from "./definition.js";
export type { AnyJobDefinition, JobDefinition, Middleware } from "./definition.js";
export {
  JobTooLargeError,
  OutcomeError,
  WorkerCrashError,
  WorkerError,
  WorkerFailedError,
} from "./errors.js";
export type { Fetch } from "./fetch.js";
export { Job } from "./job.js";
export type { Logger } from "./logger.js";
export type {
  Activated,
  JobEnded,
  JobStarted,
  Polled,
  StateChanged,
  StreamEnded,
  WorkerObserver,
} from "./observe.js";
export { BpmnError, Completion, JobFailure, Reported } from "./outcome.js";
export type {
  BpmnErrorOptions,
  CompletionOptions,
  HandlerResult,
  JobFailureOptions,
  Outcome,
} from "./outcome.js";
export type { JobSettings } from "./settings.js";
export type { JobEnd, PollState, JobSource, StreamEnd, StreamState, WorkerState } from "./state.js";
export type { WorkerStats } from "./stats.js";
export { Worker } from "./worker.js";
export type { WorkerRunOptions, ShutdownReport, WorkerOptions } from "./worker.js";
