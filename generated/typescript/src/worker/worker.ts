/** The job worker in the hands of its owner. */

import { onAbort } from "../abort.js";
import { internals } from "../client/index.js";
import type { ZeebeClient } from "../client.js";
import { ConfigError } from "../errors.js";
import type { JobKey } from "../keys.js";
import { checkedJobs, fetchFor } from "./definition.js";
import type { AnyJobDefinition, Middleware } from "./definition.js";
import { Engine } from "./engine/life.js";
import type { WorkerError, WorkerFailedError } from "./errors.js";
import { Handler } from "./handler.js";
import type { Logger } from "./logger.js";
import { Hooks } from "./observe.js";
import type { WorkerObserver } from "./observe.js";
import { checkedSettings, isSetting, merged } from "./settings.js";
import type { JobSettings } from "./settings.js";
import { onSignals } from "./shutdown.js";
import type { WorkerState } from "./state.js";
import type { WorkerStats } from "./stats.js";

/** What a {@link Worker} does; settings of jobs are for all its types that do not say otherwise. */
export interface WorkerOptions extends JobSettings {
  /** The types of jobs, each with what handles it: what `defineJob` gives. */
  readonly jobs: readonly AnyJobDefinition[];
  /** What is around all handlers, the first outermost. */
  readonly middlewares?: readonly Middleware[] | undefined;
  /** Who is told what the worker does. */
  readonly observers?: readonly WorkerObserver[] | undefined;
  /** Is called with what the worker cannot put right by itself, which is logged as well. */
  readonly onError?: ((error: WorkerError) => void) | undefined;
  /**
   * Where the worker writes what people should read.
   *
   * Default: warnings and errors to the console, the rest where `NODE_DEBUG=zeebe-sdk` has it.
   */
  readonly logger?: Logger | undefined;
}

/** What has become of the jobs of a worker that was stopped. */
export interface ShutdownReport {
  /**
   * The jobs whose handlers, or whose outcomes, were not done in time.
   *
   * The gateway gives them out again when their reservations end.
   */
  readonly abandoned: readonly JobKey[];
  /** How many jobs were given back because their handlers had not begun. */
  readonly returned: number;
}

/** How {@link Worker.run} may be ended. */
export interface WorkerRunOptions {
  /** Stops the worker when it is aborted. */
  readonly signal?: AbortSignal | undefined;
}

const PARTS: Record<Exclude<keyof WorkerOptions, keyof JobSettings>, true> = {
  jobs: true,
  middlewares: true,
  observers: true,
  onError: true,
  logger: true,
};

/**
 * Takes jobs and hands them to functions.
 *
 * ```ts
 * const charge = defineJob({
 *   type: "charge-card",
 *   variables: z.object({ orderId: z.string(), total: z.number() }),
 *   async handle({ variables: { orderId, total } }) {
 *     if (total === 0) throw new BpmnError("nothing-to-pay");
 *     return { receipt: await card.charge(orderId, total) };
 *   },
 * });
 *
 * await using client = new ZeebeClient();
 * await new Worker(client, { jobs: [charge] }).run();
 * ```
 *
 * **It asks for as many jobs as it can hold.** A poll leaves when at most 30 % of `maxJobsActive`
 * are held, and asks for the rest. While jobs keep coming there is no pause; after a poll that
 * brought nothing there is a short one. With `stream` the gateway sends jobs the moment they are
 * there, and only as many as there is room for.
 *
 * **It never stops for good by itself**, unless the gateway says that polling can never succeed:
 * INVALID_ARGUMENT, PERMISSION_DENIED, NOT_FOUND or UNIMPLEMENTED. Then its state for that type is
 * `failed`, and the error callback is called once. Whatever else fails is tried again after a pause
 * that grows.
 *
 * **A job has one outcome**, which is reported as often as it takes while the job is still
 * reserved. A handler that throws, or variables that do not fit, fail that job and nothing else. A
 * handler that never ends holds one slot.
 *
 * **It ends in good order.** `stop`, `close`, leaving `await using`, and closing its client let
 * handlers finish and give back what has not begun.
 *
 * A worker runs once.
 */
export class Worker {
  readonly #client: ZeebeClient;
  readonly #engines: ReadonlyMap<string, Engine>;
  #ended: Promise<unknown> | undefined;

