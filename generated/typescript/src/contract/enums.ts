/** Enums: names for people, numbers for the wire. */

import { ArgumentError } from "../errors.js";
import { wrongType } from "./wire.js";

/** A value of an enum that this release of the SDK does not know. */
export type Unrecognized = `UNRECOGNIZED_${number}`;

const PREFIX = "UNRECOGNIZED_";
const UNRECOGNIZED = /^UNRECOGNIZED_(0|-?[1-9]\d{0,9})$/;

/** The names of an enum and their numbers. */
export class EnumTable<Name extends string> {
  readonly #numbers: ReadonlyMap<string, number>;
  readonly #names: ReadonlyMap<number, Name>;

  /**
   * Makes a table.
   *
   * @param numbers - The number of each name; of several names with one number the first counts.
   */
  constructor(numbers: Readonly<Record<Name, number>>) {
    const entries = Object.entries(numbers) as [Name, number][];
    this.#numbers = new Map(entries);
    this.#names = new Map(entries.map(([name, number]) => [number, name] as const).reverse());
  }

  /** The number of a value. */
  encode(field: string, value: unknown): number {
    if (typeof value !== "string") throw wrongType(field, "a name of the enum", value);
    const known = this.#numbers.get(value);
    if (known !== undefined) return known;
    const number = Number(UNRECOGNIZED.exec(value)?.[1]);
    // The wire has 32 bits; anything else is NaN here.
    if (number === (number | 0)) return number;
    throw new ArgumentError(field, `must be one of ${[...this.#numbers.keys()].join(", ")}`);
  }

  /** The value of a number. */
  decode(number: number): Name | Unrecognized {
    return this.#names.get(number) ?? `${PREFIX}${number}`;
  }
}
