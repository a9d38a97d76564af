/** What a worker has counted. */

import type { PollState, StreamState } from "./state.js";

/** What a worker has done so far for one type of jobs, and what it is doing. */
export interface WorkerStats {
  /** Jobs that came by polls. */
  readonly polled: number;
  /** Jobs that came by streams. */
  readonly streamed: number;
  /** Jobs whose handler began. */
  readonly started: number;
  /** Jobs completed. */
  readonly completed: number;
  /** Jobs failed. */
  readonly failed: number;
  /** Jobs from which a BPMN error was thrown. */
  readonly errored: number;
  /** Jobs that the gateway did not know any more when their outcome came. */
  readonly lost: number;
  /** Jobs that were not begun because their reservation had ended. */
  readonly expired: number;
  /** Jobs given back before they were begun. */
  readonly returned: number;
  /** Jobs whose outcome could not be reported. */
  readonly unreported: number;
  /** Polls that have ended well. */
  readonly polls: number;
  /** Polls that have failed. */
  readonly pollsFailed: number;
  /** Streams that were opened, or tried to. */
  readonly streams: number;
  /** Jobs that are held or asked for at this moment. */
  readonly slotsUsed: number;
  /** The most that they may be. */
  readonly slots: number;
  /** What the polls are doing. */
  readonly poll: PollState;
  /** What the stream is doing. */
  readonly stream: StreamState;
}

/** The numbers behind {@link WorkerStats}. */
export type Counters = Record<
  Exclude<keyof WorkerStats, "slotsUsed" | "slots" | "poll" | "stream">,
  number
>;

/** All of them at 0. */
export function counters(): Counters {
  return {
    polled: 0,
    streamed: 0,
    started: 0,
    completed: 0,
    failed: 0,
    errored: 0,
    lost: 0,
    expired: 0,
    returned: 0,
    unreported: 0,
    polls: 0,
    pollsFailed: 0,
    streams: 0,
  };
}
