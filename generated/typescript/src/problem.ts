/** What is wrong with a value. */

import { ArgumentError } from "./errors.js";

/** Says what is wrong with a value, before it is known which setting or variable gave it. */
export class Problem extends Error {
  override readonly name = "Problem";
}

/** What is wrong, if it is known; anything else is thrown on. */
export function problemOf(error: unknown): string {
  if (error instanceof Problem || error instanceof ArgumentError) return error.message;
  throw error;
}

/** What a value is, for people. */
export function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return "an array";
  const type = typeof value;
  return type === "object" ? "an object" : `a ${type}`;
}
