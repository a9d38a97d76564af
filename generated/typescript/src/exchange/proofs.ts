/** What proves who calls, on every attempt of a call. */

import { onAbort } from "../abort.js";
import { Status } from "../contract/status.js";
import { NoProof } from "../credentials/authenticator.js";
import type { Authenticator, Proof } from "../credentials/authenticator.js";
import { Failure, unproved } from "../transport/index.js";
import { LONGEST_MS } from "./pause.js";

/** What a call has proved itself with. */
export class Proofs {
  /** On the last attempt. */
  attached: Proof | undefined;
  readonly #authenticator: Authenticator;
  #refused: Proof | undefined;

  /** Nothing is attached yet. */
  constructor(authenticator: Authenticator) {
    this.#authenticator = authenticator;
  }

  /**
   * Finds what to attach to the next attempt, or says why there is nothing. The time for that is
   * the caller's.
   */
  async find(ms: number, time: string, signal: AbortSignal | undefined): Promise<Proof | Failure> {
    const found = this.#authenticator.ready() ?? (await this.#ask(ms, time, signal));
    if (found instanceof Failure) return found;
    if (this.#refused?.equals(found) === true) {
      const text = "the gateway does not accept the credentials, and there are no others";
      return unproved(text, "never");
    }
    this.attached = found;
    return found;
  }

  async #ask(ms: number, time: string, signal: AbortSignal | undefined): Promise<Proof | Failure> {
    const occasion = this.#refused === undefined ? "attempt" : "unauthenticated";
    const given = new AbortController();
    const end = (): void => {
      given.abort();
    };
    const timer = setTimeout(end, Math.min(ms, LONGEST_MS));
    const forget = signal === undefined ? undefined : onAbort(signal, end);
    try {
      return await this.#authenticator.prove(occasion, given.signal);
    } catch (error) {
      if (error instanceof NoProof) {
        return unproved(error.message, error.passing ? "later" : "never", error);
      }
      if (!given.signal.aborted) throw error;
      const why = this.#authenticator.whyLate() ?? "none came";
      return unproved(`no credentials within ${time}: ${why}`, "later");
    } finally {
      clearTimeout(timer);
      forget?.();
    }
  }

  /**
   * Takes note of an attempt that the gateway did not take for whom it was from.
   *
   * What it was proved with is not used again.
   */
  note(failure: Failure): void {
    const proof = this.attached;
    const unknown = failure.status === Status.UNAUTHENTICATED;
    if (proof !== undefined && unknown && failure.repeat === "byStatus") {
      this.#authenticator.refused(proof);
      this.#refused = proof;
      this.attached = undefined;
    }
  }
}
