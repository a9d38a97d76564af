/** Reservations that are prolonged while handlers run. */

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { Prolonging } from "../../src/worker/engine/prolong.js";
import type { Prolonged } from "../../src/worker/engine/prolong.js";
import { Hooks } from "../../src/worker/observe.js";

/** A job that writes down when it was prolonged. */
class Reservation implements Prolonged {
  readonly name: string;
  readonly extended: number[] = [];
  expires: number;
  failing = false;

  constructor(name: string, milliseconds: number) {
    this.name = name;
    this.expires = performance.now() + milliseconds;
  }

  extend(milliseconds: number): Promise<void> {
    if (this.failing) return Promise.reject(new Error("not now"));
    this.extended.push(performance.now());
    this.expires = performance.now() + milliseconds;
    return Promise.resolve();
  }

  toString(): string {
    return this.name;
  }
}

const silent = { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn() };

describe("reservations", () => {
  let prolonging: Prolonging;
  let begin: number;

  beforeEach(() => {
    vi.useFakeTimers();
    silent.warn.mockClear();
    begin = performance.now();
    prolonging = new Prolonging(1_000, new Hooks([], undefined, silent));
  });

  afterEach(() => void vi.useRealTimers());

  it("are prolonged when most of the remaining time is over, again and again", async () => {
    const job = new Reservation("a", 1_000);
    prolonging.add(job);
    await vi.advanceTimersByTimeAsync(1_900);
    expect(job.extended.map((time) => time - begin)).toEqual([600, 1_200, 1_800]);
  });

  it("end with their handlers, each with its own, and leave no timer", async () => {
    const first = new Reservation("a", 1_000);
    const second = new Reservation("b", 500);
    prolonging.add(first);
    prolonging.add(second);
    expect(vi.getTimerCount()).toBe(1);
    await vi.advanceTimersByTimeAsync(400);
    prolonging.remove(first);
    await vi.advanceTimersByTimeAsync(1_000);
    prolonging.remove(second);
    expect(vi.getTimerCount()).toBe(0);
    expect(first.extended).toEqual([]);
    expect(second.extended.map((time) => time - begin)).toEqual([300, 900]);
  });

  it("are tried again while there is time left, and a failure is told", async () => {
    const job = new Reservation("job 7", 1_000);
    job.failing = true;
    prolonging.add(job);
    await vi.advanceTimersByTimeAsync(700);
    expect(silent.warn).toHaveBeenCalledWith("job 7 is not prolonged: not now");
    job.failing = false;
    await vi.advanceTimersByTimeAsync(200);
    expect(job.extended.map((time) => time - begin)).toEqual([840]);
  });

  it("that are over are left alone", async () => {
    const job = new Reservation("a", 1_000);
    job.failing = true;
    prolonging.add(job);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(vi.getTimerCount()).toBe(0);
    expect(silent.warn.mock.calls.length).toBeLessThan(20);
  });
});
