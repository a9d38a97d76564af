/** What became of a setting, for people. */

import { inspect } from "node:util";

import { oneLine } from "../one-line.js";

/**
 * Where the value of a setting comes from.
 *
 * - `code`: code gave it
 * - `variable`: a variable of the environment
 * - `derived`: it follows from another setting
 * - `default`: nobody said anything
 */
export type Source = "code" | "variable" | "derived" | "default";

/** A setting of a client. Its text shows its value, `***` for a secret, and its source. */
export class ConfigEntry {
  /** The setting, as code spells it. */
  readonly name: string;
  /** The value as text, `***` if it is a secret; `undefined` if there is none. */
  readonly value: string | undefined;
  /** Where the value comes from. */
  readonly source: Source;
  /** The variable that gave it, or the setting that it follows from. */
  readonly origin: string | undefined;

  /** @internal */
  constructor(name: string, value?: string, source: Source = "default", origin?: string) {
    this.name = name;
    this.value = value;
    this.source = source;
    this.origin = origin;
  }

  /** The setting on one line. */
  toString(): string {
    if (this.value === undefined) return `${this.name} is not set`;
    const whence = this.source === "derived" ? `from ${String(this.origin)}` : this.origin;
    return `${this.name} = ${oneLine(this.value)} (${whence ?? this.source})`;
  }

  /** @internal */
  [inspect.custom](): string {
    return this.toString();
  }
}
