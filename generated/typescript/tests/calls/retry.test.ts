import { describe, expect, test } from "vitest";

import { Status } from "../../src/contract/index.js";
import { ConfigError } from "../../src/errors.js";
import { Core, Tried, plan } from "../../src/exchange/index.js";
import type { Plan } from "../../src/exchange/index.js";
import { isRepeatable, judge } from "../../src/exchange/judge.js";
import { defaultTimeout, statuses } from "../../src/exchange/plan.js";
import { backpressureRules } from "../../src/limiter/index.js";
import { bound, fullJitter } from "../../src/retry/backoff.js";
import { Budget } from "../../src/retry/budget.js";
import { RetryMode, retryRules } from "../../src/retry/index.js";
import type { RetryPolicy } from "../../src/retry/index.js";
import { Failure } from "../../src/transport/index.js";
import { POLICY } from "./peer.js";

const SETTINGS = {
  requestTimeoutMs: 10_000,
  retry: RetryMode.BY_CLASS,
  retryPolicy: retryRules(),
  backpressurePolicy: backpressureRules(),
  metadata: [],
  authenticator: undefined,
};
const SAYS = { requestTimeoutMs: 0, condition: false };

function coreOf(retryPolicy: RetryPolicy = {}): Core {
  const settings = { ...SETTINGS, retryPolicy: retryRules(retryPolicy) };
  return new Core(
    settings,
    () => 0,
    () => 0.5,
  );
}

const IDEMPOTENT = plan(SETTINGS, POLICY, SAYS, undefined);
const ONCE = plan(SETTINGS, { ...POLICY, callClass: "nonIdempotent" }, SAYS, undefined);

function failure(status: Status, facts: Partial<Failure> = {}): Failure {
  return new Failure({ status, message: "", origin: "gateway", ...facts });
}

function triedOf(facts: Partial<Tried> = {}): Tried {
  return Object.assign(new Tried(), { attempts: 1, failures: 1 }, facts);
}

describe("a failed attempt", () => {
  const down = failure(Status.UNAVAILABLE);

  test("is repeated after a pause while there is time", () => {
    const judged = judge(coreOf(), IDEMPOTENT, triedOf(), down, 1_000);
    expect(judged).toEqual({ kind: "again", pauseMs: 50 });
    expect(judge(coreOf(), IDEMPOTENT, triedOf(), down, 50)).toEqual({ kind: "final" });
    const fifth = triedOf({ failures: 5 });
    expect(judge(coreOf(), IDEMPOTENT, fifth, down, 1_000)).toEqual({ kind: "final" });
    const insistent: Plan = { ...IDEMPOTENT, insistentMs: 10 };
    expect(judge(coreOf(), insistent, fifth, down, 1_000)).toMatchObject({ kind: "again" });
  });

  test("is repeated if it was never sent, whatever it does", () => {
    const facts = { origin: "connection", maybeExecuted: false } as const;
    const unsent = failure(Status.UNAVAILABLE, facts);
    expect(isRepeatable(ONCE, unsent)).toBe(true);
    expect(isRepeatable(ONCE, failure(Status.UNAVAILABLE, { origin: "connection" }))).toBe(false);
    const looped = plan(SETTINGS, { ...POLICY, callClass: "workerLoop" }, SAYS, undefined);
    expect(isRepeatable(looped, unsent)).toBe(false);
    expect(isRepeatable(ONCE, failure(Status.UNAVAILABLE, { ...facts, repeat: "never" }))).toBe(
      false,
    );
  });

  test("costs a token, unless the gateway has not taken the call", () => {
    const core = coreOf({ maxAttempts: 100 });
    const kinds = Array.from({ length: 8 }, () => {
      return judge(core, IDEMPOTENT, triedOf(), down, 1_000).kind;
    });
    expect(kinds).toEqual([...Array<string>(4).fill("again"), ...Array<string>(4).fill("final")]);
    const refused = failure(Status.UNAVAILABLE, { origin: "connection", repeat: "notTaken" });
    expect(judge(core, IDEMPOTENT, triedOf(), refused, 1_000).kind).toBe("again");
  });

  test("is no failure if an earlier attempt did it", () => {
    const policy = { ...POLICY, alreadyApplied: [Status.NOT_FOUND] };
    const own = plan(SETTINGS, policy, SAYS, undefined);
    const gone = failure(Status.NOT_FOUND);
    const applied = judge(coreOf(), own, triedOf({ maybeExecuted: true }), gone, 1_000);
    expect(applied).toEqual({ kind: "applied" });
    expect(judge(coreOf(), own, triedOf(), gone, 1_000)).toEqual({ kind: "final" });
    const elsewhere = failure(Status.NOT_FOUND, { origin: "connection" });
    const tried = triedOf({ maybeExecuted: true });
    expect(judge(coreOf(), own, tried, elsewhere, 1_000)).toEqual({ kind: "final" });
  });

  test("waits in line if the gateway has too much to do", () => {
    const busy = failure(Status.RESOURCE_EXHAUSTED);
    const judged = judge(coreOf(), ONCE, triedOf({ failures: 99 }), busy, 1_000);
    expect(judged).toEqual({ kind: "pushedBack", pauseMs: 10 });
    const large = failure(Status.RESOURCE_EXHAUSTED, { message: "larger than 4194304" });
    expect(judge(coreOf(), ONCE, triedOf(), large, 1_000)).toEqual({ kind: "final" });
    const between = failure(Status.RESOURCE_EXHAUSTED, { origin: "connection" });
    expect(judge(coreOf(), ONCE, triedOf(), between, 1_000)).toEqual({ kind: "final" });
  });

  test("is repeated when the gateway asks for it, and never against its word", () => {
    const later = failure(Status.UNAVAILABLE, { pushbackMs: 300 });
    const judged = judge(coreOf(), IDEMPOTENT, triedOf(), later, 1_000);
    expect(judged).toEqual({ kind: "again", pauseMs: 300 });
    const never = failure(Status.UNAVAILABLE, { pushbackMs: Infinity });
    expect(judge(coreOf(), IDEMPOTENT, triedOf(), never, 1_000)).toEqual({ kind: "final" });
  });
});

