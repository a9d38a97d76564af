/** The RPCs about jobs, at the desk: those that this API has. */

import { decodeJson } from "../json/index.js";
import type {
  ActivateJobsRequest,
  CompleteJobRequest,
  FailJobRequest,
  ThrowErrorRequest,
} from "../raw/index.js";
import { NO_VARIABLE } from "../worker/fetch.js";
import { BpmnError, Completion, JobFailure } from "../worker/outcome.js";
import type { CompletionOptions } from "../worker/outcome.js";
import type { Desk, Wish } from "./desk.js";

/** How long a poll waits that leaves it to the gateway. */
const USUAL_WAIT_MS = 10_000;

/** Answers a request with jobs, until nobody wants them any more. */
export type Giver = (desk: Desk, request: unknown, wanted: AbortSignal) => AsyncIterable<unknown>;

async function* poll(desk: Desk, request: unknown, wanted: AbortSignal): AsyncIterable<unknown> {
  const { maxJobsToActivate, requestTimeout } = request as ActivateJobsRequest;
  const stated = Number(requestTimeout);
  const wait = stated === 0 ? USUAL_WAIT_MS : Math.max(stated, 0);
  const until = performance.now() + wait;
  const jobs = await desk.jobs(wishOf(request), maxJobsToActivate, until, wanted);
  if (jobs.length > 0) yield { jobs };
}

async function* push(desk: Desk, request: unknown, wanted: AbortSignal): AsyncIterable<unknown> {
  // None come when the gateway is closed, or nobody wants them any more.
  for (let some = true; some;) {
    const jobs = await desk.jobs(wishOf(request), 1, Infinity, wanted);
    yield* jobs;
    some = jobs.length > 0;
  }
}

/** What a poll or a stream asks for. */
function wishOf(request: unknown): Wish {
  // A stream asks for it by fields of the same names.
  const { type, worker, timeout, fetchVariable } = request as ActivateJobsRequest;
  const names = fetchVariable.filter((name) => name !== NO_VARIABLE);
  return {
    jobType: type,
    worker,
    timeoutMs: Number(timeout),
    fetch: fetchVariable.length === 0 ? "all" : names,
    lease: fieldOf(request, "withLease") === true,
  };
}

/** Takes the outcome of a job. */
export type JobReport = (desk: Desk, request: unknown) => void;

function complete(desk: Desk, request: unknown): void {
  const { jobKey, variables } = request as CompleteJobRequest;
  const result = fieldOf(request, "result") as CompletionOptions["result"];
  const outcome = new Completion({ variables: variablesOf(variables), result });
  desk.report({ key: jobKey, lease: leaseOf(request), outcome, standing: "completed" });
}

function fail(desk: Desk, request: unknown): void {
  const { jobKey, retries, retryBackOff, errorMessage, variables } = request as FailJobRequest;
  const pauseMs = Number(retryBackOff);
  const outcome = new JobFailure(errorMessage, {
    retries,
    retryBackoff: { milliseconds: pauseMs },
    variables: variablesOf(variables),
  });
  const standing = retries < 1 ? "stuck" : pauseMs > 0 ? "waiting" : "free";
  desk.report({ key: jobKey, lease: leaseOf(request), outcome, standing, retries, pauseMs });
}

function throwError(desk: Desk, request: unknown): void {
  const { jobKey, errorCode, errorMessage, variables } = request as ThrowErrorRequest;
  const outcome = new BpmnError(errorCode, {
    message: errorMessage,
    variables: variablesOf(variables),
  });
  desk.report({ key: jobKey, lease: leaseOf(request), outcome, standing: "stuck" });
}

function extend(desk: Desk, request: unknown): void {
  const key = fieldOf(request, "jobKey") as bigint;
  desk.extend(key, leaseOf(request), Number(fieldOf(request, "timeout")));
}

/** The RPCs that give jobs, as the proto spells them. */
export const SOURCES: ReadonlyMap<string, Giver> = new Map([
  ["ActivateJobs", poll],
  ["StreamActivatedJobs", push],
]);

/** The RPCs that take what became of them. */
export const REPORTS: ReadonlyMap<string, JobReport> = new Map([
  ["CompleteJob", complete],
  ["FailJob", fail],
  ["ThrowError", throwError],
  ["UpdateJobTimeout", extend],
]);

function variablesOf(text: string): object | undefined {
  return text === "" ? undefined : (decodeJson(text) as object);
}

function leaseOf(request: unknown): string | undefined {
  return fieldOf(request, "leaseToken") as string | undefined;
}

/** A field that not every API has. */
function fieldOf(request: unknown, name: string): unknown {
  return (request as Readonly<Record<string, unknown>>)[name];
}
