/**
 * The loop that takes jobs in hand.
 *
 * It does what `polling` and `streaming` say comes next, waits until something happens, and goes on.
 */

import type { JobSource } from "../state.js";
import type { Engine } from "./life.js";
import { PollReader } from "./poll-reader.js";
import { Polling } from "./polling.js";
import type { NextPoll } from "./polling.js";
import type { Slots } from "./slots.js";
import { StreamReader } from "./stream-reader.js";
import { Streaming } from "./streaming.js";
import type { NextStream } from "./streaming.js";

/** How long calls that are cancelled have to end. */
const LAST_WORD_MS = 1_000;

/** The loop and what it has under way. */
export class Acquire {
  /** Where the last jobs came from; where there is one slot for both, they take turns. */
  last: JobSource = "poll";
  /** Why no poll can succeed. */
  lasting: Error | undefined;
  readonly polling: Polling;
  readonly streaming: Streaming;
  readonly #engine: Engine;
  readonly #polls: PollReader;
  readonly #streams: StreamReader;
  #broken: { readonly thrown: unknown } | undefined;

  /** Nothing is under way. */
  constructor(engine: Engine) {
    const now = performance.now();
    this.#engine = engine;
    this.polling = new Polling(engine.settings, now);
    this.streaming = new Streaming(engine.settings, now);
    this.#polls = new PollReader(engine, this);
    this.#streams = new StreamReader(engine, this);
  }

  /**
   * Takes jobs in hand until the worker closes, or polling can never succeed: the error.
   *
   * What the loop itself throws, or its parts, is thrown.
   */
  async run(): Promise<Error | undefined> {
    const engine = this.#engine;
    try {
      while (!engine.isClosing) {
        if (this.#broken !== undefined) throw this.#broken.thrown;
        if (this.lasting !== undefined) return this.lasting;
        this.#act();
        await engine.bell.rung();
      }
      engine.beginToDrain();
      return undefined;
    } finally {
      engine.bell.silence();
      await this.#stop();
      engine.poll = "idle";
      engine.stream = "closed";
    }
  }

  /** Something threw that must not; the loop ends, and another takes its place. */
  broke(thrown: unknown): void {
    this.#broken = { thrown };
    this.#engine.bell.ring();
  }

  /** Does what comes next, until there is something to wait for. */
  #act(): void {
    const engine = this.#engine;
    const { slots } = engine;
    for (;;) {
      const now = performance.now();
      const stream = this.streaming.next(now, slots);
      if (this.#streams.act(stream, now)) continue;
      const poll = this.polling.next(now, slots, this.streaming.hasShare);
      // Where there is one slot for both, they take turns.
      const pollsFirst = slots.max === 1 && this.last === "stream" && poll.then === "ask";
      if (!pollsFirst && stream.then === "read" && this.#streams.takeParked()) continue;
      if (poll.then === "ask") {
        this.#polls.begin(poll, now);
        continue;
      }
      engine.poll = this.polling.shown(poll);
      engine.stream = this.streaming.shown();
      slots.wakeBelow = wakeBelow(poll, stream, slots);
      engine.bell.ringAt(earliest(poll, stream));
      return;
    }
  }

  /** Ends what is under way, and takes in hand what has arrived meanwhile. */
  async #stop(): Promise<void> {
    const ends = [this.#polls.end(), this.#streams.end()];
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, LAST_WORD_MS);
    });
    await Promise.race([Promise.all(ends), late]);
    clearTimeout(timer);
    this.#streams.salvage();
  }
}

/** At how many slots the loop has to look again. */
function wakeBelow(poll: NextPoll, stream: NextStream, slots: Slots): number {
  if (stream.then === "full") return slots.max;
  return poll.then === "below" ? poll.taken : 0;
}

/** When the loop has to look again at the latest. */
function earliest(poll: NextPoll, stream: NextStream): number {
  let time = poll.then === "at" ? poll.time : Infinity;
  if (stream.then === "read" || stream.then === "full") time = Math.min(time, stream.until);
  else if (stream.then === "at") time = Math.min(time, stream.time);
  return time;
}
