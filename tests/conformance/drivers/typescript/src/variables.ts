/**
 * Variables as a user of TypeScript gives them: objects and what they hold, or the text of JSON.
 *
 * An object with one member whose name starts with `$` stands for what the line cannot hold.
 */

import { RawJson } from "zeebe-sdk";

import { isObject, WrongLineError } from "./arguments.js";

/** What numbers are called that JSON has no form for. */
const NUMBERS: Readonly<Record<string, number>> = {
  NaN: Number.NaN,
  inf: Number.POSITIVE_INFINITY,
  "-inf": Number.NEGATIVE_INFINITY,
};

/** The variables that a value stands for. */
export function readVariables(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(readVariables);
  if (!isObject(value)) return value;
  const entries = Object.entries(value);
  const [first] = entries;
  if (entries.length === 1 && first?.[0].startsWith("$") === true) return special(...first);
  return made(entries);
}

/** An object of these members, whatever their names mean elsewhere. */
function made(entries: readonly (readonly [string, unknown])[]): unknown {
  return Object.fromEntries(entries.map(([name, item]) => [name, readVariables(item)]));
}

/** What JSON on a line has no form for. */
function special(name: string, content: unknown): unknown {
  const text = String(content);
  switch (name) {
    case "$text":
      return new RawJson(text);
    case "$int":
      return BigInt(text);
    case "$float":
      return NUMBERS[text] ?? Number(text);
    case "$bytes":
      return new Uint8Array(Buffer.from(text, "base64"));
    case "$date":
      return new Date(text);
    case "$decimal":
      // The language has no such type; who needs them keeps their text.
      return text;
    case "$entries":
      return made(content as [string, unknown][]);
    default:
      throw new WrongLineError(`there is no value \`${name}\``);
  }
}
