/** Keys: texts that cannot be taken for each other. */

import { ArgumentError } from "../errors.js";
import { keyNumber, text } from "./wire.js";

declare const brand: unique symbol;

/**
 * A text of a kind of its own.
 *
 * It is an ordinary string when the program runs; only the compiler tells kinds apart.
 */
export type Key<Kind extends string> = string & {
  /** Of which kind; it is not there when the program runs. */
  readonly [brand]: Kind;
};

/** The function that makes keys of one kind from the text or the bigint that a key is. */
export function keyKind<Kind extends string>(kind: Kind): (value: string | bigint) => Key<Kind> {
  return (value) => String(named(kind, () => keyNumber("", value))) as Key<Kind>;
}

/** As `keyKind` for keys that are no numbers. */
export function textKeyKind<Kind extends string>(kind: Kind): (value: string) => Key<Kind> {
  return (value) => named(kind, () => text("", value)) as Key<Kind>;
}

/** A key from the wire. */
export function keyOf<Kind extends string>(wire: bigint): Key<Kind> {
  return String(wire) as Key<Kind>;
}

function named<T>(kind: string, make: () => T): T {
  try {
    return make();
  } catch (error) {
    throw error instanceof ArgumentError ? error.at(kind) : error;
  }
}
