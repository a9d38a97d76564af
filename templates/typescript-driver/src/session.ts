/** What the lines say, and what is remembered between them. */

import { Json, policies, ZeebeClient } from "zeebe-sdk";
import type { CallOptions } from "zeebe-sdk";

import * as read from "./arguments.js";
import { isObject, only, WrongLineError } from "./arguments.js";
import type { Call } from "./calls.js";
import { configuration, pairs, retryMode } from "./clients.js";
import { EndedError, shown } from "./errors.js";
import { CALLS } from "./gateway.js";
import { snake } from "./names.js";
import type { Style } from "./replies.js";
import { Opened } from "./streams.js";
import type { Running } from "./worker/index.js";

interface ClientLine {
  readonly client: string;
  readonly settings?: unknown;
}

interface CallLine {
  readonly client: string;
  readonly rpc: string;
  readonly arguments?: unknown;
  readonly options?: unknown;
}

interface OpenLine extends CallLine {
  readonly stream: string;
}

interface WorkerLine {
  readonly worker: string;
  readonly client: string;
  readonly type: string;
  readonly settings?: object;
  readonly takes?: string;
  readonly handler?: object;
  readonly until_signal?: boolean;
}

const CAPABILITIES = [
  "raw_json",
  "json_int64",
  "backpressure_reading",
  "deploy_files",
  "ready",
  "worker",
];

const KNOWN: ReadonlyMap<string, Call> = new Map(Object.entries(CALLS));

/** Does what a line says; the signal cancels it. */
type Step = (line: unknown, signal: AbortSignal) => object | Promise<object>;

/** Clients, streams, workers, and calls that can be cancelled. */
export class Session {
  readonly #answer: (answer: object) => void;
  readonly #clients = new Map<string, ZeebeClient>();
  readonly #streams = new Map<string, Opened>();
  readonly #workers = new Map<string, Running>();
  readonly #underWay = new Map<number, AbortController>();
  readonly #steps: ReadonlyMap<unknown, Step>;

