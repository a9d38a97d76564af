/**
 * From what the SDK gives back to JSON: names in lower camel case, 64-bit numbers as text, bytes in
 * base64, and variables as the text of their JSON.
 */

import { VariablesError } from "zeebe-sdk";
import type { Duration, Json } from "zeebe-sdk";

import { textOf } from "./text.js";

/**
 * How variables are shown.
 *
 * - `value`: as the JSON of the value that a user gets.
 * - `text`: as the text that the gateway sent.
 */
export type Style = "value" | "text";

/** Makes JSON of a value. */
export type Writer<T> = (value: T, style: Style) => unknown;

/** The fields of a message. */
export class Fields {
  readonly #style: Style;
  readonly #fields: [string, unknown][] = [];

  constructor(style: Style) {
    this.#style = style;
  }

  /** Adds a field, unless it is absent. */
  put<T>(name: string, value: T | undefined, write: Writer<T>): void {
    if (value !== undefined) this.#fields.push([name, write(value, this.#style)]);
  }

  /** The message. */
  end(): object {
    return Object.fromEntries(this.#fields);
  }
}

/** What JSON has a form for. */
export function plain(value: boolean | number | string): unknown {
  return value;
}

/** A number of 64 bits. */
export function int64(value: bigint): unknown {
  return String(value);
}

/** Bytes. */
export function bytes(value: Uint8Array): unknown {
  return Buffer.from(value).toString("base64");
}

/** A duration, in milliseconds. */
export function duration(value: Duration): unknown {
  return String(value.milliseconds);
}

/** A time, in milliseconds of the epoch. */
export function instant(value: Date): unknown {
  return String(value.getTime());
}

/** A list of values. */
export function each<T>(write: Writer<T>): Writer<readonly T[]> {
  return (values, style) => values.map((value) => write(value, style));
}

/** A map of values. */
export function entries<T>(write: Writer<T>): Writer<Readonly<Record<string, T>>> {
  return (values, style) =>
    Object.fromEntries(Object.entries(values).map(([key, value]) => [key, write(value, style)]));
}

/** What a user gets for variables, or what is wrong with them. */
export function variables(value: Json<unknown>, style: Style): unknown {
  if (style === "text") return value.text;
  try {
    return textOf(value.value);
  } catch (error) {
    if (!(error instanceof VariablesError)) throw error;
    return { $unreadable: { text: error.message, path: error.path } };
  }
}
