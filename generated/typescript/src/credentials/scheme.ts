/** How the SDK tells kinds of credentials apart, and what all of them check. */

import { kindOf } from "../problem.js";
import { ConfigError } from "../errors.js";

/** What says which kind credentials are of, whichever copy of the package made them. */
export const SCHEME: unique symbol = Symbol.for("zeebe-sdk.credentials") as never;

/** The value, which has to be a text: "undefined" would be sent like any other. */
export function checkedText(name: string, value: unknown): string {
  if (typeof value === "string") return value;
  throw new ConfigError(`credentials.${name}`, `has to be a string, not ${kindOf(value)}`);
}

/** The options, which may have no others than these. */
export function checkedOptions(
  value: unknown,
  names: readonly string[],
): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null) {
    throw new ConfigError("credentials", `are made with an object, not ${kindOf(value)}`);
  }
  for (const name of Object.keys(value)) {
    if (names.includes(name)) continue;
    const known = names.join(", ");
    throw new ConfigError(`credentials.${name}`, `is no option of these; there are ${known}`);
  }
  return value as Readonly<Record<string, unknown>>;
}
