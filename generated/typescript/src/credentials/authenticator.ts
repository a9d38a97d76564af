/** What is attached to an attempt, and what happens when the gateway does not accept it. */

import { inspect } from "node:util";

import type { MetadataPair } from "../metadata.js";

/**
 * Why credentials are asked for.
 *
 * - `attempt`: for an attempt
 * - `unauthenticated`: the gateway has answered UNAUTHENTICATED to what this call was sent with
 *   before. If the same comes again, the call fails; if something else does, it is sent once more
 */
export type Occasion = "attempt" | "unauthenticated";

/** The metadata that proves who calls. It is the same object as long as it proves the same. */
export class Proof {
  readonly #metadata: readonly MetadataPair[];

  /** Takes metadata that was checked. */
  constructor(metadata: readonly MetadataPair[]) {
    this.#metadata = metadata;
  }

  /** What is attached. */
  get metadata(): readonly MetadataPair[] {
    return this.#metadata;
  }

  /** Whether the other one has the same metadata. */
  equals(other: Proof): boolean {
    const others = other.#metadata;
    return (
      others.length === this.#metadata.length &&
      this.#metadata.every(([name, value], index) => {
        const [otherName, otherValue] = others[index] ?? [];
        return name === otherName && sameValue(value, otherValue);
      })
    );
  }

  /** What `console.log` shows. */
  [inspect.custom](): string {
    return "Proof(***)";
  }
}

function sameValue(one: string | Uint8Array, other: string | Uint8Array | undefined): boolean {
  if (typeof one === "string" || other === undefined) return one === other;
  return typeof other !== "string" && Buffer.compare(one, other) === 0;
}

/** Why there is nothing to prove with. The call decides what error becomes of it. */
export class NoProof extends Error {
  override readonly name = "NoProof";
  /** Whether it may be otherwise later. */
  readonly passing: boolean;

  /** Says why. */
  constructor(text: string, { passing, cause }: { passing: boolean; cause?: unknown }) {
    super(text, cause === undefined ? undefined : { cause });
    this.passing = passing;
  }

  /** Why. */
  get text(): string {
    return this.message;
  }
}

/**
 * Has the metadata that proves who calls.
 *
 * A call asks before each attempt: `ready` first, which never waits, and if that has nothing
 * `prove`, inside the time of the call. What the gateway answers UNAUTHENTICATED to is handed to
 * `refused`; if `canRenew`, the call is made once more, on the occasion `unauthenticated`, unless
 * the same proof comes again.
 */
export interface Authenticator {
  /** Whether there can be another proof than the last one. */
  readonly canRenew: boolean;
  /** What to attach, if that is known without waiting. */
  ready(): Proof | undefined;
  /**
   * What to attach. Rejects with a `NoProof`, or with the reason of the signal as soon as that is
   * aborted.
   */
  prove(occasion: Occasion, signal: AbortSignal): Promise<Proof>;
  /** The gateway does not accept this one. */
  refused(proof: Proof): void;
  /** Why nothing came in time, as far as that is known. */
  whyLate(): string | undefined;
  /** Ends what is under way; nobody asks any more. */
  close(): void;
}

/** An authenticator with a proof that never changes. */
export class FixedProof implements Authenticator {
  readonly canRenew = false;
  readonly #proof: Proof;

  /** Takes the proof. */
  constructor(proof: Proof) {
    this.#proof = proof;
  }

  /** The proof. */
  ready(): Proof {
    return this.#proof;
  }

  /** The proof, whatever the occasion. */
  prove(): Promise<Proof> {
    return Promise.resolve(this.#proof);
  }

  /** There is no other. */
  refused(): void {
    return;
  }

  /** It is never late. */
  whyLate(): undefined {
    return undefined;
  }

  /** There is nothing under way. */
  close(): void {
    return;
  }
}
