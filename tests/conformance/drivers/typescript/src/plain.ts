/** Named values and enums: texts in the SDK that are a single number on the wire. */

import type { Reader } from "./arguments.js";

const UNRECOGNIZED = "UNRECOGNIZED_";

/** An enum that is given by name or by number, and may have numbers without a name. */
export class OpenEnum {
  readonly #names: ReadonlyMap<number, string>;
  readonly #values: ReadonlyMap<string, string>;
  readonly #shown: ReadonlyMap<string, string>;

  /** Makes one from what each name in the proto is called in the SDK, and its number. */
  constructor(values: Readonly<Record<string, readonly [sdk: string, number: number]>>) {
    const entries = Object.entries(values);
    this.#names = new Map(entries.map(([, [sdk, number]]) => [number, sdk] as const).reverse());
    this.#values = new Map(entries.map(([proto, [sdk]]) => [proto, sdk]));
    this.#shown = new Map(entries.map(([proto, [sdk]]) => [sdk, proto]));
  }

  /** The value of a name or of a number. */
  readonly read = (value: unknown): unknown => {
    if (typeof value === "number") return this.#names.get(value) ?? `${UNRECOGNIZED}${value}`;
    return typeof value === "string" ? (this.#values.get(value) ?? value) : value;
  };

  /** Its name in the proto or, if it has none, its number. */
  readonly write = (value: string): unknown => {
    const shown = this.#shown.get(value) ?? value;
    return shown.startsWith(UNRECOGNIZED) ? Number(shown.slice(UNRECOGNIZED.length)) : shown;
  };
}

/** Values of which some have names. */
export class Named {
  readonly #other: Reader;
  readonly #values: ReadonlyMap<string, string>;

  /** Makes one from the names of what goes over the wire; an empty text is an empty list. */
  constructor(other: Reader, values: Readonly<Record<string, string>>) {
    this.#other = other;
    this.#values = new Map(Object.entries(values));
  }

  /** The named value of what goes over the wire, or another value. */
  readonly read = (value: unknown): unknown => {
    const isPlain = typeof value === "string" || typeof value === "number";
    const isEmpty = Array.isArray(value) && value.length === 0;
    const named = isPlain || isEmpty ? this.#values.get(String(value)) : undefined;
    return named ?? this.#other(value);
  };
}
