/** What can be set about a worker, and what is refused. */

import { durationToMs } from "../duration.js";
import type { Duration } from "../duration.js";
import { ArgumentError, ConfigError } from "../errors.js";
import * as jobs from "../gateway/jobs.js";
import { DEFAULT_PACE } from "./backoff.js";
import type { Backoff, Pace, Pause } from "./backoff.js";
import * as defaults from "./defaults.js";
import { fetchOf } from "./fetch.js";
import type { Fetch } from "./fetch.js";

/**
 * How a worker takes jobs.
 *
 * Those of a job apply to its type, those of a worker to all types whose jobs do not say otherwise.
 */
export interface JobSettings {
  /** What the gateway knows the worker by, mainly in its logs. Not blank. Default: `default`. */
  readonly name?: string | undefined;
  /**
   * How many jobs of the type are held at once, polled and streamed together.
   *
   * Those being handled, those that wait for a handler, and those whose outcome is being reported.
   * At least 1. Default: 32.
   */
  readonly maxJobsActive?: number | undefined;
  /**
   * How many handlers of the type run at once, from 1 to `maxJobsActive`. Default: all of them.
   *
   * The other jobs wait, and their reservations run.
   */
  readonly concurrency?: number | undefined;
  /**
   * How long the gateway reserves a job. At least 1 ms. Default: 5 min.
   *
   * After that it gives the job to another worker, so it is longer than the longest job takes, or
   * `extendTimeout` is on.
   */
  readonly timeout?: Duration | undefined;
  /** How long the gateway lets a poll wait for a first job. At least 1 ms. Default: 20 s. */
  readonly requestTimeout?: Duration | undefined;
  /**
   * The pause after a poll that brought nothing. At least 1 ms. Default: 100 ms.
   *
   * While polls bring jobs, the next leaves as soon as there is room.
   */
  readonly pollInterval?: Duration | undefined;
  /**
   * The part of `maxJobsActive` that may still be held when the next poll leaves, from 0 to 1.
   * Default: 0.3.
   */
  readonly pollThreshold?: number | undefined;
  /**
   * How long the worker waits after a poll, or a stream, that failed. Default: 50 ms to 5 s.
   *
   * Numbers, or a function of the failures in a row. Should the function throw, the default is
   * taken.
   */
  readonly backoff?: Backoff | Pause | undefined;
  /**
   * How long the gateway waits before it gives a failed job out again. Default: not at all.
   *
   * A `JobFailure` may say otherwise.
   */
  readonly retryBackoff?: Duration | undefined;
  /**
   * Whether the gateway sends jobs by itself, as soon as there are any. Default: off.
   *
   * Polling goes on beside it, for jobs that were there before. A gateway without streams is only
   * polled.
   */
  readonly stream?: boolean | undefined;
  /** How far the pause between empty polls grows while there is a stream. Default: 60 s. */
  readonly streamIdleBackoff?: Duration | undefined;
  /**
   * After what time a stream is opened anew. Default: 8 h, a tenth more or less at random.
   *
   * So that gateways behind a load balancer share the load.
   */
  readonly streamLifetime?: Duration | undefined;
  /**
   * After what time without a job a stream is opened anew. Default: 10 min.
   *
   * Because somebody on the way may have forgotten it.
   */
  readonly streamIdle?: Duration | undefined;
  /** How long a worker that is stopped waits for its jobs. Default: 30 s. */
  readonly drainTimeout?: Duration | undefined;
  /**
   * The variables that come with a job: `"all"`, or names, where `[]` is none.
   *
   * Default: those that the schema of the variables names, if it can tell, otherwise all.
   */
  readonly fetch?: Fetch | undefined;
  /** The tenants whose jobs are taken. Default: those that the client is set to. */
  readonly tenants?: readonly string[] | undefined;
  /**
   * Has the worker prolong the reservation of a job while its handler runs. Default: off.
   *
   * To this long, when 60 % of the remaining time are over. At least 1 ms.
   */
  readonly extendTimeout?: Duration | undefined;
  /**
   * Whether jobs come with a lease token, which then goes with every outcome. Default: off.
   *
   * So a gateway refuses the outcome of a worker whose reservation is over.
   */
  readonly lease?: boolean | undefined;
}

