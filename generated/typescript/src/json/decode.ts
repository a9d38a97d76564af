/** From JSON text to values. */

import { readJson } from "./read.js";

/** Half of a character, as an escape; most are followed by the other half. */
const SURROGATE = /\\u[dD][89a-fA-F]/;
/**
 * What the parser of the language does not do exactly, or may not: whole numbers from 9·10^15 on,
 * exponents of three digits, halves of characters. Neither the keys of Zeebe, which are below, nor
 * digits within a text, as a UUID has them, cost the quick way.
 */
const SPECIAL = /[:,[\s]-?(?:9\d{15}|\d{17}|\d+(?:\.\d+)?[eE]\+?\d{3})|\\u[dD][89a-fA-F]/;

/** A text that is nothing but a number. */
const NUMBER = /^\s*[-\d]/;

/**
 * The value of a JSON text.
 *
 * Whole numbers beyond ±(2^53 − 1) are bigints, all other numbers are numbers. Of a key that
 * occurs twice the last value counts; `__proto__` is a key like any other. Throws a
 * `VariablesError` if the text is not JSON, or has a number that is too large for a number.
 */
export function decodeJson(text: string): unknown {
  return read(text, SPECIAL, false);
}

/** Refuses a text that is not JSON; numbers may be of any size. Says whether it is an object. */
export function isObjectText(text: string): boolean {
  const value = read(text, SURROGATE, true);
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function read(text: string, special: RegExp, anyNumber: boolean): unknown {
  if (!NUMBER.test(text) && !special.test(text)) {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      // The other way says where, and shows nothing of the text.
    }
  }
  return readJson(text, { anyNumber });
}
