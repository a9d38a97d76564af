/** What a worker cannot put right by itself. */

import { brand } from "../brand.js";
import type { StatusName } from "../contract/index.js";
import { CallError, ZeebeError } from "../errors.js";
import type { JobKey } from "../keys.js";
import { said } from "./outcome.js";

/**
 * What a worker cannot put right by itself.
 *
 * The error callback gets these, and they are logged. Failures that pass, like those of a gateway
 * that starts again, are not among them.
 */
export class WorkerError extends ZeebeError {
  /** The type of the jobs. */
  readonly jobType: string;

  /** An error of the worker for this type of jobs. */
  constructor(jobType: string, message: string, cause: unknown) {
    super(message, { cause });
    this.jobType = jobType;
  }

  /** The name of the status of the call that failed, if one did. */
  get statusName(): StatusName | undefined {
    return this.cause instanceof CallError ? this.cause.statusName : undefined;
  }
}

/**
 * Polling can never succeed, so the worker has given up.
 *
 * Its `cause` is what the gateway says.
 */
export class WorkerFailedError extends WorkerError {
  /** The worker for this type has given up for this reason. */
  constructor(jobType: string, cause: Error) {
    super(jobType, `the worker for '${jobType}' has given up: ${cause.message}`, cause);
  }
}

/**
 * A single job is larger than somebody on the way takes, so it cannot be activated.
 *
 * Its `cause` is what the gateway says.
 */
export class JobTooLargeError extends WorkerError {
  /** A job of this type is too large, as this error says. */
  constructor(jobType: string, cause: Error) {
    const text = `a job of the type '${jobType}' is too large to be activated: ${cause.message}`;
    super(jobType, text, cause);
  }
}

/**
 * The outcome of a job could not be reported.
 *
 * The gateway gives the job out again when its reservation ends. Its `cause` is what the gateway
 * says.
 */
export class OutcomeError extends WorkerError {
  /** The job. */
  readonly key: JobKey;

  /** The outcome of this job is not reported, for this reason. */
  constructor(jobType: string, key: JobKey, cause: unknown) {
    const text = `the outcome of job ${key} of the type '${jobType}' is not reported`;
    super(jobType, `${text}: ${said(cause)}`, cause);
    this.key = key;
  }
}

/**
 * Something threw that is not a handler.
 *
 * It is a function that was given to the worker, or the worker itself, which goes on after a pause.
 * Its `cause` is what was thrown.
 */
export class WorkerCrashError extends WorkerError {
  /** The worker for this type has met this. */
  constructor(jobType: string, cause: unknown) {
    super(jobType, `an error in the worker for '${jobType}': ${said(cause)}`, cause);
  }
}

brand(WorkerError, "WorkerError");
brand(WorkerFailedError, "WorkerFailedError");
brand(JobTooLargeError, "JobTooLargeError");
brand(OutcomeError, "OutcomeError");
brand(WorkerCrashError, "WorkerCrashError");
