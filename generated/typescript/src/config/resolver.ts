/** Which value a setting has: code before environment before default. */

import { inspect } from "node:util";

import type { Secret } from "../credentials/secret.js";
import { ConfigError } from "../errors.js";
import { ConfigEntry } from "./entry.js";
import type { Source } from "./entry.js";
import type { Environment } from "./environment.js";
import { problemOf } from "../problem.js";
import type { Reading } from "./read.js";
import { howToGive } from "./setting.js";
import type { Setting } from "./setting.js";
import type { GivenSettings } from "./settings.js";
import { SETTINGS } from "./table.js";

/** The name of a setting that the environment can give. */
export type SettingName = (typeof SETTINGS)[number]["name"];

const TABLE: ReadonlyMap<string, Setting> = new Map(
  SETTINGS.map((setting) => [setting.name, setting]),
);

/** What the table says about a setting. */
export function settingOf(name: SettingName): Setting {
  const setting = TABLE.get(name);
  if (setting === undefined) throw new Error(`${name} is in no table`);
  return setting;
}

/** A value and where it comes from. */
export interface Found<T> {
  /** The value. */
  readonly value: T;
  /** Where it comes from. */
  readonly source: Source;
  /** What has to be changed if the value is wrong: the setting or the variable. */
  readonly named: string;
  /** The variable that gave it, or the setting that it follows from. */
  readonly origin?: string;
}

/** A character that says that a variable of the process was no UTF-8. */
const DAMAGED = /\p{Surrogate}|\ufffd/u;

/** Finds values, and notes where they come from and what is wrong with them. */
export class Resolver {
  /** What code gives. */
  readonly code: GivenSettings;
  /** What is wrong so far. */
  readonly problems: ConfigError[] = [];
  readonly #environment: Environment;
  readonly #entries = new Map<string, ConfigEntry>();

  /** Begins with nothing found. */
  constructor(environment: Environment, code: GivenSettings) {
    this.#environment = environment;
    this.code = code;
  }

  /** The value of a setting of the table, if it has one. */
  find<T>(
    name: SettingName,
    reading: Reading<T>,
    code: unknown = this.code.get(name),
  ): Found<T> | undefined {
    const setting = settingOf(name);
    const found =
      code === undefined
        ? this.#ofEnvironment(setting, reading)
        : this.attempt(name, () => ({
            value: reading.take(code),
            source: "code" as const,
            named: name,
          }));
    this.#note(setting, found, reading);
    return found;
  }

  /** The value that follows from another setting, if this one has none but its default. */
  orDerived<T>(
    found: Found<T> | undefined,
    name: SettingName,
    derived: { readonly value: T; readonly from: SettingName },
    reading: Reading<T>,
  ): Found<T> {
    if (found !== undefined && found.source !== "default") return found;
    const { value, from } = derived;
    const result: Found<T> = { value, source: "derived", named: name, origin: from };
    this.#note(settingOf(name), result, reading);
    return result;
  }

  /** Two settings that mean nothing without each other. */
  both<A, B>(
    names: readonly [SettingName, SettingName],
    one: Found<A> | undefined,
    other: Found<B> | undefined,
  ): readonly [Found<A>, Found<B>] | undefined {
    if (one !== undefined && other !== undefined) return [one, other];
    const given = one ?? other;
    if (given !== undefined) {
      const missing = howToGive(settingOf(one === undefined ? names[0] : names[1]));
      this.refuse(given.named, `is set, but not ${missing}; both are needed`);
    }
    return undefined;
  }

  /** Notes what is wrong with a setting. */
  refuse(setting: string, problem: string): void {
    this.problems.push(new ConfigError(setting, problem));
  }

  /** What is made, or `undefined` with a note of what is wrong with the setting. */
  attempt<T>(setting: string, make: () => T): T | undefined {
    try {
      return make();
    } catch (error) {
      this.problems.push(
        error instanceof ConfigError ? error : new ConfigError(setting, problemOf(error)),
      );
      return undefined;
    }
  }

  /** Every setting of the table in its order, and what else code gives. */
  entries(): readonly ConfigEntry[] {
    const ofTable = SETTINGS.map(({ name }) => this.#entries.get(name) ?? new ConfigEntry(name));
    const others = [...this.code].filter(([name]) => !TABLE.has(name));
    return [
      ...ofTable,
      ...others.map(([name, value]) => new ConfigEntry(name, shown(name, value), "code")),
    ];
  }

  #ofEnvironment<T>(setting: Setting, reading: Reading<T>): Found<T> | undefined {
    const given = this.#environment.get(setting);
    if (given !== undefined) return this.#ofVariable(given.variable, given.value, reading);
    if (setting.default === undefined) return undefined;
    return { value: reading.parse(setting.default), source: "default", named: setting.name };
  }

  #ofVariable<T>(
    variable: string,
    value: string | Secret,
    reading: Reading<T>,
  ): Found<T> | undefined {
    const text = typeof value === "string" ? value : value.reveal();
    if (DAMAGED.test(text)) {
      this.refuse(variable, "its value is not UTF-8");
      return undefined;
    }
    return this.attempt(variable, () => ({
      value: reading.parse(text),
      source: "variable" as const,
      named: variable,
      origin: variable,
    }));
  }

  /** Notes a value that is to be shown; a later note counts. */
  #note<T>(setting: Setting, found: Found<T> | undefined, reading: Reading<T>): void {
    // A secret is hidden whatever holds it.
    const text = (value: T): string => (setting.kind === "secret" ? "***" : reading.show(value));
    const entry =
      found === undefined
        ? new ConfigEntry(setting.name)
        : new ConfigEntry(setting.name, text(found.value), found.source, found.origin);
    this.#entries.set(setting.name, entry);
  }
}

/** A setting that only code can give, for people. */
function shown(name: string, value: unknown): string {
  // Metadata may be anything, secrets included.
  return name === "metadata" ? "***" : inspect(value, { breakLength: Infinity });
}
