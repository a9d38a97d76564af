/** How fast a client adapts to a gateway that pushes calls back. */

import type { Duration } from "../duration.js";
import { ConfigError } from "../errors.js";
import type { Random } from "../retry/backoff.js";
import { checked, settingMs } from "../setting.js";

/**
 * How the SDK treats a gateway that pushes calls back.
 *
 * Calls are sent again as often as their deadline allows; these settings say how fast the client
 * adapts.
 */
export interface BackpressurePolicy {
  /**
   * By what the limit is multiplied when a call is pushed back, at most once per round trip; above
   * 0 and below 1; 0.7 by default.
   */
  readonly decrease?: number;
  /**
   * About how long a call waits after its first pushback before it asks again; half as much is
   * chosen at random. It doubles with each further pushback of that call; 10 ms by default.
   */
  readonly pause?: Duration;
  /** What the pause never exceeds; 100 ms by default. */
  readonly maxPause?: Duration;
  /**
   * How long a call counts as in flight at most: one that takes longer waits for something other
   * than the load; 1 s by default.
   */
  readonly maxHold?: Duration;
  /**
   * After what time without a pushback, and with nobody waiting, the limit is lifted; 1 minute by
   * default.
   */
  readonly liftAfter?: Duration;
}

/** A `BackpressurePolicy` with every value, checked; times are in milliseconds. */
export interface BackpressureRules {
  readonly decrease: number;
  readonly pauseMs: number;
  readonly maxPauseMs: number;
  readonly maxHoldMs: number;
  readonly liftAfterMs: number;
}

/** What a client does about a gateway that pushes calls back, at one moment. */
export interface Backpressure {
  /** How many calls may be in flight at once; `undefined` while the gateway does not push back. */
  readonly limit: number | undefined;
  /** How many calls are in flight within the limit. */
  readonly inFlight: number;
  /** How many calls wait in line. */
  readonly waiting: number;
}

const POLICY = new Set(["decrease", "pause", "maxPause", "maxHold", "liftAfter"]);

/** The rules that a policy stands for. Throws a `ConfigError` for a value that is out of range. */
export function backpressureRules(
  policy: BackpressurePolicy = {},
  setting = "backpressurePolicy",
): BackpressureRules {
  checked.properties(setting, policy, POLICY);
  const decrease = checked.between(`${setting}.decrease`, policy.decrease ?? 0.7, 0, 1);
  if (decrease === 0 || decrease === 1) {
    throw new ConfigError(`${setting}.decrease`, "must be above 0 and below 1");
  }
  const pauseMs = aboveZero(`${setting}.pause`, policy.pause, 10);
  const maxPauseMs = settingMs(`${setting}.maxPause`, policy.maxPause, Math.max(100, pauseMs));
  return {
    decrease,
    pauseMs,
    maxPauseMs: checked.notBelow(`${setting}.maxPause`, maxPauseMs, pauseMs, "pause"),
    maxHoldMs: aboveZero(`${setting}.maxHold`, policy.maxHold, 1_000),
    liftAfterMs: settingMs(`${setting}.liftAfter`, policy.liftAfter, 60_000),
  };
}

function aboveZero(setting: string, duration: Duration | undefined, other: number): number {
  const span = settingMs(setting, duration, other);
  if (span > 0) return span;
  throw new ConfigError(setting, "must be greater than zero");
}

/** The pause after so many pushbacks of a call, in milliseconds. */
export function pauseAfter(rules: BackpressureRules, pushbacks: number, random: Random): number {
  const doublings = Math.min(Math.max(pushbacks - 1, 0), 16);
  const pause = Math.min(rules.pauseMs * 2 ** doublings, rules.maxPauseMs);
  return pause * (0.5 + random());
}
