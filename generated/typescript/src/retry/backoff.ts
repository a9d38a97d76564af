/** Pauses before another attempt, chosen at random. */

import type { RetryRules } from "./policy.js";

/** A source of numbers from 0 up to, but not including, 1. */
export type Random = () => number;

/** The pause after so many failures: anything between none and a bound that grows. */
export function fullJitter(rules: RetryRules, failures: number, random: Random): number {
  return bound(rules, failures) * random();
}

/** The longest pause after so many failures, in milliseconds. */
export function bound(rules: RetryRules, failures: number): number {
  const growth = rules.multiplier ** Math.max(failures - 1, 0);
  return Math.min(rules.initialDelayMs * growth, rules.maxDelayMs);
}
