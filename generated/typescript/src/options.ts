/** What can be chosen for a call or a client: retries, backpressure, the options of one call. */

import type { Duration } from "./duration.js";
import type { MetadataGiven } from "./metadata.js";
import type { RetryMode } from "./retry/policy.js";

export type { Backpressure, BackpressurePolicy } from "./limiter/policy.js";
export type { MetadataGiven, MetadataPair } from "./metadata.js";
export { RetryMode } from "./retry/policy.js";
export type { RetryBudget, RetryPolicy } from "./retry/policy.js";

/** What is special about one call. */
export interface CallOptions {
  /**
   * How long the call may take in all: waiting, every attempt, and the pauses between them. For a
   * stream it is the time until its end.
   */
  readonly timeout?: Duration | undefined;
  /** Whether the call is sent again after a failure. */
  readonly retry?: RetryMode | undefined;
  /**
   * Metadata for this call, in addition to the client's. The value of a name that ends in `-bin`
   * is sent as bytes.
   */
  readonly metadata?: MetadataGiven | undefined;
  /**
   * Ends the call when it is aborted: the call rejects with a `CallCancelledError` whose `cause`
   * is the signal's reason. The gateway may execute the call all the same.
   */
  readonly signal?: AbortSignal | undefined;
}
