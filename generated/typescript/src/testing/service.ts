/** The gateway's end of calls. */

import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import type { DescMessage } from "@bufbuild/protobuf";
import { Metadata } from "@grpc/grpc-js";
import type {
  MethodDefinition,
  ServerWritableStream,
  ServiceDefinition,
  UntypedServiceImplementation,
  sendUnaryData,
  ServerUnaryCall,
} from "@grpc/grpc-js";

import { Status } from "../contract/index.js";
import { METHODS, Refusal } from "./answers.js";
import type { Answers, Method } from "./answers.js";
import type { Desk } from "./desk.js";
import { REPORTS, SOURCES } from "./job-calls.js";

/** Answers what a test says, and jobs from the desk. */
export class Service {
  readonly #answers: Answers;
  readonly #desk: Desk;

  /** The end of these. */
  constructor(answers: Answers, desk: Desk) {
    this.#answers = answers;
    this.#desk = desk;
  }

  /** The RPCs, as a server of grpc-js takes them. */
  static definition(): ServiceDefinition {
    return Object.fromEntries(METHODS.map((method) => [method.localName, definitionOf(method)]));
  }

  /** What answers them. */
  implementation(): UntypedServiceImplementation {
    return Object.fromEntries(
      METHODS.map((method) => [
        method.localName,
        method.streams
          ? (call: ServerWritableStream<unknown, unknown>) => void this.#stream(method, call)
          : (call: ServerUnaryCall<unknown, unknown>, callback: sendUnaryData<unknown>) =>
              void this.#unary(method, call, callback),
      ]),
    );
  }

  async #unary(
    method: Method,
    call: ServerUnaryCall<unknown, unknown>,
    callback: sendUnaryData<unknown>,
  ): Promise<void> {
    try {
      const replies = this.#replies(method, call.request, aborted(call));
      for await (const reply of replies) {
        callback(null, messageOf(method, reply));
        return;
      }
      callback(null, messageOf(method, undefined));
    } catch (thrown) {
      callback(statusOf(thrown));
    }
  }

  async #stream(method: Method, call: ServerWritableStream<unknown, unknown>): Promise<void> {
    try {
      const wanted = aborted(call);
      for await (const reply of this.#replies(method, call.request, wanted)) {
        if (wanted.aborted) return;
        if (!call.write(messageOf(method, reply))) await drained(call, wanted);
      }
      call.end();
    } catch (thrown) {
      call.emit("error", statusOf(thrown));
    }
  }

  #replies(method: Method, request: unknown, wanted: AbortSignal): AsyncIterable<unknown> {
    this.#answers.note(method, request);
    const replies = this.#answers.replies(method, request);
    if (replies !== undefined) return replies;
    const source = SOURCES.get(method.name);
    if (source !== undefined) return source(this.#desk, request, wanted);
    return this.#report(method, request);
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- replies come one by one
  async *#report(method: Method, request: unknown): AsyncIterable<unknown> {
    const report = REPORTS.get(method.name);
    if (report === undefined) {
      const { localName } = method;
      const how = `give one with gateway.on("${localName}", …)`;
      throw new Refusal("UNIMPLEMENTED", `the test has no answer to ${localName}: ${how}`);
    }
    report(this.#desk, request);
    yield undefined;
  }
}

function definitionOf({
  path,
  streams,
  input,
  output,
}: Method): MethodDefinition<unknown, unknown> {
  return {
    path,
    requestStream: false,
    responseStream: streams,
    requestSerialize: (message) => bytesOf(input, message),
    requestDeserialize: (bytes) => fromBinary(input, bytes),
    responseSerialize: (message) => bytesOf(output, message),
    responseDeserialize: (bytes) => fromBinary(output, bytes),
  };
}

function bytesOf(schema: DescMessage, message: unknown): Buffer {
  return Buffer.from(toBinary(schema, message as Parameters<typeof toBinary>[1]));
}

function messageOf(method: Method, reply: unknown): unknown {
  return create(method.output, (reply ?? {}) as Record<string, unknown>);
}

/** The status of a call; what is no refusal is a mistake of the gateway or of the test. */
function statusOf(thrown: unknown): { code: Status; details: string; metadata: Metadata } {
  const metadata = new Metadata();
  if (!(thrown instanceof Refusal)) {
    return { code: Status.INTERNAL, details: String(thrown), metadata };
  }
  for (const [name, value] of Object.entries(thrown.metadata)) metadata.add(name, value);
  return { code: Status[thrown.status], details: thrown.message, metadata };
}

/** Is aborted when the client does not wait any more. */
function aborted(
  call: ServerUnaryCall<unknown, unknown> | ServerWritableStream<unknown, unknown>,
): AbortSignal {
  const controller = new AbortController();
  call.on("cancelled", () => {
    controller.abort();
  });
  if (call.cancelled) controller.abort();
  return controller.signal;
}

function drained(call: ServerWritableStream<unknown, unknown>, wanted: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const tell = (): void => {
      call.off("drain", tell);
      wanted.removeEventListener("abort", tell);
      resolve();
    };
    call.on("drain", tell);
    wanted.addEventListener("abort", tell);
  });
}
