/** From values to JSON text. */

import { kindOf } from "../contract/wire.js";
import { ArgumentError, VariablesError } from "../errors.js";
import { isObjectText } from "./decode.js";
import { Json } from "./value.js";
import { simpler, write } from "./write.js";

/**
 * What a JSON object is given as: a plain object, an instance of a class, a `Map` with strings for
 * keys, or JSON text as `RawJson`.
 *
 * In it, whole numbers may be bigints, which are sent exactly; what has a `toJSON` is sent as that
 * says, so a `Date` as ISO 8601; properties that are `undefined` are left out. What JSON has no
 * form for, such as NaN, a function or a `Set`, is refused.
 */
export type Variables = object;

/** How deep the quick way goes; the other one says what is wrong with what is deeper. */
const DEEP = 200;

/** Whether the serialiser of the language gets a value right. */
function isPlain(value: unknown, depth: number): boolean {
  switch (typeof value) {
    case "string":
    case "boolean":
      return true;
    case "number":
      return Number.isFinite(value) && !Object.is(value, -0);
    case "object":
      return value === null || (depth < DEEP && hasPlainParts(value, depth + 1));
    default:
      return false;
  }
}

function hasPlainParts(value: object, depth: number): boolean {
  if (Array.isArray(value)) {
    for (const part of value as unknown[]) if (!isPlain(part, depth)) return false;
    return !("toJSON" in value);
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if ((prototype !== Object.prototype && prototype !== null) || "toJSON" in value) return false;
  const parts = value as Readonly<Record<string, unknown>>;
  for (const name in parts) {
    const part = parts[name];
    if (part !== undefined && !isPlain(part, depth)) return false;
  }
  return true;
}

/** The JSON text of any value. Throws an `ArgumentError` with the path of what has none. */
export function anyText(field: string, value: unknown): string {
  if (value instanceof Json) {
    checkText(field, value.text);
    return value.text;
  }
  if (isPlain(value, 0)) {
    const text = JSON.stringify(value);
    // A lone surrogate would be escaped, which is JSON and yet no text.
    if (!text.includes("\\ud")) return text;
  }
  return write(field, value);
}

/** The JSON text of a value that is an object. Throws an `ArgumentError` with the path. */
export function objectText(field: string, value: unknown): string {
  if (value instanceof Json) {
    if (checkText(field, value.text)) return value.text;
    throw new ArgumentError(field, "must be a JSON object, and the text is another value");
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw noObject(field, value);
  const text = anyText(field, value);
  if (text.startsWith("{")) return text;
  throw noObject(field, simpler(field, value));
}

function checkText(field: string, text: string): boolean {
  try {
    return isObjectText(text);
  } catch (error) {
    throw error instanceof VariablesError
      ? new ArgumentError(error.path, error.problem).at(field)
      : error;
  }
}

function noObject(field: string, value: unknown): ArgumentError {
  return new ArgumentError(field, `must be a JSON object, not ${kindOf(value)}`);
}
