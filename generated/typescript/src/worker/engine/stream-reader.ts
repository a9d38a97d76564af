/** The stream under way: its jobs are taken in hand one by one, each into a free slot. */

import { ClosedError } from "../../errors.js";
import * as jobs from "../../gateway/jobs.js";
import type { ActivatedJob } from "../../raw/index.js";
import { vary } from "../backoff.js";
import * as defaults from "../defaults.js";
import type { StreamEnd } from "../state.js";
import type { Acquire } from "./acquire.js";
import { knowsNoStreams } from "./fault.js";
import type { Engine } from "./life.js";
import { errorOf } from "./poll-reader.js";
import { Pushed } from "./pushed.js";
import type { MessageStream, Parked } from "./pushed.js";
import { hasRoom } from "./streaming.js";
import type { NextStream } from "./streaming.js";

/** Opens streams, one at a time. */
export class StreamReader {
  readonly #engine: Engine;
  readonly #acquire: Acquire;
  #stream: Pushed | undefined;
  #reading: Promise<void> = Promise.resolve();

  /** No stream is open. */
  constructor(engine: Engine, acquire: Acquire) {
    this.#engine = engine;
    this.#acquire = acquire;
  }

  /** Opens or ends a stream, or lets it be read. True if it opened or ended one. */
  act(next: NextStream, now: number): boolean {
    if (next.then === "open") {
      this.#open(now);
      return true;
    }
    if (next.then === "renew") {
      this.#ended(next.reason, undefined, now);
      return true;
    }
    const stream = this.#stream;
    if (stream !== undefined) {
      const reads = next.then === "read";
      if (reads && !stream.reads) this.#acquire.streaming.readAgain(now);
      stream.letRead(reads);
    }
    return false;
  }

  /** Takes the job in hand that the stream has brought, if it has and there is a slot. */
  takeParked(): boolean {
    const engine = this.#engine;
    const stream = this.#stream;
    const parked = stream?.parked;
    if (stream === undefined || parked === undefined || !hasRoom(engine.slots)) return false;
    stream.parked = undefined;
    this.#acquire.streaming.heard(performance.now());
    this.#acquire.last = "stream";
    this.#push(parked);
    engine.stream = this.#acquire.streaming.shown();
    return true;
  }

  /** Ends the stream under way, if there is one, and waits for that. */
  async end(): Promise<void> {
    this.#stream?.cancel();
    await this.#reading;
  }

  /** Takes in hand what a stream has brought before it ended, also without a slot. */
  salvage(): void {
    const stream = this.#stream;
    this.#stream = undefined;
    if (stream !== undefined) this.#salvageFrom(stream);
  }

  #open(now: number): void {
    const engine = this.#engine;
    const { streaming } = this.#acquire;
    engine.counters.streams += 1;
    streaming.begun(now, (lifetime) => vary(lifetime, defaults.STREAM_LIFETIME_JITTER));
    let call: MessageStream<ActivatedJob> | undefined;
    try {
      call = jobs.stream(engine.client, engine.wanted);
    } catch (error) {
      this.#failed(errorOf(error));
      return;
    }
    // An API without streams refuses the setting.
    if (call === undefined) throw new Error("the API has no streams of jobs");
    const stream = new Pushed(call);
    this.#stream = stream;
    this.#reading = this.#read(stream);
  }

  /** Reads a stream to its end. It never rejects. */
  async #read(stream: Pushed): Promise<void> {
    try {
      const failure = await this.#readAll(stream);
      if (this.#stream !== stream || this.#engine.isClosing) return;
      if (failure === undefined) this.#ended("ended", undefined, performance.now());
      else this.#failed(failure);
    } catch (thrown) {
      this.#acquire.broke(thrown);
    } finally {
      this.#engine.bell.ring();
    }
  }

  /** Reads the messages: how the call failed, if it did. */
  async #readAll(stream: Pushed): Promise<Error | undefined> {
    const { slots, bell } = this.#engine;
    try {
      while (await stream.mayRead()) {
        const message = await stream.call.nextMessage();
        if (message === undefined) break;
        stream.parked = { message, arrived: performance.now() };
        const atOnce = slots.max > 1 && this.#stream === stream;
        if (!(atOnce && this.takeParked()) || !hasRoom(slots)) {
          stream.letRead(false);
          bell.ring();
        }
      }
      return undefined;
    } catch (error) {
      return errorOf(error);
    }
  }

  #push({ message, arrived }: Parked): void {
    const engine = this.#engine;
    engine.slots.take("stream");
    engine.takeIn(message, "stream", arrived);
    engine.tellArrived("stream", 1);
  }

  #failed(error: Error): void {
    if (error instanceof ClosedError) this.#engine.close();
    this.#ended(knowsNoStreams(error) ? "unknown" : "failed", error, performance.now());
  }

  #ended(end: StreamEnd, error: Error | undefined, now: number): void {
    const engine = this.#engine;
    const { polling, streaming } = this.#acquire;
    const stream = this.#stream;
    this.#stream = undefined;
    if (stream !== undefined) {
      stream.cancel();
      this.#salvageFrom(stream);
    }
    const openMs = streaming.age(now);
    let pause = 0;
    if (end === "failed" && error !== undefined) {
      pause = engine.pauseAfter(streaming.countFailure(now), error, "the stream of jobs");
    }
    streaming.ended(now, end, pause);
    if (end === "unknown" || end === "failed") polling.alone(now);
    if (engine.hooks.observed) {
      engine.hooks.tell("streamEnded", { jobType: engine.jobType, reason: end, openMs, error });
    }
  }

  #salvageFrom(stream: Pushed): void {
    const { parked } = stream;
    stream.parked = undefined;
    if (parked !== undefined) this.#push(parked);
  }
}
