/** What there is to know about an RPC in order to call it. */

import type { CallOptions, ResponseStream, ZeebeClient } from "zeebe-sdk";

import type { Reader } from "./arguments.js";
import type { Style, Writer } from "./replies.js";

/** The call of an RPC. The request is what was read, whether the SDK takes it or not. */
export type Call = ReplyCall | ItemsCall;

/** One with a reply. */
export interface ReplyCall {
  readonly isStream: false;
  /** Reads the request. */
  readonly read: Reader;
  /** Makes the call, and gives the reply as JSON. */
  readonly make: (
    client: ZeebeClient,
    request: unknown,
    options: CallOptions,
    style: Style,
  ) => Promise<unknown>;
  /** Shows what another way to make this call gave. */
  readonly write: (reply: unknown, style: Style) => unknown;
}

/** One with a stream of replies. */
export interface ItemsCall {
  readonly isStream: true;
  /** Reads the request. */
  readonly read: Reader;
  /** Makes the call. */
  readonly make: (
    client: ZeebeClient,
    request: unknown,
    options: CallOptions,
  ) => ResponseStream<unknown>;
  /** Shows a reply. */
  readonly write: (reply: unknown, style: Style) => unknown;
}

type Method<T> = (client: ZeebeClient, request: never, options: CallOptions) => T;

/** A call with one reply. */
export function reply<T>(read: Reader, method: Method<Promise<T>>, write: Writer<T>): ReplyCall {
  return {
    isStream: false,
    read,
    make: async (client, request, options, style) =>
      write(await method(client, request as never, options), style),
    write: (shown, style) => write(shown as T, style),
  };
}

/** A call with a stream of replies. */
export function items<T>(
  read: Reader,
  method: Method<ResponseStream<T>>,
  write: Writer<T>,
): ItemsCall {
  return {
    isStream: true,
    read,
    make: (client, request, options) => method(client, request as never, options),
    write: (shown, style) => write(shown as T, style),
  };
}