/** The settings of the worker for one type, checked; times are milliseconds. */
export interface Settings {
  readonly jobType: string;
  readonly name: string;
  readonly maxJobsActive: number;
  readonly concurrency: number;
  readonly timeoutMs: number;
  readonly requestTimeoutMs: number;
  readonly pollIntervalMs: number;
  readonly pollThreshold: number;
  readonly backoff: Pace | Pause;
  readonly retryBackoffMs: number;
  readonly stream: boolean;
  readonly streamIdleBackoffMs: number;
  readonly streamLifetimeMs: number;
  readonly streamIdleMs: number;
  readonly drainTimeoutMs: number;
  /** `undefined` leaves it to the handler. */
  readonly fetch: Fetch | undefined;
  /** `undefined` leaves it to the client. */
  readonly tenants: readonly string[] | undefined;
  readonly extendTimeoutMs: number | undefined;
  readonly lease: boolean;
}

const KNOWN: Record<keyof JobSettings, true> = {
  name: true,
  maxJobsActive: true,
  concurrency: true,
  timeout: true,
  requestTimeout: true,
  pollInterval: true,
  pollThreshold: true,
  backoff: true,
  retryBackoff: true,
  stream: true,
  streamIdleBackoff: true,
  streamLifetime: true,
  streamIdle: true,
  drainTimeout: true,
  fetch: true,
  tenants: true,
  extendTimeout: true,
  lease: true,
};

/** Whether there is a setting of this name. */
export function isSetting(name: string): name is keyof JobSettings {
  return Object.hasOwn(KNOWN, name);
}

/** The settings of both; the inner ones are stronger. */
export function merged(outer: JobSettings, inner: JobSettings): JobSettings {
  const stated = Object.entries(inner).filter(([, value]) => value !== undefined);
  return { ...outer, ...Object.fromEntries(stated) };
}

/**
 * The settings of this type.
 *
 * @throws ConfigError if one cannot be used, which it names.
 */
export function checkedSettings(jobType: unknown, given: JobSettings): Settings {
  const maxJobsActive = whole("maxJobsActive", given.maxJobsActive ?? defaults.MAX_JOBS_ACTIVE);
  const pollInterval = time("pollInterval", given.pollInterval, defaults.POLL_INTERVAL_MS);
  const extendTimeout = given.extendTimeout;
  const settings: Settings = {
    jobType: text("type", jobType),
    name: text("name", given.name ?? defaults.NAME),
    maxJobsActive,
    concurrency: whole("concurrency", given.concurrency ?? maxJobsActive, maxJobsActive),
    timeoutMs: time("timeout", given.timeout, defaults.TIMEOUT_MS),
    requestTimeoutMs: time("requestTimeout", given.requestTimeout, defaults.REQUEST_TIMEOUT_MS),
    pollIntervalMs: pollInterval,
    pollThreshold: between(
      "pollThreshold",
      given.pollThreshold ?? defaults.POLL_THRESHOLD,
      [0, 1],
      "must be between 0 and 1",
    ),
    backoff: paceOf(given.backoff),
    retryBackoffMs: time("retryBackoff", given.retryBackoff, defaults.RETRY_BACKOFF_MS, 0),
    stream: flag("stream", given.stream),
    streamIdleBackoffMs: time(
      "streamIdleBackoff",
      given.streamIdleBackoff,
      defaults.STREAM_IDLE_BACKOFF_MS,
    ),
    streamLifetimeMs: time("streamLifetime", given.streamLifetime, defaults.STREAM_LIFETIME_MS),
    streamIdleMs: time("streamIdle", given.streamIdle, defaults.STREAM_IDLE_MS),
    drainTimeoutMs: time("drainTimeout", given.drainTimeout, defaults.DRAIN_TIMEOUT_MS, 0),
    fetch: given.fetch === undefined ? undefined : fetchOf(given.fetch),
    tenants: given.tenants === undefined ? undefined : texts("tenants", given.tenants),
    extendTimeoutMs:
      extendTimeout === undefined ? undefined : time("extendTimeout", extendTimeout, 0),
    lease: flag("lease", given.lease),
  };
  checkAbilities(settings);
  return settings;
}

