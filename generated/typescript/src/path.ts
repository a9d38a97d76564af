/** Paths of files, as users give them. */

import { fileURLToPath } from "node:url";

import { kindOf, Problem } from "./problem.js";

/** A path, which may be a `file:` URL. Throws a `Problem`. */
export function asPath(value: unknown): string {
  if (typeof value === "string" && value !== "") return value;
  if (value instanceof URL && value.protocol === "file:") return fileURLToPath(value);
  throw new Problem(`has to be a path or a file URL, not ${kindOf(value)}`);
}
