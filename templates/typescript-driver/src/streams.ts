/** Streams that are read a few replies at a time. */

import type { ResponseStream } from "zeebe-sdk";

import type { Writer } from "./replies.js";
import type { Style } from "./replies.js";

/** What was read, and how the stream has ended, if it has. */
export interface Taken {
  /** The replies, as JSON. */
  readonly items: readonly unknown[];
  /** `"ok"`, an error, or nothing. */
  readonly end: "ok" | { readonly error: unknown } | null;
}

/** A stream of replies with the way in which they are shown. */
export class Opened {
  readonly #stream: ResponseStream<unknown>;
  readonly #iterator: AsyncIterator<unknown>;
  readonly #write: (reply: unknown) => unknown;
  #next: Promise<IteratorResult<unknown>> | undefined;

  constructor(stream: ResponseStream<unknown>, write: Writer<unknown>, style: Style) {
    this.#stream = stream;
    this.#iterator = stream[Symbol.asyncIterator]();
    this.#write = (reply) => write(reply, style);
    // Nothing is sent before somebody wants a reply.
    this.#next = this.#iterator.next();
    this.#next.catch(() => undefined);
  }

  /** So many replies, or fewer if the time is up or the stream has ended. */
  async take(wanted: number, withinMs?: number): Promise<Taken> {
    const until = withinMs === undefined ? undefined : performance.now() + withinMs;
    const items: unknown[] = [];
    while (items.length < wanted) {
      try {
        const next = await this.#following(until);
        if (next === undefined) break;
        if (next.done === true) return { items, end: "ok" };
        items.push(this.#write(next.value));
      } catch (error) {
        return { items, end: { error } };
      }
    }
    return { items, end: null };
  }

  /** Gives it up. */
  cancel(): void {
    this.#stream.cancel();
  }

  /** The next reply; who stops waiting for it gets it the next time. */
  async #following(until: number | undefined): Promise<IteratorResult<unknown> | undefined> {
    this.#next ??= this.#iterator.next();
    const next = await (until === undefined ? this.#next : before(this.#next, until));
    if (next !== undefined) this.#next = undefined;
    return next;
  }
}

/** What a promise gives until a time, by the clock of `performance`. */
async function before<T>(promise: Promise<T>, until: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    const left = Math.max(until - performance.now(), 0);
    timer = setTimeout(() => {
      resolve(undefined);
    }, left);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
