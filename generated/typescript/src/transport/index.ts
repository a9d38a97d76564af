/**
 * The connection to a gateway, and what its errors mean.
 *
 * gRPC's own library does the talking; what differs in it from other languages is levelled out
 * here.
 *
 * - `channel`: the connection and its settings
 * - `attempt`: one request and what comes back, once or as a stream
 * - `failure`: an attempt that did not bring what was asked for
 * - `cause`: what an error of the library means
 */

export { receive, send } from "./attempt.js";
export type { Order, Receiver } from "./attempt.js";
export { broken } from "./cause.js";
export { Connection, libraryMetadata } from "./channel.js";
export { Failure, answered, cutOff, unproved } from "./failure.js";
export type { Origin, Repeat } from "./failure.js";
