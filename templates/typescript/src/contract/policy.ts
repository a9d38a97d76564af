/**
 * The behaviour of an RPC as data.
 *
 * Nothing is decided here: `exchange` reads these tables, people print and compare them.
 */

import type { Status } from "./status.js";

/**
 * What a second execution of a call would do.
 *
 * - `read`: nothing: the call changes nothing
 * - `idempotent`: nothing that the first one has not done
 * - `lastWriteWins`: overwrite what was written in between
 * - `idempotentIf`: nothing, if the request fulfils a condition; see `RpcPolicy.condition`
 * - `nonIdempotent`: the work, a second time
 * - `workerLoop`: it is made by a loop that decides for itself when to call again
 */
export type CallClass =
  "read" | "idempotent" | "lastWriteWins" | "idempotentIf" | "nonIdempotent" | "workerLoop";

/** The statuses of the gateway after which a call is sent again. */
export interface RetryRule {
  /** If a second execution does no harm. */
  readonly idempotent: readonly Status[];
  /** If it would do the work twice. */
  readonly otherwise: readonly Status[];
  /** If it would do the work twice and the caller accepts that. */
  readonly atLeastOnce: readonly Status[];
}

/**
 * How long a call may take unless its caller says.
 *
 * - `client`: the client's request timeout
 * - `fixed`: a time of its own
 * - `requestTimeout`: as long as the request lets the gateway wait, and some more
 * - `none`: there is no deadline
 */
export type DeadlineRule =
  | { readonly kind: "client" }
  | { readonly kind: "fixed"; readonly ms: number }
  | {
      readonly kind: "requestTimeout";
      /** How long the gateway waits if the request does not say, in milliseconds. */
      readonly gatewayDefaultMs: number;
      /** How much more, in milliseconds. */
      readonly plusMs: number;
    }
  | { readonly kind: "none" };

/** How the SDK treats an RPC. */
export interface RpcPolicy {
  /** The RPC, as the proto spells it. */
  readonly name: string;
  /** Its path, e.g. `/gateway_protocol.Gateway/Topology`. */
  readonly path: string;
  /** What a second execution would do. */
  readonly callClass: CallClass;
  /** What makes a call of the class `idempotentIf` idempotent, in words. */
  readonly condition?: string;
  /** When a failed call is sent again. */
  readonly retry: RetryRule;
  /** How long a call may take. */
  readonly deadline: DeadlineRule;
  /** Whether an overloaded gateway executes it all the same. */
  readonly backpressureExempt: boolean;
  /** Statuses that, after an attempt that may have worked, mean that it has. */
  readonly alreadyApplied: readonly Status[];
  /** The first gateway release that knows the RPC. */
  readonly since?: string;
  /** Why it should not be used any more. */
  readonly deprecated?: string;
  /** What a status means for this RPC. */
  readonly errors: Readonly<Partial<Record<Status, string>>>;
}
