/**
 * How a value of the API becomes its wire form and back.
 *
 * Messages are converted by the generated layer; the types of JavaScript here. Each function
 * towards the wire takes the name of the field, for its error, and the value, which may be
 * anything: many programs have no types. The first line of each lets the ordinary value pass, so
 * that checking costs next to nothing.
 */

import { durationToMs } from "../duration.js";
import type { Duration } from "../duration.js";
import { ArgumentError } from "../errors.js";

const MOST_INT32 = 2 ** 31 - 1;
const MOST_UINT32 = 2 ** 32 - 1;
const MOST_INT64 = 2n ** 63n - 1n;
const LEAST_INT64 = -(2n ** 63n);
const MOST_UINT64 = 2n ** 64n - 1n;
/** The last instant that a `Date` has, in milliseconds since the Unix epoch. */
const LAST_INSTANT = 8_640_000_000_000_000n;

/** What kind of thing a value is, for people. */
export function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "an array";
  switch (typeof value) {
    case "object":
      return `an object${classOf(value)}`;
    case "undefined":
      return "undefined";
    default:
      return `a ${typeof value}`;
  }
}

function classOf(value: object): string {
  const made = (value as { constructor?: unknown }).constructor;
  return typeof made === "function" && made !== Object && made.name !== ""
    ? ` of class ${made.name}`
    : "";
}

/** The error of a value of another type. */
export function wrongType(field: string, wanted: string, value: unknown): ArgumentError {
  const problem = value === undefined ? "must be set" : `must be ${wanted}, not ${kindOf(value)}`;
  return new ArgumentError(field, problem);
}

/**
 * Refuses what is no object, and properties that a request does not have: a typing error would
 * otherwise be a field that is silently left out.
 */
export function known(field: string, value: unknown, fields: ReadonlySet<string>): void {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw wrongType(field, "an object", value);
  }
  for (const name in value) {
    if (!fields.has(name)) {
      const problem = `is not known here; there are ${[...fields].join(", ")}`;
      throw inside(field, new ArgumentError(name, problem));
    }
  }
}

/** A text that UTF-8 can hold. */
export function text(field: string, value: unknown): string {
  if (typeof value !== "string") throw wrongType(field, "a string", value);
  if (value.isWellFormed()) return value;
  const position = value.search(/\p{Surrogate}/u);
  const problem = `has a lone surrogate at position ${String(position)}, which no text can hold`;
  throw new ArgumentError(field, problem);
}

/** Bytes. */
export function data(field: string, value: unknown): Uint8Array<ArrayBuffer> {
  if (value instanceof Uint8Array) return value as Uint8Array<ArrayBuffer>;
  if (value instanceof ArrayBuffer) return new Uint8Array(value);
  throw wrongType(field, "a Uint8Array", value);
}

/** A truth value, and nothing that only looks like one. */
export function boolean(field: string, value: unknown): boolean {
  if (value === true || value === false) return value;
  throw wrongType(field, "a boolean", value);
}

/** A whole number of 32 bits. */
export function int32(field: string, value: unknown): number {
  if (typeof value === "number" && (value | 0) === value) return value;
  return whole(field, value, -MOST_INT32 - 1, MOST_INT32);
}

/** A whole number of 32 bits that is not negative. */
export function uint32(field: string, value: unknown): number {
  return whole(field, value, 0, MOST_UINT32);
}

function whole(field: string, value: unknown, least: number, most: number): number {
  if (typeof value !== "number") throw wrongType(field, "a number", value);
  if (!Number.isInteger(value)) {
    throw new ArgumentError(field, `must be a whole number, not ${String(value)}`);
  }
  if (value >= least && value <= most) return value;
  throw new ArgumentError(field, `must be between ${String(least)} and ${String(most)}`);
}

/** A whole number of 64 bits. */
export function int64(field: string, value: unknown): bigint {
  return long(field, value, LEAST_INT64, MOST_INT64);
}

/** A whole number of 64 bits that is not negative. */
export function uint64(field: string, value: unknown): bigint {
  return long(field, value, 0n, MOST_UINT64);
}

function long(field: string, value: unknown, least: bigint, most: bigint): bigint {
  if (typeof value !== "bigint" && typeof value !== "number") {
    throw wrongType(field, "a number or a bigint", value);
  }
  if (typeof value === "number" && !Number.isSafeInteger(value)) {
    const problem = Number.isInteger(value)
      ? "is beyond what a number holds exactly; give a bigint"
      : `must be a whole number, not ${String(value)}`;
    throw new ArgumentError(field, problem);
  }
  const wire = BigInt(value);
  if (wire >= least && wire <= most) return wire;
  throw new ArgumentError(field, `must be between ${String(least)} and ${String(most)}`);
}

const DECIMAL = /^(?:0|-?[1-9]\d{0,18})$/;

/** A key: the decimal text, or the bigint, of a number of 64 bits. */
export function keyNumber(field: string, value: unknown): bigint {
  if (typeof value === "string") {
    if (!DECIMAL.test(value)) {
      throw new ArgumentError(field, "must be the decimal digits of a key");
    }
  } else if (typeof value === "number") {
    const problem = "must be a key, not a number, which cannot hold every key; give its text";
    throw new ArgumentError(field, problem);
  } else if (typeof value !== "bigint") {
    throw wrongType(field, "a key", value);
  }
  const wire = BigInt(value);
  if (wire >= LEAST_INT64 && wire <= MOST_INT64) return wire;
  throw new ArgumentError(field, "must be a number of 64 bits");
}

