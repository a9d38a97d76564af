/** A job in the hands of its handler. */

import { inspect } from "node:util";

import { durationToMs } from "../duration.js";
import type { Duration } from "../duration.js";
import { ArgumentError, VariablesError } from "../errors.js";
import { JobFields } from "../gateway/jobs.js";
import { Json } from "../json/index.js";
import type { ActivatedJob } from "../raw/index.js";
import { BpmnError, Completion, JobFailure } from "./outcome.js";
import type {
  BpmnErrorOptions,
  CompletionOptions,
  JobFailureOptions,
  Outcome,
  Reported,
} from "./outcome.js";

/** Takes the one outcome of a job to the gateway: a worker, or a test. */
export interface Reporter {
  /** When the reservation ends, by `performance.now()`. */
  readonly expires: number;
  /** Is aborted when the worker gives the job up. */
  readonly signal: AbortSignal;
  /** Reports it; the second report of a job is refused. */
  report(outcome: Outcome): Promise<Reported>;
  /** Prolongs the reservation, counted from now. */
  extend(milliseconds: number): Promise<void>;
}

/** Gives a job the values that its schemas have made; there is no other way to set them. */
let setValues: (job: Job<object, object>, values: JobValues) => void;

/** What the schemas of a job have made. */
interface JobValues {
  readonly variables: object | undefined;
  readonly headers: object | undefined;
}

/**
 * A job that the gateway has reserved for this worker.
 *
 * It has all that the gateway says of it: `job.key`, `job.retries`, `job.elementId`; and what the
 * handler is for, `job.variables` and `job.headers`.
 *
 * A handler just returns the outcome. One that has something to do after that reports it in person,
 * and returns the proof:
 *
 * ```ts
 * async handle(job) {
 *   if (job.retries < 2) await job.extendTimeout({ minutes: 10 });
 *   const reported = await job.complete({ variables: { paid: true } });
 *   console.log("the process goes on");
 *   return reported;
 * }
 * ```
 *
 * A job has one outcome.
 */
export class Job<
  Variables extends object = Record<string, unknown>,
  Headers extends object = Record<string, string>,
> extends JobFields {
  readonly #message: ActivatedJob;
  readonly #reporter: Reporter;
  #variables: object | undefined;
  #headers: object | undefined;

  static {
    setValues = (job: Job<object, object>, values: JobValues): void => {
      job.#variables = values.variables;
      job.#headers = values.headers;
    };
  }

  /**
   * The job of this message; its outcome goes to the reporter.
   *
   * @internal
   */
  constructor(message: ActivatedJob, reporter: Reporter) {
    super(message);
    this.#message = message;
    this.#reporter = reporter;
  }

  /**
   * The variables that came with the job: what the schema makes of them, if there is one.
   *
   * Whole numbers beyond 2^53 are `bigint`.
   *
   * @throws VariablesError if they are no JSON object.
   */
  get variables(): Variables {
    this.#variables ??= objectOf("variables", this.#message.variables);
    return this.#variables as Variables;
  }

  /**
   * The headers that the model defines for the task: what the schema makes of them, if there is
   * one. Without it they are texts.
   *
   * @throws VariablesError if they are no JSON object.
   */
  get headers(): Headers {
    this.#headers ??= objectOf("headers", this.#message.customHeaders);
    return this.#headers as Headers;
  }

  /** The variables that came with the job, as the JSON that they are. */
  get variablesText(): string {
    return this.#message.variables || "{}";
  }

  /** The headers that the model defines for the task, as the JSON that they are. */
  get headersText(): string {
    return this.#message.customHeaders || "{}";
  }

  /**
   * How long the job is still reserved for this worker, in milliseconds, by the clock of this
   * machine. 0 when the gateway may have given it to another.
   */
  get expiresInMs(): number {
    return Math.max(this.#reporter.expires - performance.now(), 0);
  }

  /**
   * Is aborted when the worker gives the job up: it is stopping, and the time to finish is over.
   *
   * Handlers that take long hand it on, e.g. to `fetch`.
   */
  get signal(): AbortSignal {
    return this.#reporter.signal;
  }

  /**
   * Completes the job. A job that is gone is not an error, see `Reported.isLost`.
   *
   * @param options - What there is to say.
   * @throws ArgumentError if the variables cannot be sent, which is found before anything is
   *   reported, or the job has been reported already.
   * @throws CallError if the gateway cannot be told.
   */
  complete(options?: CompletionOptions): Promise<Reported> {
    return this.#reporter.report(new Completion(options));
  }

  /**
   * Fails the job; the options are those of `JobFailure`, the errors those of `complete`.
   *
   * @param options - What happened, and how the job is tried again.
   */
  fail(
    options: JobFailureOptions & { readonly message?: string | undefined } = {},
  ): Promise<Reported> {
    return this.#reporter.report(new JobFailure(options.message, options));
  }

  /**
   * Throws a BPMN error; the options are those of `BpmnError`, the errors those of `complete`.
   *
   * @param options - The code that the model catches, and what else there is to say.
   */
  throwError(options: BpmnErrorOptions & { readonly code: string }): Promise<Reported> {
    return this.#reporter.report(new BpmnError(options.code, options));
  }

  /**
   * Reserves the job for so long from now.
   *
   * @param timeout - How long.
   * @throws ArgumentError if this is no length of time, or this API cannot prolong reservations.
   * @throws CallError if the gateway refuses: `NotFoundError` if the job is gone.
   */
  async extendTimeout(timeout: Duration): Promise<void> {
    await this.#reporter.extend(wholeMs("timeout", timeout));
  }

  /** The job for people; it shows no variables. */
  override toString(): string {
    return `job ${this.key} of type '${this.type}' (${String(this.retries)} retries)`;
  }

  /** As `toString`, where Node shows it. */
  [inspect.custom](): string {
    return this.toString();
  }
}

export { setValues };

/** A duration in whole milliseconds, at least 1 unless it is nothing. */
export function wholeMs(field: string, duration: Duration): number {
  try {
    return Math.ceil(durationToMs(duration));
  } catch (error) {
    throw error instanceof ArgumentError ? error.at(field) : error;
  }
}

function objectOf(root: string, text: string): object {
  try {
    return Json.object<object>(text).value;
  } catch (error) {
    throw error instanceof VariablesError ? error.at(root) : error;
  }
}
