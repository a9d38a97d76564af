/** The base of `ZeebeClient`: a connection and what its calls share. */

import type { ChannelInterface, Metadata } from "@grpc/grpc-js";

import { Config } from "../config/index.js";
import type { Resolved, Settings } from "../config/index.js";
import { EncodeContext } from "../contract/index.js";
import type { Rpc, StreamRpc, UnaryRpc } from "../contract/index.js";
import { ArgumentError } from "../errors.js";
import { APPLIED, Core, Course, closed, lostReply, plan } from "../exchange/index.js";
import type { How, Plan } from "../exchange/index.js";
import type { Backpressure, CallOptions } from "../options.js";
import { Connection, Failure, broken, receive, send } from "../transport/index.js";
import type { Order } from "../transport/index.js";
import { befriend } from "./friend.js";
import type { Guest } from "./friend.js";
import { ResponseStream } from "./stream.js";

type Sent<Request, Message, Reply> = Pick<
  Rpc<Request, Message, Reply, unknown>,
  "deserialize" | "encode" | "policy" | "requestTimeoutMs" | "serialize"
> & { readonly condition?: ((message: Message) => boolean) | undefined };

/** A call that is about to be sent. */
interface Letter {
  readonly plan: Plan;
  readonly payload: Buffer;
}

/**
 * A client of one gateway.
 *
 * It has one connection, made at the first call. `close`, or the end of an `await using` block,
 * closes it.
 */
export abstract class ClientBase implements AsyncDisposable {
  readonly #config: Config;
  readonly #resolved: Resolved;
  readonly #core: Core;
  readonly #connection: Connection;
  readonly #context: EncodeContext;
  readonly #guests = new Set<Guest>();
  readonly #streams = new Set<{ cut(): void }>();
  #closing: Promise<void> | undefined;

  /**
   * Makes a client.
   *
   * @param config - A `Config`, which is used as it is; or settings, which take the place of those
   *   of the environment. Without it, those of the environment count.
   * @throws `ConfigError` if settings cannot be used.
   */
  constructor(config?: Config | Settings) {
    this.#config = Config.of(config);
    const resolved = this.#config.resolve();
    this.#resolved = resolved;
    this.#core = new Core(resolved);
    this.#connection = new Connection(resolved);
    this.#context = new EncodeContext(resolved.tenant);
    befriend(this, {
      core: this.#core,
      resolved,
      unary: (rpc, request, options, how) => this.unary(rpc, request, options, how),
      stream: (rpc, request, options) => this.stream(rpc, request, options),
      join: (guest) => void this.#guests.add(guest),
      leave: (guest) => void this.#guests.delete(guest),
    });
  }

  /** The settings, each with its value and where that comes from; secrets are hidden. */
  get config(): Config {
    return this.#config;
  }

  /**
   * What the client does about a gateway that pushes calls back: the limit of calls in flight, and
   * how many wait in line.
   */
  get backpressure(): Backpressure {
    return this.#core.limiter.read();
  }

  /**
   * The connection, for stubs of your own: it is an option `channelOverride` of `@grpc/grpc-js`.
   *
   * Calls on it are on your own, too: they have neither metadata nor credentials of the client, no
   * retries and no deadline.
   */
  get channel(): ChannelInterface {
    return this.#connection.channel;
  }

