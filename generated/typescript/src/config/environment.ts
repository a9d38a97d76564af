/** The variables that are set. */

import { Secret } from "../credentials/secret.js";
import type { Setting } from "./setting.js";
import { SETTINGS } from "./table.js";

/** The variables of the table that are set, in a process or anywhere else. */
export class Environment {
  readonly #given = new Map<string, string | Secret>();

  /** Takes the variables as they are now. */
  constructor(variables: Readonly<Record<string, string | undefined>>) {
    for (const setting of SETTINGS) {
      for (const variable of setting.variables) {
        const value = variables[variable];
        // A variable that is empty is one that somebody wanted to be unset.
        if (value === undefined || value.trim() === "") continue;
        this.#given.set(variable, setting.kind === "secret" ? new Secret(value) : value);
      }
    }
  }

  /** The strongest variable that gives a setting, and its value. */
  get(setting: Setting): { variable: string; value: string | Secret } | undefined {
    for (const variable of setting.variables) {
      const value = this.#given.get(variable);
      if (value !== undefined) return { variable, value };
    }
    return undefined;
  }
}
