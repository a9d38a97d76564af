/** The settings of a client, as users hold and print them. */

import { inspect } from "node:util";

import type { ConfigEntry } from "./entry.js";
import { Environment } from "./environment.js";
import { find, resolve } from "./resolved.js";
import type { Resolved } from "./resolved.js";
import { Resolver } from "./resolver.js";
import { givenSettings } from "./settings.js";
import type { GivenSettings, Settings } from "./settings.js";

/** What a config is known by, whichever copy of the package made it. */
const BRAND = Symbol.for("zeebe-sdk.config");

/**
 * The settings of a client: those that code gives, and those of the environment.
 *
 * What code says is stronger than the environment; there, `CAMUNDA_` is stronger than `ZEEBE_`,
 * and an empty variable is one that is not set. `new Config(…)` reads no environment,
 * `Config.fromEnv(…)` does. Its text has a line for each setting, with its value and where that
 * comes from, and `***` for secrets. Values are checked when a client is made, or by `check`.
 *
 * A config never changes.
 *
 * @example
 * ```ts
 * const config = Config.fromEnv({ ZEEBE_REQUEST_TIMEOUT: "5s" }, { tenant: "shop" });
 * String(config.entry("requestTimeout")); // "requestTimeout = 5s (ZEEBE_REQUEST_TIMEOUT)"
 * String(config.entry("tenant")); // "tenant = shop (code)"
 * ```
 */
export class Config {
  #code: GivenSettings;
  #environment: Environment;

  /**
   * The settings of code alone.
   *
   * @param settings - See `Settings`.
   * @throws `ConfigError` for a name that is no setting.
   */
  constructor(settings: Settings = {}) {
    this.#code = givenSettings(settings);
    this.#environment = new Environment({});
  }

  /**
   * What code does not say comes from variables of the environment, as they are now.
   *
   * @param environment - Other variables than those of the process, such as the lines of a file.
   * @param settings - What code says; see `Settings`.
   * @throws `ConfigError` for a name that is no setting.
   */
  static fromEnv(
    environment: Readonly<Record<string, string | undefined>> = process.env,
    settings: Settings = {},
  ): Config {
    const config = new Config(settings);
    config.#environment = new Environment(environment);
    return config;
  }

  /**
   * The config of a client that is made with this: a config as it is, settings completed by the
   * environment of the process.
   *
   * @internal
   */
  static of(given: Config | Settings | undefined): Config {
    return isConfig(given) ? given : Config.fromEnv(process.env, given);
  }

  /** @internal */
  get [BRAND](): true {
    return true;
  }

  /**
   * The same with other settings of code.
   *
   * @param settings - What is said instead; what is left out or `undefined` stays.
   * @throws `ConfigError` for a name that is no setting.
   */
  with(settings: Settings): Config {
    const config = new Config();
    config.#code = new Map([...this.#code, ...givenSettings(settings)]);
    config.#environment = this.#environment;
    return config;
  }

  /**
   * Checks every setting.
   *
   * @throws `ConfigError` if settings cannot be used, all of which are named.
   */
  check(): void {
    this.resolve();
  }

  /**
   * What the settings come to, for what a client is made from.
   *
   * @internal
   */
  resolve(): Resolved {
    return resolve(this.#resolver());
  }

  /**
   * Every setting that the environment can give, and what else code gives. Each has its value and
   * where that comes from; nothing is checked.
   */
  get entries(): readonly ConfigEntry[] {
    const resolver = this.#resolver();
    find(resolver);
    return resolver.entries();
  }

  /** The setting of this name, if there is one. */
  entry(name: string): ConfigEntry | undefined {
    return this.entries.find((entry) => entry.name === name);
  }

  /** A line for each setting. */
  toString(): string {
    return this.entries.join("\n");
  }

  /** What `JSON.stringify` shows: no secret. */
  toJSON(): readonly ConfigEntry[] {
    return this.entries;
  }

  /** @internal */
  [inspect.custom](): string {
    const said = this.entries.filter((entry) => entry.value !== undefined);
    return `Config {\n${said.map((entry) => `  ${String(entry)}\n`).join("")}}`;
  }

  #resolver(): Resolver {
    return new Resolver(this.#environment, this.#code);
  }
}

function isConfig(given: unknown): given is Config {
  return typeof given === "object" && given !== null && BRAND in given;
}
