/** A worker for one type of jobs, from its start to its end. */

import type { ClientBase } from "../../client/index.js";
import { durationToMs } from "../../duration.js";
import type { JobKey } from "../../keys.js";
import type { ActivatedJob } from "../../raw/index.js";
import { DEFAULT_PACE, pauseAfter } from "../backoff.js";
import { WorkerCrashError, WorkerFailedError } from "../errors.js";
import { wireNames } from "../fetch.js";
import type { Fetch } from "../fetch.js";
import type { Handler } from "../handler.js";
import type { Hooks } from "../observe.js";
import type { Settings } from "../settings.js";
import type { PollState, JobSource, StreamState, WorkerState } from "../state.js";
import { counters } from "../stats.js";
import type { WorkerStats } from "../stats.js";
import type { Wanted } from "../wanted.js";
import { Acquire } from "./acquire.js";
import { Bell } from "./bell.js";
import { Held } from "./held.js";
import { Line } from "./line.js";
import { Prolonging } from "./prolong.js";
import { Slots } from "./slots.js";
import { Switch, within } from "./wait.js";

/** How long handlers whose jobs are given up have to end. */
const LAST_WORD_MS = 1_000;

/** What an engine is made of. */
export interface Parts {
  readonly client: ClientBase;
  readonly settings: Settings;
  readonly handler: Handler;
  readonly hooks: Hooks;
  /** The variables that the handler reads, unless the settings say. */
  readonly fetch: Fetch;
  /** The tenants whose jobs are taken, unless the settings say. */
  readonly tenants: readonly string[];
}

/** What the parts of a running worker share. */
export class Engine {
  readonly client: ClientBase;
  readonly settings: Settings;
  readonly handler: Handler;
  readonly hooks: Hooks;
  readonly jobType: string;
  readonly bell = new Bell();
  readonly slots: Slots;
  readonly counters = counters();
  readonly wanted: Wanted;
  readonly prolonging: Prolonging | undefined;
  /** The jobs in hand, in the order of their arrival. */
  readonly hand = new Set<Held>();
  state: WorkerState = "new";
  poll: PollState = "idle";
  stream: StreamState = "closed";
  failure: WorkerFailedError | undefined;
  abandoned: readonly JobKey[] = [];
  /** Whether the time for closing is over. */
  givenUp = false;
  readonly #closing = new Switch();
  readonly #waiting = new Line<Held>();
  /** Whether jobs that have not begun are given back. */
  #givesBack = false;
  #running = 0;

  /** A worker that has not begun. */
  constructor({ client, settings, handler, hooks, fetch, tenants }: Parts) {
    this.client = client;
    this.settings = settings;
    this.handler = handler;
    this.hooks = hooks;
    this.jobType = settings.jobType;
    this.slots = new Slots(settings.maxJobsActive, () => {
      this.bell.ring();
    });
    this.wanted = {
      jobType: settings.jobType,
      worker: settings.name,
      timeoutMs: Math.ceil(settings.timeoutMs),
      fetch: wireNames(settings.fetch ?? fetch),
      tenants: settings.tenants ?? tenants,
      lease: settings.lease,
    };
    const { extendTimeoutMs } = settings;
    this.prolonging =
      extendTimeoutMs === undefined ? undefined : new Prolonging(extendTimeoutMs, hooks);
  }

  /** Whether it has been told to close. */
  get isClosing(): boolean {
    return this.#closing.isOn;
  }

  /** Has it close. Twice is like once. */
  close(): void {
    this.#closing.turnOn();
    this.bell.ring();
  }

  /** What it has done so far. */
  stats(): WorkerStats {
    const { counters, slots, poll, stream } = this;
    return { ...counters, slotsUsed: slots.taken, slots: slots.max, poll, stream };
  }

