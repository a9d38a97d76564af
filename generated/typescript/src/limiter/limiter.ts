/** The limit of a client: how it grows and shrinks, who is next. */

import { log } from "../log.js";
import type { Backpressure, BackpressureRules } from "./policy.js";

/**
 * Where a call goes that has to wait: to the end of the line, or ahead of it, behind others that
 * were sent before.
 */
export type Turn = "new" | "again";

/** The right to be in flight. */
export interface Grant {
  /** Which limit it belongs to: one that was lifted is over. */
  readonly era: number;
  /** How often the limit had shrunk when it was given. */
  readonly round: number;
  /** When it was given. */
  readonly since: number;
}

/** A position in the line. */
export class Ticket {
  /** What it got, once it is called and may go on. */
  grant: Grant | undefined;
  /** Whether nobody waits any more. */
  gone = false;
  /** What to do when it is called. */
  wake: (() => void) | undefined;

  /** Lets it go on. */
  call(grant: Grant): void {
    this.grant = grant;
    this.wake?.();
  }
}

/** Dead entries of the line that are left lying before it is swept. */
const SWEEP = 64;
/** How long a call counts as in flight at least, in milliseconds, if the policy allows it. */
const LEAST_HOLD_MS = 50;

/** The limit of one client. Nothing here waits. Times are in milliseconds. */
export class Limiter {
  /** Whether there is a limit. */
  limited = false;

  readonly #rules: BackpressureRules;
  readonly #clock: () => number;
  #era = 0;
  #limit = 1;
  #held = 0;
  #round = 0;
  #waiting = 0;
  #again: Ticket[] = [];
  #line: Ticket[] = [];
  /** The grants that are in flight, oldest first; not those between two attempts. */
  readonly #flying = new Set<Grant>();
  #lastPushback: number;
  #roundTrip: number | undefined;

  /** Makes a limiter that limits nothing yet. */
  constructor(rules: BackpressureRules, clock: () => number) {
    this.#rules = rules;
    this.#clock = clock;
    this.#lastPushback = clock();
  }

