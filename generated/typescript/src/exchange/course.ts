/** The loop over the attempts of a call. */

import type { Metadata } from "@grpc/grpc-js";

import { Status, statusName } from "../contract/status.js";
import type { Proof } from "../credentials/authenticator.js";
import type { CallError } from "../errors.js";
import { Ticket } from "../limiter/limiter.js";
import type { Grant, Turn } from "../limiter/limiter.js";
import { log } from "../log.js";
import { Failure, cutOff } from "../transport/index.js";
import type { Core } from "./core.js";
import { Tried, judge } from "./judge.js";
import type { Verdict } from "./judge.js";
import { paused, until } from "./pause.js";
import type { Plan } from "./plan.js";
import { Proofs } from "./proofs.js";
import { report } from "./report.js";

/** By how much, in milliseconds, the clocks of the library and of a gateway may be ahead of ours. */
const CLOCKS_MS = 5;

/** The end of a call whose work an earlier attempt has done. */
export const APPLIED = Symbol("applied");

/** Sends the request once; it may take so many milliseconds. */
export type Attempt<Reply> = (timeoutMs: number, metadata: Metadata) => Promise<Reply | Failure>;

/** A call under way. */
export class Course<Reply> {
  readonly plan: Plan;
  readonly #core: Core;
  readonly #attempt: Attempt<Reply>;
  readonly #tried = new Tried();
  readonly #deadline: number;
  readonly #proofs: Proofs | undefined;
  /** The place of the attempt under way, if there is a limit. */
  #grant: Grant | undefined;
  /** What is left of a place between two attempts. */
  #kept: Grant | undefined;

  /** Sends nothing yet; `began` is when the call did, by the clock of the core. */
  constructor(core: Core, plan: Plan, began: number, attempt: Attempt<Reply>) {
    this.#core = core;
    this.plan = plan;
    this.#attempt = attempt;
    this.#deadline = began + plan.timeoutMs;
    const { authenticator } = core.settings;
    this.#proofs = authenticator === undefined ? undefined : new Proofs(authenticator);
  }

  /** Sends the call until it is answered. Rejects with a `CallError`. */
  async run(): Promise<Reply | typeof APPLIED> {
    try {
      await this.#place("new");
      return await this.#goOn(await this.#send());
    } finally {
      this.#giveBack();
    }
  }

  /** Goes on after a first attempt that was made elsewhere and failed. */
  async resume(
    failure: Failure,
    timeoutMs: number,
    proof: Proof | undefined,
  ): Promise<Reply | typeof APPLIED> {
    this.#tried.attempts = 1;
    if (this.#proofs !== undefined) this.#proofs.attached = proof;
    try {
      return await this.#goOn(this.explained(failure, timeoutMs));
    } finally {
      this.#giveBack();
    }
  }

  /** The error that a failure means for the caller. */
  error(failure: Failure): CallError {
    return report(this.plan, this.#tried, failure);
  }

  /** What is left of the time, in milliseconds; `Infinity` if there is no limit. */
  get #remaining(): number {
    return this.#deadline - this.#core.clock();
  }

  async #goOn(first: Reply | Failure): Promise<Reply | typeof APPLIED> {
    let ended = first;
    while (ended instanceof Failure) {
      const verdict = this.#judged(ended);
      if (verdict.kind === "applied") return APPLIED;
      if (verdict.kind === "final") throw this.error(ended);
      if (verdict.kind === "pushedBack") this.#pushBack();
      else this.#giveBack();
      this.#tried.maybeExecuted ||= ended.maybeExecuted;
      if (verdict.kind === "again") this.#log(ended, verdict.pauseMs);
      if ("pauseMs" in verdict) await this.#pause(verdict.pauseMs);
      await this.#place("again");
      ended = await this.#send();
    }
    this.#succeeded();
    return ended;
  }

  /** Makes one attempt. */
  async #send(): Promise<Reply | Failure> {
    const { signal, insistentMs } = this.plan;
    let proof: Proof | undefined;
    if (this.#proofs !== undefined) {
      const found = await this.#proofs.find(this.#remaining, this.#time, signal);
      if (signal?.aborted === true) return this.#cancelled(false);
      if (found instanceof Failure) return found;
      proof = found;
    }
    if (signal?.aborted === true) return this.#cancelled(false);
    const attemptMs = Math.min(this.#remaining, insistentMs ?? Infinity);
    if (attemptMs <= 0) return this.#late(false);
    this.#tried.attempts += 1;
    const ended = await this.#attempt(attemptMs, this.#core.metadata(proof, this.plan.metadata));
    return ended instanceof Failure ? this.explained(ended, attemptMs) : ended;
  }

  /**
   * What an attempt failed with, seen with the time and the caller's signal in mind.
   *
   * A gateway that keeps deadlines, too, cuts off a call whose time is over, and that may be seen
   * before the clock is.
   */
  explained(failure: Failure, timeoutMs: number): Failure {
    if (this.plan.signal?.aborted === true) return this.#cancelled(failure.maybeExecuted);
    if (failure.origin !== "connection") return failure;
    const remaining = this.#remaining;
    if (failure.status === Status.CANCELLED && remaining <= CLOCKS_MS) {
      return this.#late(failure.maybeExecuted);
    }
    if (failure.status !== Status.DEADLINE_EXCEEDED) return failure;
    if (this.plan.insistentMs !== undefined && remaining > CLOCKS_MS) {
      return failure.with({ message: `no answer within ${shown(timeoutMs)}` });
    }
    return this.#late(failure.maybeExecuted);
  }

