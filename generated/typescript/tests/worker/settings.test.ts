/** What can be set about a worker, and what is refused. */

import { afterEach, describe, expect, it, vi } from "vitest";

import { Status } from "../../src/contract/index.js";
import { CallError, ConfigError } from "../../src/errors.js";
import * as rpcs from "../../src/gateway/rpcs.js";
import { DEFAULT_PACE, pauseAfter } from "../../src/worker/backoff.js";
import { checkedSettings, merged } from "../../src/worker/settings.js";
import type { JobSettings, Settings } from "../../src/worker/settings.js";

function settings(given: object = {}): Settings {
  return checkedSettings("pay", given);
}

describe("settings", () => {
  it("have defaults", () => {
    expect(settings()).toMatchObject({
      name: "default",
      maxJobsActive: 32,
      concurrency: 32,
      timeoutMs: 300_000,
      requestTimeoutMs: 20_000,
      pollIntervalMs: 100,
      pollThreshold: 0.3,
      stream: false,
      drainTimeoutMs: 30_000,
      lease: false,
    });
    expect(settings({ maxJobsActive: 7 }).concurrency).toBe(7);
  });

  it("take durations", () => {
    const timeout = { minutes: 2, seconds: 0.5 };
    const given = { timeout, extendTimeout: { seconds: 1.5 }, retryBackoff: { seconds: 0 } };
    expect(settings(given)).toMatchObject({
      timeoutMs: 120_500,
      extendTimeoutMs: 1_500,
      retryBackoffMs: 0,
    });
  });

  it("of a job are stronger than those of its worker, if they are set", () => {
    const both = merged(
      { name: "cashier", maxJobsActive: 5, lease: true },
      { maxJobsActive: 9, lease: undefined },
    );
    expect(both).toEqual({ name: "cashier", maxJobsActive: 9, lease: true });
  });

  it.each([
    ["name", { name: "" }],
    ["name", { name: 5 }],
    ["maxJobsActive", { maxJobsActive: 0 }],
    ["maxJobsActive", { maxJobsActive: 2 ** 31 }],
    ["maxJobsActive", { maxJobsActive: 1.5 }],
    ["maxJobsActive", { maxJobsActive: "9" }],
    ["concurrency", { concurrency: 0 }],
    ["concurrency", { concurrency: 33 }],
    ["timeout", { timeout: { seconds: 0 } }],
    ["timeout.seconds", { timeout: { seconds: NaN } }],
    ["timeout", { timeout: { days: 1e12 } }],
    ["timeout", { timeout: 5_000 }],
    ["timeout", { timeout: null }],
    ["timeout.second", { timeout: { second: 1 } }],
    ["requestTimeout", { requestTimeout: { seconds: -1 } }],
    ["pollInterval", { pollInterval: { milliseconds: 0.5 } }],
    ["pollThreshold", { pollThreshold: 1.1 }],
    ["pollThreshold", { pollThreshold: NaN }],
    ["retryBackoff", { retryBackoff: { seconds: -1 } }],
    ["stream", { stream: "yes" }],
    ["streamIdleBackoff", { streamIdleBackoff: { seconds: 0 } }],
    ["streamLifetime", { streamLifetime: { seconds: 0 } }],
    ["streamIdle", { streamIdle: { seconds: 0 } }],
    ["drainTimeout", { drainTimeout: { seconds: -0.1 } }],
    ["extendTimeout", { extendTimeout: { seconds: 0 } }],
    ["fetch", { fetch: "total" }],
    ["fetch", { fetch: [1] }],
    ["tenants", { tenants: "a" }],
    ["tenants", { tenants: [""] }],
    ["lease", { lease: 1 }],
    ["backoff", { backoff: 5 }],
    ["backoff.initial", { backoff: { initial: { seconds: 0 } } }],
    ["backoff.max", { backoff: { initial: { seconds: 2 }, max: { seconds: 1 } } }],
    ["backoff.factor", { backoff: { factor: 0.9 } }],
    ["backoff.jitter", { backoff: { jitter: 2 } }],
    ["backoff.most", { backoff: { most: 2 } }],
  ])("that are wrong are named: %s, %j", (setting, given) => {
    const refused = vi.fn((): Settings => settings(given as JobSettings));
    expect(refused).toThrow(ConfigError);
    const thrown = refused.mock.results[0]?.value as ConfigError;
    expect(thrown.setting).toBe(setting);
  });
});

describe("pauses", () => {
  afterEach(() => void vi.restoreAllMocks());

  const pace = { initialMs: 100, maxMs: 1_000, factor: 2, jitter: 0.1 };
  const unavailable = CallError.of({
    policy: rpcs.TOPOLOGY.policy,
    status: Status.UNAVAILABLE,
    statusMessage: "",
    attempts: 1,
    retryable: true,
    outcomeUnknown: false,
    tooLarge: false,
    fromGateway: true,
  });

  it("grow to the longest", () => {
    vi.spyOn(Math, "random").mockReturnValue(0.5);
    const pauses = [1, 2, 3, 4, 5, 10_000].map((failures) => pauseAfter(pace, failures));
    expect(pauses).toEqual([100, 200, 400, 800, 1_000, 1_000]);
    expect(pauseAfter({ ...DEFAULT_PACE, factor: 1e300 }, 50)).toBe(5_000);
  });

  it("vary a little, and a lot after UNAVAILABLE", () => {
    const random = vi.spyOn(Math, "random").mockReturnValue(0);
    expect(pauseAfter(pace, 1)).toBeCloseTo(90);
    expect(pauseAfter(pace, 1, unavailable)).toBe(0);
    random.mockReturnValue(1);
    expect(pauseAfter(pace, 1)).toBeCloseTo(110);
    expect(pauseAfter(pace, 2, unavailable)).toBe(200);
  });
});
