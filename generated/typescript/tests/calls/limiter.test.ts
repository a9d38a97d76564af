import { describe, expect, test } from "vitest";

import { ConfigError } from "../../src/errors.js";
import { Limiter, backpressureRules } from "../../src/limiter/index.js";
import type { BackpressurePolicy, Grant, Turn } from "../../src/limiter/index.js";
import { Ticket } from "../../src/limiter/limiter.js";
import { pauseAfter } from "../../src/limiter/policy.js";

/** A limiter with a clock that only the test moves on. */
function limiterOf(policy: BackpressurePolicy = {}): {
  limiter: Limiter;
  pass: (ms: number) => void;
} {
  let now = 0;
  const limiter = new Limiter(backpressureRules(policy), () => now);
  return { limiter, pass: (ms) => void (now += ms) };
}

function grantOf(limiter: Limiter, turn: Turn = "new", kept?: Grant): Grant {
  const got = limiter.admit(turn, kept);
  if (got === undefined || got instanceof Ticket) throw new Error("no grant");
  return got;
}

function ticketOf(limiter: Limiter, turn: Turn = "new"): Ticket {
  const got = limiter.admit(turn);
  if (!(got instanceof Ticket)) throw new Error("no ticket");
  return got;
}

describe("a limiter", () => {
  test("limits nothing while nobody pushes back", () => {
    const { limiter } = limiterOf();
    expect(limiter.admit("new")).toBeUndefined();
    expect(limiter.read()).toEqual({ limit: undefined, inFlight: 0, waiting: 0 });
  });

  test("begins below what was in flight", () => {
    const { limiter } = limiterOf();
    expect(limiter.pushedBack(undefined, 10)).toBeUndefined();
    expect(limiter.read()).toEqual({ limit: 7, inFlight: 0, waiting: 0 });
    const { limiter: alone } = limiterOf();
    alone.pushedBack(undefined, 1);
    expect(alone.read().limit).toBe(1);
  });

  test("lets calls wait, first come first served, those sent before ahead of the line", () => {
    const { limiter } = limiterOf();
    limiter.pushedBack(undefined, 1);
    const first = grantOf(limiter);
    const called: string[] = [];
    for (const [name, turn] of [
      ["a", "new"],
      ["b", "new"],
      ["c", "again"],
    ] as const) {
      ticketOf(limiter, turn).wake = () => called.push(name);
    }
    expect(limiter.read()).toEqual({ limit: 1, inFlight: 1, waiting: 3 });
    limiter.succeeded(first);
    // A success lets the limit grow by one, so two go on.
    expect(called).toEqual(["c", "a"]);
    expect(limiter.read()).toEqual({ limit: 2, inFlight: 2, waiting: 1 });
  });

  test("nobody overtakes the line", () => {
    const { limiter } = limiterOf();
    limiter.pushedBack(undefined, 1);
    const grant = grantOf(limiter);
    const waiting = ticketOf(limiter);
    limiter.leave(waiting);
    limiter.released(grant);
    expect(limiter.read()).toEqual({ limit: 1, inFlight: 0, waiting: 0 });
    expect(grantOf(limiter)).toBeDefined();
  });

  test("shrinks once per round trip", () => {
    const { limiter } = limiterOf();
    limiter.pushedBack(undefined, 100);
    const grants = Array.from({ length: 70 }, () => grantOf(limiter));
    const [first, second] = grants;
    expect(limiter.pushedBack(first, 70)).toBe(first);
    expect(limiter.read().limit).toBe(49);
    expect(limiter.pushedBack(second, 70)).toBeUndefined();
    expect(limiter.read()).toMatchObject({ limit: 49, inFlight: 69 });
  });

  test("gives a kept place to the next attempt, unless the limit has shrunk", () => {
    const { limiter } = limiterOf();
    limiter.pushedBack(undefined, 2);
    const kept = limiter.pushedBack(grantOf(limiter), 1);
    expect(kept).toBeDefined();
    const again = grantOf(limiter, "again", kept);
    expect(limiter.read().inFlight).toBe(1);
    limiter.succeeded(again);
    expect(limiter.read().inFlight).toBe(0);
  });

  test("counts a call that takes long as none", () => {
    const { limiter, pass } = limiterOf({ maxHold: { milliseconds: 200 } });
    limiter.pushedBack(undefined, 1);
    const slow = grantOf(limiter);
    const ticket = ticketOf(limiter);
    expect(limiter.look(ticket)).toBe(200);
    pass(150);
    expect(limiter.look(ticket)).toBe(50);
    pass(50);
    expect(limiter.look(ticket)).toBe(0);
    expect(ticket.grant).toBeDefined();
    limiter.succeeded(slow);
    expect(limiter.read().inFlight).toBe(1);
  });

  test("is lifted after a time without pushbacks, and old places are over", () => {
    const { limiter, pass } = limiterOf({ liftAfter: { seconds: 1 } });
    limiter.pushedBack(undefined, 10);
    const [one, other] = [grantOf(limiter), grantOf(limiter)];
    pass(1_000);
    limiter.succeeded(one);
    expect(limiter.limited).toBe(false);
    limiter.released(other);
    limiter.pushedBack(other, 4);
    expect(limiter.read()).toEqual({ limit: 2, inFlight: 0, waiting: 0 });
    limiter.givenUp(other);
    expect(limiter.read().inFlight).toBe(0);
  });

  test("sweeps those who have gone", () => {
    const { limiter } = limiterOf();
    limiter.pushedBack(undefined, 1);
    grantOf(limiter);
    for (let number = 0; number < 1_000; number += 1) limiter.leave(ticketOf(limiter));
    expect(limiter.lineLength).toBeLessThan(100);
    expect(limiter.read().waiting).toBe(0);
  });

  test("takes back the place of a ticket that was called and left", () => {
    const { limiter } = limiterOf();
    limiter.pushedBack(undefined, 1);
    const grant = grantOf(limiter);
    const ticket = ticketOf(limiter);
    limiter.released(grant);
    expect(ticket.grant).toBeDefined();
    limiter.leave(ticket);
    expect(limiter.read()).toMatchObject({ inFlight: 0, waiting: 0 });
  });
});

describe("its policy", () => {
  test("says how long to wait", () => {
    const rules = backpressureRules();
    expect(pauseAfter(rules, 1, () => 0.5)).toBe(10);
    expect(pauseAfter(rules, 3, () => 0)).toBe(20);
    expect(pauseAfter(rules, 99, () => 0.5)).toBe(100);
  });

  test.each<[BackpressurePolicy, string]>([
    [{ decrease: 1 }, "backpressurePolicy.decrease"],
    [{ decrease: 0 }, "backpressurePolicy.decrease"],
    [{ decrease: NaN }, "backpressurePolicy.decrease"],
    [{ pause: { seconds: 0 } }, "backpressurePolicy.pause"],
    [{ maxPause: { milliseconds: 1 } }, "backpressurePolicy.maxPause"],
    [{ maxHold: 5 as never }, "backpressurePolicy.maxHold"],
    [{ liftAfter: { seconds: -1 } }, "backpressurePolicy.liftAfter"],
    [{ lift: 1 } as never, "backpressurePolicy.lift"],
  ])("%o is refused", (policy, setting) => {
    expect(() => backpressureRules(policy)).toThrow(ConfigError);
    expect(() => backpressureRules(policy)).toThrow(`${setting}: `);
  });
});
