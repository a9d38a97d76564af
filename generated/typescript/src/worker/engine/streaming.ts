/**
 * When the worker has a stream of jobs open, and reads it: no clock, no network.
 *
 * The loop in `acquire` tells what happens and does what it is told. Times are milliseconds of a
 * clock that only goes forward.
 */

import * as defaults from "../defaults.js";
import type { Settings } from "../settings.js";
import type { StreamEnd, StreamState } from "../state.js";
import { polledShare } from "./polling.js";
import type { Slots } from "./slots.js";

/** A stream that is open, or being opened: gateways answer with the first job. */
interface Underway {
  readonly since: number;
  readonly oldAt: number;
  answered: boolean;
  /** When something has come, or could have been read for the first time. */
  quietSince: number;
}

/** What comes next. */
export type NextStream =
  /** Nothing, ever. */
  | { readonly then: "nothing" }
  /** To open a stream. */
  | { readonly then: "open" }
  /** To end the stream and open another. */
  | { readonly then: "renew"; readonly reason: StreamEnd }
  /** To wait for its answer, or a job, until this moment. */
  | { readonly then: "read"; readonly until: number }
  /** To read nothing until a slot is given back, or until this moment. */
  | { readonly then: "full"; readonly until: number }
  /** To wait until this moment. */
  | { readonly then: "at"; readonly time: number };

const NOTHING: NextStream = { then: "nothing" };
const OPEN: NextStream = { then: "open" };

/** What of the settings matters here. */
export type StreamSettings = Pick<
  Settings,
  "stream" | "pollIntervalMs" | "streamLifetimeMs" | "streamIdleMs"
>;

/** The stream of a worker. */
export class Streaming {
  #off: boolean;
  #notBefore: number;
  #underway: Underway | undefined;
  #failures = 0;
  readonly #interval: number;
  readonly #lifetime: number;
  readonly #longestSilence: number;

  /** A stream may be opened at once, if it is switched on. */
  constructor(settings: StreamSettings, now: number) {
    this.#off = !settings.stream;
    this.#notBefore = now;
    this.#interval = settings.pollIntervalMs;
    this.#lifetime = settings.streamLifetimeMs;
    this.#longestSilence = settings.streamIdleMs;
  }

  /**
   * Whether polls leave slots to a stream.
   *
   * To the one that is there, and to the next one while there is none, or a poll that waits would
   * hold them.
   */
  get hasShare(): boolean {
    return !this.#off;
  }

  /** Whether there is a stream, so that polls are less urgent. */
  get serves(): boolean {
    return this.#underway !== undefined;
  }

  /** What comes next. */
  next(now: number, slots: Slots): NextStream {
    if (this.#off) return NOTHING;
    const stream = this.#underway;
    if (stream === undefined) {
      return this.#notBefore > now ? { then: "at", time: this.#notBefore } : OPEN;
    }
    if (stream.oldAt <= now) return { then: "renew", reason: "old" };
    if (!hasRoom(slots)) return { then: "full", until: stream.oldAt };
    const silentAt = stream.quietSince + this.#longestSilence;
    if (silentAt <= now) return { then: "renew", reason: "idle" };
    return { then: "read", until: Math.min(silentAt, stream.oldAt) };
  }

  /** A stream is being opened; `vary` makes its life longer or shorter at random. */
  begun(now: number, vary: (lifetimeMs: number) => number): void {
    const oldAt = now + vary(this.#lifetime);
    this.#underway = { since: now, oldAt, answered: false, quietSince: now };
  }

  /** The gateway has sent a job. */
  heard(now: number): void {
    if (this.#underway !== undefined) {
      this.#underway.answered = true;
      this.#underway.quietSince = now;
    }
    this.#failures = 0;
  }

  /** It has not been read until now, so its silence meant nothing. */
  readAgain(now: number): void {
    if (this.#underway !== undefined) this.#underway.quietSince = now;
  }

  /** How long it has been open, or been opened, in milliseconds. */
  age(now: number): number {
    return this.#underway === undefined ? 0 : now - this.#underway.since;
  }

  /** Counts a failure, and says the how manieth in a row it is. */
  countFailure(now: number): number {
    if (this.age(now) >= defaults.STREAM_SETTLED_MS) this.#failures = 0;
    this.#failures += 1;
    return this.#failures;
  }

  /** It has ended. `pause` is how long to wait after a failure. */
  ended(now: number, end: StreamEnd, pause: number): void {
    this.#underway = undefined;
    if (end === "unknown") this.#off = true;
    else if (end === "failed") this.#notBefore = now + pause;
    else if (end === "ended") this.#notBefore = now + this.#interval;
    else this.#notBefore = now;
  }

  /** What to show of it. */
  shown(): StreamState {
    if (this.#off) return "closed";
    if (this.#underway === undefined) return "backing_off";
    return this.#underway.answered ? "open" : "opening";
  }
}

/** Whether a job of the stream has a slot. */
export function hasRoom(slots: Slots): boolean {
  const most = Math.max(slots.max - polledShare(slots.max), 1);
  return slots.streamed < most && slots.free > 0;
}
