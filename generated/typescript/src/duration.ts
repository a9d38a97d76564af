/** Lengths of time, one way everywhere. */

import { ArgumentError } from "./errors.js";

/**
 * A length of time: the sum of its parts, e.g. `{ minutes: 1, seconds: 30 }`.
 *
 * Parts may be fractions. A `Temporal.Duration` fits too, unless it counts in months or years.
 */
export interface Duration {
  /** Days of 24 hours. */
  readonly days?: number;
  /** Hours. */
  readonly hours?: number;
  /** Minutes. */
  readonly minutes?: number;
  /** Seconds. */
  readonly seconds?: number;
  /** Milliseconds. */
  readonly milliseconds?: number;
}

/** How long each part is, in milliseconds; the last ones are those of `Temporal.Duration`. */
const PARTS = new Map<string, number>([
  ["days", 86_400_000],
  ["hours", 3_600_000],
  ["minutes", 60_000],
  ["seconds", 1_000],
  ["milliseconds", 1],
  ["weeks", 604_800_000],
  ["microseconds", 1e-3],
  ["nanoseconds", 1e-6],
]);

const UNFIT = ["years", "months"];

/**
 * A duration in milliseconds; to the microsecond, which is as exact as sums of fractions are.
 *
 * Throws an `ArgumentError` if it is none or negative.
 */
export function durationToMs(duration: Duration): number {
  // Those without types give anything.
  const given: unknown = duration;
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    throw notOne(given);
  }
  const parts = given as Readonly<Record<string, unknown>>;
  let sum: number | undefined;
  for (const [name, factor] of PARTS) {
    const part = parts[name];
    if (part !== undefined) sum = (sum ?? 0) + checkedPart(name, part) * factor;
  }
  for (const name of Object.keys(parts)) {
    if (!PARTS.has(name) && !UNFIT.includes(name))
      throw new ArgumentError(name, `is no part of a duration; ${EXAMPLE}`);
  }
  if (sum === undefined) throw new ArgumentError("", `has no part of a duration; ${EXAMPLE}`);
  if (UNFIT.some((name) => typeof parts[name] === "number" && parts[name] !== 0)) {
    throw new ArgumentError("", "must not count in months or years, whose lengths differ");
  }
  if (sum < 0) throw new ArgumentError("", "must not be negative");
  // 0.07 s is more than 70 ms in floats; what is shorter than a microsecond is some time still.
  const rounded = Math.round(sum * 1_000) / 1_000;
  return rounded === 0 ? sum : rounded;
}

const EXAMPLE = "give e.g. { seconds: 30 }";

function notOne(given: unknown): ArgumentError {
  if (given === undefined) return new ArgumentError("", "must be set");
  const shown = typeof given === "number" ? `the number ${String(given)}` : kind(given);
  return new ArgumentError("", `must be a duration, not ${shown}; ${EXAMPLE}`);
}

function kind(given: unknown): string {
  if (given === null) return "null";
  return Array.isArray(given) ? "an array" : `a ${typeof given}`;
}

function checkedPart(name: string, part: unknown): number {
  if (typeof part !== "number") {
    throw new ArgumentError(name, `must be a number, not ${kind(part)}`);
  }
  if (Number.isFinite(part)) return part;
  throw new ArgumentError(name, `must be a finite number, not ${String(part)}`);
}
