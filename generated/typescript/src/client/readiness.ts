/**
 * Waiting for a gateway that has just been started.
 *
 * A gateway answers Topology seconds before its cluster can do anything: the cluster is ready when
 * every partition has a healthy leader.
 */

import { Status } from "../contract/index.js";
import type { RpcPolicy } from "../contract/index.js";
import { durationToMs } from "../duration.js";
import type { Duration } from "../duration.js";
import { ArgumentError, CallError } from "../errors.js";
import { Tried, closed, paused, plan, report, shown } from "../exchange/index.js";
import type { Core } from "../exchange/index.js";
import { log } from "../log.js";
import type { CallOptions } from "../options.js";
import { fullJitter, retryRules } from "../retry/index.js";
import { cutOff } from "../transport/index.js";
import { internals } from "./friend.js";

/** How long to wait for a gateway. */
export interface ReadyOptions {
  /** How long it is waited; a minute by default. */
  readonly timeout?: Duration | undefined;
  /** Ends the wait when it is aborted. */
  readonly signal?: AbortSignal | undefined;
}

interface Partition {
  readonly partitionId: number;
  readonly role: string;
  readonly health: string;
}

interface Cluster {
  readonly partitionsCount: number;
  readonly brokers: readonly { readonly partitions: readonly Partition[] }[];
}

/** What answers Topology. */
interface Asks<Answer extends Cluster> {
  topology(request: Readonly<Record<string, never>>, options: CallOptions): Promise<Answer>;
}

/** Often enough not to be waited for, seldom enough not to be noticed. */
const PACE = retryRules({ initialDelay: { milliseconds: 200 }, maxDelay: { seconds: 2 } });
/** What stays however long one waits. */
const FINAL = new Set<Status>([
  Status.UNIMPLEMENTED,
  Status.UNAUTHENTICATED,
  Status.PERMISSION_DENIED,
]);
/** How often, in milliseconds, a pause looks whether its client was closed. */
const SLICE_MS = 100;

/** Waits until the gateway answers and every partition has a healthy leader. */
export async function waitUntilReady<Answer extends Cluster>(
  client: Asks<Answer>,
  policy: RpcPolicy,
  options: ReadyOptions = {},
): Promise<Answer> {
  const wait = new Wait(internals(client).core, policy, options);
  for (;;) {
    const answer = await wait.ask((how) => client.topology({}, how));
    if (answer !== undefined) return answer;
    await wait.pause();
  }
}

/** A wait under way. */
class Wait {
  readonly #core: Core;
  readonly #policy: RpcPolicy;
  readonly #signal: AbortSignal | undefined;
  readonly #timeoutMs: number;
  readonly #deadline: number;
  #asked = 0;
  #missing = "no answer yet";

  constructor(core: Core, policy: RpcPolicy, options: ReadyOptions) {
    this.#core = core;
    this.#policy = policy;
    this.#signal = options.signal;
    this.#timeoutMs = timeoutOf(options);
    this.#deadline = core.clock() + this.#timeoutMs;
  }

  /** Asks once; gives the answer if it shows that the gateway is ready. */
  async ask<Answer extends Cluster>(
    topology: (how: CallOptions) => Promise<Answer>,
  ): Promise<Answer | undefined> {
    this.#asked += 1;
    const usual = this.#core.settings.requestTimeoutMs;
    const milliseconds = Math.min(usual, Math.max(this.#deadline - this.#core.clock(), 1));
    try {
      const how: CallOptions = { timeout: { milliseconds }, retry: "NEVER", signal: this.#signal };
      const answer = await topology(how);
      const lacking = lacks(answer);
      if (lacking === undefined) return answer;
      this.#missing = lacking;
    } catch (error) {
      if (!(error instanceof CallError) || this.#isFinal(error)) throw error;
      // A question that was cut short does not say what is missing.
      const cutShort = milliseconds < usual && error.status === Status.DEADLINE_EXCEEDED;
      if (!cutShort) this.#missing = error.message;
    }
    return undefined;
  }

  #isFinal(error: CallError): boolean {
    const ended = this.#core.closedBecause !== undefined || this.#signal?.aborted === true;
    return ended || FINAL.has(error.status);
  }

  /** Waits before the next question. */
  async pause(): Promise<void> {
    this.#check();
    log("the gateway is not ready: %s", this.#missing);
    let pause = fullJitter(PACE, this.#asked, this.#core.random);
    while (pause > 0) {
      await paused(Math.min(pause, SLICE_MS), this.#signal);
      this.#check();
      pause -= SLICE_MS;
    }
  }

  #check(): void {
    const { closedBecause } = this.#core;
    if (closedBecause !== undefined) throw closed(this.#policy, closedBecause);
    if (this.#signal?.aborted === true) {
      const cause: unknown = this.#signal.reason;
      throw this.#error(Status.CANCELLED, "cancelled by the caller", cause);
    }
    if (this.#core.clock() < this.#deadline) return;
    const text = `not ready after ${shown(this.#timeoutMs)}: ${this.#missing}`;
    throw this.#error(Status.DEADLINE_EXCEEDED, text);
  }

  #error(status: Status, text: string, cause?: unknown): CallError {
    const says = { requestTimeoutMs: 0, condition: false };
    const how = plan(this.#core.settings, this.#policy, says, undefined);
    const tried = new Tried();
    tried.attempts = this.#asked;
    return report(how, tried, cutOff(status, text, { maybeExecuted: false, cause }));
  }
}

function timeoutOf(options: ReadyOptions): number {
  try {
    return durationToMs(options.timeout ?? { minutes: 1 });
  } catch (error) {
    throw error instanceof ArgumentError ? error.at("timeout") : error;
  }
}

/** What a cluster lacks to do its work. */
function lacks(cluster: Cluster): string | undefined {
  if (cluster.partitionsCount < 1) return "the gateway knows of no partition";
  const leaders = cluster.brokers
    .flatMap((broker) => broker.partitions)
    .filter((partition) => partition.role === "LEADER");
  const lacking: string[] = [];
  for (let number = 1; number <= cluster.partitionsCount; number += 1) {
    const own = leaders.filter((partition) => partition.partitionId === number);
    if (own.length === 0) {
      lacking.push(`partition ${String(number)} has no leader`);
    } else if (!own.some((partition) => partition.health === "HEALTHY")) {
      lacking.push(`the leader of partition ${String(number)} is not healthy`);
    }
  }
  return lacking.length === 0 ? undefined : lacking.join(", ");
}
