/**
 * Workers with handlers that do as they are told.
 *
 * `settings` makes the settings of one, `script` says what a handler does with a job, `handlers` are
 * the handlers themselves, and `board` has what there is to tell about them.
 */

import { Worker } from "zeebe-sdk";
import type { WorkerError, ZeebeClient } from "zeebe-sdk";

import { WrongLineError } from "../arguments.js";
import { shown } from "../errors.js";
import { snake } from "../names.js";
import { Board, statusOf } from "./board.js";
import { HANDLERS } from "./handlers.js";
import { Script } from "./script.js";
import { settings } from "./settings.js";

/** A worker to start. */
export interface Order {
  readonly settings?: object;
  /** What its handler takes. */
  readonly takes?: string;
  /** What its handler does. */
  readonly handler?: object;
  /** It shuts down when the process is told to stop. */
  readonly until_signal?: boolean;
}

/** A worker that was started. */
export class Running {
  readonly #board: Board;
  readonly #type: string;
  readonly #worker: Worker;

  constructor(client: ZeebeClient, type: string, order: Order) {
    const board = new Board(new Script(order.handler ?? {}));
    const takes = order.takes ?? "job";
    const handler = HANDLERS.get(takes);
    if (handler === undefined) throw new WrongLineError(`handlers do not take \`${takes}\``);
    this.#board = board;
    this.#type = type;
    this.#worker = new Worker(client, {
      jobs: [handler(board, type, settings(order.settings ?? {}))],
      observers: [board],
      onError: (error) => board.error(error),
    });
    board.shutdown = () => this.#worker.stop();
    if (order.until_signal === true) {
      // What goes wrong is in the report.
      this.#worker.run().catch(() => undefined);
    } else {
      this.#worker.start();
    }
  }

  /** Shuts it down, and says what became of its jobs. */
  async stop(): Promise<object> {
    const { abandoned, returned } = await this.#worker.close();
    return { abandoned, returned };
  }

  /** Lets handlers that wait go on, and all that come. */
  release(): object {
    this.#board.release();
    return {};
  }

  /** What there is to tell. */
  report(): object {
    const { poll, stream, ...counted } = this.#worker.stats(this.#type);
    const stats = Object.entries(counted).map(([name, count]) => [snake(name), count]);
    const { state, failure } = this.#worker;
    return {
      ...this.#board.report(),
      state,
      failure: failure === undefined ? null : shownFailure(failure),
      poll,
      stream,
      stats: Object.fromEntries(stats) as object,
    };
  }
}

/** What a worker says that it cannot put right. */
function shownFailure(failure: WorkerError): object {
  return { ...shown(failure), status: statusOf(failure) };
}
