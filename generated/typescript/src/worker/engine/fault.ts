/** What a failed poll or stream means. */

import { Status } from "../../contract/index.js";
import { CallError, ClosedError } from "../../errors.js";

/** After these no other poll can succeed. */
const LASTING: readonly Status[] = [
  Status.INVALID_ARGUMENT,
  Status.PERMISSION_DENIED,
  Status.NOT_FOUND,
  Status.UNIMPLEMENTED,
];

/**
 * What a failed poll means.
 *
 * - `timeIsUp`: nothing: there were no jobs in the time that the gateway was given
 * - `passing`: another may succeed later
 * - `tooLarge`: another may succeed if it asks for less
 * - `lasting`: no other can succeed
 * - `closed`: the client is closed, and so is the worker
 */
export type Fault = "timeIsUp" | "passing" | "tooLarge" | "lasting" | "closed";

/**
 * What a failed poll means, which has lasted so many milliseconds.
 *
 * `waitsMs` is how long the gateway was to wait for jobs, if it was.
 */
export function faultOf(error: Error, lastedMs: number, waitsMs: number | undefined): Fault {
  if (error instanceof ClosedError) return "closed";
  // It was not even sent.
  if (!(error instanceof CallError)) return "lasting";
  if (error.tooLarge) return "tooLarge";
  const late = error.status === Status.DEADLINE_EXCEEDED;
  if (late && waitsMs !== undefined && lastedMs >= waitsMs) return "timeIsUp";
  // Something on the way, while the gateway is not there, may say what it likes.
  return LASTING.includes(error.status) && error.fromGateway ? "lasting" : "passing";
}

/** Whether the gateway does not know streams of jobs. */
export function knowsNoStreams(error: Error): boolean {
  return error instanceof CallError && error.status === Status.UNIMPLEMENTED && error.fromGateway;
}
