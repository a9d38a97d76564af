/** How a job ends: what a handler returns or throws. */

import { brand, isInstance } from "../brand.js";
import type { Duration } from "../duration.js";
import type { JobResult } from "../gateway/jobs.js";

/** What a {@link Completion} is made of. */
export interface CompletionOptions {
  /**
   * The variables to store at the scope of the task: an object, or `RawJson`.
   *
   * Variables that cannot be sent fail the job, with a message that says where they cannot.
   */
  readonly variables?: object | undefined;
  /** What a listener or the job of an ad-hoc sub-process decides beside the variables. */
  readonly result?: JobResult | undefined;
}

/**
 * A job whose work is done.
 *
 * Handlers return it where there is more to say than variables: the job of a user task listener is
 * denied or corrected, and the job of an ad-hoc sub-process names what to activate, by a `result`.
 *
 * ```ts
 * const check = defineJob({
 *   type: "check-assignment",
 *   handle: () => new Completion({ result: { denied: true, deniedReason: "nobody is there" } }),
 * });
 * ```
 */
export class Completion {
  /** The variables to store at the scope of the task. */
  readonly variables: object | undefined;
  /** What is decided beside the variables. */
  readonly result: JobResult | undefined;

  /**
   * Completes a job.
   *
   * @param options - What there is to say.
   */
  constructor(options: CompletionOptions = {}) {
    this.variables = options.variables;
    this.result = options.result;
  }

  /** Whether a value is one, from whichever copy of the package. */
  static [Symbol.hasInstance](value: unknown): boolean {
    return isInstance(this, value);
  }
}

/** What a {@link BpmnError} may have beside its code. */
export interface BpmnErrorOptions extends ErrorOptions {
  /** What happened, for people. The gateway gets at most 10,000 characters of it. */
  readonly message?: string | undefined;
  /** The variables to create at the scope of the event that catches it. */
  readonly variables?: object | undefined;
}

/**
 * Something that the model has a path for went wrong. Handlers throw it, or return it.
 *
 * The process goes on at the boundary event or event sub-process that catches the code. An error
 * that nothing catches is an incident.
 *
 * ```ts
 * throw new BpmnError("no-funds", { message: "the card was declined", variables: { limit: 50 } });
 * ```
 */
export class BpmnError extends Error {
  /** The code that the model catches. */
  readonly code: string;
  /** The variables to create at the scope of the event that catches it. */
  readonly variables: object | undefined;

  /**
   * An error with the code that the model catches.
   *
   * @param code - The code.
   * @param options - What else there is to say.
   */
  constructor(code: string, options: BpmnErrorOptions = {}) {
    super(options.message ?? "", causeIn(options));
    this.code = code;
    this.variables = options.variables;
  }

  /** Whether a value is one, from whichever copy of the package. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return isInstance(this, value);
  }
}

/** What a {@link JobFailure} may have beside its message. */
export interface JobFailureOptions extends ErrorOptions {
  /**
   * How often the job may be tried again; with 0 it becomes an incident.
   *
   * Left out it is one less than the job has, and never below 0.
   */
  readonly retries?: number | undefined;
  /**
   * How long the gateway waits before it gives the job out again.
   *
   * Left out it is what the worker is set to.
   */
  readonly retryBackoff?: Duration | undefined;
  /** The variables to create at the scope of the task. */
  readonly variables?: object | undefined;
}

/**
 * The work was not done. Handlers throw it, or return it.
 *
 * Any other error is a failure, too; this one says with how many retries and after what pause the
 * job is tried again.
 *
 * ```ts
 * throw new JobFailure("the printer is out of paper", { retries: 5, retryBackoff: { minutes: 1 } });
 * ```
 */
export class JobFailure extends Error {
  /** How often the job may be tried again; `undefined` is one less than the job has. */
  readonly retries: number | undefined;
  /** How long the gateway waits before it gives the job out again; `undefined`: as it is set. */
  readonly retryBackoff: Duration | undefined;
  /** The variables to create at the scope of the task. */
  readonly variables: object | undefined;

