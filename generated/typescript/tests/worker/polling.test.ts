/** When polls leave, and for how many jobs. */

import { describe, expect, it } from "vitest";

import { Polling, polledShare } from "../../src/worker/engine/polling.js";
import type { Ask, PollSettings } from "../../src/worker/engine/polling.js";
import { Slots } from "../../src/worker/engine/slots.js";

function polling(given: Partial<PollSettings> = {}): Polling {
  const usual = {
    maxJobsActive: 32,
    pollThreshold: 0.3,
    pollIntervalMs: 100,
    streamIdleBackoffMs: 60_000,
  };
  return new Polling({ ...usual, ...given }, 0);
}

function slots(max: number, polled = 0, streamed = 0): Slots {
  const made = new Slots(max, () => undefined);
  made.take("poll", polled);
  made.take("stream", streamed);
  return made;
}

function ask(jobs: number, wait: boolean): Ask {
  return { then: "ask", jobs, wait };
}

const below = (taken: number): object => ({ then: "below", taken });

describe("the share of polls", () => {
  it.each([
    [1, 1],
    [2, 1],
    [4, 1],
    [6, 2],
    [32, 8],
  ])("is a quarter of %i, rounded, and at least one", (max, share) => {
    expect(polledShare(max)).toBe(share);
  });
});

describe("polls alone", () => {
  it.each([
    [0, ask(10, true)],
    [3, ask(7, true)],
    [4, below(4)],
    [10, below(4)],
    [12, below(4)],
  ])("leave at the threshold and ask for the rest, with %i held", (held, next) => {
    expect(polling({ maxJobsActive: 10 }).next(0, slots(10, held), false)).toEqual(next);
  });

  it("leave one at a time", () => {
    const polls = polling();
    polls.begun(ask(32, true), 0);
    const next = polls.next(0, slots(32, 32), false);
    expect(next).toEqual({ then: "reply" });
    expect(polls.shown(next)).toBe("in_flight");
  });

  it("have no pause after jobs and one after nothing", () => {
    const polls = polling({ pollIntervalMs: 500 });
    polls.begun(ask(32, true), 0);
    polls.arrived(1);
    polls.ended(7, false);
    expect(polls.next(7, slots(32), false)).toEqual(ask(32, true));
    polls.begun(ask(32, true), 7);
    polls.ended(8, false);
    const next = polls.next(8, slots(32), false);
    expect(next).toEqual({ then: "at", time: 508 });
    expect(polls.shown(next)).toBe("scheduled");
  });

  it("count failures until a success", () => {
    const polls = polling();
    for (const failures of [1, 2, 3]) {
      polls.begun(ask(32, true), 0);
      expect(polls.countFailure()).toBe(failures);
      polls.failed(0, 5);
    }
    const next = polls.next(0, slots(32), false);
    expect(next).toEqual({ then: "at", time: 5 });
    expect(polls.shown(next)).toBe("backing_off");
    polls.begun(ask(32, true), 5);
    polls.ended(5, false);
    expect(polls.countFailure()).toBe(1);
  });

  it("ask for half as many after a reply that was too large", () => {
    const polls = polling({ maxJobsActive: 8 });
    const asked: number[] = [];
    let less = true;
    while (less) {
      const next = polls.next(0, slots(8), false);
      if (next.then !== "ask") throw new Error(`unexpected ${next.then}`);
      asked.push(next.jobs);
      polls.begun(next, 0);
      less = polls.halve(0);
    }
    expect(asked).toEqual([8, 4, 2, 1]);
    polls.arrived(1);
    polls.ended(0, false);
    expect(polls.next(0, slots(8), false)).toEqual(ask(2, true));
  });
});

describe("polls beside a stream", () => {
  it.each([
    [32, 0, 0, ask(8, true)],
    [32, 0, 24, ask(8, true)],
    [32, 2, 24, ask(6, true)],
    [32, 3, 0, below(32)],
    [1, 0, 0, ask(1, false)],
    [1, 0, 1, below(1)],
  ])("leave slots to it: of %i, with %i polled and %i streamed", (max, polled, streamed, next) => {
    const polls = polling({ maxJobsActive: max });
    expect(polls.next(0, slots(max, polled, streamed), true)).toEqual(next);
  });

  it("take all slots that it leaves, without waiting, while there is a backlog", () => {
    const polls = polling();
    polls.begun(ask(8, true), 0);
    polls.arrived(8);
    polls.ended(1, true);
    expect(polls.next(1, slots(32), true)).toEqual(ask(31, false));
    expect(polls.next(1, slots(32, 0, 10), true)).toEqual(ask(22, false));
    expect(polls.next(1, slots(32, 0, 24), true)).toEqual(ask(8, false));
  });

  it("become rare when they are empty, and frequent without it", () => {
    const polls = polling({ pollIntervalMs: 1, streamIdleBackoffMs: 6 });
    const pauses = [1, 2, 3, 4, 5].map(() => {
      polls.begun(ask(8, true), 0);
      polls.ended(0, true);
      const next = polls.next(0, slots(32), true);
      return next.then === "at" ? next.time : undefined;
    });
    expect(pauses).toEqual([1, 2, 4, 6, 6]);
    polls.alone(0);
    expect(polls.next(0, slots(32), true)).toEqual({ then: "at", time: 1 });
  });
});
