/** One job in hand, from its arrival to the report of its outcome. */

import * as jobs from "../../gateway/jobs.js";
import { ArgumentError, CallError, FailedPreconditionError, NotFoundError } from "../../errors.js";
import type { CallOptions } from "../../options.js";
import type { ActivatedJob } from "../../raw/index.js";
import { OutcomeError } from "../errors.js";
import type { AnyJob } from "../handler.js";
import { Job } from "../job.js";
import type { Reporter } from "../job.js";
import { BpmnError, Completion, JobFailure, Reported } from "../outcome.js";
import type { Outcome } from "../outcome.js";
import type { JobEnd, JobSource } from "../state.js";
import type { Engine } from "./life.js";
import { completionOf, errorOf, failOf, unsendable } from "./report.js";

/** An outcome of which there is one attempt. */
const ONCE: CallOptions = { retry: "NEVER" };
const TAKEN = new Reported();
const LOST = new Reported(true);

/** A job in hand. It has a slot, and gives it back once, whatever happens. */
export class Held implements Reporter {
  readonly job: AnyJob;
  expires: number;
  readonly #engine: Engine;
  readonly #message: ActivatedJob;
  readonly #source: JobSource;
  readonly #arrived: number;
  #begun: number | undefined;
  #runs = false;
  #reported = false;
  #isOver = false;
  #givenUp: AbortController | undefined;

  /** A job that has arrived at this time of `performance.now()`, whose slot is taken. */
  constructor(engine: Engine, message: ActivatedJob, source: JobSource, arrived: number) {
    this.#engine = engine;
    this.#message = message;
    this.#source = source;
    this.#arrived = arrived;
    this.expires = arrived + engine.settings.timeoutMs;
    this.job = new Job<object, object>(message, this);
  }

  /** Is aborted when the worker gives the job up; most handlers never ask for it. */
  get signal(): AbortSignal {
    if (this.#givenUp === undefined) {
      this.#givenUp = new AbortController();
      if (this.#engine.givenUp) this.giveUp();
    }
    return this.#givenUp.signal;
  }

  /** Tells the handler that its job is given up. */
  giveUp(): void {
    this.#givenUp?.abort(new Error("the worker is stopped, and gives the job up"));
  }

  /** Has the job handled. */
  begin(): void {
    this.#runs = true;
    void this.#do(() => this.#work());
  }

  /** Has the job given back that has not been begun, with the retries it has. */
  giveBack(): void {
    void this.#do(() => this.#return());
  }

  /** Gives back what the job holds. Twice is like once. */
  letGo(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#endRun();
    this.#engine.hand.delete(this);
    this.#engine.slots.giveBack(this.#source);
  }

  /** Reports the outcome, in the name of the handler. */
  report(outcome: Outcome): Promise<Reported> {
    return this.#send(outcome);
  }

  /** Prolongs the reservation, counted from now. */
  async extend(milliseconds: number): Promise<void> {
    const begun = performance.now();
    const how = { withinMs: Math.max(this.expires - begun, 1) };
    const extending = jobs.extend(this.#engine.client, this.#message, milliseconds, how);
    if (extending === undefined) {
      throw new ArgumentError("timeout", "the API of this SDK cannot prolong reservations");
    }
    await extending;
    this.expires = begun + milliseconds;
  }

  /** The job for people. */
  toString(): string {
    return this.job.toString();
  }

  /** Does the last thing there is to do with the job. */
  async #do(last: () => Promise<void>): Promise<void> {
    try {
      await last();
    } catch (thrown) {
      // The worker itself is wrong, as nothing that users give it comes to here.
      this.#engine.crashed(thrown);
    } finally {
      this.letGo();
    }
  }

  async #work(): Promise<void> {
    const engine = this.#engine;
    const now = performance.now();
    if (now >= this.expires) {
      this.#tell("expired", 0);
      return;
    }
    this.#begun = now;
    engine.counters.started += 1;
    if (engine.hooks.observed) {
      const { jobType } = engine;
      const queueTimeMs = now - this.#arrived;
      engine.hooks.tell("jobStarted", { jobType, key: this.job.key, queueTimeMs });
    }
    engine.prolonging?.add(this);
    const outcome = await engine.handler.attempt(this.job);
    engine.prolonging?.remove(this);
    this.#endRun();
    if (outcome !== undefined && !this.#reported && !this.#isOver) await this.#conclude(outcome);
  }

  async #return(): Promise<void> {
    const why = "given back: the worker closes before it has begun";
    const { retries } = this.#message;
    const failure = new JobFailure(why, { retries, retryBackoff: { milliseconds: 0 } });
    await this.#conclude(failure, "returned");
  }

