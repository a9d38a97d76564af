/**
 * The slots of a worker: one for every job that it holds or has asked for.
 *
 * Nothing else happens while a function runs, so numbers are enough. Who takes a slot gives it back
 * once.
 */

import type { JobSource } from "../state.js";

/** How many slots there are, and how many are taken. */
export class Slots {
  readonly max: number;
  /** Taken for polled jobs, and by a poll under way. */
  polled = 0;
  /** Taken for jobs of a stream. */
  streamed = 0;
  /** Under how many slots that are taken somebody wants to know. */
  wakeBelow = 0;
  readonly #freed: () => void;
  #emptied: (() => void)[] = [];

  /** So many slots, all free; `freed` is called when fewer than `wakeBelow` are taken. */
  constructor(max: number, freed: () => void) {
    this.max = max;
    this.#freed = freed;
  }

  /** How many are taken. */
  get taken(): number {
    return this.polled + this.streamed;
  }

  /** How many are not; 0 as well where a gateway has given more jobs than it was asked for. */
  get free(): number {
    return Math.max(this.max - this.polled - this.streamed, 0);
  }

  /** Takes slots, also if none is free: a job that is there is there. */
  take(source: JobSource, count = 1): void {
    if (source === "poll") this.polled += count;
    else this.streamed += count;
  }

  /** Gives slots back. */
  giveBack(source: JobSource, count = 1): void {
    if (source === "poll") this.polled -= count;
    else this.streamed -= count;
    const taken = this.polled + this.streamed;
    if (taken < this.wakeBelow) this.#freed();
    if (taken === 0) {
      const emptied = this.#emptied;
      this.#emptied = [];
      for (const tell of emptied) tell();
    }
  }

  /** Waits until none is taken. */
  async empty(): Promise<void> {
    while (this.taken > 0) await new Promise<void>((tell) => this.#emptied.push(tell));
  }
}

/** Slots that a poll has taken for the jobs that it brings. */
export class Reserved {
  readonly #slots: Slots;
  #left: number;

  /** Takes so many slots. */
  constructor(slots: Slots, count: number) {
    this.#slots = slots;
    this.#left = count;
    slots.take("poll", count);
  }

  /** Jobs have arrived: their slots are theirs from now on. */
  spend(jobs: number): void {
    const more = jobs - this.#left;
    this.#left = Math.max(-more, 0);
    // A gateway may give more than it was asked for.
    if (more > 0) this.#slots.take("poll", more);
  }

  /** Gives back what no job has taken. Twice is like once. */
  release(): void {
    const left = this.#left;
    this.#left = 0;
    if (left > 0) this.#slots.giveBack("poll", left);
  }
}
