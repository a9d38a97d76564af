/** What a handler does with the jobs that it gets, in order. */

import { only } from "../arguments.js";

/** What is done with one job. */
export interface Act {
  /** With how many jobs. */
  readonly times: number;
  /** First it waits so long. */
  readonly delay_ms: number;
  /** And then until it is let go on. */
  readonly wait: boolean;
  /** And prolongs the reservation to this. */
  readonly extend_ms?: number;
  /** Shuts its own worker down, without waiting for it. */
  readonly shutdown: boolean;
  /** How the job ends: a word, or an object with a word and what it needs. */
  readonly end: unknown;
}

/** What is done with the first jobs, and with all after them. */
export class Script {
  readonly #first: Act[];
  readonly #always: Act;
  #used = 0;

  constructor(told: object) {
    const script = only<{ first?: object[]; always?: object }>(told, "first", "always");
    this.#first = (script.first ?? []).map(act);
    this.#always = act(script.always ?? {});
  }

  /** What is done with the next job. */
  next(): Act {
    for (let act = this.#first[0]; act !== undefined; act = this.#first[0]) {
      if (this.#used < act.times) {
        this.#used += 1;
        return act;
      }
      this.#first.shift();
      this.#used = 0;
    }
    return this.#always;
  }
}

function act(told: object): Act {
  const known = ["times", "delay_ms", "wait", "extend_ms", "shutdown", "end"] as const;
  const given = only<Partial<Act>>(told, ...known);
  return { times: 1, delay_ms: 0, wait: false, shutdown: false, end: "nothing", ...given };
}