/** Refuses what this API does not have. */
function checkAbilities(settings: Settings): void {
  const abilities: readonly (readonly [keyof JobSettings, boolean, boolean])[] = [
    ["stream", settings.stream, jobs.HAS_STREAMS],
    ["tenants", (settings.tenants?.length ?? 0) > 0, jobs.HAS_TENANTS],
    ["lease", settings.lease, jobs.HAS_LEASES],
    ["extendTimeout", settings.extendTimeoutMs !== undefined, jobs.HAS_EXTENSION],
  ];
  for (const [name, wanted, has] of abilities) {
    if (wanted && !has) throw new ConfigError(name, "the API of this SDK does not have it");
  }
}

function paceOf(given: unknown): Pace | Pause {
  if (given === undefined) return DEFAULT_PACE;
  if (typeof given === "function") return given as Pause;
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    throw new ConfigError("backoff", "must be an object of numbers, or a function");
  }
  const { initial, max, factor, jitter, ...others } = given as Backoff;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw new ConfigError(`backoff.${unknown}`, "is no part of a backoff");
  const initialMs = time("backoff.initial", initial, defaults.BACKOFF_INITIAL_MS, 0);
  if (initialMs === 0) throw new ConfigError("backoff.initial", "must be above 0");
  const maxMs = time("backoff.max", max, defaults.BACKOFF_MAX_MS, 0);
  if (maxMs < initialMs) throw new ConfigError("backoff.max", "must not be below initial");
  return {
    initialMs,
    maxMs,
    factor: between(
      "backoff.factor",
      factor ?? defaults.BACKOFF_FACTOR,
      [1, Number.MAX_VALUE],
      "must be at least 1",
    ),
    jitter: between(
      "backoff.jitter",
      jitter ?? defaults.BACKOFF_JITTER,
      [0, 1],
      "must be between 0 and 1",
    ),
  };
}

/** 100,000 years: fewer than 64 bits of milliseconds hold, and more than clocks count. */
const LONGEST_MS = 100_000 * 365 * 86_400_000;
const MOST_JOBS = 2 ** 31 - 1;

/** A length of time in milliseconds, or the default if there is none. */
function time(name: string, given: Duration | undefined, otherwise: number, least = 1): number {
  if (given === undefined) return otherwise;
  let milliseconds: number;
  try {
    milliseconds = durationToMs(given);
  } catch (error) {
    if (!(error instanceof ArgumentError)) throw error;
    const at = error.path === "" ? name : `${name}.${error.path}`;
    throw new ConfigError(at, error.problem);
  }
  if (milliseconds < least) throw new ConfigError(name, `must be at least ${least} ms`);
  if (milliseconds > LONGEST_MS) throw new ConfigError(name, "must be less than 100,000 years");
  return milliseconds;
}

function whole(name: string, given: unknown, most?: number): number {
  if (typeof given === "number" && Number.isSafeInteger(given)) {
    if (given >= 1 && given <= (most ?? MOST_JOBS)) return given;
  }
  const end = most === undefined ? String(MOST_JOBS) : "maxJobsActive";
  throw new ConfigError(name, `must be a whole number between 1 and ${end}`);
}

function between(
  name: string,
  given: unknown,
  [least, most]: readonly [number, number],
  problem: string,
): number {
  if (typeof given === "number" && given >= least && given <= most) return given;
  throw new ConfigError(name, problem);
}

function flag(name: string, given: unknown): boolean {
  if (given === undefined) return false;
  if (typeof given !== "boolean") throw new ConfigError(name, "must be true or false");
  return given;
}

function text(name: string, given: unknown): string {
  if (typeof given === "string" && given.trim() !== "") return given;
  throw new ConfigError(name, "must be a text that is not blank");
}

function texts(name: string, given: unknown): readonly string[] {
  if (!Array.isArray(given)) throw new ConfigError(name, "must be a list of texts");
  return given.map((one: unknown) => text(name, one));
}
