/** From JSON text to values. */

import { VariablesError } from "../errors.js";
import { readJson } from "./read.js";

/**
 * What the parser of the language does not do exactly: whole numbers of more than 15 digits,
 * exponents, escaped surrogates.
 */
const SPECIAL = /\d{16}|\d[eE]|\\u[dD][89a-fA-F]/;

/**
 * The value of a JSON text.
 *
 * Whole numbers beyond ±(2^53 − 1) are bigints, all other numbers are numbers. Of a key that
 * occurs twice the last value counts; `__proto__` is a key like any other. Throws a
 * `VariablesError` if the text is not JSON, or has a number that is too large for a number.
 */
export function decodeJson(text: string): unknown {
  if (SPECIAL.test(text)) return readJson(text);
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // It says where, and shows nothing of the text.
    return readJson(text);
  }
}

/** Refuses a text that is not JSON; numbers may be of any size. Says whether it is an object. */
export function isObjectText(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    if (text.includes("\\u")) readJson(text, { anyNumber: true });
    return typeof value === "object" && value !== null && !Array.isArray(value);
  } catch (error) {
    readJson(text, { anyNumber: true });
    throw error instanceof VariablesError ? error : new VariablesError("", "is not JSON");
  }
}
