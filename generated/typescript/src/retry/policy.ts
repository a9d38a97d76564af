/** How often and how fast a failed call is sent again. */

import type { Duration } from "../duration.js";
import { checked, settingMs } from "../setting.js";

/**
 * Whether a failed call is sent again, and what that may cost.
 *
 * Set for a client or for a single call.
 */
export const RetryMode = {
  /**
   * As far as it cannot do the work twice: a call that changes nothing, or whose second execution
   * changes nothing, is repeated after every transient failure; any other only if the gateway did
   * not execute it. So a process is never started twice by the SDK.
   */
  BY_CLASS: "BY_CLASS",
  /**
   * Also calls whose outcome is not known (`UNAVAILABLE`, `DEADLINE_EXCEEDED`), for callers who
   * would rather do the work twice than not at all.
   */
  AT_LEAST_ONCE: "AT_LEAST_ONCE",
  /** Not at all: every call is sent once. */
  NEVER: "NEVER",
} as const;

/** Whether a failed call is sent again, and what that may cost. */
export type RetryMode = (typeof RetryMode)[keyof typeof RetryMode];

/**
 * A token bucket shared by all calls of a client.
 *
 * Every transient failure takes a token, unless the gateway says that it has not taken the call;
 * every success gives some of one back; while half of the tokens or fewer are left, nothing is
 * repeated. So retries add little to the load of a gateway that fails for everybody.
 */
export interface RetryBudget {
  /** How many tokens there are at most, and at first: from 1 to 1000000; 10 by default. */
  readonly tokens?: number;
  /** How much of a token a success gives back: from 0 to 1000000; 0.1 by default. */
  readonly refund?: number;
}

/**
 * How often and how fast a failed call is sent again.
 *
 * All attempts share the one deadline of the call. Backpressure does not count here, see
 * `BackpressurePolicy`.
 */
export interface RetryPolicy {
  /** How often a call is sent in all, at least 1; 5 by default. */
  readonly maxAttempts?: number;
  /**
   * The longest pause before the second attempt; 100 ms by default. The pause is chosen at random
   * between nothing and this ("full jitter"), so that clients that failed together do not come
   * back together.
   */
  readonly initialDelay?: Duration;
  /** By what the longest pause grows with every attempt, at least 1; 2 by default. */
  readonly multiplier?: number;
  /** What the longest pause never exceeds; 5 s by default. */
  readonly maxDelay?: Duration;
  /** What keeps an outage from being multiplied by retries. */
  readonly budget?: RetryBudget;
}

/** A `RetryPolicy` with every value, checked; times are in milliseconds. */
export interface RetryRules {
  readonly maxAttempts: number;
  readonly initialDelayMs: number;
  readonly multiplier: number;
  readonly maxDelayMs: number;
  readonly tokens: number;
  readonly refund: number;
}

const POLICY = new Set(["maxAttempts", "initialDelay", "multiplier", "maxDelay", "budget"]);
const BUDGET = new Set(["tokens", "refund"]);

/** The rules that a policy stands for. Throws a `ConfigError` for a value that is out of range. */
export function retryRules(policy: RetryPolicy = {}, setting = "retryPolicy"): RetryRules {
  checked.properties(setting, policy, POLICY);
  const { maxAttempts = 5, initialDelay, multiplier = 2, maxDelay, budget = {} } = policy;
  checked.properties(`${setting}.budget`, budget, BUDGET);
  const { tokens = 10, refund = 0.1 } = budget;
  const initialDelayMs = settingMs(`${setting}.initialDelay`, initialDelay, 100);
  return {
    maxAttempts: checked.between(`${setting}.maxAttempts`, maxAttempts, 1, Infinity),
    initialDelayMs,
    multiplier: checked.between(`${setting}.multiplier`, multiplier, 1, Number.MAX_VALUE),
    maxDelayMs: checked.notBelow(
      `${setting}.maxDelay`,
      settingMs(`${setting}.maxDelay`, maxDelay, Math.max(5_000, initialDelayMs)),
      initialDelayMs,
      "initialDelay",
    ),
    tokens: checked.between(`${setting}.budget.tokens`, tokens, 1, 1e6),
    refund: checked.between(`${setting}.budget.refund`, refund, 0, 1e6),
  };
}
