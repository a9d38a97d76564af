/** What is answered to which RPC, and what has been asked. */

import type { DescMessage, MessageInitShape, MessageShape } from "@bufbuild/protobuf";

import { brand, isInstance } from "../brand.js";
import type { StatusName } from "../contract/index.js";
import { Status } from "../contract/index.js";
import { Gateway } from "../raw/index.js";

/** The RPCs as descriptors, by the names of the methods of a client. */
export type Methods = (typeof Gateway)["method"];

/** An RPC, as the methods of a client are called, e.g. `"createProcessInstance"`. */
export type RpcName = keyof Methods;

/** The raw request of an RPC. */
export type RequestOf<Rpc extends RpcName> = MessageShape<Methods[Rpc]["input"]>;

/** A status with which a test has the gateway answer; thrown by an answer, or given as one. */
export class Refusal extends Error {
  /** The status. */
  readonly status: StatusName;
  /** Further trailers, e.g. `{ "grpc-retry-pushback-ms": "100" }`. */
  readonly metadata: Readonly<Record<string, string>>;

  /**
   * An answer with this status.
   *
   * @param status - The status, by its name.
   * @param message - What the gateway says.
   * @param metadata - Further trailers.
   */
  constructor(status: StatusName, message = "", metadata: Readonly<Record<string, string>> = {}) {
    super(message);
    if (!Object.hasOwn(Status, status)) throw new TypeError(`gRPC has no status '${status}'`);
    this.status = status;
    this.metadata = metadata;
  }

  /** Whether a value is one, from whichever copy of the package. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return isInstance(this, value);
  }
}

brand(Refusal, "Refusal");

/** One reply: the fields of a raw message, or a refusal; `undefined` is an empty message. */
export type Reply<Rpc extends RpcName> =
  MessageInitShape<Methods[Rpc]["output"]> | Refusal | undefined;

/** A reply; for a stream, several of them, after which it ends. */
export type Replies<Rpc extends RpcName> =
  | Reply<Rpc>
  | (Methods[Rpc]["methodKind"] extends "server_streaming"
      ? Iterable<Reply<Rpc>> | AsyncIterable<Reply<Rpc>>
      : never);

/** What an RPC is answered with: replies, or a function of the raw request that gives them. */
export type Answer<Rpc extends RpcName> =
  Replies<Rpc> | ((request: RequestOf<Rpc>) => Replies<Rpc> | Promise<Replies<Rpc>>);

/** An RPC, as the descriptors of the API say. */
export interface Method {
  /** As the methods of a client are called. */
  readonly localName: RpcName;
  /** As the proto spells it. */
  readonly name: string;
  readonly path: string;
  readonly streams: boolean;
  readonly input: DescMessage;
  readonly output: DescMessage;
}

/** The RPCs of the API. */
export const METHODS: readonly Method[] = Gateway.methods.map((method) => ({
  localName: method.localName as RpcName,
  name: method.name,
  path: `/${Gateway.typeName}/${method.name}`,
  streams: method.methodKind === "server_streaming",
  input: method.input,
  output: method.output,
}));

/** An answer to any RPC. */
type AnyAnswer = { readonly given: unknown } | undefined;

/** The answers by RPC, and the requests. */
export class Answers {
  readonly #answers = new Map<RpcName, AnyAnswer>();
  readonly #requests = new Map<RpcName, unknown[]>();

  /** Answers an RPC from now on. */
  set(rpc: RpcName, given: unknown): void {
    this.#answers.set(known(rpc), { given });
  }

  /** The requests of an RPC so far. */
  requests(rpc: RpcName): unknown[] {
    return [...(this.#requests.get(known(rpc)) ?? [])];
  }

  /** Takes note of a request. */
  note(method: Method, request: unknown): void {
    const requests = this.#requests.get(method.localName) ?? [];
    requests.push(request);
    this.#requests.set(method.localName, requests);
  }

  /**
   * What is answered to a request, one by one; `undefined` if the test has no answer.
   *
   * It throws a refusal if that is one of the replies, or something throws.
   */
  replies(method: Method, request: unknown): AsyncIterable<unknown> | undefined {
    const answer = this.#answers.get(method.localName);
    return answer === undefined ? undefined : given(method, request, answer.given);
  }
}

function known(rpc: RpcName): RpcName {
  if (METHODS.some((method) => method.localName === rpc)) return rpc;
  const names = METHODS.map((method) => method.localName).join(", ");
  throw new TypeError(`the API has no RPC '${rpc}'; it has ${names}`);
}

async function* given(method: Method, request: unknown, answer: unknown): AsyncIterable<unknown> {
  try {
    const said: unknown =
      typeof answer === "function"
        ? await (answer as (request: unknown) => unknown)(request)
        : answer;
    for await (const reply of method.streams && isSeveral(said) ? said : [said]) {
      if (reply instanceof Refusal) throw reply;
      yield reply;
    }
  } catch (thrown) {
    if (thrown instanceof Refusal) throw thrown;
    throw new Refusal(
      "INTERNAL",
      `the test's answer to ${method.localName} threw ${String(thrown)}`,
    );
  }
}

function isSeveral(said: unknown): said is Iterable<unknown> | AsyncIterable<unknown> {
  if (typeof said !== "object" || said === null) return false;
  return Symbol.iterator in said || Symbol.asyncIterator in said;
}
