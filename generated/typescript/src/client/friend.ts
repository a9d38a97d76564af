/** How the rest of the package reaches what users of a client do not see. */

import type { Resolved } from "../config/index.js";
import type { StreamRpc, UnaryRpc } from "../contract/index.js";
import type { Core, How } from "../exchange/index.js";
import type { CallOptions } from "../options.js";
import type { ResponseStream } from "./stream.js";

/** Somebody who makes calls by itself until the client is closed: a worker. */
export interface Guest {
  /** Begins to end. */
  closeNow(): void;
  /** Waits until it has ended. */
  closed(): Promise<unknown>;
}

/** The inside of a client. */
export interface Internals {
  readonly core: Core;
  readonly resolved: Resolved;
  /** Makes a call with one reply; see `ClientBase`. */
  unary<Request, Message, Reply, Result>(
    rpc: UnaryRpc<Request, Message, Reply, Result>,
    request: Request,
    options?: CallOptions,
    how?: How,
  ): Promise<Result>;
  /** Makes a call with a stream of replies; see `ClientBase`. */
  stream<Request, Message, Reply, Item, Result>(
    rpc: StreamRpc<Request, Message, Reply, Item, Result>,
    request: Request,
    options?: CallOptions,
  ): ResponseStream<Result, Reply>;
  /** Counts somebody who makes calls until the client is closed. */
  join(guest: Guest): void;
  /** Is the end of `join`. */
  leave(guest: Guest): void;
}

/** Where a client has its inside, for whichever copy of the package. */
const INSIDE = Symbol.for("zeebe-sdk/internals");

/** Puts the inside where `internals` finds it. */
export function befriend(client: object, inside: Internals): void {
  Object.defineProperty(client, INSIDE, { value: inside });
}

/** The inside of a client. */
export function internals(client: object): Internals {
  const inside = (client as { readonly [INSIDE]?: Internals })[INSIDE];
  if (inside === undefined) throw new TypeError("not a client of this SDK");
  return inside;
}
