/**
 * What the generated layer is written against, and nothing else.
 *
 * `raw`, `types`, `keys`, `values`, `client` and `gateway` are written by the generator; the rest
 * of the package is an ordinary runtime that knows no RPC and no message. They meet here:
 *
 * - `policy`: the behaviour of an RPC as data, one constant per RPC
 * - `rpc`: what an RPC takes and gives; what an encoder may need of the client
 * - `wire`: how the types of JavaScript become wire forms and back, and what is refused
 * - `enums`, `keys`: names for numbers, and numbers as texts
 * - `status`: the statuses of gRPC
 *
 * A generated method hands its request to `unary` or `stream` of its base class in `client`,
 * which has it encoded.
 */

export { EnumTable } from "./enums.js";
export type { Unrecognized } from "./enums.js";
export { keyKind, keyOf, textKeyKind } from "./keys.js";
export type { Key } from "./keys.js";
export type {
  CallClass,
  DeadlineRule,
  FixedDeadline,
  PlainDeadline,
  RequestTimeoutDeadline,
  RetryRule,
  RpcPolicy,
} from "./policy.js";
export { EncodeContext, streamRpc, unaryRpc } from "./rpc.js";
export type { Rpc, StreamRpc, UnaryRpc } from "./rpc.js";
export { Status, statusName, statusOf } from "./status.js";
export type { StatusName } from "./status.js";
export * as wire from "./wire.js";
