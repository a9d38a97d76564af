/** A job that is made up, and what a handler does with it. */

import { durationToMs } from "../duration.js";
import type { Duration } from "../duration.js";
import { ArgumentError } from "../errors.js";
import { decodeJson } from "../json/index.js";
import { JobKey } from "../keys.js";
import { checkedJobs, fetchFor } from "../worker/definition.js";
import type { AnyJobDefinition, JobDefinition, Middleware } from "../worker/definition.js";
import { completionOf, errorOf, failOf, unsendable } from "../worker/engine/report.js";
import { Handler } from "../worker/handler.js";
import { Job } from "../worker/job.js";
import type { Reporter } from "../worker/job.js";
import { Hooks } from "../worker/observe.js";
import { BpmnError, Completion, JobFailure, Reported } from "../worker/outcome.js";
import type { Outcome } from "../worker/outcome.js";
import { NoOutcomeError } from "./handle.js";
import { activatedJob, fetched } from "./message.js";
import type { MadeUpJob } from "./message.js";

/** What a job to test a handler with is made of. */
export type TestedJob = MadeUpJob & {
  /** How long it is reserved. Default: 5 min. */
  readonly timeout?: Duration | undefined;
  /** Is aborted when the worker gives the job up. */
  readonly signal?: AbortSignal | undefined;
  /** What a worker has around all its handlers. */
  readonly middlewares?: readonly Middleware[] | undefined;
  /** Is told for how long the handler prolongs the reservation, in milliseconds. */
  readonly onExtend?: ((milliseconds: number) => void) | undefined;
};

const NOBODY = { debug: ignore, info: ignore, warn: ignore, error: ignore };

function ignore(): void {
  // Tests have the outcome.
}

/**
 * Runs a handler on a job that is made up, without a worker and a gateway, and gives how the job
 * ends.
 *
 * What happens to the handler is what a worker would do: it gets only the variables that are
 * fetched, variables and headers that do not fit and errors fail the job, and a job has one
 * outcome. Variables are as the gateway gets them.
 *
 * ```ts
 * const outcome = await testJob(charge, { variables: { total: 5 } });
 * assert.deepEqual(outcome, new Completion({ variables: { paid: 5 } }));
 * ```
 *
 * The outcome of a handler that reports in person is what it has reported.
 *
 * @param definition - What `defineJob` has given.
 * @param job - What the job is made of.
 * @throws ConfigError if the definition cannot be used, and ArgumentError if the variables or
 *   headers of the job are no JSON object.
 * @throws NoOutcomeError if the handler throws because its signal is aborted.
 */
export async function testJob<Variables extends object, Headers extends object>(
  definition: JobDefinition<Variables, Headers>,
  job: TestedJob = {},
): Promise<Outcome> {
  const { timeout, signal, middlewares = [], onExtend, ...made } = job;
  const [checked] = checkedJobs([definition]) as [AnyJobDefinition];
  const message = activatedJob(checked.type, { ...made, key: made.key ?? 1n });
  const recorder = new Recorder(durationToMs(timeout ?? { minutes: 5 }), signal, onExtend);
  const handler = new Handler(checked, middlewares, new Hooks([], undefined, NOBODY));
  const fetch = checked.fetch ?? fetchFor(checked);
  const ended = await handler.attempt(new Job<object, object>(fetched(message, fetch), recorder));
  if (recorder.outcome !== undefined) return recorder.outcome;
  if (ended === undefined) throw new NoOutcomeError(JobKey(message.key), "it was given up");
  return received(ended);
}

/** Writes down what a handler reports in person, where a worker has the gateway. */
class Recorder implements Reporter {
  outcome: Outcome | undefined;
  expires: number;
  readonly signal: AbortSignal;
  readonly #onExtend: ((milliseconds: number) => void) | undefined;

  /** Nothing is reported. */
  constructor(
    timeoutMs: number,
    signal: AbortSignal | undefined,
    onExtend: ((milliseconds: number) => void) | undefined,
  ) {
    this.expires = performance.now() + timeoutMs;
    this.signal = signal ?? new AbortController().signal;
    this.#onExtend = onExtend;
  }

  /** Writes an outcome down. */
  async report(outcome: Outcome): Promise<Reported> {
    if (this.outcome !== undefined) {
      throw new ArgumentError("", "the outcome of the job has been reported already");
    }
    this.outcome = sent(outcome);
    return Promise.resolve(new Reported());
  }

  /** Tells of an extension. */
  async extend(milliseconds: number): Promise<void> {
    this.#onExtend?.(milliseconds);
    this.expires = performance.now() + milliseconds;
    return Promise.resolve();
  }
}

/** An outcome as a gateway gets it, or the failure of one that cannot be sent. */
function received(outcome: Outcome): Outcome {
  try {
    return sent(outcome);
  } catch (error) {
    if (error instanceof ArgumentError) return unsendable(outcome, error);
    throw error;
  }
}

/** An outcome as a gateway gets it. Throws an `ArgumentError` if it cannot be sent. */
function sent(outcome: Outcome): Outcome {
  if (outcome instanceof Reported) return outcome;
  if (outcome instanceof Completion) {
    const { variables, result } = completionOf(outcome);
    return new Completion({ variables: valueOf(variables), result });
  }
  if (outcome instanceof BpmnError) {
    const { code, said, variables } = errorOf(outcome);
    return new BpmnError(code, { message: said, variables: valueOf(variables) });
  }
  const { retries, retryBackoff } = outcome;
  const { said, variables } = failOf(outcome, { retries: 0 }, { retryBackoffMs: 0 });
  return new JobFailure(said, { retries, retryBackoff, variables: valueOf(variables) });
}

function valueOf(variables: string | undefined): object | undefined {
  return variables === undefined ? undefined : (decodeJson(variables) as object);
}
