/** What there is to tell about the handlers of a worker. */

import { CallError } from "zeebe-sdk";
import type {
  HandlerResult,
  Job,
  StateChanged,
  StreamEnded,
  WorkerError,
  WorkerObserver,
} from "zeebe-sdk";

import type { Act, Script } from "./script.js";

/** Jobs are told up to this many. */
const TOLD = 2_000;

/** What is known about the handlers of one worker; it hears what the worker does. */
export class Board implements WorkerObserver {
  readonly #script: Script;
  readonly #jobs: object[] = [];
  readonly #outcomes: object[] = [];
  readonly #errors: object[] = [];
  readonly #states: string[] = [];
  readonly #streamEnds: string[] = [];
  readonly #released: Promise<void>;
  #release: () => void = () => undefined;
  #handled = 0;
  #running = 0;
  #mostAtOnce = 0;
  #cancelled = 0;

  /** Shuts the worker down. */
  shutdown: () => void = () => undefined;

  constructor(script: Script) {
    this.#script = script;
    this.#released = new Promise((resolve) => (this.#release = resolve));
  }

  /** Runs a handler, and tells it what to do. */
  async begin(
    job: Job | undefined,
    handle: (act: Act) => Promise<HandlerResult>,
  ): Promise<HandlerResult> {
    this.#handled += 1;
    this.#running += 1;
    this.#mostAtOnce = Math.max(this.#mostAtOnce, this.#running);
    try {
      if (job !== undefined && this.#jobs.length < TOLD) {
        const { key, retries, variablesText: variables, headersText: headers } = job;
        this.#jobs.push({ key, retries, variables, headers });
      }
      return await handle(this.#script.next());
    } finally {
      this.#running -= 1;
    }
  }

  /** What a handler that reports by itself was told. */
  told(outcome: object): void {
    this.#outcomes.push(outcome);
  }

  /** A handler saw that it is cancelled. */
  wasCancelled(): void {
    this.#cancelled += 1;
  }

  /** Waits until handlers are let go on. */
  wait(): Promise<void> {
    return this.#released;
  }

  /** Lets handlers that wait go on, and all that come. */
  release(): void {
    this.#release();
  }

  /** The error callback. */
  error(error: WorkerError): void {
    this.#errors.push({ status: statusOf(error), text: error.message });
  }

  /** The worker changes its state. */
  stateChanged(event: StateChanged): void {
    this.#states.push(event.state);
  }

  /** A stream has ended. */
  streamEnded(event: StreamEnded): void {
    this.#streamEnds.push(event.reason);
  }

  /** What there is to tell. */
  report(): object {
    return {
      handled: this.#handled,
      running: this.#running,
      most_at_once: this.#mostAtOnce,
      cancelled: this.#cancelled,
      jobs: this.#jobs,
      outcomes: this.#outcomes,
      errors: this.#errors,
      states: this.#states,
      stream_ends: this.#streamEnds,
    };
  }
}

/** The status of the call that a worker cannot put right. */
export function statusOf({ cause }: WorkerError): number | null {
  return cause instanceof CallError ? cause.status : null;
}
