/** What is known about a call before anything is sent. */

import { known, kindOf } from "../contract/wire.js";
import type { DeadlineRule, RpcPolicy } from "../contract/policy.js";
import type { Status } from "../contract/status.js";
import { durationToMs } from "../duration.js";
import { ArgumentError } from "../errors.js";
import { checkedMetadata } from "../metadata.js";
import type { MetadataPair } from "../metadata.js";
import type { CallOptions } from "../options.js";
import { RetryMode } from "../retry/policy.js";
import type { CoreSettings } from "./core.js";

/** How one call is made. Times are in milliseconds. */
export interface Plan {
  readonly policy: RpcPolicy;
  /** How long the call may take in all; `Infinity` for no limit. */
  readonly timeoutMs: number;
  readonly mode: RetryMode;
  /** The statuses on which it is sent again, if `mode` allows it at all. */
  readonly statuses: readonly Status[];
  /** Metadata of the call alone. */
  readonly metadata: readonly MetadataPair[] | undefined;
  /** What ends it from outside. */
  readonly signal: AbortSignal | undefined;
  /**
   * How long one attempt may take of a call that is sent until its deadline, also of a client
   * that closes; `undefined` for any other call.
   */
  readonly insistentMs: number | undefined;
}

/** How an outcome of a job is sent: within this time, again and again. */
export interface How {
  /** What takes the place of the default timeout, in milliseconds. */
  readonly withinMs: number;
}

/** What a request says about its call. */
export interface Says {
  /** How long it lets the gateway wait, in milliseconds, as it is on the wire. */
  readonly requestTimeoutMs: number;
  /** Whether it fulfils the condition of its class. */
  readonly condition: boolean;
}

/** A time in milliseconds that is no limit: about thirty years. */
const FAR_MS = 1e12;
const NO_OPTIONS: CallOptions = {};

/** Decides how a call is made. Throws an `ArgumentError` for options that are none. */
export function plan(
  settings: CoreSettings,
  policy: RpcPolicy,
  says: Says,
  options: CallOptions | undefined,
  how?: How,
): Plan {
  const own = options === undefined ? NO_OPTIONS : checkedOptions(options);
  const mode = own.retry ?? settings.retry;
  const timeoutMs =
    own.timeout === undefined
      ? (how?.withinMs ?? defaultTimeout(policy.deadline, settings, says.requestTimeoutMs))
      : ownTimeout(own.timeout);
  return {
    policy,
    timeoutMs: timeoutMs > FAR_MS ? Infinity : timeoutMs,
    mode,
    statuses: statuses(policy, mode, says.condition),
    metadata:
      own.metadata === undefined ? undefined : checkedMetadata(own.metadata, "options.metadata"),
    signal: own.signal,
    insistentMs: how === undefined ? undefined : settings.requestTimeoutMs,
  };
}

/** How long a call may take unless its caller says, in milliseconds. */
export function defaultTimeout(
  rule: DeadlineRule,
  settings: Pick<CoreSettings, "requestTimeoutMs">,
  requestTimeoutMs: number,
): number {
  switch (rule.kind) {
    case "client":
      return settings.requestTimeoutMs;
    case "fixed":
      return rule.ms;
    case "requestTimeout": {
      const waits = requestTimeoutMs === 0 ? rule.gatewayDefaultMs : Math.max(requestTimeoutMs, 0);
      return waits + rule.plusMs;
    }
    case "none":
      return Infinity;
  }
}

/** The statuses on which a call may be sent again. */
export function statuses(
  policy: RpcPolicy,
  mode: RetryMode,
  condition: boolean,
): readonly Status[] {
  const { callClass, retry } = policy;
  if (callClass === "nonIdempotent" || (callClass === "idempotentIf" && !condition)) {
    return mode === RetryMode.AT_LEAST_ONCE ? retry.atLeastOnce : retry.otherwise;
  }
  return retry.idempotent;
}

const OPTIONS = new Set(["timeout", "retry", "metadata", "signal"]);
const MODES = new Set<unknown>(Object.values(RetryMode));

function checkedOptions(options: CallOptions): CallOptions {
  known("options", options, OPTIONS);
  const { retry, signal } = options;
  if (retry !== undefined && !MODES.has(retry)) {
    throw new ArgumentError("options.retry", `must be one of ${[...MODES].join(", ")}`);
  }
  if (signal !== undefined && !isSignal(signal)) {
    throw new ArgumentError("options.signal", `must be an AbortSignal, not ${kindOf(signal)}`);
  }
  return options;
}

function isSignal(signal: unknown): boolean {
  // A signal of another realm, or of a polyfill, is one as well.
  return typeof signal === "object" && signal !== null && "addEventListener" in signal;
}

function ownTimeout(timeout: NonNullable<CallOptions["timeout"]>): number {
  let span: number;
  try {
    span = durationToMs(timeout);
  } catch (error) {
    throw error instanceof ArgumentError ? error.at("options.timeout") : error;
  }
  if (span > 0) return span;
  throw new ArgumentError("options.timeout", "must be greater than zero");
}
