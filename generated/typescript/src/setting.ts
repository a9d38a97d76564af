/** Checks of settings that are no texts: numbers, lengths of time, groups of them. */

import { durationToMs } from "./duration.js";
import type { Duration } from "./duration.js";
import { ArgumentError, ConfigError } from "./errors.js";

/** A length of time of a setting in milliseconds. Throws a `ConfigError`. */
export function settingMs(setting: string, duration: Duration | undefined, other: number): number {
  if (duration === undefined) return other;
  try {
    return durationToMs(duration);
  } catch (error) {
    if (!(error instanceof ArgumentError)) throw error;
    const where = error.path === "" ? setting : `${setting}.${error.path}`;
    throw new ConfigError(where, error.problem);
  }
}

/** Checks that throw a `ConfigError`. */
export const checked = {
  /** Refuses what is no object, and properties that it does not have. */
  properties(setting: string, value: unknown, known: ReadonlySet<string>): void {
    if (typeof value !== "object" || value === null) {
      throw new ConfigError(setting, "must be an object");
    }
    const odd = Object.keys(value).find((name) => !known.has(name));
    if (odd === undefined) return;
    const names = [...known].join(", ");
    throw new ConfigError(`${setting}.${odd}`, `is not known; there are ${names}`);
  },

  /** A number within bounds. */
  between(setting: string, value: unknown, least: number, most: number): number {
    if (typeof value === "number" && value >= least && value <= most) return value;
    const bounds =
      most >= Number.MAX_VALUE
        ? `at least ${String(least)}`
        : `between ${String(least)} and ${String(most)}`;
    throw new ConfigError(setting, `must be a number, ${bounds}`);
  },

  /** A number that is not below another setting. */
  notBelow(setting: string, value: number, least: number, other: string): number {
    if (value >= least) return value;
    throw new ConfigError(setting, `must not be below ${other}`);
  },
};
