/**
 * The slow and exact way from a value to JSON text.
 *
 * It is taken when the quick one of `encode` has met something special: a bigint, a class, JSON
 * within a value, or what JSON cannot hold. It knows where it is, so that errors name the path.
 */

import { kindOf } from "../contract/wire.js";
import { ArgumentError, VariablesError } from "../errors.js";
import { isObjectText } from "./decode.js";
import { Json } from "./value.js";

/** The JSON text of a value. Throws an `ArgumentError` with the path of what has none. */
export function write(field: string, value: unknown): string {
  try {
    return written("", value);
  } catch (error) {
    if (error instanceof RangeError) {
      throw new ArgumentError(field, "is nested too deeply, or contains itself");
    }
    throw error instanceof ArgumentError && field !== "" ? error.at(field) : error;
  }
}

/** What a value with a `toJSON` says that it is; any other value is what it is. */
export function simpler(key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  refuse(value);
  if (value instanceof Number || value instanceof String || value instanceof Boolean) {
    return value.valueOf();
  }
  if (value instanceof Date && Number.isNaN(value.getTime())) {
    throw new ArgumentError("", "must be a valid Date");
  }
  const { toJSON } = value as { readonly toJSON?: unknown };
  return typeof toJSON === "function" ? (toJSON.call(value, key) as unknown) : value;
}

function written(key: string, given: unknown): string {
  if (given instanceof Json) return checkedText(given.text);
  const value = simpler(key, given);
  switch (typeof value) {
    case "string":
      return quoted(value);
    case "number":
      return numberText(value);
    case "bigint":
    case "boolean":
      return String(value);
    case "object":
      return value === null ? "null" : structure(value);
    default:
      throw new ArgumentError("", `${kindOf(value)} is not JSON`);
  }
}

function structure(value: object): string {
  if (value instanceof Json) return checkedText(value.text);
  if (Array.isArray(value)) return arrayText(value);
  return objectText(value instanceof Map ? mapEntries(value) : Object.entries(value));
}

function arrayText(values: readonly unknown[]): string {
  // A hole counts as what it is read as: undefined.
  const parts = Array.from(values, (part, index) => {
    const step = `[${String(index)}]`;
    return inside(step, () => written(String(index), part));
  });
  return `[${parts.join(",")}]`;
}

function objectText(entries: readonly (readonly [string, unknown])[]): string {
  const parts = entries
    .filter(([, part]) => part !== undefined)
    .map(([key, part]) => inside(key, () => `${quoted(key)}:${written(key, part)}`));
  return `{${parts.join(",")}}`;
}

function mapEntries(map: ReadonlyMap<unknown, unknown>): [string, unknown][] {
  return Array.from(map, ([key, value]) => {
    if (typeof key === "string") return [key, value];
    throw new ArgumentError("", `a key must be a string, not ${kindOf(key)}`);
  });
}

function inside(step: string, make: () => string): string {
  try {
    return make();
  } catch (error) {
    throw error instanceof ArgumentError ? error.at(step) : error;
  }
}

function quoted(text: string): string {
  if (text.isWellFormed()) return JSON.stringify(text);
  throw new ArgumentError("", "has a lone surrogate, which no text can hold");
}

function numberText(value: number): string {
  if (!Number.isFinite(value)) throw new ArgumentError("", `${String(value)} is not JSON`);
  return Object.is(value, -0) ? "-0" : String(value);
}

function checkedText(text: string): string {
  try {
    isObjectText(text);
    return text;
  } catch (error) {
    throw error instanceof VariablesError ? new ArgumentError(error.path, error.problem) : error;
  }
}

/** What an object would silently lose if it were written by its properties. */
function refuse(value: object): void {
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) {
    throw new ArgumentError("", "bytes are not JSON; encode them as text, e.g. by base64");
  }
  if (value instanceof Set) throw new ArgumentError("", "a Set is not JSON; give an array");
  if (value instanceof Promise) {
    throw new ArgumentError("", "a Promise is not JSON; await it first");
  }
  if (value instanceof RegExp || value instanceof Error || value instanceof WeakMap) {
    throw new ArgumentError("", `${kindOf(value)} is not JSON; give what is to be sent of it`);
  }
}
