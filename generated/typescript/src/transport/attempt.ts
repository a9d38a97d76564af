/** One request and what comes back, once or as a stream. */

import { status as Code } from "@grpc/grpc-js";
import type { Channel, Metadata, StatusObject } from "@grpc/grpc-js";

import { onAbort } from "../abort.js";
import { broken, failureOf, noMessage } from "./cause.js";
import type { Failure } from "./failure.js";

/**
 * A call of the library, as its own clients use it: a message comes for each `startRead`, and the
 * status once everything before it was read. The clients that the library wraps around it cost a
 * fifth of a call.
 */
type LibraryCall = ReturnType<Channel["createCall"]>;

/** A request that is sent. */
export interface Order {
  readonly channel: Channel;
  readonly path: string;
  readonly payload: Buffer;
  readonly metadata: Metadata;
  /** In milliseconds since the Unix epoch; `Infinity` for none. */
  readonly deadline: number;
}

function open(order: Order): LibraryCall {
  return order.channel.createCall(order.path, order.deadline, null, null, undefined);
}

function write(call: LibraryCall, order: Order): void {
  call.sendMessageWithContext({}, order.payload);
  call.startRead();
  call.halfClose();
}

/** What ends an attempt before the library does. */
const ABORTED = "cancelled by the caller";

class Unary {
  readonly #call: LibraryCall;
  readonly #settle: (ended: Buffer | Failure) => void;
  #headers: Metadata | undefined;
  #reply: Buffer | undefined;
  #failure: Failure | undefined;

  constructor(call: LibraryCall, settle: (ended: Buffer | Failure) => void) {
    this.#call = call;
    this.#settle = settle;
  }

  onReceiveMetadata(headers: Metadata): void {
    this.#headers = headers;
  }

  onReceiveMessage(message: Buffer): void {
    if (this.#reply === undefined) {
      this.#reply = message;
      this.#call.startRead();
    } else {
      this.#failure = broken("the gateway answered with more than one message");
      this.#call.cancelWithStatus(Code.INTERNAL, this.#failure.message);
    }
  }

  onReceiveStatus(status: StatusObject): void {
    if (this.#failure !== undefined) this.#settle(this.#failure);
    else if (status.code === Code.OK) this.#settle(this.#reply ?? noMessage());
    else this.#settle(failureOf(status, this.#headers));
  }
}

/** Sends a request that has one reply. */
export function send(order: Order, signal: AbortSignal | undefined): Promise<Buffer | Failure> {
  return new Promise((resolve) => {
    const call = open(order);
    if (signal === undefined) {
      call.start(order.metadata, new Unary(call, resolve));
    } else {
      const settle = (ended: Buffer | Failure): void => {
        forget();
        resolve(ended);
      };
      call.start(order.metadata, new Unary(call, settle));
      const forget = onAbort(signal, () => {
        call.cancelWithStatus(Code.CANCELLED, ABORTED);
      });
    }
    write(call, order);
  });
}

/** A stream of replies, read one at a time. */
export interface Receiver {
  /**
   * The next message, or how the stream ended: nothing if well.
   *
   * A message is taken from the connection only when it is asked for, so that a slow reader slows
   * the gateway down instead of filling memory.
   */
  next(): Promise<Buffer | Failure | undefined>;
  /** Ends the call. */
  cancel(): void;
}

class Streaming implements Receiver {
  readonly #call: LibraryCall;
  readonly #arrived: Buffer[] = [];
  #headers: Metadata | undefined;
  #ended: { readonly how: Failure | undefined } | undefined;
  #waiting: ((got: Buffer | Failure | undefined) => void) | undefined;
  #asked = true;

  constructor(call: LibraryCall) {
    this.#call = call;
  }

  next(): Promise<Buffer | Failure | undefined> {
    const arrived = this.#arrived.shift();
    if (arrived !== undefined) return Promise.resolve(arrived);
    if (this.#ended !== undefined) return Promise.resolve(this.#ended.how);
    if (!this.#asked) {
      this.#asked = true;
      this.#call.startRead();
    }
    return new Promise((resolve) => {
      this.#waiting = resolve;
    });
  }

  cancel(): void {
    this.#call.cancelWithStatus(Code.CANCELLED, ABORTED);
  }

  onReceiveMetadata(headers: Metadata): void {
    this.#headers = headers;
  }

  onReceiveMessage(message: Buffer): void {
    this.#asked = false;
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting === undefined) this.#arrived.push(message);
    else waiting(message);
  }

  onReceiveStatus(status: StatusObject): void {
    const how = status.code === Code.OK ? undefined : failureOf(status, this.#headers);
    this.#ended = { how };
    this.#waiting?.(how);
    this.#waiting = undefined;
  }
}

/** Sends a request that has a stream of replies. */
export function receive(order: Order): Receiver {
  const call = open(order);
  const streaming = new Streaming(call);
  call.start(order.metadata, streaming);
  write(call, order);
  return streaming;
}
