/** An authenticator that asks the user's own function. */

import { ArgumentError } from "../errors.js";
import { checkedMetadata } from "../metadata.js";
import { abortable } from "./abortable.js";
import { NoProof, Proof } from "./authenticator.js";
import type { Authenticator, Occasion } from "./authenticator.js";
import type { Supply } from "./schemes.js";

/** Asks the function before each attempt. */
export class SupplierAuthenticator implements Authenticator {
  readonly canRenew = true;
  readonly #supply: Supply;

  /** Takes the function. */
  constructor(supply: Supply) {
    this.#supply = supply;
  }

  /** Nothing: the function is always asked. */
  ready(): undefined {
    return undefined;
  }

  /** What the function supplies. */
  async prove(occasion: Occasion, signal: AbortSignal): Promise<Proof> {
    let supplied: unknown;
    try {
      supplied = await abortable(this.#ask(occasion, signal), signal);
    } catch (error) {
      signal.throwIfAborted();
      throw failed(error);
    }
    return proofOf(supplied);
  }

  /** The function is told at the next occasion. */
  refused(): void {
    return;
  }

  /** Nobody knows. */
  whyLate(): undefined {
    return undefined;
  }

  /** Calls tell the function by their signals. */
  close(): void {
    return;
  }

  async #ask(occasion: Occasion, signal: AbortSignal): Promise<unknown> {
    return this.#supply(occasion, signal);
  }
}

/** The function has thrown this. */
function failed(error: unknown): NoProof {
  const text = error instanceof Error ? error.message || error.name : String(error);
  return new NoProof(`no credentials: ${text}`, { passing: true, cause: error });
}

/** What was supplied, as metadata that can be sent. */
function proofOf(supplied: unknown): Proof {
  if (supplied === null || (typeof supplied !== "object" && typeof supplied !== "string")) {
    throw new NoProof("the supplier gave neither a token nor metadata", { passing: false });
  }
  const metadata =
    typeof supplied === "string" ? [["authorization", `Bearer ${supplied}`]] : supplied;
  try {
    return new Proof(checkedMetadata(metadata, "credentials"));
  } catch (error) {
    if (!(error instanceof ArgumentError)) throw error;
    const text = `the supplied credentials cannot be sent: ${error.message}`;
    throw new NoProof(text, { passing: false });
  }
}
