/** What a worker tells about itself, for metrics and for alarms. */

import type { JobKey } from "../keys.js";
import type { WorkerError } from "./errors.js";
import type { Logger } from "./logger.js";
import { CONSOLE } from "./logger.js";
import type { JobEnd, JobSource, StreamEnd, WorkerState } from "./state.js";

/** The worker for a type of jobs has changed its state. */
export interface StateChanged {
  /** The type of its jobs. */
  readonly jobType: string;
  /** What it is now. */
  readonly state: WorkerState;
}

/** A poll has ended. */
export interface Polled {
  /** The type of the jobs. */
  readonly jobType: string;
  /** How many jobs it has brought. */
  readonly jobs: number;
  /** How many it has asked for. */
  readonly asked: number;
  /** Milliseconds from when it was sent until it ended; a poll waits for jobs. */
  readonly latencyMs: number;
  /** Why it failed, if it did. */
  readonly error: Error | undefined;
}

/** A stream has ended. */
export interface StreamEnded {
  /** The type of the jobs. */
  readonly jobType: string;
  /** Why. */
  readonly reason: StreamEnd;
  /** How long it was open, or being opened, in milliseconds. */
  readonly openMs: number;
  /** How it failed, if it did. */
  readonly error: Error | undefined;
}

/** Jobs have arrived. */
export interface Activated {
  /** The type of the jobs. */
  readonly jobType: string;
  /** How many. */
  readonly jobs: number;
  /** In which way. */
  readonly source: JobSource;
  /** How many jobs the worker holds or has asked for, with these. */
  readonly slotsUsed: number;
}

/** A handler begins. */
export interface JobStarted {
  /** The type of the job. */
  readonly jobType: string;
  /** The job. */
  readonly key: JobKey;
  /** Milliseconds from its arrival until now. */
  readonly queueTimeMs: number;
}

/** A job is over for this worker. */
export interface JobEnded {
  /** The type of the job. */
  readonly jobType: string;
  /** The job. */
  readonly key: JobKey;
  /** In which way. */
  readonly end: JobEnd;
  /** How long the handler took, in milliseconds; 0 for a job that was not handled. */
  readonly handleTimeMs: number;
}

/**
 * Is told what a worker does, for metrics or traces of any kind.
 *
 * It has those of these functions that it wants. They are called where the thing happens, so they
 * are quick; one that throws is logged, and nothing else. What is told about the end of a job is
 * told after the gateway has acknowledged it.
 *
 * ```ts
 * const meter: WorkerObserver = {
 *   jobEnded: ({ jobType, end, handleTimeMs }) => histogram.record(handleTimeMs, { jobType, end }),
 * };
 * const worker = new Worker(client, { jobs, observers: [meter] });
 * ```
 */
export interface WorkerObserver {
  /** The worker for a type of jobs changes its state. */
  stateChanged?(event: StateChanged): void;
  /** A poll has ended. */
  polled?(event: Polled): void;
  /** A stream has ended and is opened again, unless the worker closes. */
  streamEnded?(event: StreamEnded): void;
  /** Jobs have arrived. */
  activated?(event: Activated): void;
  /** A handler begins. */
  jobStarted?(event: JobStarted): void;
  /** A job is over for this worker. */
  jobEnded?(event: JobEnded): void;
}

type EventOf<Name extends keyof WorkerObserver> = Parameters<NonNullable<WorkerObserver[Name]>>[0];

/** The functions that a user gives to a worker, so called that an error in one harms nobody. */
export class Hooks {
  /** Whether anybody observes; where nobody does no events are made. */
  readonly observed: boolean;
  readonly log: Logger;
  readonly #observers: readonly WorkerObserver[];
  readonly #onError: ((error: WorkerError) => void) | undefined;

  /** Who is told what happens. */
  constructor(
    observers: readonly WorkerObserver[] = [],
    onError?: (error: WorkerError) => void,
    log: Logger = CONSOLE,
  ) {
    this.observed = observers.length > 0;
    this.log = log;
    this.#observers = observers;
    this.#onError = onError;
  }

  /** Tells the observers. */
  tell<Name extends keyof WorkerObserver>(name: Name, event: EventOf<Name>): void {
    for (const observer of this.#observers) {
      this.#call(() =>
        (observer[name] as ((event: EventOf<Name>) => void) | undefined)?.call(observer, event),
      );
    }
  }

  /** Tells the error callback, and the log. */
  error(error: WorkerError): void {
    this.#call(() => {
      this.log.error(error.message);
    });
    this.#call(() => this.#onError?.(error));
  }

  /** Writes down a warning. */
  warn(message: string, ...thrown: unknown[]): void {
    this.#call(() => {
      this.log.warn(message, ...thrown);
    });
  }

  /** Writes down what happens. */
  info(message: string): void {
    this.#call(() => {
      this.log.info(message);
    });
  }

  /** Writes down detail. */
  debug(message: string): void {
    this.#call(() => {
      this.log.debug(message);
    });
  }

  #call(listen: () => unknown): void {
    try {
      const answer = listen();
      // What is async has its errors, too.
      if (answer instanceof Promise) answer.catch(this.#raised);
    } catch (thrown) {
      this.#raised(thrown);
    }
  }

  readonly #raised = (thrown: unknown): void => {
    try {
      this.log.warn("a listener of a worker threw", thrown);
    } catch {
      // There is nobody left to tell.
    }
  };
}
