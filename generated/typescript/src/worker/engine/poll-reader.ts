/** Polls under way: their jobs are taken in hand, message by message. */

import * as jobs from "../../gateway/jobs.js";
import type { ActivateJobsResponse } from "../../raw/index.js";
import { JobTooLargeError } from "../errors.js";
import type { Acquire } from "./acquire.js";
import { faultOf } from "./fault.js";
import type { Engine } from "./life.js";
import type { Ask } from "./polling.js";
import type { MessageStream } from "./pushed.js";
import { Reserved } from "./slots.js";

/** How many jobs of a poll are started at a stretch. */
const AT_ONCE = 32;
/** The request timeout of a poll that the gateway answers at once. */
const NO_LONG_POLL = -1;

/** Makes polls, one at a time. */
export class PollReader {
  readonly #engine: Engine;
  readonly #acquire: Acquire;
  #call: MessageStream<ActivateJobsResponse> | undefined;
  #reading: Promise<void> = Promise.resolve();

  /** No poll is under way. */
  constructor(engine: Engine, acquire: Acquire) {
    this.#engine = engine;
    this.#acquire = acquire;
  }

  /** Begins a poll. */
  begin(ask: Ask, now: number): void {
    this.#acquire.polling.begun(ask, now);
    // From here on there is somebody who gives them back.
    this.#reading = this.#read(ask, new Reserved(this.#engine.slots, ask.jobs));
  }

  /** Ends the poll under way, if there is one, and waits for that. */
  async end(): Promise<void> {
    this.#call?.cancel();
    await this.#reading;
  }

  /** Reads a poll to its end. It never rejects. */
  async #read(ask: Ask, reserved: Reserved): Promise<void> {
    try {
      const failure = await this.#readAll(ask, reserved);
      if (failure === undefined) this.#ended();
      else this.#failed(failure);
    } catch (thrown) {
      this.#acquire.broke(thrown);
    } finally {
      this.#call = undefined;
      reserved.release();
      this.#engine.bell.ring();
    }
  }

  /** Makes the call and reads its messages: how it failed, if it did. */
  async #readAll(ask: Ask, reserved: Reserved): Promise<Error | undefined> {
    const { client, wanted, settings } = this.#engine;
    const wait = ask.wait ? Math.max(Math.round(settings.requestTimeoutMs), 1) : NO_LONG_POLL;
    let call: MessageStream<ActivateJobsResponse>;
    try {
      call = jobs.poll(client, wanted, ask.jobs, wait);
    } catch (error) {
      return errorOf(error);
    }
    this.#call = call;
    for (;;) {
      let message: ActivateJobsResponse | undefined;
      try {
        message = await call.nextMessage();
      } catch (error) {
        return errorOf(error);
      }
      if (message === undefined) return undefined;
      await this.#take(message, reserved);
    }
  }

  /**
   * Takes jobs in hand that have come together.
   *
   * Every now and then what comes of the first of them may be sent before the last begin: otherwise
   * a gateway that has given many jobs at once has nothing to do until all of them are done.
   */
  async #take(message: ActivateJobsResponse, reserved: Reserved): Promise<void> {
    const engine = this.#engine;
    const arrived = performance.now();
    const several = message.jobs;
    if (several.length === 0) return;
    this.#acquire.last = "poll";
    this.#acquire.polling.arrived(several.length);
    reserved.spend(several.length);
    engine.tellArrived("poll", several.length);
    for (const [index, job] of several.entries()) {
      if (index > 0 && index % AT_ONCE === 0) await new Promise(setImmediate);
      engine.takeIn(job, "poll", arrived);
    }
  }

  #ended(): void {
    const { polling, streaming } = this.#acquire;
    this.#tell(undefined);
    this.#engine.counters.polls += 1;
    polling.ended(performance.now(), streaming.serves);
  }

  #failed(error: Error): void {
    const engine = this.#engine;
    const { polling, streaming } = this.#acquire;
    const { flight } = polling;
    const now = performance.now();
    this.#tell(error);
    if (engine.isClosing) return;
    const lasted = flight === undefined ? 0 : now - flight.since;
    const waits = flight?.waits === true ? engine.settings.requestTimeoutMs : undefined;
    switch (faultOf(error, lasted, waits)) {
      case "timeIsUp":
        engine.counters.polls += 1;
        polling.ended(now, streaming.serves);
        return;
      case "lasting":
        this.#acquire.lasting = error;
        return;
      case "closed":
        engine.close();
        return;
      case "tooLarge":
        if (polling.halve(now)) {
          engine.hooks.warn(`asks for fewer jobs of type '${engine.jobType}': ${error.message}`);
          return;
        }
        engine.hooks.error(new JobTooLargeError(engine.jobType, error));
        break;
      case "passing":
    }
    engine.counters.pollsFailed += 1;
    polling.failed(now, engine.pauseAfter(polling.countFailure(), error, "a poll"));
  }

  #tell(error: Error | undefined): void {
    const { hooks, jobType } = this.#engine;
    const { flight } = this.#acquire.polling;
    if (flight === undefined || !hooks.observed) return;
    const latencyMs = performance.now() - flight.since;
    const { asked, jobs: brought } = flight;
    hooks.tell("polled", { jobType, jobs: brought, asked, latencyMs, error });
  }
}

/** What a call throws is an error; anything else is thrown on. */
export function errorOf(thrown: unknown): Error {
  if (thrown instanceof Error) return thrown;
  throw thrown;
}
