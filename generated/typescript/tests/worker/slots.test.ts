/** The slots of a worker, its line, and the bell of its loop. */

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { Bell } from "../../src/worker/engine/bell.js";
import { Line } from "../../src/worker/engine/line.js";
import { Reserved, Slots } from "../../src/worker/engine/slots.js";

/** Whether a promise is settled by now. */
async function settled(promise: Promise<unknown>): Promise<boolean> {
  const not = Symbol();
  for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
  return (await Promise.race([promise, Promise.resolve(not)])) !== not;
}

describe("slots", () => {
  it("that a poll has not used are given back once", () => {
    const slots = new Slots(10, () => undefined);
    const reserved = new Reserved(slots, 6);
    reserved.spend(2);
    expect([slots.polled, slots.free]).toEqual([6, 4]);
    reserved.release();
    reserved.release();
    expect([slots.polled, slots.free]).toEqual([2, 8]);
  });

  it("are there for jobs that nobody asked for, too", () => {
    const slots = new Slots(4, () => undefined);
    const reserved = new Reserved(slots, 4);
    reserved.spend(3);
    reserved.spend(3);
    reserved.release();
    expect([slots.taken, slots.free]).toEqual([6, 0]);
    slots.giveBack("poll", 6);
    expect([slots.taken, slots.free]).toEqual([0, 4]);
  });

  it("wake who waits below the mark only", () => {
    const woken: number[] = [];
    const slots = new Slots(4, () => woken.push(slots.taken));
    slots.take("poll", 2);
    slots.take("stream", 2);
    slots.wakeBelow = 3;
    slots.giveBack("stream");
    slots.giveBack("poll");
    slots.giveBack("poll");
    expect(woken).toEqual([2, 1]);
  });

  it("are empty when none is taken, for everyone who waits for that", async () => {
    const slots = new Slots(4, () => undefined);
    await slots.empty();
    slots.take("stream");
    const waiting = Promise.all([slots.empty(), slots.empty()]);
    expect(await settled(waiting)).toBe(false);
    slots.giveBack("stream");
    await waiting;
  });
});

describe("a line", () => {
  it("gives out what came first, however much came between", () => {
    const line = new Line<number>();
    const taken: (number | undefined)[] = [];
    for (let n = 0; n < 100; n += 1) {
      line.add(2 * n);
      line.add(2 * n + 1);
      taken.push(line.take());
    }
    for (let n = 0; n < 101; n += 1) taken.push(line.take());
    expect(taken).toEqual([...Array(200).keys(), undefined]);
  });
});

describe("a bell", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("that has rung is not waited for", async () => {
    const bell = new Bell();
    bell.ring();
    bell.ring();
    await bell.rung();
    const waiting = bell.rung();
    expect(await settled(waiting)).toBe(false);
    bell.ring();
    await waiting;
  });

  it("rings at the earliest of its times", async () => {
    const bell = new Bell();
    const now = performance.now();
    bell.ringAt(now + 60_000);
    bell.ringAt(now + 20);
    bell.ringAt(now + 60_000);
    bell.ringAt(Infinity);
    const waiting = bell.rung();
    await vi.advanceTimersByTimeAsync(19);
    expect(await settled(waiting)).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    await waiting;
  });

  it("that is silenced does not ring", async () => {
    const bell = new Bell();
    bell.ringAt(performance.now() + 5);
    bell.silence();
    const waiting = bell.rung();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await settled(waiting)).toBe(false);
  });

  it("takes times that are longer than timers can be", async () => {
    const bell = new Bell();
    bell.ringAt(performance.now() + 2 ** 40);
    const waiting = bell.rung();
    await vi.advanceTimersByTimeAsync(1_000_000);
    expect(await settled(waiting)).toBe(false);
  });
});
