/** Keeps jobs reserved while their handlers run: one timer for all jobs of a worker. */

import { FailedPreconditionError, NotFoundError } from "../../errors.js";
import * as defaults from "../defaults.js";
import type { Hooks } from "../observe.js";
import { said } from "../outcome.js";
import { LONGEST_TIMER_MS } from "./bell.js";

/** A job that can be prolonged. */
export interface Prolonged {
  /** When its reservation ends, by `performance.now()`. */
  readonly expires: number;
  /** Prolongs the reservation, counted from now. */
  extend(milliseconds: number): Promise<void>;
  /** The job for people. */
  toString(): string;
}

/** The least pause between two attempts. */
const LEAST_MS = 10;

/** Prolongs reservations again and again, until it is told to stop or the job is gone. */
export class Prolonging {
  readonly #milliseconds: number;
  readonly #hooks: Hooks;
  /** The jobs, and when each is to be prolonged; not those that are being prolonged. */
  readonly #due = new Map<Prolonged, number>();
  /** The jobs that are being prolonged. */
  readonly #underway = new Set<Prolonged>();
  #timer: NodeJS.Timeout | undefined;
  #timerAt = Infinity;

  /** Prolongs to so many milliseconds, when most of the remaining time is over. */
  constructor(timeoutMs: number, hooks: Hooks) {
    this.#milliseconds = Math.ceil(timeoutMs);
    this.#hooks = hooks;
  }

  /** Has a job prolonged. */
  add(job: Prolonged): void {
    const now = performance.now();
    const remaining = job.expires - now;
    if (remaining <= 0) return;
    const due = now + Math.max(remaining * defaults.EXTEND_AFTER, LEAST_MS);
    this.#due.set(job, due);
    this.#setTimer(due);
  }

  /** Has it prolonged no more. */
  remove(job: Prolonged): void {
    this.#due.delete(job);
    this.#underway.delete(job);
    if (this.#due.size === 0) this.#clearTimer();
  }

  #setTimer(due: number): void {
    if (due >= this.#timerAt) return;
    clearTimeout(this.#timer);
    this.#timerAt = due;
    const pause = Math.min(Math.max(Math.ceil(due - performance.now()), 0), LONGEST_TIMER_MS);
    this.#timer = setTimeout(() => {
      this.#clearTimer();
      this.#look();
    }, pause);
  }

  #clearTimer(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#timerAt = Infinity;
  }

  #look(): void {
    const now = performance.now();
    let next = Infinity;
    for (const [job, due] of this.#due) {
      if (due <= now) {
        this.#due.delete(job);
        void this.#extend(job);
      } else {
        next = Math.min(next, due);
      }
    }
    if (next < Infinity) this.#setTimer(next);
  }

  async #extend(job: Prolonged): Promise<void> {
    this.#underway.add(job);
    let isGone = false;
    try {
      await job.extend(this.#milliseconds);
    } catch (error) {
      this.#hooks.warn(`${job.toString()} is not prolonged: ${said(error)}`);
      isGone = error instanceof NotFoundError || error instanceof FailedPreconditionError;
    }
    // It may have been taken out meanwhile.
    if (this.#underway.delete(job) && !isGone) this.add(job);
  }
}
