/** What the calls of a client share. */

import type { Metadata } from "@grpc/grpc-js";

import type { Authenticator, Proof } from "../credentials/authenticator.js";
import { Limiter } from "../limiter/index.js";
import type { BackpressureRules } from "../limiter/index.js";
import type { MetadataPair } from "../metadata.js";
import type { Random } from "../retry/backoff.js";
import { Budget } from "../retry/budget.js";
import type { RetryMode, RetryRules } from "../retry/policy.js";
import { libraryMetadata } from "../transport/index.js";

/** The settings that calls look at. */
export interface CoreSettings {
  readonly requestTimeoutMs: number;
  readonly retry: RetryMode;
  readonly retryPolicy: RetryRules;
  readonly backpressurePolicy: BackpressureRules;
  readonly metadata: readonly MetadataPair[];
  readonly authenticator: Authenticator | undefined;
}

/** The settings that calls look at, and what they do to each other. Times are in milliseconds. */
export class Core {
  readonly settings: CoreSettings;
  /** Reads a clock that only goes forward. */
  readonly clock: () => number;
  readonly random: Random;
  readonly limiter: Limiter;
  readonly budget: Budget;
  /** How many calls are under way. */
  flying = 0;
  /** Why no call is made any more. */
  closedBecause: string | undefined;
  /**
   * Whether the last attempt found no connection. The library answers the next ones with the same,
   * until it connects again; so they wait for that, which is not long.
   */
  unconnected = false;

  readonly #plain: Metadata;
  #proved: { readonly proof: Proof; readonly metadata: Metadata } | undefined;
  #idle: (() => void) | undefined;

  /** Makes a core; clock and source of chance are given by tests. */
  constructor(settings: CoreSettings, clock = now, random: Random = Math.random) {
    this.settings = settings;
    this.clock = clock;
    this.random = random;
    this.limiter = new Limiter(settings.backpressurePolicy, clock);
    this.budget = new Budget(settings.retryPolicy);
    this.#plain = libraryMetadata(settings.metadata);
  }

  /** Whether a call has nothing to look at but its own request. */
  get calm(): boolean {
    return !this.limiter.limited && !this.unconnected;
  }

  /** Counts a call that has come to its end. */
  landed(): void {
    this.flying -= 1;
    if (this.flying === 0) this.#idle?.();
  }

  /** Waits until no call is under way. */
  async idle(): Promise<void> {
    while (this.flying > 0) {
      await new Promise<void>((resolve) => {
        this.#idle = resolve;
      });
    }
  }

  /** The metadata of an attempt: what proves who calls is contradicted by nothing else. */
  metadata(proof: Proof | undefined, own: readonly MetadataPair[] | undefined): Metadata {
    if (own !== undefined) return this.#made(proof, own);
    if (proof === undefined) return this.#plain;
    if (this.#proved?.proof !== proof) this.#proved = { proof, metadata: this.#made(proof, []) };
    return this.#proved.metadata;
  }

  #made(proof: Proof | undefined, own: readonly MetadataPair[]): Metadata {
    const proving = proof?.metadata ?? [];
    const names = new Set(proving.map(([name]) => name));
    const others = [...this.settings.metadata, ...own].filter(([name]) => !names.has(name));
    return libraryMetadata([...others, ...proving]);
  }
}

function now(): number {
  return performance.now();
}
