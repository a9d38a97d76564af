/**
 * When the worker polls, and for how many jobs: no clock, no network.
 *
 * The loop in `acquire` tells what happens and does what it is told. Either a poll is in flight, or
 * one is scheduled. One that is scheduled leaves when its time has come and there is room: the loop
 * waits for exactly what `Polling.next` says, the time or a slot, so a worker that runs and has
 * room is never without a poll to come.
 *
 * Times are milliseconds of a clock that only goes forward.
 */

import * as defaults from "../defaults.js";
import type { Settings } from "../settings.js";
import type { PollState } from "../state.js";
import type { Slots } from "./slots.js";

/** A poll under way. */
export interface Flight {
  readonly asked: number;
  /** Whether the gateway may wait for jobs, which keeps their slots taken. */
  readonly waits: boolean;
  readonly since: number;
  /** How many jobs it has brought. */
  jobs: number;
}

/** A poll for so many jobs. */
export interface Ask {
  readonly then: "ask";
  readonly jobs: number;
  /** Whether the gateway may wait for jobs. */
  readonly wait: boolean;
}

/** What comes next. */
export type NextPoll =
  | Ask
  /** To wait until this moment. */
  | { readonly then: "at"; readonly time: number }
  /** To wait until fewer than so many slots are taken, or, with a stream, one is free. */
  | { readonly then: "below"; readonly taken: number }
  /** To wait for the poll in flight. */
  | { readonly then: "reply" };

const REPLY: NextPoll = { then: "reply" };

/** Beyond this the pause between empty polls is the longest anyway. */
const MOST_DOUBLINGS = 20;

/** The nearest whole number of a part; halves are rounded up. */
function part(fraction: number, whole: number): number {
  return Math.floor(fraction * whole + 0.5);
}

/** How many slots are left to polls while there is a stream. */
export function polledShare(most: number): number {
  return Math.min(Math.max(part(defaults.POLLED_SHARE, most), 1), most);
}

/** What of the settings matters here. */
export type PollSettings = Pick<
  Settings,
  "maxJobsActive" | "pollThreshold" | "pollIntervalMs" | "streamIdleBackoffMs"
>;

/** The polls of a worker. */
export class Polling {
  flight: Flight | undefined;
  /** Empty polls in a row while a stream serves. */
  #idle = 0;
  /** Whether the last poll was given all that it asked for. */
  #backlog = false;
  #notBefore: number;
  #failed = false;
  #failures = 0;
  /** How many jobs are asked for at most, after replies that were too large. */
  #most: number;
  readonly #threshold: number;
  readonly #interval: number;
  readonly #longestIdle: number;

  /** The first poll may leave at once. */
  constructor(settings: PollSettings, now: number) {
    this.#notBefore = now;
    this.#most = settings.maxJobsActive;
    this.#threshold = settings.pollThreshold;
    this.#interval = settings.pollIntervalMs;
    this.#longestIdle = Math.max(settings.streamIdleBackoffMs, settings.pollIntervalMs);
  }

  /** What comes next; `streams` says whether a stream has a share of the slots. */
  next(now: number, slots: Slots, streams: boolean): NextPoll {
    if (this.flight !== undefined) return REPLY;
    if (this.#notBefore > now) return { then: "at", time: this.#notBefore };
    const ask = streams ? this.#besideAStream(slots) : this.#alone(slots);
    if (ask !== undefined) {
      return { then: "ask", jobs: Math.min(ask.jobs, this.#most), wait: ask.wait };
    }
    if (streams) return { then: "below", taken: slots.max };
    return { then: "below", taken: Math.min(part(this.#threshold, slots.max) + 1, slots.max) };
  }

  #alone(slots: Slots): { jobs: number; wait: boolean } | undefined {
    const few = slots.taken <= part(this.#threshold, slots.max);
    return few && slots.free > 0 ? { jobs: slots.free, wait: true } : undefined;
  }

  /**
   * A poll that leaves slots to a stream.
   *
   * A poll that waits keeps its slots from the stream, so it takes none but those that are left to
   * polls. While there are jobs that only polls bring, polls take all slots but those that the
   * stream uses, and do not wait. Where there is one slot for both, no poll waits.
   */
  #besideAStream(slots: Slots): { jobs: number; wait: boolean } | undefined {
    const most = slots.max;
    let share = polledShare(most);
    if (this.#backlog && most > 1) {
      share = most - Math.min(Math.max(slots.streamed, 1), most - share);
    }
    const few = slots.polled < share && slots.polled <= part(this.#threshold, share);
    const jobs = Math.min(share - slots.polled, slots.free);
    return few && jobs > 0 ? { jobs, wait: !this.#backlog && most > 1 } : undefined;
  }

  /** A poll has left. */
  begun(ask: Ask, now: number): void {
    this.flight = { asked: ask.jobs, waits: ask.wait, since: now, jobs: 0 };
  }

  /** The poll in flight has brought jobs. */
  arrived(jobs: number): void {
    if (this.flight !== undefined) this.flight.jobs += jobs;
    this.#failures = 0;
  }

  /** The poll in flight has ended well, or by the end of its time; `streams`: there is a stream. */
  ended(now: number, streams: boolean): void {
    const flight = this.flight;
    this.#failures = 0;
    this.#backlog = flight !== undefined && flight.jobs >= flight.asked;
    if (flight !== undefined && flight.jobs > 0) {
      this.#idle = 0;
      this.#most += 1;
      this.#schedule(now);
      return;
    }
    let pause = this.#interval;
    if (streams) {
      const doublings = Math.min(this.#idle, MOST_DOUBLINGS);
      pause = Math.min(this.#interval * 2 ** doublings, this.#longestIdle);
      this.#idle += 1;
    } else {
      this.#idle = 0;
    }
    this.#schedule(now + pause);
  }

  /** The poll in flight has failed, for the time being. */
  failed(now: number, pause: number): void {
    this.#schedule(now + pause, true);
  }

  /** Counts a failure, and says the how manieth in a row it is. */
  countFailure(): number {
    this.#failures += 1;
    return this.#failures;
  }

  /** The reply was too large: asks for half as many at once. False if it cannot be less. */
  halve(now: number): boolean {
    const asked = this.flight?.asked ?? this.#most;
    if (asked <= 1) return false;
    this.#most = Math.floor(asked / 2);
    this.#schedule(now, true);
    return true;
  }

  /** The stream does not serve any more: polls that had become rare for it are frequent. */
  alone(now: number): void {
    this.#idle = 0;
    if (this.flight === undefined && !this.#failed) {
      this.#schedule(Math.min(this.#notBefore, now + this.#interval));
    }
  }

  /** What to show of it, if this comes next. */
  shown(next: NextPoll): PollState {
    if (this.flight !== undefined) return "in_flight";
    if (next.then === "below") return "idle";
    return this.#failed ? "backing_off" : "scheduled";
  }

  #schedule(notBefore: number, failed = false): void {
    this.flight = undefined;
    this.#notBefore = notBefore;
    this.#failed = failed;
  }
}
