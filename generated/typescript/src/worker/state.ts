/** The states of a worker and of its parts, in words. */

/**
 * What a worker is doing as a whole: `new → running → draining → closed`, or `failed`.
 *
 * - `new`: it has not asked for jobs yet.
 * - `running`: it takes jobs and handles them.
 * - `draining`: it takes no more jobs and finishes those that it has.
 * - `closed`: it has ended.
 * - `failed`: polling can never succeed, so it has given up. Jobs that it had are finished.
 */
export type WorkerState = "new" | "running" | "draining" | "closed" | "failed";

/**
 * What the polls of a worker are doing.
 *
 * - `idle`: the next poll waits until there is room for jobs.
 * - `scheduled`: the next poll leaves after a pause, or as soon as it can.
 * - `in_flight`: a poll waits for jobs.
 * - `backing_off`: the last poll failed; the next leaves after a pause.
 */
export type PollState = "idle" | "scheduled" | "in_flight" | "backing_off";

/**
 * What the stream of a worker is doing.
 *
 * - `closed`: there is none: it is switched off, the gateway has none, or the worker has ended.
 * - `opening`: the gateway has been asked for one and has not answered, which it does with the
 *   first job.
 * - `open`: it is open.
 * - `backing_off`: it has ended; the next is opened after a pause.
 */
export type StreamState = "closed" | "opening" | "open" | "backing_off";

/** In which way jobs arrive. */
export type JobSource = "poll" | "stream";

/**
 * Why a stream has ended.
 *
 * - `ended`: the gateway has ended it, with OK.
 * - `failed`: it has failed.
 * - `unknown`: the gateway has no streams, so there are only polls from now on.
 * - `idle`: nothing has come for long, so it is opened anew.
 * - `old`: it has been open for long, so it is opened anew.
 */
export type StreamEnd = "ended" | "failed" | "unknown" | "idle" | "old";

/**
 * How a job ends for a worker.
 *
 * - `completed`: it is completed.
 * - `failed`: it has failed.
 * - `errored`: a BPMN error was thrown from it.
 * - `lost`: the gateway did not know it any more when its outcome came. Its reservation had ended,
 *   it was cancelled, or an earlier attempt to report had worked.
 * - `expired`: its reservation ended before its handler could begin.
 * - `returned`: it was given back before its handler began, because the worker closes.
 * - `unreported`: its outcome could not be reported.
 */
export type JobEnd =
  "completed" | "failed" | "errored" | "lost" | "expired" | "returned" | "unreported";