describe("a plan", () => {
  test("has the statuses of the class of the call", () => {
    const rule = POLICY.retry;
    const once = { ...POLICY, callClass: "nonIdempotent" } as const;
    const either = { ...POLICY, callClass: "idempotentIf" } as const;
    expect(statuses(POLICY, "AT_LEAST_ONCE", false)).toBe(rule.idempotent);
    expect(statuses(once, "BY_CLASS", true)).toBe(rule.otherwise);
    expect(statuses(once, "AT_LEAST_ONCE", false)).toBe(rule.atLeastOnce);
    expect(statuses(either, "BY_CLASS", true)).toBe(rule.idempotent);
    expect(statuses(either, "BY_CLASS", false)).toBe(rule.otherwise);
  });

  test("has the time of the RPC", () => {
    const waits = { kind: "requestTimeout", gatewayDefaultMs: 10_000, plusMs: 5_000 } as const;
    expect(defaultTimeout({ kind: "client" }, SETTINGS, 0)).toBe(10_000);
    expect(defaultTimeout({ kind: "fixed", ms: 7 }, SETTINGS, 0)).toBe(7);
    expect(defaultTimeout({ kind: "none" }, SETTINGS, 0)).toBe(Infinity);
    expect(defaultTimeout(waits, SETTINGS, 0)).toBe(15_000);
    expect(defaultTimeout(waits, SETTINGS, 1_000)).toBe(6_000);
    expect(defaultTimeout(waits, SETTINGS, -1)).toBe(5_000);
  });

  test("has the time of the call first, then that of the job", () => {
    const timeout = { minutes: 1 };
    const own = plan(SETTINGS, POLICY, SAYS, { timeout }, { withinMs: 5 });
    expect(own).toMatchObject({ timeoutMs: 60_000, insistentMs: 10_000 });
    expect(plan(SETTINGS, POLICY, SAYS, {}, { withinMs: 5 }).timeoutMs).toBe(5);
    const far = plan(SETTINGS, POLICY, SAYS, { timeout: { days: 100_000 } });
    expect(far.timeoutMs).toBe(Infinity);
  });
});

describe("pauses and tokens", () => {
  test("grow up to a bound", () => {
    const rules = retryRules();
    expect([1, 2, 3, 7, 9_999].map((failures) => bound(rules, failures))).toEqual([
      100, 200, 400, 5_000, 5_000,
    ]);
    expect(fullJitter(rules, 2, () => 0.25)).toBe(50);
  });

  test("come back by successes", () => {
    const budget = new Budget({ tokens: 4, refund: 0.5 });
    expect([budget.failed(), budget.failed()]).toEqual([true, false]);
    budget.succeeded();
    budget.succeeded();
    budget.succeeded();
    expect(budget.failed()).toBe(true);
  });

  test.each<[RetryPolicy, string]>([
    [{ maxAttempts: 0 }, "retryPolicy.maxAttempts"],
    [{ multiplier: 0.5 }, "retryPolicy.multiplier"],
    [{ multiplier: Infinity }, "retryPolicy.multiplier"],
    [{ initialDelay: { seconds: -1 } }, "retryPolicy.initialDelay"],
    [{ initialDelay: { seconds: 2 }, maxDelay: { seconds: 1 } }, "retryPolicy.maxDelay"],
    [{ budget: { tokens: 0 } }, "retryPolicy.budget.tokens"],
    [{ budget: { refund: -1 } }, "retryPolicy.budget.refund"],
    [{ attempts: 3 } as never, "retryPolicy.attempts"],
    [5 as never, "retryPolicy"],
  ])("%o is refused", (policy, setting) => {
    expect(() => retryRules(policy)).toThrow(ConfigError);
    expect(() => retryRules(policy)).toThrow(`${setting}: `);
  });
});