/** A key that names something: one above zero. */
export function key(field: string, value: unknown): bigint {
  return positive(field, keyNumber(field, value));
}

/** A number that is one: neither NaN nor an infinity. */
export function double(field: string, value: unknown): number {
  if (typeof value !== "number") throw wrongType(field, "a number", value);
  if (Number.isFinite(value)) return value;
  throw new ArgumentError(field, `must be a finite number, not ${String(value)}`);
}

/**
 * A length of time in milliseconds.
 *
 * A part of a millisecond counts as a whole one, so that a short time never becomes none.
 */
export function milliseconds(field: string, value: unknown): bigint {
  const span = inField(field, () => durationToMs(value as Duration));
  const wire = BigInt(Math.ceil(span));
  if (wire <= MOST_INT64) return wire;
  throw new ArgumentError(field, "is too long to be counted in milliseconds");
}

function inField<T>(field: string, make: () => T): T {
  try {
    return make();
  } catch (error) {
    throw inside(field, error);
  }
}

/** Milliseconds as a duration; a negative number is no time. */
export function durationOf(wire: bigint): Duration {
  return { milliseconds: wire > 0n ? Number(wire) : 0 };
}

/** A point in time as milliseconds since the Unix epoch. */
export function instant(field: string, value: unknown): bigint {
  if (!(value instanceof Date)) throw wrongType(field, "a Date", value);
  return BigInt(checkedTime(field, value));
}

/**
 * Milliseconds since the Unix epoch as a `Date`.
 *
 * What lies outside becomes the first or the last instant that a `Date` has.
 */
export function instantOf(wire: bigint): Date {
  if (wire > LAST_INSTANT) return new Date(Number(LAST_INSTANT));
  return new Date(Number(wire < -LAST_INSTANT ? -LAST_INSTANT : wire));
}

/** A point in time as ISO 8601; a text stays as it is. */
export function iso8601(field: string, value: unknown): string {
  if (!(value instanceof Date)) return text(field, value);
  checkedTime(field, value);
  return value.toISOString();
}

function checkedTime(field: string, value: Date): number {
  const time = value.getTime();
  if (!Number.isNaN(time)) return time;
  throw new ArgumentError(field, "must be a valid Date");
}

/** Refuses a number that is not above zero. */
export function positive<N extends number | bigint>(field: string, value: N): N {
  if (value > 0) return value;
  throw new ArgumentError(field, "must be greater than zero");
}

/** Refuses a number below another. */
export function atLeast<N extends number | bigint>(field: string, value: N, least: number): N {
  if (value >= least) return value;
  throw new ArgumentError(field, `must be at least ${String(least)}`);
}

/** Refuses a text, bytes or a list that is empty. */
export function filled<T extends { readonly length: number }>(field: string, value: T): T {
  if (value.length > 0) return value;
  throw new ArgumentError(field, "must not be empty");
}

/** Refuses a map that is empty. */
export function filledMap<T extends Readonly<Record<string, unknown>>>(
  field: string,
  values: T,
): T {
  if (Object.keys(values).length > 0) return values;
  throw new ArgumentError(field, "must not be empty");
}

/** Refuses a list that is too short; an empty one has a name of its own. */
export function entries<T>(field: string, values: T[], least: number, empty: string): T[] {
  if (values.length >= least) return values;
  const few = least === 1 ? "must not be empty" : `must have at least ${String(least)} entries`;
  throw new ArgumentError(field, `${few}; use ${empty} instead`);
}

/** A list, each entry converted; the error of an entry names its position. */
export function list<W>(
  field: string,
  values: unknown,
  each: (field: string, value: unknown) => W,
): W[] {
  if (!Array.isArray(values)) throw wrongType(field, "an array", values);
  const converted: W[] = [];
  try {
    for (const value of values as unknown[]) converted.push(each("", value));
  } catch (error) {
    throw inside(field, inside(`[${String(converted.length)}]`, error));
  }
  return converted;
}

/** A map, each value converted; the error of a value names its key. */
export function map<W>(
  field: string,
  values: unknown,
  each: (field: string, value: unknown) => W,
): Record<string, W> {
  if (typeof values !== "object" || values === null || Array.isArray(values)) {
    throw wrongType(field, "an object", values);
  }
  const converted: [string, W][] = [];
  for (const [name, value] of Object.entries(values)) {
    try {
      converted.push([name, each("", value)]);
    } catch (error) {
      throw inside(field, inside(name, error));
    }
  }
  return Object.fromEntries(converted);
}

/** A map from the wire, each value converted. */
export function mapOf<W, T>(
  wire: Readonly<Record<string, W>>,
  each: (one: W) => T,
): Record<string, T> {
  // Other than an assignment, this makes a property of any name.
  return Object.fromEntries(Object.entries(wire).map(([name, one]) => [name, each(one)]));
}

/** The error of something inside a field; an entry of a list has no name of its own. */
export function inside(field: string, error: unknown): unknown {
  return error instanceof ArgumentError && field !== "" ? error.at(field) : error;
}

/** The error of a request that has none of these fields. */
export function noneGiven(...fields: string[]): ArgumentError {
  return new ArgumentError("", `give one of ${fields.join(", ")}`);
}

/** Refuses a message that has several of these fields, of which the wire holds one. */
export function atMostOne(fields: Readonly<Record<string, unknown>>): void {
  const given = Object.keys(fields).filter((name) => fields[name] !== undefined);
  if (given.length > 1) throw new ArgumentError("", `give only one of ${given.join(", ")}`);
}
