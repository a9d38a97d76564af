/** The configuration of a client by its settings; what is not given is left at its default. */

import { Config, RetryMode } from "zeebe-sdk";
import type { MetadataPair, Settings } from "zeebe-sdk";

import { isObject, WrongLineError } from "./arguments.js";
import type { Members } from "./arguments.js";
import { credentials } from "./credentials.js";
import { camel, settingsOf } from "./names.js";

const MODES: Readonly<Record<string, RetryMode>> = {
  by_class: RetryMode.BY_CLASS,
  at_least_once: RetryMode.AT_LEAST_ONCE,
  never: RetryMode.NEVER,
};

/** Settings that have a form in JSON. */
const PLAIN: ReadonlySet<string> = new Set([
  "address",
  "cluster_id",
  "cluster_region",
  "authority",
  "tenant",
  "max_message_size",
  "worker_tenants",
  "credentials_without_tls",
  "metadata",
]);

const TIMES: ReadonlySet<string> = new Set([
  "connect_timeout_ms",
  "request_timeout_ms",
  "keepalive_ms",
  "keepalive_timeout_ms",
]);

/** The configuration of a client. */
export function configuration(told: unknown): Config {
  const { from_env: fromEnv, ...settings } = isObject(told) ? told : {};
  const made: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(settings)) Object.assign(made, setting(name, value));
  return fromEnv === true
    ? Config.fromEnv(process.env, made as Settings)
    : new Config(made as Settings);
}

/** How failed calls are repeated. */
export function retryMode(word: unknown): RetryMode {
  const mode = MODES[String(word)];
  if (mode === undefined) throw new WrongLineError(`there is no way \`${String(word)}\` to repeat`);
  return mode;
}

/** Metadata, which is a list of pairs in lines and in the SDK. */
export function pairs(value: unknown): readonly MetadataPair[] {
  return value as readonly MetadataPair[];
}

/** The property for a setting. */
function setting(name: string, value: unknown): object {
  if (PLAIN.has(name)) return { [camel(name)]: value };
  if (TIMES.has(name)) return settingsOf({ [name]: value });
  switch (name) {
    case "retry":
      return { retry: retryMode(value) };
    case "tls":
      return { tls: tls(value as Members) };
    case "credentials":
      return { credentials: credentials(value) };
    case "retry_policy":
      return { retryPolicy: retryPolicy(value as Members) };
    case "backpressure":
      return { backpressurePolicy: settingsOf(value as Members) };
    default:
      throw new WrongLineError(`there is no setting \`${name}\``);
  }
}

/** How failed calls are repeated. */
function retryPolicy({ budget_tokens, budget_refund, ...settings }: Members): object {
  const budget = {
    ...(budget_tokens === undefined ? {} : { tokens: budget_tokens }),
    ...(budget_refund === undefined ? {} : { refund: budget_refund }),
  };
  return { ...settingsOf(settings), budget };
}

/** What to trust and who to be. */
function tls(told: Members): object {
  const named: Readonly<Record<string, string>> = {
    ca_file: "caCertificateFile",
    certificate_file: "clientCertificateFile",
    key_file: "clientKeyFile",
  };
  const entries = Object.entries(told);
  return Object.fromEntries(entries.map(([name, value]) => [named[name] ?? camel(name), value]));
}
