/** A job that a test has added to a gateway, and what its workers report. */

import { inspect } from "node:util";

import { brand, isInstance } from "../brand.js";
import { durationToMs } from "../duration.js";
import type { Duration } from "../duration.js";
import type { JobKey } from "../keys.js";
import type { Outcome } from "../worker/outcome.js";
import type { Desk } from "./desk.js";

/** How long an outcome is waited for unless the test says. */
const PATIENCE: Duration = { seconds: 5 };

/** A job has not the outcome that a test has waited for; the text says where it is instead. */
export class NoOutcomeError extends Error {
  /** The key of the job. */
  readonly key: JobKey;

  /** Says that it has none, for this reason. */
  constructor(key: JobKey, why: string) {
    super(`job ${key} has no outcome: ${why}`);
    this.key = key;
  }

  /** Whether a value is one, from whichever copy of the package. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return isInstance(this, value);
  }
}

brand(NoOutcomeError, "NoOutcomeError");

/**
 * A job that a test has added, see `FakeGateway.addJob`.
 *
 * A job that is tried several times has as many outcomes, in their order.
 */
export class JobHandle {
  /** The key of the job. */
  readonly key: JobKey;
  readonly #desk: Desk;

  /**
   * Is made by a gateway alone.
   *
   * @internal
   */
  constructor(key: JobKey, desk: Desk) {
    this.key = key;
    this.#desk = desk;
  }

  /**
   * What a worker reports about the job next.
   *
   * @param options - How long to wait for it at most. Default: 5 s.
   * @throws NoOutcomeError if there is none in time.
   */
  async outcome(options: { readonly timeout?: Duration } = {}): Promise<Outcome> {
    const outcome = await this.#desk.outcome(this.key, durationToMs(options.timeout ?? PATIENCE));
    if (outcome !== undefined) return outcome;
    throw new NoOutcomeError(this.key, this.#desk.whereabouts(this.key));
  }

  /** The job for people. */
  toString(): string {
    return `job ${this.key}: ${this.#desk.whereabouts(this.key)}`;
  }

  /** As `toString`, where Node shows it. */
  [inspect.custom](): string {
    return this.toString();
  }
}