  /**
   * A failure.
   *
   * @param message - What happened. The gateway gets at most 10,000 characters of it.
   * @param options - What else there is to say.
   */
  constructor(message = "", options: JobFailureOptions = {}) {
    super(message, causeIn(options));
    this.retries = options.retries;
    this.retryBackoff = options.retryBackoff;
    this.variables = options.variables;
  }

  /** Whether a value is one, from whichever copy of the package. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return isInstance(this, value);
  }
}

/**
 * The proof that a handler has reported the outcome of its job itself: a `Job` gives it.
 */
export class Reported {
  /**
   * Whether the job was gone when it was reported.
   *
   * Its reservation had ended, it was cancelled, or an earlier report, whose answer was lost, had
   * worked.
   */
  readonly isLost: boolean;

  /** Is made by a worker alone. */
  constructor(isLost = false) {
    this.isLost = isLost;
  }

  /** Whether a value is one, from whichever copy of the package. */
  static [Symbol.hasInstance](value: unknown): boolean {
    return isInstance(this, value);
  }
}

brand(Completion, "Completion");
brand(BpmnError, "BpmnError");
brand(JobFailure, "JobFailure");
brand(Reported, "Reported");

/** How a job ends: what a handler returns or throws, in whichever form. */
export type Outcome = Completion | BpmnError | JobFailure | Reported;

/**
 * What a handler returns: nothing, the variables to store as an object, or an {@link Outcome}.
 */
// eslint-disable-next-line @typescript-eslint/no-invalid-void-type -- a function without `return`
export type HandlerResult = Outcome | object | null | undefined | void;

const NOTHING = new Completion();

/** The outcome that a handler means by what it has returned. */
export function outcomeOf(returned: unknown): Outcome {
  if (returned === undefined || returned === null) return NOTHING;
  if (isOutcome(returned)) return returned;
  // What is no object is refused where it is turned to JSON.
  return new Completion({ variables: returned });
}

/** Whether it is an outcome and no variables. */
export function isOutcome(value: unknown): value is Outcome {
  // Almost everything else is a plain object, which is seen at once.
  if (typeof value !== "object" || value === null) return false;
  if (Object.getPrototypeOf(value) === Object.prototype) return false;
  return (
    value instanceof Completion ||
    value instanceof BpmnError ||
    value instanceof JobFailure ||
    value instanceof Reported
  );
}

/** How often a job may be tried again that has so many retries now and ends with this failure. */
export function retriesAfter(failure: JobFailure, retries: number): number {
  return failure.retries ?? Math.max(retries - 1, 0);
}

/** The failure that something thrown means: its text and those of its causes. */
export function failureOf(thrown: unknown): JobFailure {
  let text = said(thrown);
  const seen = new Set([thrown]);
  let cause = causeOf(thrown);
  while (cause !== undefined && !seen.has(cause)) {
    seen.add(cause);
    const more = said(cause);
    if (!text.includes(more)) text = `${text}: ${more}`;
    cause = causeOf(cause);
  }
  return new JobFailure(text);
}

/** What something thrown says; an error that says nothing has its name at least. */
export function said(thrown: unknown): string {
  try {
    if (!(thrown instanceof Error)) return String(thrown);
    // Whoever derives from Error may make anything of these.
    const { name, message } = thrown as { readonly name: unknown; readonly message: unknown };
    const text = String(message);
    return text.trim() === "" ? String(name) : text;
  } catch {
    return "something was thrown that cannot be turned to text";
  }
}

function causeOf(thrown: unknown): unknown {
  try {
    return thrown instanceof Error ? thrown.cause : undefined;
  } catch {
    return undefined;
  }
}

function causeIn(options: ErrorOptions): ErrorOptions | undefined {
  return "cause" in options ? { cause: options.cause } : undefined;
}
