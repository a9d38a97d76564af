/** Which variables come with a job. */

import { ConfigError } from "../errors.js";

/**
 * The variables that come with a job: all that it can see, or those with these names.
 *
 * Names that do not exist are ignored; no names are no variables.
 */
export type Fetch = "all" | readonly string[];

/** A name that no variable has. Even the empty name can be one. */
export const NO_VARIABLE = "zeebe-sdk:no-variable";

/** What a user has set, or a `ConfigError` if it is neither `"all"` nor names. */
export function fetchOf(given: unknown): Fetch {
  if (given === "all") return given;
  if (!Array.isArray(given)) {
    throw new ConfigError("fetch", `must be "all" or a list of names of variables`);
  }
  const names: unknown[] = given;
  if (!names.every((name) => typeof name === "string")) {
    throw new ConfigError("fetch", "must be names of variables, which are texts");
  }
  return [...names];
}

/** The names in a request, where an empty list means all. */
export function wireNames(fetch: Fetch): readonly string[] {
  if (fetch === "all") return [];
  return fetch.length > 0 ? fetch : [NO_VARIABLE];
}
