/** When a stream is opened, read and ended. */

import { describe, expect, it } from "vitest";

import { Slots } from "../../src/worker/engine/slots.js";
import { Streaming, hasRoom } from "../../src/worker/engine/streaming.js";

const USUAL = {
  stream: true,
  pollIntervalMs: 100,
  streamLifetimeMs: 28_800_000,
  streamIdleMs: 600_000,
};

function slots(max = 32, polled = 0, streamed = 0): Slots {
  const made = new Slots(max, () => undefined);
  made.take("poll", polled);
  made.take("stream", streamed);
  return made;
}

function opened(): Streaming {
  const streaming = new Streaming(USUAL, 0);
  expect(streaming.next(0, slots())).toEqual({ then: "open" });
  streaming.begun(0, (lifetime) => lifetime);
  return streaming;
}

describe("a stream of jobs", () => {
  it("is none unless it is switched on", () => {
    const streaming = new Streaming({ ...USUAL, stream: false }, 0);
    expect(streaming.next(0, slots())).toEqual({ then: "nothing" });
    expect(streaming.serves).toBe(false);
    expect(streaming.hasShare).toBe(false);
  });

  it.each([
    [32, 0, 23, true],
    [32, 8, 23, true],
    [32, 0, 24, false],
    [32, 32, 0, false],
    [32, 9, 23, false],
    [1, 0, 0, true],
    [1, 1, 0, false],
    [1, 0, 1, false],
    [2, 1, 0, true],
    [2, 0, 1, false],
  ])("of %i slots, %i polled and %i streamed, is read: %s", (max, polled, streamed, reads) => {
    const room = slots(max, polled, streamed);
    expect(hasRoom(room)).toBe(reads);
    expect(opened().next(0, room).then).toBe(reads ? "read" : "full");
  });

  it("is opened anew when it is silent or old", () => {
    const streaming = opened();
    expect(streaming.next(0, slots())).toEqual({ then: "read", until: 600_000 });
    expect(streaming.next(600_000, slots())).toEqual({ then: "renew", reason: "idle" });
    streaming.heard(599_000);
    expect(streaming.next(600_000, slots())).toEqual({ then: "read", until: 1_199_000 });
    expect(streaming.next(28_800_000, slots())).toEqual({ then: "renew", reason: "old" });
    streaming.ended(28_800_000, "old", 1);
    expect(streaming.next(28_800_000, slots())).toEqual({ then: "open" });
  });

  it("is silent only where it is listened to", () => {
    const streaming = opened();
    const full = slots(32, 0, 24);
    expect(streaming.next(700_000, full)).toEqual({ then: "full", until: 28_800_000 });
    streaming.readAgain(700_000);
    expect(streaming.next(700_000, slots())).toEqual({ then: "read", until: 1_300_000 });
  });

  it("forgets failures after a job, or some time", () => {
    const streaming = opened();
    expect([streaming.countFailure(0), streaming.countFailure(0)]).toEqual([1, 2]);
    streaming.heard(0);
    const counted = [0, 29_000, 30_000].map((now) => streaming.countFailure(now));
    expect(counted).toEqual([1, 2, 1]);
  });

  it("pauses after a failure, and a little after an end", () => {
    const streaming = opened();
    streaming.ended(0, "failed", 3_000);
    expect(streaming.next(0, slots())).toEqual({ then: "at", time: 3_000 });
    expect(streaming.shown()).toBe("backing_off");
    expect(streaming.serves).toBe(false);
    expect(streaming.hasShare).toBe(true);
    expect(streaming.next(3_000, slots())).toEqual({ then: "open" });
    streaming.ended(0, "ended", 3_000);
    expect(streaming.next(0, slots())).toEqual({ then: "at", time: 100 });
  });

  it("is not asked for again where the gateway has none", () => {
    const streaming = opened();
    streaming.ended(0, "unknown", 1_000);
    expect(streaming.next(1e12, slots())).toEqual({ then: "nothing" });
    expect(streaming.shown()).toBe("closed");
    expect(streaming.hasShare).toBe(false);
  });

  it("is opening until the first job", () => {
    const streaming = opened();
    expect(streaming.shown()).toBe("opening");
    streaming.heard(5);
    expect(streaming.shown()).toBe("open");
  });
});
