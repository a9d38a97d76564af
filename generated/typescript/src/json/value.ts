/** JSON as it came, and JSON as you wrote it. */

import { inspect } from "node:util";

import { brand, isInstance } from "../brand.js";
import { conform } from "../schema.js";
import type { StandardSchema } from "../schema.js";
import { decodeJson } from "./decode.js";

const UNREAD = Symbol("unread");

/**
 * A JSON text of the gateway: variables, headers, the output of a decision.
 *
 * It is read where you ask for it, and keeps the text. As an argument of a call it is sent as it
 * is.
 *
 * @typeParam T - What the value is, as far as you know; `parse` makes sure of it.
 *
 * @example
 * ```ts
 * const json = new Json<{ total: number | bigint }>('{"total":12345678901234567890}');
 * json.value.total; // 12345678901234567890n
 * ```
 */
export class Json<out T = unknown> {
  /** The JSON text. */
  readonly text: string;
  #value: unknown = UNREAD;

  /**
   * Takes a text, which is not looked at yet.
   *
   * @param text - The JSON text.
   */
  constructor(text: string) {
    this.text = text;
  }

  /** Whether a value is of this class, from whichever copy of the package. */
  static [Symbol.hasInstance](value: unknown): boolean {
    return isInstance(this, value);
  }

  /**
   * The text of an object as it is on the wire, where no text stands for the empty object.
   *
   * @internal
   */
  static object<T>(text: string): Json<T> {
    return new Json(text === "" ? "{}" : text);
  }

  /**
   * The text of any value as it is on the wire, where no text stands for null.
   *
   * @internal
   */
  static any<T>(text: string): Json<T> {
    return new Json(text === "" ? "null" : text);
  }

  /**
   * The value, read once.
   *
   * Whole numbers beyond ±(2^53 − 1) are bigints; all others, and all with a fraction or an
   * exponent, are numbers. Keys are in the order of the language: those that look like array
   * indexes first. The type is what you declared, and not checked.
   *
   * Throws a `VariablesError` if the text is not JSON, or has a number that is too large.
   */
  get value(): T {
    if (this.#value === UNREAD) this.#value = decodeJson(this.text);
    return this.#value as T;
  }

  /**
   * The value as a validator of the Standard Schema interface gives it, e.g. one of zod or
   * valibot.
   *
   * Rejects with a `VariablesError`, which names the path, if the value does not fit.
   *
   * @param schema - The validator.
   */
  async parse<Out>(schema: StandardSchema<unknown, Out>): Promise<Out> {
    return conform(schema, this.value, "");
  }

  /** The value, so that `JSON.stringify` writes it; it refuses bigints. */
  toJSON(): unknown {
    return this.value;
  }

  /** The JSON text. */
  toString(): string {
    return this.text;
  }

  /** What `console.log` shows. */
  [inspect.custom](): string {
    return `Json(${this.text})`;
  }
}

/**
 * A JSON text of your own, sent exactly as you wrote it.
 *
 * A call that gets it refuses it if it is not JSON, before anything is sent.
 */
export class RawJson extends Json {}

brand(Json, "Json");
brand(RawJson, "RawJson");
