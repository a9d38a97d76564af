/** Texts that are never shown. */

import { inspect } from "node:util";

/** A text that is never shown: not printed, not formatted, not as JSON. */
export class Secret {
  readonly #text: string;

  /** Hides a text. */
  constructor(text: string) {
    this.#text = text;
  }

  /** The text, for where it has to go. */
  reveal(): string {
    return this.#text;
  }

  /** A foreign text without this one in it. */
  hideIn(text: string): string {
    return this.#text === "" ? text : text.replaceAll(this.#text, "***");
  }

  /** What people see. */
  toString(): string {
    return "***";
  }

  /** What `JSON.stringify` shows. */
  toJSON(): string {
    return "***";
  }

  /** What `console.log` shows. */
  [inspect.custom](): string {
    return "***";
  }
}
