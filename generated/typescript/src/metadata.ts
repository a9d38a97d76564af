/** Metadata of users: pairs of names and values. */

import { ArgumentError } from "./errors.js";

/** A name of metadata and its value; the value of a name that ends in `-bin` is bytes. */
export type MetadataPair = readonly [name: string, value: string | Uint8Array];

/** Metadata as it is given: by name, or as pairs where a name occurs more than once. */
export type MetadataGiven = Readonly<Record<string, string | Uint8Array>> | Iterable<MetadataPair>;

const NAME = /^[0-9a-z_.-]+$/;
const VALUE = /^[\x20-\x7e]*$/;
const RESERVED = new Set([
  "te",
  "content-type",
  "content-length",
  "user-agent",
  "host",
  "connection",
  "keep-alive",
  "proxy-connection",
  "transfer-encoding",
  "upgrade",
]);

/**
 * The metadata as gRPC takes it.
 *
 * The value of a name that ends in `-bin` is bytes, any other is text. Throws an `ArgumentError`,
 * which never shows a value: it may be what proves who calls.
 */
export function checkedMetadata(given: unknown, path: string): readonly MetadataPair[] {
  if (typeof given !== "object" || given === null) {
    throw new ArgumentError(path, "must be an object, or pairs of a name and a value");
  }
  const pairs = Symbol.iterator in given ? (given as Iterable<unknown>) : Object.entries(given);
  return Array.from(pairs, (pair) => checkedPair(pair, path));
}

function checkedPair(pair: unknown, path: string): MetadataPair {
  const [name, value] = (Array.isArray(pair) ? pair : []) as unknown[];
  if (typeof name !== "string") {
    throw new ArgumentError(path, "must consist of pairs of a name and a value");
  }
  const where = `${path} '${name}'`;
  const lower = name.toLowerCase();
  if (lower.startsWith("grpc-") || lower.startsWith(":") || RESERVED.has(lower)) {
    throw new ArgumentError(where, "is a name that gRPC keeps for itself");
  }
  if (!NAME.test(lower)) throw new ArgumentError(where, "is not a name for metadata");
  return [lower, checkedValue(lower.endsWith("-bin"), value, where)];
}

function checkedValue(isBinary: boolean, value: unknown, where: string): string | Uint8Array {
  if (isBinary && value instanceof Uint8Array) return value;
  if (typeof value !== "string") {
    const wanted = isBinary ? "a Uint8Array" : "a string";
    throw new ArgumentError(where, `must be ${wanted}, not of type ${typeof value}`);
  }
  if (isBinary) return Buffer.from(value);
  if (VALUE.test(value)) return value;
  throw new ArgumentError(where, "has a value with characters that a header cannot hold");
}