  constructor(answer: (answer: object) => void) {
    this.#answer = answer;
    this.#steps = new Map<unknown, Step>([
      ["hello", () => hello()],
      ["client", (line) => this.#client(line)],
      ["call", (line, signal) => this.#call(line, signal)],
      ["cancel", (line) => this.#cancel(line)],
      ["open", (line, signal) => this.#open(line, signal)],
      ["read", (line) => this.#read(line)],
      ["shut", (line) => this.#shut(line)],
      ["worker", (line) => this.#worker(line)],
      ["release", (line) => this.#told(line).release()],
      ["report", (line) => this.#told(line).report()],
      ["stop", (line) => this.#told(line).stop()],
      ["deploy_files", (line, signal) => this.#deployFiles(line, signal)],
      ["ready", (line, signal) => this.#ready(line, signal)],
      ["configuration", (line) => configured(line)],
      ["backpressure", (line) => this.#backpressure(line)],
      ["close", (line) => this.#close(line)],
    ]);
  }

  /** Begins what a line says. Clients are there for the next line, calls go on beside it. */
  handle(text: string): void {
    let line: unknown;
    try {
      // Not the parser of the language: variables on a line have whole numbers of any size.
      line = new Json(text).value;
    } catch (error) {
      line = error;
    }
    if (!isObject(line) || typeof line["id"] !== "number") {
      const problem = new WrongLineError("a line is an object with an `id`, a whole number");
      this.#answer({ id: 0, error: shown(problem) });
      return;
    }
    const { id, do: name, ...order } = line;
    void this.#carryOut(id as number, name, order);
  }

  async #carryOut(id: number, name: unknown, order: object): Promise<void> {
    const controller = new AbortController();
    this.#underWay.set(id, controller);
    try {
      const step = need(this.#steps, "thing to do", name);
      this.#answer({ id, ok: await step(order, controller.signal) });
    } catch (error) {
      this.#answer({ id, error: shown(error) });
    } finally {
      this.#underWay.delete(id);
    }
  }

  #client(line: unknown): object {
    const { client, settings } = only<ClientLine>(line, "client", "settings");
    this.#clients.set(client, new ZeebeClient(configuration(settings)));
    return {};
  }

  /** Makes a call and waits for its reply, or for all items of its stream. */
  async #call(line: unknown, signal: AbortSignal): Promise<object> {
    const told = only<CallLine>(line, "client", "rpc", "arguments", "options");
    const { call, client, request, options, style } = this.#prepared(told, signal);
    if (!call.isStream) return { reply: await call.make(client, request, options, style) };
    const opened = new Opened(call.make(client, request, options), call.write, style);
    const { items, end } = await opened.take(Number.POSITIVE_INFINITY);
    // What had arrived before an error is not lost.
    if (end !== null && end !== "ok") throw new EndedError(end.error, items);
    return { items };
  }

  /** Cancels what another line has begun. */
  #cancel(line: unknown): object {
    const { call } = only<{ call: number }>(line, "call");
    const controller = this.#underWay.get(call);
    controller?.abort();
    return { under_way: controller !== undefined };
  }

  #open(line: unknown, signal: AbortSignal): object {
    const { stream, ...told } = only<OpenLine>(
      line,
      "stream",
      "client",
      "rpc",
      "arguments",
      "options",
    );
    const { call, client, request, options, style } = this.#prepared(told, signal);
    if (!call.isStream) throw new WrongLineError(`${told.rpc} is no stream`);
    this.#streams.set(stream, new Opened(call.make(client, request, options), call.write, style));
    return {};
  }

  /** Reads so many items of a stream, or fewer when the time is up. */
  async #read(line: unknown): Promise<object> {
    const told = only<{ stream: string; items: number; within_ms: number }>(
      line,
      "stream",
      "items",
      "within_ms",
    );
    const opened = need(this.#streams, "stream", told.stream);
    const { items, end } = await opened.take(told.items, told.within_ms);
    return { items, end: end !== null && end !== "ok" ? { error: shown(end.error) } : end };
  }

  /** Gives a stream up. */
  #shut(line: unknown): object {
    const { stream } = only<{ stream: string }>(line, "stream");
    need(this.#streams, "stream", stream).cancel();
    this.#streams.delete(stream);
    return {};
  }

  async #worker(line: unknown): Promise<object> {
    const { worker, client, type, ...order } = only<WorkerLine>(
      line,
      "worker",
      "client",
      "type",
      "settings",
      "takes",
      "handler",
      "until_signal",
    );
    // Few scenarios have one, and each of them starts this program.
    const { Running } = await import("./worker/index.js");
    const known = need(this.#clients, "client", client);
    this.#workers.set(worker, new Running(known, type, order));
    return {};
  }

  /** The worker that a line is about, of which it says no more. */
  #told(line: unknown): Running {
    const { worker } = only<{ worker: string }>(line, "worker");
    return need(this.#workers, "worker", worker);
  }

  /** Deploys files by their paths. */
  async #deployFiles(line: unknown, signal: AbortSignal): Promise<object> {
    const { client, paths } = only<{ client: string; paths: string[] }>(line, "client", "paths");
    const deployed = await need(this.#clients, "client", client).deployFiles(paths, { signal });
    return { reply: need(KNOWN, "rpc", "DeployResource").write(deployed, "value") };
  }

  /** Waits until the gateway can do its work. */
  async #ready(line: unknown, signal: AbortSignal): Promise<object> {
    const told = only<{ client: string; options?: unknown }>(line, "client", "options");
    const client = need(this.#clients, "client", told.client);
    const topology = await client.waitUntilReady(callOptions(told.options, signal).options);
    return { reply: need(KNOWN, "rpc", "Topology").write(topology, "value") };
  }

  /** The limit of calls in flight. */
  #backpressure(line: unknown): object {
    const { client } = only<ClientLine>(line, "client");
    const { limit, inFlight, waiting } = need(this.#clients, "client", client).backpressure;
    return { limit: limit ?? null, in_flight: inFlight, waiting };
  }

  /** Closes a client; it stays known, so that its use after this can be seen. */
  async #close(line: unknown): Promise<object> {
    const { client } = only<ClientLine>(line, "client");
    await need(this.#clients, "client", client).close();
    return {};
  }

  #prepared(told: CallLine, signal: AbortSignal): Prepared {
    const call = need(KNOWN, "rpc", told.rpc);
    const client = need(this.#clients, "client", told.client);
    const request = call.read(told.arguments ?? {});
    return { call, client, request, ...callOptions(told.options, signal) };
  }
}

/** A call that can be made. */
interface Prepared {
  readonly call: Call;
  readonly client: ZeebeClient;
  readonly request: unknown;
  readonly options: CallOptions;
  readonly style: Style;
}

/** Who this is, what it can do, and what the SDK says of its calls. */
function hello(): object {
  const deprecated = Object.fromEntries(
    policies
      .filter((policy) => policy.deprecated !== undefined)
      .map((policy) => [policy.name, policy.deprecated]),
  );
  const rpcs = [...KNOWN.keys()];
  return { language: "typescript", rpcs, capabilities: CAPABILITIES, deprecated };
}

/** What settings come to, as a user would print it. */
function configured(line: unknown): object {
  const { settings } = only<{ settings: unknown }>(line, "settings");
  const config = configuration(settings);
  const entries = config.entries.map(({ name, value, source, origin }) => [
    snake(name),
    { value: value ?? null, source: origin ?? source },
  ]);
  return { entries: Object.fromEntries(entries) as object, text: String(config) };
}

/** What is special about a call, and how its reply is shown. */
function callOptions(told: unknown, signal: AbortSignal): { options: CallOptions; style: Style } {
  const { variables = "value", ...others } = isObject(told) ? told : {};
  const given = new read.Given(others);
  given.take("timeout_ms", "timeout", read.duration);
  given.take("retry", "retry", retryMode);
  given.take("metadata", "metadata", pairs);
  return { options: { ...(given.made() as CallOptions), signal }, style: variables as Style };
}

/** What is known by a name. */
function need<T>(known: ReadonlyMap<unknown, T>, what: string, name: unknown): T {
  const found = known.get(name);
  if (found === undefined) throw new WrongLineError(`there is no ${what} \`${String(name)}\``);
  return found;
}
