/** One token for all calls of a client, fetched once and in time. */

import { debuglog } from "node:util";

import { abortable, pause } from "../abortable.js";
import { NoProof, Proof } from "../authenticator.js";
import type { Authenticator, Occasion } from "../authenticator.js";
import type { Secret } from "../secret.js";
import type { Cache } from "./cache.js";
import type { Exchange } from "./exchange.js";
import { lifetime, pauseAfter, renewal } from "./pace.js";

/** Shown with `NODE_DEBUG=zeebe-sdk`. */
const debug = debuglog("zeebe-sdk");

/** A token that the gateway does not accept at this age, in milliseconds, was never good. */
const NEW = 10_000;

/** A token; the times are those of the monotonic clock. */
interface Token {
  readonly proof: Proof;
  readonly askedAt: number;
  readonly renewAt: number;
  readonly expiresAt: number;
}

/** A failure, after which the server is left alone for a while. */
interface Failed {
  readonly times: number;
  readonly until: number;
  readonly error: NoProof;
}

type Outcome = Token | NoProof;

/** Keeps the token of a client. */
export class TokenKeeper implements Authenticator {
  readonly canRenew = true;
  readonly #exchange: Exchange;
  readonly #cache: Cache | undefined;
  readonly #closing = new AbortController();
  #isCacheRead: boolean;
  #token: Token | undefined;
  #fetching: Promise<Outcome> | undefined;
  #failed: Failed | undefined;
  /** How often in a row the gateway did not accept a new token. */
  #refusals = 0;

  /** Takes where tokens come from, and where they are kept. */
  constructor(exchange: Exchange, cache: Cache | undefined) {
    this.#exchange = exchange;
    this.#cache = cache;
    this.#isCacheRead = cache === undefined;
  }

  /** The token, if it is there and nothing has to be done about it. */
  ready(): Proof | undefined {
    const token = this.#token;
    return token !== undefined && performance.now() < token.renewAt ? token.proof : undefined;
  }

  /**
   * The token, fetched if there is none.
   *
   * While the server fails this goes on until the caller has no more time; what cannot change is
   * an error.
   */
  async prove(_occasion: Occasion, signal: AbortSignal): Promise<Proof> {
    for (;;) {
      signal.throwIfAborted();
      const now = performance.now();
      const token = this.#good(now);
      if (token !== undefined) return token.proof;
      const failed = this.#leftAlone(now);
      if (this.#fetching === undefined && failed !== undefined) {
        if (!failed.error.passing) throw again(failed.error);
        await pause(failed.until - now, signal);
        continue;
      }
      const outcome = await abortable(this.#fetch(), signal);
      if (!(outcome instanceof NoProof)) return outcome.proof;
      if (!outcome.passing) throw again(outcome);
    }
  }

  /**
   * Forgets a token that the gateway does not accept.
   *
   * A server that gives out such tokens is left alone between them, so that the calls of a busy
   * client do not all become requests for a token.
   */
  refused(proof: Proof): void {
    const token = this.#token;
    if (token?.proof !== proof) return;
    this.#token = undefined;
    const now = performance.now();
    if (now - token.askedAt > NEW) {
      this.#refusals = 0;
    } else {
      this.#refusals += 1;
      const text = `the gateway does not accept the tokens of ${this.#exchange.server}`;
      const until = now + pauseAfter(this.#refusals);
      this.#failed = { times: 0, until, error: new NoProof(text, { passing: true }) };
    }
    void this.#cache?.forget();
  }

  /** What the server failed with, if it still does. */
  whyLate(): string | undefined {
    return this.#failed?.error.text;
  }

  /** Ends a request that is under way. */
  close(): void {
    this.#closing.abort();
  }

  /** The token, as long as it is good; renewed while it is, which nobody waits for. */
  #good(now: number): Token | undefined {
    const token = this.#token;
    if (token === undefined || now >= token.expiresAt) return undefined;
    if (now >= token.renewAt && this.#leftAlone(now) === undefined) void this.#fetch();
    return token;
  }

  #leftAlone(now: number): Failed | undefined {
    return this.#failed !== undefined && now < this.#failed.until ? this.#failed : undefined;
  }

  /** The request that is under way; it goes on when who waits for it gives up. */
  #fetch(): Promise<Outcome> {
    this.#fetching ??= this.#obtain().then((outcome) => {
      this.#fetching = undefined;
      this.#settle(outcome);
      return outcome;
    });
    return this.#fetching;
  }

  async #obtain(): Promise<Outcome> {
    const asked = performance.now();
    try {
      return (await this.#fromCache(asked)) ?? (await this.#fromServer(asked));
    } catch (error) {
      const { server } = this.#exchange;
      // Callers wait for an outcome, whatever happens here.
      if (!(error instanceof NoProof)) {
        return new NoProof(`no token from ${server}: ${String(error)}`, { passing: true });
      }
      return new NoProof(`no token from ${server}: ${error.text}`, { passing: error.passing });
    }
  }

  async #fromCache(asked: number): Promise<Token | undefined> {
    if (this.#isCacheRead) return undefined;
    this.#isCacheRead = true;
    const kept = await this.#cache?.read();
    return kept && tokenOf(kept.token, asked, kept.lasts);
  }

  async #fromServer(asked: number): Promise<Token> {
    debug("a token is asked for at %s", this.#exchange.server);
    const answer = await this.#exchange.fetch(this.#closing.signal);
    const lasts = lifetime(answer.expiresIn);
    await this.#cache?.write(answer.token, lasts);
    return tokenOf(answer.token, asked, lasts);
  }

  /** Notes what came of a request. */
  #settle(outcome: Outcome): void {
    if (!(outcome instanceof NoProof)) {
      this.#token = outcome;
      this.#failed = undefined;
      return;
    }
    const times = 1 + (this.#failed?.times ?? 0);
    const wait = pauseAfter(times);
    this.#failed = { times, until: performance.now() + wait, error: outcome };
    debug("%s; the next attempt is in %d ms", outcome.text, Math.round(wait));
  }
}

/** The same for one of many callers, with a stack of its own. */
function again(error: NoProof): NoProof {
  return new NoProof(error.text, { passing: error.passing });
}

/** A token that was asked for then, and lasts for so many milliseconds. */
function tokenOf(token: Secret, asked: number, lasts: number): Token {
  const proof = new Proof([["authorization", `Bearer ${token.reveal()}`]]);
  return { proof, askedAt: asked, renewAt: asked + renewal(lasts), expiresAt: asked + lasts };
}
