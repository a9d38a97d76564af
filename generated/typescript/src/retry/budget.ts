/** The token bucket that keeps an outage from being multiplied. */

import type { RetryRules } from "./policy.js";

/** The tokens left, counted in thousandths. */
export class Budget {
  readonly #full: number;
  readonly #refund: number;
  #tokens: number;

  /** Makes a bucket that is full. */
  constructor(rules: Pick<RetryRules, "tokens" | "refund">) {
    this.#full = Math.round(rules.tokens * 1_000);
    this.#refund = Math.round(rules.refund * 1_000);
    this.#tokens = this.#full;
  }

  /** Gives back a part of a token. */
  succeeded(): void {
    if (this.#tokens < this.#full) {
      this.#tokens = Math.min(this.#tokens + this.#refund, this.#full);
    }
  }

  /** Takes a token and says whether the call may be repeated. */
  failed(): boolean {
    this.#tokens = Math.max(this.#tokens - 1_000, 0);
    return this.#tokens * 2 > this.#full;
  }
}
