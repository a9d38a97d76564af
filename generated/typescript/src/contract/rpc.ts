/** What an RPC takes and gives. */

import { fromBinary, toBinary } from "@bufbuild/protobuf";
import type { Message as AnyMessage } from "@bufbuild/protobuf";
import type { GenMessage } from "@bufbuild/protobuf/codegenv2";

import type { RpcPolicy } from "./policy.js";
import { list, text } from "./wire.js";

/** What the conversion of a request may need of the client. */
export class EncodeContext {
  /** The tenant of requests that name none; empty if there is none. */
  readonly defaultTenant: string;

  /**
   * Makes a context.
   *
   * @param defaultTenant - The tenant of requests that name none.
   */
  constructor(defaultTenant = "") {
    this.defaultTenant = defaultTenant;
  }

  /** The tenant of a request: its own, or the client's if it names none. */
  tenant(field: string, own: unknown): string {
    return own === undefined || own === "" ? this.defaultTenant : text(field, own);
  }

  /** The tenants of a request: its own, or the client's if it names none and asks by name. */
  tenants(field: string, own: unknown, byName = true): string[] {
    const named = own === undefined ? [] : list(field, own, text);
    if (named.length > 0 || !byName || this.defaultTenant === "") return named;
    return [this.defaultTenant];
  }
}

/** What any RPC has; `Request` and `Result` are the user's, the rest is the wire's. */
export interface Rpc<Request, Message, Reply, Result> {
  /** How the SDK treats it. */
  readonly policy: RpcPolicy;
  /** Turns a request into its message. Throws an `ArgumentError`. */
  readonly encode: (context: EncodeContext, request: Request) => Message;
  /** The bytes of a message. */
  readonly serialize: (message: Message) => Buffer;
  /** The reply in these bytes; throws if there is none. */
  readonly deserialize: (bytes: Uint8Array) => Reply;
  /** Turns a reply into a result; on a stream, one of its items. */
  readonly decode: (reply: Reply) => Result;
  /** How long the request lets the gateway wait, in milliseconds, as it is on the wire. */
  readonly requestTimeoutMs: ((message: Message) => number) | undefined;
}

/** An RPC with one request and one reply. */
export interface UnaryRpc<Request, Message, Reply, Result> extends Rpc<
  Request,
  Message,
  Reply,
  Result
> {
  /** Whether a request fulfils `RpcPolicy.condition`. */
  readonly condition: ((message: Message) => boolean) | undefined;
  /** Makes the result of a call whose work an earlier attempt has done. */
  readonly alreadyApplied: (() => Result) | undefined;
}

/** An RPC with one request and a stream of replies. */
export interface StreamRpc<Request, Message, Reply, Item, Result> extends Omit<
  Rpc<Request, Message, Reply, Result>,
  "decode"
> {
  /** The items within a message of the stream. */
  readonly items: (reply: Reply) => readonly Item[];
  /** Turns an item into a result. */
  readonly decode: (item: Item) => Result;
}

interface Stated<Request, Message extends AnyMessage, Reply extends AnyMessage> {
  readonly policy: RpcPolicy;
  readonly request: GenMessage<Message>;
  readonly response: GenMessage<Reply>;
  readonly encode: (context: EncodeContext, request: Request) => Message;
  readonly requestTimeoutMs?: (message: Message) => number;
}

interface StatedUnary<
  Request,
  Message extends AnyMessage,
  Reply extends AnyMessage,
  Result,
> extends Stated<Request, Message, Reply> {
  readonly decode: (reply: Reply) => Result;
  readonly condition?: (message: Message) => boolean;
  readonly alreadyApplied?: () => Result;
}

interface StatedStream<
  Request,
  Message extends AnyMessage,
  Reply extends AnyMessage,
  Item,
  Result,
> extends Stated<Request, Message, Reply> {
  readonly items: (reply: Reply) => readonly Item[];
  readonly decode: (item: Item) => Result;
}

/** The description of an RPC with one request and one reply. */
export function unaryRpc<Request, Message extends AnyMessage, Reply extends AnyMessage, Result>(
  stated: StatedUnary<Request, Message, Reply, Result>,
): UnaryRpc<Request, Message, Reply, Result> {
  return {
    ...shared(stated),
    decode: stated.decode,
    condition: stated.condition,
    alreadyApplied: stated.alreadyApplied,
  };
}

/** The description of an RPC with one request and a stream of replies. */
export function streamRpc<
  Request,
  Message extends AnyMessage,
  Reply extends AnyMessage,
  Item,
  Result,
>(
  stated: StatedStream<Request, Message, Reply, Item, Result>,
): StreamRpc<Request, Message, Reply, Item, Result> {
  return { ...shared(stated), items: stated.items, decode: stated.decode };
}

function shared<Request, Message extends AnyMessage, Reply extends AnyMessage>(
  stated: Stated<Request, Message, Reply>,
): Omit<Rpc<Request, Message, Reply, never>, "decode"> {
  const { policy, request, response, encode, requestTimeoutMs } = stated;
  return {
    policy,
    encode,
    serialize: (message) => {
      const bytes = toBinary(request, message);
      return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    },
    deserialize: (bytes) => fromBinary(response, bytes),
    requestTimeoutMs,
  };
}