  /** What is the case now. */
  read(): Backpressure {
    const limit = this.limited ? this.#allowed() : undefined;
    return { limit, inFlight: this.#held, waiting: this.#waiting };
  }

  /** How many entries the line has, dead ones too. */
  get lineLength(): number {
    return this.#again.length + this.#line.length;
  }

  /**
   * A place, a position in the line, or nothing while the gateway does not push back.
   *
   * `kept` is what `pushedBack` has left of the place of the last attempt.
   */
  admit(turn: Turn, kept?: Grant): Grant | Ticket | undefined {
    if (kept !== undefined) {
      if (kept.era === this.#era && this.#held <= this.#allowed()) return this.#grant();
      this.givenUp(kept);
    }
    if (!this.limited) return undefined;
    this.#freeOverdue();
    return this.#take(turn) ?? this.#enqueue(turn);
  }

  /** Takes places that are overdue, and says in what time to look again. */
  look(ticket: Ticket): number {
    this.#freeOverdue();
    return ticket.grant === undefined ? this.#patience(ticket) : 0;
  }

  /** Gives a position in the line up, or the place that it has become. */
  leave(ticket: Ticket): void {
    ticket.gone = true;
    if (ticket.grant !== undefined) {
      this.released(ticket.grant);
      return;
    }
    this.#waiting -= 1;
    if (this.lineLength > this.#waiting * 2 + SWEEP) {
      this.#again = this.#again.filter((one) => !one.gone);
      this.#line = this.#line.filter((one) => !one.gone);
    }
  }

  /**
   * Takes note that the gateway pushed a call back.
   *
   * Returns what is kept of its place for the pause before it asks again. `inFlight` is how many
   * calls were under way, for a first guess.
   */
  pushedBack(grant: Grant | undefined, inFlight: number): Grant | undefined {
    this.#lastPushback = this.#clock();
    if (!this.limited) {
      this.#begin(inFlight);
      return undefined;
    }
    if (grant === undefined || !this.#flying.delete(grant) || grant.era !== this.#era) {
      return undefined;
    }
    // The first to be pushed back was the first to be sent. It keeps its place, and one that was
    // sent after it pays for the smaller limit.
    const first = grant.round === this.#round;
    if (first) {
      this.#limit = Math.max(this.#limit * this.#rules.decrease, 1);
      this.#round += 1;
    }
    if (first || this.#held <= this.#allowed()) return grant;
    this.#held -= 1;
    return undefined;
  }

  /** Gives the place back after a success, which lets the limit grow. */
  succeeded(grant: Grant): void {
    if (!this.#flying.has(grant)) return;
    const now = this.#clock();
    const took = now - grant.since;
    const before = this.#roundTrip;
    this.#roundTrip = before === undefined ? took : (before * 7 + took) / 8;
    // A limit that is not reached says nothing about the gateway.
    if (this.#waiting > 0 || this.#held * 2 >= this.#allowed()) this.#limit += 1 / this.#limit;
    this.#flying.delete(grant);
    this.#held -= 1;
    if (now - this.#lastPushback >= this.#rules.liftAfterMs && this.#waiting === 0) this.#lift();
    else this.#handOut();
  }

  /** Gives a place back after an attempt that says nothing about the load. */
  released(grant: Grant): void {
    if (this.#flying.delete(grant)) this.givenUp(grant);
  }

  /** Gives back what was kept between two attempts. */
  givenUp(kept: Grant): void {
    if (kept.era !== this.#era) return;
    this.#held -= 1;
    this.#handOut();
  }

  /** A place, if one is free and nobody has the better right to it. */
  #take(turn: Turn): Grant | undefined {
    while (this.#again[0]?.gone === true) this.#again.shift();
    const first = turn === "new" ? this.#waiting === 0 : this.#again.length === 0;
    if (!first || this.#held >= this.#allowed()) return undefined;
    this.#held += 1;
    return this.#grant();
  }

  #enqueue(turn: Turn): Ticket {
    const ticket = new Ticket();
    this.#waiting += 1;
    (turn === "new" ? this.#line : this.#again).push(ticket);
    return ticket;
  }

  /** Takes the places of calls that take long: they are not held up by the load. */
  #freeOverdue(): void {
    const overdue = this.#clock() - this.#hold();
    for (const grant of this.#flying) {
      if (grant.since > overdue) break;
      this.released(grant);
    }
  }

  /** How long it is of no use to look for a place that is overdue. */
  #patience(ticket: Ticket): number {
    const waits = (one: Ticket): boolean => !one.gone;
    const head = this.#again.find(waits) ?? this.#line.find(waits);
    const [oldest] = this.#flying;
    if (head !== ticket || oldest === undefined) return this.#rules.maxHoldMs;
    return Math.max(oldest.since + this.#hold() - this.#clock(), 1);
  }

  /** How long a call counts as in flight: a few usual round trips. */
  #hold(): number {
    const longest = this.#rules.maxHoldMs;
    const usual = this.#roundTrip === undefined ? longest : this.#roundTrip * 4;
    return Math.min(Math.max(usual, Math.min(longest, LEAST_HOLD_MS)), longest);
  }

  #begin(inFlight: number): void {
    this.#era += 1;
    this.limited = true;
    this.#limit = Math.max(inFlight * this.#rules.decrease, 1);
    this.#held = 0;
    this.#flying.clear();
    this.#round = 0;
    this.#roundTrip = undefined;
    log("the gateway pushes back; %d calls are let through at once", this.#allowed());
  }

  #lift(): void {
    this.#era += 1;
    this.limited = false;
    this.#held = 0;
    this.#flying.clear();
    log("the gateway has recovered; calls are not limited any more");
  }

  #handOut(): void {
    while (this.#held < this.#allowed()) {
      const ticket = this.#again.shift() ?? this.#line.shift();
      if (ticket === undefined) return;
      if (ticket.gone) continue;
      this.#held += 1;
      this.#waiting -= 1;
      ticket.call(this.#grant());
    }
  }

  #grant(): Grant {
    const grant = { era: this.#era, round: this.#round, since: this.#clock() };
    this.#flying.add(grant);
    return grant;
  }

  #allowed(): number {
    return Math.floor(this.#limit);
  }
}
