/** How the value of a setting is read, from a variable or from code, and how it is shown. */

import { Secret } from "../credentials/secret.js";
import { durationToMs } from "../duration.js";
import type { Duration } from "../duration.js";
import { asPath } from "../path.js";
import { Pem } from "../tls/pem.js";
import { withoutUserinfo } from "./address.js";
import { kindOf, Problem } from "../problem.js";

/** How values of one type are read and shown. What cannot be read throws a `Problem`. */
export interface Reading<T> {
  /** From the text of a variable. */
  readonly parse: (text: string) => T;
  /** From what code gives. */
  readonly take: (value: unknown) => T;
  /** For people. */
  readonly show: (value: T) => string;
}

const KB = 1024;
const MB = 1024 ** 2;
const LARGEST = 2 ** 31 - 1;
const LONGEST = 10 * 366 * 24 * 3_600_000;
const MILLISECONDS = new Map([
  ["", 1],
  ["ms", 1],
  ["s", 1_000],
  ["m", 60_000],
  ["min", 60_000],
  ["h", 3_600_000],
]);
const BYTES_OF = new Map([
  ["", 1],
  ["b", 1],
  ["k", KB],
  ["kb", KB],
  ["kib", KB],
  ["m", MB],
  ["mb", MB],
  ["mib", MB],
]);

function asText(value: unknown): string {
  if (typeof value === "string") return value;
  throw new Problem(`has to be a string, not ${kindOf(value)}`);
}

function parseFlag(text: string): boolean {
  const lower = text.trim().toLowerCase();
  if (["true", "1", "yes", "on"].includes(lower)) return true;
  if (["false", "0", "no", "off"].includes(lower)) return false;
  throw new Problem(`'${text}' is neither true nor false`);
}

/** A flag of code. Throws a `Problem`. */
export function asFlag(value: unknown): boolean {
  if (typeof value === "boolean") return value;
  throw new Problem(`has to be true or false, not ${kindOf(value)}`);
}

function parseList(text: string): readonly string[] {
  const items = text.split(",").map((item) => item.trim());
  return items.filter((item) => item !== "");
}

function asList(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.map(asText);
  throw new Problem(`has to be an array of strings, not ${kindOf(value)}`);
}

/** A whole number and its unit, if it is that. */
function scaled(text: string, units: ReadonlyMap<string, number>): number | undefined {
  const found = /^\s*([0-9]{1,15})\s*([A-Za-z]*)\s*$/.exec(text);
  const factor = units.get(found?.[2]?.toLowerCase() ?? "");
  return found && factor !== undefined ? Number(found[1]) * factor : undefined;
}

function parseDuration(text: string): number {
  const milliseconds = scaled(text, MILLISECONDS);
  if (milliseconds !== undefined) return withinLimits(milliseconds);
  throw new Problem(
    `'${text}' is no time; write a number of milliseconds, or one with ms, s, m or h, such as 45s`,
  );
}

/** A time of code, in milliseconds. Throws a `Problem`, or an `ArgumentError`. */
export function asDuration(value: unknown): number {
  return withinLimits(durationToMs(value as Duration));
}

function withinLimits(milliseconds: number): number {
  if (milliseconds <= LONGEST) return milliseconds;
  throw new Problem(`has to be from 0 s to 10 years, not ${milliseconds / 1_000} s`);
}

function parseSize(text: string): number {
  const bytes = scaled(text, BYTES_OF);
  if (bytes !== undefined) return asSize(bytes);
  throw new Problem(
    `'${text}' is no size; write a number of bytes, or one with KB or MB, such as 4MB`,
  );
}

function asSize(value: unknown): number {
  if (typeof value !== "number" || !Number.isInteger(value)) {
    throw new Problem(`has to be a whole number of bytes, not ${kindOf(value)}`);
  }
  if (value >= 0 && value <= LARGEST) return value;
  throw new Problem(`has to be from 0 to ${LARGEST} bytes, not ${value}`);
}

function showTime(milliseconds: number): string {
  return milliseconds >= 1_000 ? `${milliseconds / 1_000}s` : `${milliseconds}ms`;
}

function showSize(bytes: number): string {
  if (bytes > 0 && bytes % MB === 0) return `${bytes / MB}MB`;
  return bytes > 0 && bytes % KB === 0 ? `${bytes / KB}KB` : String(bytes);
}

function asSecret(value: unknown): Secret {
  return value instanceof Secret ? value : new Secret(asText(value));
}

function asPem(value: unknown): Pem {
  if (value instanceof Pem) return value;
  throw new Problem("has to be given by the setting tls");
}

const trimmed = (text: string): string => text.trim();
const same = (text: string): string => text;

/** Any text. */
export const TEXT: Reading<string> = { parse: trimmed, take: asText, show: same };
/** A text that is never shown. */
export const SECRET: Reading<Secret> = {
  parse: (text) => new Secret(text),
  take: asSecret,
  show: String,
};
/** Where a server is. */
export const URL_TEXT: Reading<string> = { parse: trimmed, take: asText, show: withoutUserinfo };
/** The path of a file. */
export const PATH: Reading<string> = { parse: same, take: asPath, show: same };
/** Certificates or a key; a variable gives the file that has them. */
export const PEM: Reading<Pem> = { parse: (file) => Pem.file(file), take: asPem, show: String };
/** True or false. */
export const FLAG: Reading<boolean> = { parse: parseFlag, take: asFlag, show: String };
/** Texts. */
export const LIST: Reading<readonly string[]> = {
  parse: parseList,
  take: asList,
  show: (texts) => texts.join(","),
};
/** A size in bytes. */
export const BYTES: Reading<number> = { parse: parseSize, take: asSize, show: showSize };
/** A time in milliseconds. */
export const DURATION: Reading<number> = {
  parse: parseDuration,
  take: asDuration,
  show: showTime,
};
/** How often something is done: a time in milliseconds, or never. */
export const INTERVAL: Reading<number | "never"> = {
  parse: parseDuration,
  take: (value) => (value === "never" ? value : asDuration(value)),
  show: (value) => (value === "never" ? value : showTime(value)),
};