  /**
   * Closes the client and waits until nothing is under way any more.
   *
   * Calls that were made before run to their end, which their deadlines bound; streams end at once
   * with a `ClosedError`, as does every call that is made from now on. Workers of the client shut
   * down as if each was told to. Closing twice does no harm.
   */
  close(): Promise<void> {
    return (this.#closing ??= this.#close());
  }

  /** As `close`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #close(): Promise<void> {
    this.#core.closedBecause = "the client is closed";
    for (const stream of this.#streams) stream.cut();
    const guests = [...this.#guests];
    for (const guest of guests) guest.closeNow();
    await Promise.allSettled(guests.map((guest) => guest.closed()));
    await this.#core.idle();
    this.#resolved.authenticator?.close();
    this.#connection.close();
  }

  /**
   * Makes a call with one request and one reply.
   *
   * A call with `how` is insistent: it is sent until that time has passed, whatever is said about
   * the number of attempts, and also when the client is closing; an attempt of it takes no longer
   * than other calls may in all.
   */
  protected async unary<Request, Message, Reply, Result>(
    rpc: UnaryRpc<Request, Message, Reply, Result>,
    request: Request,
    options?: CallOptions,
    how?: How,
  ): Promise<Result> {
    const letter = this.#letter(rpc, request, options, how);
    const core = this.#core;
    core.flying += 1;
    try {
      const { authenticator } = core.settings;
      const proof = authenticator?.ready();
      const waits = authenticator !== undefined && proof === undefined;
      if (waits || !core.calm || letter.plan.signal?.aborted === true) {
        const course = this.#course(rpc, letter, core.clock());
        return this.#result(rpc, course, await course.run());
      }
      // The quick way of a call that has nothing to wait for.
      const began = core.clock();
      const { timeoutMs, insistentMs, metadata } = letter.plan;
      const attemptMs = insistentMs === undefined ? timeoutMs : Math.min(timeoutMs, insistentMs);
      const ended = await this.#send(rpc, letter, attemptMs, core.metadata(proof, metadata));
      if (!(ended instanceof Failure)) {
        core.budget.succeeded();
        return rpc.decode(ended);
      }
      const course = this.#course(rpc, letter, began);
      return this.#result(rpc, course, await course.resume(ended, attemptMs, proof));
    } finally {
      core.landed();
    }
  }

  /** Makes a call with one request and a stream of replies, sent when it is first used. */
  protected stream<Request, Message, Reply, Item, Result>(
    rpc: StreamRpc<Request, Message, Reply, Item, Result>,
    request: Request,
    options?: CallOptions,
  ): ResponseStream<Result, Reply> {
    const { plan: made, payload } = this.#letter(rpc, request, options);
    return new ResponseStream({
      core: this.#core,
      plan: made,
      open: async (timeoutMs, metadata) => {
        const left = await this.#connected(timeoutMs);
        return receive(this.#order(rpc.policy.path, payload, metadata, left));
      },
      read: (bytes) => read(rpc, bytes),
      unpack: (reply) => rpc.items(reply).map((item) => rpc.decode(item)),
      streams: this.#streams,
    });
  }

  /** Checks everything that can be checked before anything is sent. */
  #letter<Request, Message, Reply>(
    rpc: Sent<Request, Message, Reply>,
    request: Request,
    options: CallOptions | undefined,
    how?: How,
  ): Letter {
    const { policy, requestTimeoutMs, condition } = rpc;
    const { settings, closedBecause } = this.#core;
    const late = closedBecause !== undefined && (how === undefined || this.#connection.closed);
    if (late) throw closed(policy, closedBecause);
    try {
      const message = rpc.encode(this.#context, request);
      const says = {
        requestTimeoutMs: requestTimeoutMs?.(message) ?? 0,
        condition: condition?.(message) ?? false,
      };
      const made = plan(settings, policy, says, options, how);
      return { plan: made, payload: rpc.serialize(message) };
    } catch (error) {
      throw error instanceof ArgumentError ? error.of(policy.name) : error;
    }
  }

  #course<Request, Message, Reply>(
    rpc: Sent<Request, Message, Reply>,
    letter: Letter,
    began: number,
  ): Course<Reply> {
    return new Course(this.#core, letter.plan, began, async (timeoutMs, metadata) =>
      this.#send(rpc, letter, await this.#connected(timeoutMs), metadata),
    );
  }

  #result<Request, Message, Reply, Result>(
    rpc: UnaryRpc<Request, Message, Reply, Result>,
    course: Course<Reply>,
    reply: Reply | typeof APPLIED,
  ): Result {
    if (reply !== APPLIED) return rpc.decode(reply);
    if (rpc.alreadyApplied === undefined) throw course.error(lostReply());
    return rpc.alreadyApplied();
  }

  /** Makes one attempt. */
  async #send<Request, Message, Reply>(
    rpc: Sent<Request, Message, Reply>,
    letter: Letter,
    timeoutMs: number,
    metadata: Metadata,
  ): Promise<Reply | Failure> {
    const order = this.#order(rpc.policy.path, letter.payload, metadata, timeoutMs);
    const ended = await send(order, letter.plan.signal);
    return ended instanceof Failure ? ended : read(rpc, ended);
  }

  #order(path: string, payload: Buffer, metadata: Metadata, timeoutMs: number): Order {
    const { channel } = this.#connection;
    return { channel, path, payload, metadata, deadline: Date.now() + timeoutMs };
  }

  /**
   * Waits for the library if it has no connection, as part of an attempt. Returns how much of the
   * attempt's time is left.
   */
  async #connected(timeoutMs: number): Promise<number> {
    const core = this.#core;
    if (!core.unconnected) return timeoutMs;
    const began = core.clock();
    await this.#connection.nextConnection(timeoutMs);
    return Math.max(timeoutMs - (core.clock() - began), 1);
  }
}

/** The reply in these bytes. */
function read<Reply>(
  rpc: { readonly deserialize: (bytes: Uint8Array) => Reply },
  bytes: Buffer,
): Reply | Failure {
  try {
    return rpc.deserialize(bytes);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return broken(`the answer cannot be read: ${why}`, error);
  }
}
