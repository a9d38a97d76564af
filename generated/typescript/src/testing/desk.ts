/** The jobs of a gateway for tests: who has them and what became of them. */

import { JobKey } from "../keys.js";
import type { ActivatedJob } from "../raw/index.js";
import type { Fetch } from "../worker/fetch.js";
import type { Outcome } from "../worker/outcome.js";
import { Refusal } from "./answers.js";
import { fetched } from "./message.js";

/** Keys of the first partition start here. */
const FIRST_KEY = 1n << 51n;

/**
 * What may be done with a job.
 *
 * - `free`: whoever asks gets it
 * - `reserved`: a worker has it; if it does not say in time what became of it, it is free again
 * - `waiting`: it has failed, and is free after a pause
 * - `stuck`: it has failed without a retry left, or thrown an error
 * - `completed`: it is done
 */
export type Standing = "free" | "reserved" | "waiting" | "stuck" | "completed";

/** A job and where it stands. */
interface Entry {
  readonly job: ActivatedJob;
  readonly outcomes: Outcome[];
  standing: Standing;
  /** Until when it is reserved, or waits, by `performance.now()`. */
  until: number;
  lease: string | undefined;
}

/** Which jobs a worker wants, and how. */
export interface Wish {
  readonly jobType: string;
  readonly worker: string;
  readonly timeoutMs: number;
  readonly fetch: Fetch;
  readonly lease: boolean;
}

/** What a worker reports about a job. */
export interface Report {
  readonly key: bigint;
  readonly lease: string | undefined;
  readonly outcome: Outcome;
  readonly standing: Standing;
  /** How often it may be tried again, if that changes. */
  readonly retries?: number;
  /** How long it rests, in milliseconds. */
  readonly pauseMs?: number;
}

/** The jobs of a gateway. */
export class Desk {
  readonly #entries = new Map<bigint, Entry>();
  readonly #waiting = new Set<() => void>();
  #leases = 0;
  #isOpen = true;

  /** Lets nobody wait any more. */
  close(): void {
    this.#isOpen = false;
    this.#tell();
  }

  /** Adds a job; one whose key is taken, or 0, gets another. */
  add(job: ActivatedJob): JobKey {
    if (job.key === 0n || this.#entries.has(job.key)) {
      job.key = FIRST_KEY + 1n + BigInt(this.#entries.size);
    }
    const entry = { job, outcomes: [], standing: "free", until: 0, lease: undefined } as const;
    this.#entries.set(job.key, { ...entry, outcomes: [] });
    this.#tell();
    return JobKey(job.key);
  }

  /**
   * Waits until there are such jobs, and reserves at most so many.
   *
   * None if there is none until this time, or nobody wants them any more.
   */
  async jobs(
    wish: Wish,
    most: number,
    until: number,
    wanted: AbortSignal,
  ): Promise<ActivatedJob[]> {
    while (this.#isOpen && !wanted.aborted) {
      const now = performance.now();
      const taken = this.#take(wish, most, now);
      if (taken.length > 0 || now >= until) return taken;
      await this.#changed(Math.min(until, this.#nextFree(wish.jobType)) - now, wanted);
    }
    return [];
  }

  /**
   * Takes the outcome of a job.
   *
   * Like a real gateway, it does not ask whose job it is unless it was given out with a lease.
   */
  report({ key, lease, outcome, standing, retries, pauseMs = 0 }: Report): void {
    const entry = this.#held(key, lease);
    if (retries !== undefined) entry.job.retries = retries;
    entry.until = performance.now() + pauseMs;
    entry.standing = standing;
    entry.outcomes.push(outcome);
    this.#tell();
  }

  /** Reserves a job for another time, counted from now. */
  extend(key: bigint, lease: string | undefined, timeoutMs: number): void {
    const entry = this.#held(key, lease);
    if (entry.standing === "reserved") entry.until = performance.now() + timeoutMs;
    this.#tell();
  }

  /** What a worker reports about a job next, waiting so many milliseconds. */
  async outcome(key: JobKey, patienceMs: number): Promise<Outcome | undefined> {
    const until = performance.now() + patienceMs;
    const entry = this.#entry(key);
    for (;;) {
      const outcome = entry.outcomes.shift();
      const left = until - performance.now();
      if (outcome !== undefined || left <= 0 || !this.#isOpen) return outcome;
      await this.#changed(left);
    }
  }

  /** Where a job is, for people. */
  whereabouts(key: JobKey): string {
    const { job, standing } = this.#entry(key);
    if (standing === "reserved") return `worker '${job.worker}' has it`;
    if (standing === "waiting") return "it has failed, and waits for its next try";
    if (standing !== "free") return "it has had its last outcome";
    if (job.worker !== "") return "it waits for somebody who tries it again";
    return `nobody has asked for jobs of type '${job.type}'`;
  }

  #entry(key: JobKey): Entry {
    const entry = this.#entries.get(BigInt(key));
    if (entry === undefined) throw new TypeError(`there is no job ${key}`);
    return entry;
  }

  #take(wish: Wish, most: number, now: number): ActivatedJob[] {
    const taken: ActivatedJob[] = [];
    for (const entry of this.#entries.values()) {
      if (taken.length >= most) break;
      if (entry.job.type === wish.jobType && isFree(entry, now)) {
        taken.push(this.#reserve(entry, wish, now));
      }
    }
    return taken;
  }

  #reserve(entry: Entry, wish: Wish, now: number): ActivatedJob {
    entry.standing = "reserved";
    entry.until = now + wish.timeoutMs;
    entry.job.worker = wish.worker;
    entry.job.deadline = BigInt(Math.round(Date.now() + wish.timeoutMs));
    const job = fetched(entry.job, wish.fetch);
    entry.lease = undefined;
    if (wish.lease) {
      this.#leases += 1;
      entry.lease = `lease-${String(this.#leases)}`;
      // Not every API has it, but where a lease is asked for it is there.
      Object.assign(job, { leaseToken: entry.lease });
    }
    return job;
  }

  #nextFree(jobType: string): number {
    const times = [...this.#entries.values()]
      .filter(({ job, standing }) => job.type === jobType && isPausing(standing))
      .map(({ until }) => until);
    return Math.min(...times, performance.now() + 3_600_000);
  }

  /** A job that somebody has, or could have. */
  #held(key: bigint, lease: string | undefined): Entry {
    const entry = this.#entries.get(key);
    if (entry === undefined || entry.standing === "completed") {
      throw new Refusal("NOT_FOUND", `there is no job ${String(key)}`);
    }
    const failed = entry.standing === "waiting" || entry.standing === "stuck";
    if (failed && !isFree(entry, performance.now())) {
      const text = `job ${String(key)} has failed and is not available again`;
      throw new Refusal("FAILED_PRECONDITION", text);
    }
    if (entry.lease !== undefined && entry.lease !== lease) {
      throw new Refusal("NOT_FOUND", `job ${String(key)} has been given out again since`);
    }
    return entry;
  }

  #tell(): void {
    for (const tell of this.#waiting) tell();
  }

  /** Waits until something has changed, but not longer than this. */
  #changed(milliseconds: number, wanted?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        tell();
      }, milliseconds);
      const tell = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(tell);
        wanted?.removeEventListener("abort", tell);
        resolve();
      };
      this.#waiting.add(tell);
      wanted?.addEventListener("abort", tell);
    });
  }
}

function isPausing(standing: Standing): boolean {
  return standing === "reserved" || standing === "waiting";
}

/** Whether whoever asks gets it. */
function isFree({ standing, until }: Entry, now: number): boolean {
  return standing === "free" || (isPausing(standing) && until <= now);
}
