/** A peer that speaks HTTP/2 as the test likes, and a client whose RPC has the policy it likes. */

import { fromBinary, toBinary } from "@bufbuild/protobuf";
import { StringValueSchema } from "@bufbuild/protobuf/wkt";
import type { StringValue } from "@bufbuild/protobuf/wkt";
import { createServer } from "node:http2";
import type { Http2Server, IncomingHttpHeaders, ServerHttp2Stream } from "node:http2";
import type { AddressInfo } from "node:net";

import { ClientBase } from "../../src/client/index.js";
import type { ResponseStream } from "../../src/client/index.js";
import { Config } from "../../src/config/index.js";
import type { Settings } from "../../src/config/index.js";
import { Status, streamRpc, unaryRpc, wire } from "../../src/contract/index.js";
import type { RpcPolicy } from "../../src/contract/index.js";
import { CallError } from "../../src/errors.js";
import type { How } from "../../src/exchange/index.js";
import type { CallOptions } from "../../src/options.js";

/** A policy of an RPC whose calls may be repeated. */
export const POLICY: RpcPolicy = {
  name: "Say",
  path: "/test.Gateway/Say",
  callClass: "idempotent",
  retry: {
    idempotent: [
      Status.UNAVAILABLE,
      Status.RESOURCE_EXHAUSTED,
      Status.DEADLINE_EXCEEDED,
      Status.ABORTED,
    ],
    otherwise: [Status.RESOURCE_EXHAUSTED],
    atLeastOnce: [Status.RESOURCE_EXHAUSTED, Status.UNAVAILABLE, Status.DEADLINE_EXCEEDED],
  },
  deadline: { kind: "client" },
  backpressureExempt: false,
  alreadyApplied: [],
  since: "8.1",
  errors: { [Status.NOT_FOUND]: "There is no such thing." },
};

/** A request of the tests. */
export interface Saying {
  readonly text: string;
}

/** A result of the tests. */
export interface Said {
  readonly text: string;
  readonly alreadyApplied?: boolean;
}

const KNOWN = new Set(["text"]);

function encode(_context: unknown, request: Saying): StringValue {
  wire.known("", request, KNOWN);
  return { $typeName: "google.protobuf.StringValue", value: wire.text("text", request.text) };
}

/** A client whose RPC is called as its policy says. */
export class Client extends ClientBase {
  /** Makes the call. */
  say(
    text: string,
    options?: CallOptions,
    policy: Partial<RpcPolicy> = {},
    how?: How,
  ): Promise<Said> {
    return this.ask({ text }, options, policy, how);
  }

  /** Makes the call with any request. */
  ask(
    request: Saying,
    options?: CallOptions,
    policy: Partial<RpcPolicy> = {},
    how?: How,
  ): Promise<Said> {
    const rpc = unaryRpc({
      policy: { ...POLICY, ...policy },
      request: StringValueSchema,
      response: StringValueSchema,
      encode,
      decode: (reply): Said => ({ text: reply.value }),
      alreadyApplied: (): Said => ({ text: "", alreadyApplied: true }),
    });
    return this.unary(rpc, request, options, how);
  }

  /** Makes the call with a stream of replies; each has one item per letter. */
  listen(
    text: string,
    options?: CallOptions,
    policy: Partial<RpcPolicy> = {},
  ): ResponseStream<string> {
    const rpc = streamRpc({
      policy: { ...POLICY, path: "/test.Gateway/Listen", callClass: "workerLoop", ...policy },
      request: StringValueSchema,
      response: StringValueSchema,
      encode,
      items: (reply) => Array.from(reply.value),
      decode: (letter) => letter,
    });
    return this.stream(rpc, { text }, options);
  }
}

/** A client of a peer of this process, with nothing of the environment. */
export function clientOf(port: number, settings: Settings = {}): Client {
  return new Client(new Config({ address: `http://127.0.0.1:${String(port)}`, ...settings }));
}

/** What a gateway sends in front of its answer. */
export const HEADERS = { ":status": 200, "content-type": "application/grpc+proto" };

/** A call that has arrived. */
export interface Arrived {
  readonly stream: ServerHttp2Stream;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** Which call it is, from 1 on. */
  readonly number: number;
}

/** What a peer does with a call. */
export type Answer = (call: Arrived) => void;

/** A text as a message on the wire. */
export function frame(text: string): Buffer {
  const message = { $typeName: "google.protobuf.StringValue" as const, value: text };
  const body = toBinary(StringValueSchema, message);
  const size = Buffer.alloc(5);
  size.writeUInt32BE(body.length, 1);
  return Buffer.concat([size, body]);
}

/** Answers with a text, or several on a stream. */
export function reply(...texts: string[]): Answer {
  return ({ stream }) => {
    stream.respond(HEADERS, { waitForTrailers: true });
    stream.on("wantTrailers", () => {
      stream.sendTrailers({ "grpc-status": "0" });
    });
    stream.end(Buffer.concat(texts.map(frame)));
  };
}

/** Answers with a status. */
export function fail(status: Status, message = "", trailers: Record<string, string> = {}): Answer {
  return ({ stream }) => {
    const said = { "grpc-status": String(status), "grpc-message": encodeURI(message) };
    stream.respond({ ...HEADERS, ...said, ...trailers }, { endStream: true });
  };
}

/** Answers each call with the next of these, and all others with the last. */
export function inTurn(...answers: [Answer, ...Answer[]]): Answer {
  return (call) => {
    (answers[call.number - 1] ?? answers.at(-1))?.(call);
  };
}

/** Never answers. */
export function silence(): void {
  // The caller waits.
}

/** The error of a call that fails. */
export async function errorOf(call: Promise<unknown>): Promise<CallError> {
  const error: unknown = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof CallError) return error;
  throw new Error(`no CallError but ${String(error)}`);
}

/** A server of HTTP/2 on this machine. */
export class Peer {
  /** What has arrived. */
  readonly calls: Arrived[] = [];
  port = 0;
  #server: Http2Server;
  readonly #sessions = new Set<{ destroy(): void }>();

  private constructor(answer: Answer) {
    this.#server = createServer();
    this.#server.on("session", (session) => this.#sessions.add(session));
    this.#server.on("stream", (stream, headers) => {
      stream.on("error", silence);
      const parts: Buffer[] = [];
      stream.on("data", (part: Buffer) => parts.push(part));
      stream.on("end", () => {
        const message = fromBinary(StringValueSchema, Buffer.concat(parts).subarray(5));
        const call = { stream, headers, text: message.value, number: this.calls.length + 1 };
        this.calls.push(call);
        answer(call);
      });
    });
  }

  /** Starts a peer, on a port of its own choice unless one is given. */
  static async start(answer: Answer, port = 0): Promise<Peer> {
    const peer = new Peer(answer);
    await new Promise<void>((resolve) => peer.#server.listen(port, "127.0.0.1", resolve));
    peer.port = (peer.#server.address() as AddressInfo).port;
    return peer;
  }

  /** Ends it, whoever calls. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const session of this.#sessions) session.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