  /** From its beginning to its end. It never rejects. */
  async live(): Promise<void> {
    try {
      this.#enter("running");
      const error = await this.#takeJobs();
      if (error !== undefined) {
        this.#fail(error);
        // The jobs in hand are finished; only who closes has no time.
        await Promise.race([this.#closing.on(), this.slots.empty()]);
      }
      this.beginToDrain();
      await within(this.slots.empty(), this.settings.drainTimeoutMs);
    } catch (thrown) {
      this.crashed(thrown);
    }
    await this.#giveUp();
    this.#enter(this.failure === undefined ? "closed" : "failed");
  }

  /** From now on jobs that have not begun are given back. */
  beginToDrain(): void {
    if (this.#givesBack) return;
    this.#givesBack = true;
    if (this.failure === undefined) this.#enter("draining");
    for (let held = this.#waiting.take(); held !== undefined; held = this.#waiting.take()) {
      held.giveBack();
    }
  }

  /** Takes a job in hand that has arrived, and whose slot is taken. */
  takeIn(message: ActivatedJob, source: JobSource, arrived: number): void {
    const held = new Held(this, message, source, arrived);
    this.hand.add(held);
    if (this.#givesBack) {
      held.giveBack();
    } else if (this.#running < this.settings.concurrency) {
      this.#running += 1;
      held.begin();
    } else {
      this.#waiting.add(held);
    }
  }

  /** A handler has ended, so another may begin. */
  nextMayBegin(): void {
    const next = this.#waiting.take();
    if (next === undefined) this.#running -= 1;
    else next.begin();
  }

  /** The pause after so many failures in a row, whatever the function of the user does. */
  pauseAfter(failures: number, error: Error, what: string): number {
    const pause = this.#pause(failures, error);
    const text = `${what} for '${this.jobType}' failed, the next is in ${String(Math.round(pause))} ms`;
    const line = `${text}: ${error.message}`;
    // The first of several is news.
    if (failures === 1) this.hooks.warn(line);
    else this.hooks.debug(line);
    return pause;
  }

  /** Tells that jobs have arrived. */
  tellArrived(source: JobSource, jobs: number): void {
    if (source === "poll") this.counters.polled += jobs;
    else this.counters.streamed += jobs;
    if (!this.hooks.observed) return;
    const { jobType, slots } = this;
    this.hooks.tell("activated", { jobType, jobs, source, slotsUsed: slots.taken });
  }

  /** Tells that the worker itself, or a function that it was given, is wrong. */
  crashed(thrown: unknown): void {
    this.hooks.error(new WorkerCrashError(this.jobType, thrown));
  }

  /**
   * Takes jobs in hand until the worker closes or fails: the error.
   *
   * A loop that throws is followed by another, a little later.
   */
  async #takeJobs(): Promise<Error | undefined> {
    for (let crashes = 1; ; crashes += 1) {
      try {
        return await new Acquire(this).run();
      } catch (thrown) {
        this.crashed(thrown);
      }
      if (this.isClosing) return undefined;
      const { backoff } = this.settings;
      const pace = typeof backoff === "function" ? DEFAULT_PACE : backoff;
      await within(this.#closing.on(), pauseAfter(pace, crashes));
    }
  }

  #pause(failures: number, error: Error): number {
    const { backoff } = this.settings;
    if (typeof backoff !== "function") return pauseAfter(backoff, failures, error);
    try {
      return durationToMs(backoff(failures, error));
    } catch (thrown) {
      this.crashed(thrown);
      return pauseAfter(DEFAULT_PACE, failures, error);
    }
  }

  /** Gives up the jobs that are not done, and says which they are. */
  async #giveUp(): Promise<void> {
    const left = [...this.hand];
    if (left.length === 0) return;
    this.givenUp = true;
    this.abandoned = left.map((held) => held.job.key);
    this.hooks.warn(`jobs of type '${this.jobType}' are abandoned: ${this.abandoned.join(", ")}`);
    for (const held of left) held.giveUp();
    await within(this.slots.empty(), LAST_WORD_MS);
    for (const held of left) held.letGo();
  }

  #fail(error: Error): void {
    this.failure = new WorkerFailedError(this.jobType, error);
    this.#enter("failed");
    this.hooks.error(this.failure);
  }

  #enter(state: WorkerState): void {
    if (state === this.state) return;
    this.state = state;
    this.hooks.info(`the worker for '${this.jobType}' is ${state}`);
    this.hooks.tell("stateChanged", { jobType: this.jobType, state });
  }
}
