/** The pauses after polls and streams that failed. */

import { Status } from "../contract/index.js";
import type { Duration } from "../duration.js";
import { CallError } from "../errors.js";
import * as defaults from "./defaults.js";

/**
 * How long a worker waits after a poll, or a stream, that failed.
 *
 * Longer with every failure, and from the start again after a success. There is no number of
 * failures after which it gives up.
 *
 * The pauses are a little longer or shorter at random, so that workers that failed together do not
 * come back together. After UNAVAILABLE, when a gateway that starts again meets all its workers at
 * once, they are anything between nothing and the pause.
 */
export interface Backoff {
  /** The pause after the first failure; above 0. Default: 50 ms. */
  readonly initial?: Duration | undefined;
  /** What the pause never exceeds. Default: 5 s. */
  readonly max?: Duration | undefined;
  /** By what the pause grows with each failure, at least 1. Default: 1.6. */
  readonly factor?: number | undefined;
  /** By which part of itself the pause varies, from 0 to 1. Default: 0.1. */
  readonly jitter?: number | undefined;
}

/**
 * Says how long to wait after so many failures in a row, from 1, and the last of them.
 */
export type Pause = (failures: number, error: Error) => Duration;

/** A {@link Backoff} that is checked. */
export interface Pace {
  readonly initialMs: number;
  readonly maxMs: number;
  readonly factor: number;
  readonly jitter: number;
}

/** The pace unless somebody sets another. */
export const DEFAULT_PACE: Pace = {
  initialMs: defaults.BACKOFF_INITIAL_MS,
  maxMs: defaults.BACKOFF_MAX_MS,
  factor: defaults.BACKOFF_FACTOR,
  jitter: defaults.BACKOFF_JITTER,
};

/** The milliseconds to wait after so many failures in a row, and the last of them, if it is one. */
export function pauseAfter(pace: Pace, failures: number, error?: unknown): number {
  // A power that is too large for floats is infinite, and so more than the most.
  const grown = Math.min(pace.initialMs * pace.factor ** (failures - 1), pace.maxMs);
  const away = error instanceof CallError && error.status === Status.UNAVAILABLE;
  return away ? grown * Math.random() : vary(grown, pace.jitter);
}

/** A time, longer or shorter by up to this part of itself, at random. */
export function vary(time: number, part: number): number {
  return time * (1 + part * (2 * Math.random() - 1));
}