  /**
   * A worker that has not begun.
   *
   * @param client - What it calls the gateway with. All types of jobs share its connection.
   * @param options - What handles which jobs, and how.
   * @throws ConfigError if a setting cannot be used, which it names.
   */
  constructor(client: ZeebeClient, options: WorkerOptions) {
    const { jobs, middlewares = [], observers, onError, logger, ...others } = options;
    for (const name of Object.keys(others)) {
      if (!isSetting(name) && !Object.hasOwn(PARTS, name)) {
        throw new ConfigError(name, "is no setting of a worker");
      }
    }
    const hooks = new Hooks(observers, onError, logger);
    const tenants = internals(client).resolved.workerTenants;
    this.#client = client;
    this.#engines = new Map(
      checkedJobs(jobs).map((definition) => {
        const settings = checkedSettings(definition.type, merged(others, definition));
        const handler = new Handler(definition, middlewares, hooks);
        const fetch = fetchFor(definition);
        const engine = new Engine({ client, settings, handler, hooks, fetch, tenants });
        return [definition.type, engine];
      }),
    );
  }

  /**
   * What the worker is doing as a whole.
   *
   * With several types: it runs while one of them runs, then drains while one does. When all have
   * ended, it has failed if one has.
   */
  get state(): WorkerState {
    const states = [...this.#engines.values()].map((engine) => engine.state);
    const order = ["running", "draining", "failed", "new"] as const;
    return order.find((state) => states.includes(state)) ?? "closed";
  }

  /** What the worker is doing, by type. */
  get states(): ReadonlyMap<string, WorkerState> {
    return new Map([...this.#engines].map(([type, engine]) => [type, engine.state]));
  }

  /** Why the worker has given up, for the first of its types that has; its cause says more. */
  get failure(): WorkerFailedError | undefined {
    return [...this.#engines.values()].find((engine) => engine.failure !== undefined)?.failure;
  }

  /**
   * What the worker has done so far for this type.
   *
   * @param type - The type; it may be left out if there is only one.
   * @throws ConfigError if the worker has no such type.
   */
  stats(type?: string): WorkerStats {
    const [only, ...others] = this.#engines.keys();
    const wanted = type ?? (others.length === 0 ? only : undefined);
    const engine = wanted === undefined ? undefined : this.#engines.get(wanted);
    if (engine === undefined) {
      const types = [...this.#engines.keys()].join(", ");
      throw new ConfigError("type", `must be one of those of the worker: ${types}`);
    }
    return engine.stats();
  }

  /**
   * Begins, and does not wait. It goes on by itself, until it or its client is closed.
   *
   * ```ts
   * await using worker = new Worker(client, { jobs }).start();
   * ```
   *
   * @returns The worker itself.
   * @throws Error if it was started before.
   */
  start(): this {
    if (this.#ended !== undefined) {
      throw new Error("a worker runs once, and this one was started before");
    }
    const client = internals(this.#client);
    const guest = {
      closeNow: () => {
        this.stop();
      },
      closed: () => this.#closed(),
    };
    client.join(guest);
    const lives = [...this.#engines.values()].map((engine) => engine.live());
    this.#ended = Promise.all(lives).then(() => {
      client.leave(guest);
    });
    return this;
  }

  /**
   * Has it stop, and does not wait for that. Twice is like once.
   *
   * It asks for no more jobs, gives those back whose handlers have not begun, and lets the others
   * and their outcomes end, at most as long as the `drainTimeout`. Then the signals of its jobs are
   * aborted, and the jobs are abandoned. Handlers may call it, too.
   */
  stop(): void {
    for (const engine of this.#engines.values()) engine.close();
  }

  /**
   * Stops, and waits until everything has ended. Twice is like once.
   *
   * Its own handlers do not wait for it, as it waits for them: they call `stop`.
   *
   * @returns What has become of its jobs.
   */
  close(): Promise<ShutdownReport> {
    this.stop();
    return this.#closed();
  }

  /**
   * Begins, and waits until it has ended.
   *
   * It stops when the process is told to by SIGTERM or SIGINT, which is Ctrl-C, when it or its
   * client is closed, and when the signal of the options is aborted.
   *
   * @param options - How else it may be ended.
   * @returns What has become of its jobs.
   * @throws WorkerFailedError if it has given up one of its types. It goes on for the others, and
   *   throws in the end.
   */
  async run(options: WorkerRunOptions = {}): Promise<ShutdownReport> {
    const { signal } = options;
    const stop = (): void => {
      this.stop();
    };
    this.start();
    const putBack = onSignals(stop);
    const forget = signal && onAbort(signal, stop);
    try {
      const report = await this.#closed();
      if (this.failure !== undefined) throw this.failure;
      return report;
    } finally {
      putBack();
      forget?.();
    }
  }

  /** As `close`, at the end of an `await using`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #closed(): Promise<ShutdownReport> {
    await this.#ended;
    const engines = [...this.#engines.values()];
    return {
      abandoned: engines.flatMap((engine) => engine.abandoned),
      returned: engines.reduce((sum, engine) => sum + engine.counters.returned, 0),
    };
  }
}
