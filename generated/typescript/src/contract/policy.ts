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

/** A call has the client's request timeout, or no deadline at all. */
export interface PlainDeadline {
  /** Which of the two. */
  readonly kind: "client" | "none";
}

/** A call has a time of its own. */
export interface FixedDeadline {
  /** What tells it from the others. */
  readonly kind: "fixed";
  /** How long, in milliseconds. */
  readonly ms: number;
}

/** A call has as long as its request lets the gateway wait, and some more. */
export interface RequestTimeoutDeadline {
  /** What tells it from the others. */
  readonly kind: "requestTimeout";
  /** How long the gateway waits if the request does not say, in milliseconds. */
  readonly gatewayDefaultMs: number;
  /** How much more, in milliseconds. */
  readonly plusMs: number;
}

/** How long a call may take unless its caller says. */
export type DeadlineRule = PlainDeadline | FixedDeadline | RequestTimeoutDeadline;

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