  /** Another handler may begin. */
  #endRun(): void {
    if (!this.#runs) return;
    this.#runs = false;
    this.#engine.nextMayBegin();
  }

  /** Sends what a handler has returned. What fails is told where it fails. */
  async #conclude(outcome: Outcome, end?: JobEnd): Promise<void> {
    try {
      await this.#send(outcome, end);
    } catch (error) {
      // What cannot be sent is an error of the handler like any other.
      if (error instanceof ArgumentError && !this.#reported) {
        await this.#send(unsendable(outcome, error)).catch(() => undefined);
      }
    }
  }

  /** Reports an outcome: one only, unless the gateway has certainly not taken it. */
  async #send(outcome: Outcome, end?: JobEnd): Promise<Reported> {
    if (this.#reported) {
      throw new ArgumentError("", "the outcome of the job has been reported already");
    }
    this.#reported = true;
    const now = performance.now();
    const handleTimeMs = this.#begun === undefined ? 0 : now - this.#begun;
    try {
      end ??= endOf(outcome);
      if (end === undefined) return TAKEN;
      await this.#call(outcome, now);
    } catch (error) {
      return this.#notTaken(error, handleTimeMs);
    }
    this.#tell(end, handleTimeMs);
    return TAKEN;
  }

  /**
   * Makes the call that an outcome is.
   *
   * It is worth an attempt also when the reservation is over: the gateway takes it unless somebody
   * was faster. It is worth more than one while the job is still ours.
   */
  #call(outcome: Outcome, now: number): Promise<unknown> {
    const { client, settings } = this.#engine;
    const remaining = this.expires - now;
    const options = remaining > 0 ? undefined : ONCE;
    const how = remaining > 0 ? { withinMs: remaining } : undefined;
    const message = this.#message;
    if (outcome instanceof JobFailure) {
      const { retries, pauseMs, said, variables } = failOf(outcome, message, settings);
      return jobs.fail(client, message, retries, pauseMs, said, variables, options, how);
    }
    if (outcome instanceof BpmnError) {
      const { code, said, variables } = errorOf(outcome);
      return jobs.throwError(client, message, code, said, variables, options, how);
    }
    const { variables, result } = completionOf(outcome as Completion);
    return jobs.complete(client, message, variables, result, options, how);
  }

  #notTaken(error: unknown, handleTimeMs: number): Reported {
    if (error instanceof ArgumentError) {
      // Nothing was sent, so the job is as open as before.
      this.#reported = false;
      throw error;
    }
    if (error instanceof NotFoundError || error instanceof FailedPreconditionError) {
      this.#tell("lost", handleTimeMs);
      return LOST;
    }
    const engine = this.#engine;
    this.#tell("unreported", handleTimeMs);
    this.#reported = error instanceof CallError && error.outcomeUnknown;
    engine.hooks.error(new OutcomeError(engine.jobType, this.job.key, error));
    throw error;
  }

  #tell(end: JobEnd, handleTimeMs: number): void {
    const { counters, hooks, jobType } = this.#engine;
    counters[end] += 1;
    if (hooks.observed) hooks.tell("jobEnded", { jobType, key: this.job.key, end, handleTimeMs });
  }
}

/** How a job ends with this outcome; nothing if it has ended already. */
function endOf(outcome: Outcome): JobEnd | undefined {
  if (outcome instanceof Completion) return "completed";
  if (outcome instanceof JobFailure) return "failed";
  return outcome instanceof BpmnError ? "errored" : undefined;
}