  #judged(failure: Failure): Verdict {
    const tried = this.#tried;
    this.#proofs?.note(failure);
    this.#core.unconnected = failure.unconnected;
    tried.failures += 1;
    const verdict = judge(this.#core, this.plan, tried, failure, this.#remaining);
    if (verdict.kind === "pushedBack") {
      tried.failures -= 1;
    } else if (verdict.kind === "proveAgain") {
      tried.failures -= 1;
      tried.provedAgain = true;
    }
    return verdict;
  }

  /** Waits in line, if there is one: at its end at first, ahead of it later. */
  async #place(turn: Turn): Promise<void> {
    const kept = this.#kept;
    this.#kept = undefined;
    const { limiter } = this.#core;
    if (!this.#waitsInLine) return;
    const got = limiter.admit(turn, kept);
    if (!(got instanceof Ticket)) {
      this.#grant = got;
      return;
    }
    try {
      while (got.grant === undefined) {
        if (this.plan.signal?.aborted === true) throw this.error(this.#cancelled(false));
        const remaining = this.#remaining;
        if (remaining <= 0) throw this.error(this.#late(false));
        const wait = Math.min(remaining, limiter.look(got));
        await this.#called(got, wait);
      }
    } catch (error) {
      limiter.leave(got);
      throw error;
    }
    this.#grant = got.grant;
  }

  async #called(ticket: Ticket, ms: number): Promise<void> {
    if (ticket.grant !== undefined) return;
    await until(ms, this.plan.signal, (wake) => {
      ticket.wake = wake;
    });
    ticket.wake = undefined;
  }

  /**
   * Whether the load of the gateway concerns the call.
   *
   * Not if the gateway executes it all the same, nor if a loop around it decides.
   */
  get #waitsInLine(): boolean {
    const { policy, statuses } = this.plan;
    return !policy.backpressureExempt && statuses.includes(Status.RESOURCE_EXHAUSTED);
  }

  async #pause(pauseMs: number): Promise<void> {
    const remaining = this.#remaining;
    await paused(Math.min(pauseMs, remaining), this.plan.signal);
    if (this.plan.signal?.aborted === true) throw this.error(this.#cancelled(false));
    if (remaining <= pauseMs) throw this.error(this.#late(false));
  }

  #pushBack(): void {
    this.#kept = this.#core.limiter.pushedBack(this.#grant, this.#core.flying);
    this.#grant = undefined;
    this.#tried.pushbacks += 1;
  }

  #succeeded(): void {
    const core = this.#core;
    core.unconnected = false;
    if (this.#grant !== undefined) {
      core.limiter.succeeded(this.#grant);
      this.#grant = undefined;
    }
    core.budget.succeeded();
  }

  #giveBack(): void {
    const { limiter } = this.#core;
    if (this.#grant !== undefined) limiter.released(this.#grant);
    if (this.#kept !== undefined) limiter.givenUp(this.#kept);
    this.#grant = undefined;
    this.#kept = undefined;
  }

  #cancelled(maybeExecuted: boolean): Failure {
    const cause: unknown = this.plan.signal?.reason;
    return cutOff(Status.CANCELLED, "cancelled by the caller", { maybeExecuted, cause });
  }

  /** The time has passed, with an attempt under way or without one. */
  #late(sent: boolean): Failure {
    return cutOff(Status.DEADLINE_EXCEEDED, this.#whyLate(sent), { maybeExecuted: sent });
  }

  #whyLate(sent: boolean): string {
    const time = this.#time;
    if (sent) return `no answer within ${time}`;
    const { limiter } = this.#core;
    if (this.#tried.pushbacks === 0 && !limiter.limited) {
      return `no connection to the gateway within ${time}`;
    }
    const { inFlight, limit = inFlight, waiting } = limiter.read();
    return (
      `the gateway has too much to do, and ${time} passed while the call waited in line ` +
      `(sent ${String(this.#tried.attempts)} times; ${String(limit)} calls are let through at ` +
      `once, ${String(waiting)} wait)`
    );
  }

  get #time(): string {
    const { timeoutMs } = this.plan;
    return timeoutMs === Infinity ? "the time" : shown(timeoutMs);
  }

  #log(failure: Failure, pauseMs: number): void {
    const { name } = this.plan.policy;
    const status = statusName(failure.status);
    const { attempts } = this.#tried;
    log("%s failed with %s at attempt %d; again in %d ms", name, status, attempts, pauseMs);
  }
}

/** A length of time for people. */
export function shown(ms: number): string {
  const figures = (value: number): string => String(Number(value.toPrecision(6)));
  return ms >= 1_000 ? `${figures(ms / 1_000)} s` : `${figures(ms)} ms`;
}
