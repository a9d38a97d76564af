/**
 * The base of the client: its connection, and what users would write by hand.
 *
 * - `base`: calls, closing
 * - `friend`: how workers reach the calls of a client
 * - `stream`: replies that are streams
 * - `deploy`, `run-process`, `readiness`, `message-id`: helpers over the generated calls
 */

export { ClientBase } from "./base.js";
export { deployFiles } from "./deploy.js";
export { internals } from "./friend.js";
export type { Guest, Internals } from "./friend.js";
export { generatedMessageId } from "./message-id.js";
export { waitUntilReady } from "./readiness.js";
export type { ReadyOptions } from "./readiness.js";
export { runProcess } from "./run-process.js";
export type { ProcessResult, RunOptions } from "./run-process.js";
export { ResponseStream } from "./stream.js";
