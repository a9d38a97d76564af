/** Replies that are streams. */

import type { Metadata } from "@grpc/grpc-js";

import { onAbort } from "../abort.js";
import type { CallError } from "../errors.js";
import { APPLIED, Course, closed } from "../exchange/index.js";
import type { Core, Plan } from "../exchange/index.js";
import { Failure } from "../transport/index.js";
import type { Receiver } from "../transport/index.js";

/** What a stream needs of its client. */
export interface Source<Result, Reply> {
  readonly core: Core;
  readonly plan: Plan;
  /** Sends the request; the attempt may take so many milliseconds. */
  open(timeoutMs: number, metadata: Metadata): Promise<Receiver>;
  /** Reads a message. */
  read(bytes: Buffer): Reply | Failure;
  /** The items in a message. */
  unpack(reply: Reply): readonly Result[];
  /** Streams of the client that are open; all end with it. */
  readonly streams: Set<{ cut(): void }>;
}

const END = Symbol("end");
type Got = Buffer | typeof END | Failure;

/**
 * What a gateway sends on a stream, item by item.
 *
 * The call is sent when the first item is asked for. A message is taken from the connection only
 * when it is asked for, so a slow reader slows the gateway down instead of filling memory. The
 * stream ends after its first error; what had arrived before that is given first. Leaving the
 * loop cancels the call, and so do `cancel` and the end of an `await using` block.
 *
 * @example
 * ```ts
 * for await (const job of client.activateJobs(request)) {
 *   console.log(job.key);
 * }
 * ```
 */
export class ResponseStream<out Result, out Reply = unknown> implements AsyncIterable<Result> {
  readonly #source: Source<Result, Reply>;
  readonly #course: Course<Buffer | typeof END>;
  readonly #ending = new AbortController();
  readonly #forget: (() => void) | undefined;
  readonly #stop = (): void => {
    this.#ending.abort(this.#source.plan.signal?.reason);
    this.#receiver?.cancel();
  };
  #receiver: Receiver | undefined;
  #last: Promise<unknown> = Promise.resolve();
  /** Whether the gateway has begun to answer. */
  #flows = false;
  #ended = false;
  #cut = false;

  /**
   * Sends nothing yet.
   *
   * @internal
   */
  constructor(source: Source<Result, Reply>) {
    this.#source = source;
    const { core, plan } = source;
    const { signal } = plan;
    this.#forget = signal === undefined ? undefined : onAbort(signal, this.#stop);
    const own = { ...plan, signal: this.#ending.signal };
    this.#course = new Course(core, own, core.clock(), (ms, metadata) => this.#send(ms, metadata));
  }

  /** Gives the items one after the other. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Result, void, undefined> {
    try {
      for (;;) {
        const message = await this.nextMessage();
        if (message === undefined) return;
        yield* this.#source.unpack(message);
      }
    } finally {
      this.cancel();
    }
  }

  /**
   * The next message as the gateway sent it, with all the items in it; `undefined` at the end.
   *
   * @throws `CallError` if the call fails.
   */
  nextMessage(): Promise<Reply | undefined> {
    const read = this.#last.then(() => this.#next());
    this.#last = read.catch(() => undefined);
    return read;
  }

  /** Cancels the call; the stream is at its end. May be called at any time. */
  cancel(): void {
    this.#end();
    this.#stop();
  }

  /** Cancels the call. */
  [Symbol.asyncDispose](): Promise<void> {
    this.cancel();
    return Promise.resolve();
  }

  /**
   * Ends the stream, because its client is closed.
   *
   * @internal
   */
  cut(): void {
    this.#cut = true;
    this.#stop();
  }

  async #next(): Promise<Reply | undefined> {
    if (this.#ended) return undefined;
    try {
      const message = await this.#message();
      if (message === undefined) this.#end();
      return message;
    } catch (error) {
      // Who cancels a stream has seen enough of it.
      if (this.#hasEnded()) return undefined;
      this.#end();
      throw error;
    }
  }

  /** A message, or nothing at the end of a stream that succeeded. */
  async #message(): Promise<Reply | undefined> {
    const { core } = this.#source;
    if (this.#cut || core.closedBecause !== undefined) throw this.#closed();
    try {
      const got = await (this.#flows ? this.#more() : this.#first());
      return got === END ? undefined : this.#read(got);
    } catch (error) {
      throw this.#wasCut() ? this.#closed() : error;
    }
  }

  async #first(): Promise<Buffer | typeof END> {
    this.#source.streams.add(this);
    const got = await this.#course.run();
    this.#flows = true;
    // No stream has a policy that speaks of earlier attempts.
    return got === APPLIED ? END : got;
  }

  async #more(): Promise<Buffer | typeof END> {
    const got = (await this.#receiver?.next()) ?? END;
    if (got instanceof Failure) throw this.#failed(got);
    return got;
  }

  #read(bytes: Buffer): Reply {
    const reply = this.#source.read(bytes);
    if (reply instanceof Failure) throw this.#failed(reply);
    return reply;
  }

  /** The error of a stream that had begun: its request has arrived. */
  #failed(failure: Failure): CallError {
    const seen = failure.with({ maybeExecuted: true });
    return this.#course.error(this.#course.explained(seen, this.#source.plan.timeoutMs));
  }

  async #send(timeoutMs: number, metadata: Metadata): Promise<Got> {
    this.#receiver = await this.#source.open(timeoutMs, metadata);
    if (this.#ending.signal.aborted) this.#receiver.cancel();
    return (await this.#receiver.next()) ?? END;
  }

  #hasEnded(): boolean {
    return this.#ended;
  }

  #wasCut(): boolean {
    return this.#cut;
  }

  #closed(): CallError {
    const { core, plan } = this.#source;
    return closed(plan.policy, core.closedBecause ?? "the client is closed");
  }

  #end(): void {
    this.#ended = true;
    this.#source.streams.delete(this);
    this.#forget?.();
  }
}
