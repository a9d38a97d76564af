/** An attempt that did not bring what was asked for. */

import type { Metadata } from "@grpc/grpc-js";

import { Status, statusOf } from "../contract/status.js";
import type { MetadataPair } from "../metadata.js";

/**
 * Who says that an attempt failed.
 *
 * - `gateway`: the gateway, by a status
 * - `connection`: the connection, or somebody between the gateway and us
 * - `caller`: the caller: the deadline, an aborted signal, a closed client
 */
export type Origin = "gateway" | "connection" | "caller";

/**
 * Whether another attempt can end otherwise, apart from what the gateway says.
 *
 * - `byStatus`: the status decides
 * - `notTaken`: the status decides, and it is no sign of an outage: the peer is there, and has not
 *   looked at the call
 * - `later`: a later call can; this one has tried what there is to try
 * - `never`: not before somebody changes the configuration
 */
export type Repeat = "byStatus" | "notTaken" | "later" | "never";

interface Facts {
  readonly status: Status;
  readonly message: string;
  readonly origin: Origin;
  readonly maybeExecuted?: boolean;
  readonly repeat?: Repeat;
  readonly unconnected?: boolean;
  readonly details?: Uint8Array | undefined;
  readonly metadata?: readonly MetadataPair[];
  readonly pushbackMs?: number | undefined;
  readonly cause?: unknown;
}

/** How texts of gateways, brokers and gRPC libraries speak of size. */
const SIZE_WORDS = ["maximum size", "message size", "larger than", "too large", "maxmessagesize"];
const TOO_LARGE_TO_LOG = "EXCEEDED_BATCH_RECORD_SIZE";

/** A failed attempt. */
export class Failure {
  readonly status: Status;
  readonly message: string;
  readonly origin: Origin;
  /** Whether the gateway may have executed the call. */
  readonly maybeExecuted: boolean;
  readonly repeat: Repeat;
  /** Whether there was no connection. */
  readonly unconnected: boolean;
  readonly details: Uint8Array | undefined;
  readonly metadata: readonly MetadataPair[];
  /** When the gateway wants to be asked again, in milliseconds; `Infinity` for never. */
  readonly pushbackMs: number | undefined;
  readonly cause: unknown;

  /** Makes a failure. */
  constructor(facts: Facts) {
    this.status = facts.status;
    this.message = facts.message;
    this.origin = facts.origin;
    this.maybeExecuted = facts.maybeExecuted ?? true;
    this.repeat = facts.repeat ?? "byStatus";
    this.unconnected = facts.unconnected ?? false;
    this.details = facts.details;
    this.metadata = facts.metadata ?? [];
    this.pushbackMs = facts.pushbackMs;
    this.cause = facts.cause;
  }

  /** The same with other facts. */
  with(facts: Partial<Facts>): Failure {
    const { status, message, origin, maybeExecuted, repeat, unconnected } = this;
    const { details, metadata, pushbackMs, cause } = this;
    const said = { details, metadata, pushbackMs, cause };
    const meant = { status, message, origin, maybeExecuted, repeat, unconnected };
    return new Failure({ ...meant, ...said, ...facts });
  }

  /** Whether the message was larger than somebody takes. */
  get saysTooLarge(): boolean {
    if (this.status === Status.RESOURCE_EXHAUSTED) {
      const text = this.message.toLowerCase();
      return SIZE_WORDS.some((words) => text.includes(words));
    }
    return this.status === Status.UNKNOWN && this.message.includes(TOO_LARGE_TO_LOG);
  }

  /** Whether the gateway knows no partition for the key of the call. */
  get saysNoSuchPartition(): boolean {
    return this.origin === "gateway" && noSuchPartition(this.status, this.message);
  }
}

const NOT_EXECUTED = new Set<Status>([
  Status.INVALID_ARGUMENT,
  Status.NOT_FOUND,
  Status.ALREADY_EXISTS,
  Status.PERMISSION_DENIED,
  Status.RESOURCE_EXHAUSTED,
  Status.FAILED_PRECONDITION,
  Status.OUT_OF_RANGE,
  Status.UNIMPLEMENTED,
  Status.UNAUTHENTICATED,
]);

function noSuchPartition(status: Status, message: string): boolean {
  const unavailable = status === Status.UNAVAILABLE;
  return unavailable && message.includes("partition") && message.includes("does not exist");
}

const DETAILS = "grpc-status-details-bin";

/** A status that the gateway answered. */
export function answered(code: number, message: string, trailers: Metadata): Failure {
  const status = statusOf(code);
  const refused =
    NOT_EXECUTED.has(status) ||
    noSuchPartition(status, message) ||
    (status === Status.UNKNOWN && message.includes(TOO_LARGE_TO_LOG));
  const [details] = trailers.get(DETAILS);
  const [pushback] = trailers.get("grpc-retry-pushback-ms");
  return new Failure({
    status,
    message: status === code ? message : `status ${String(code)}, which gRPC does not know`,
    origin: "gateway",
    maybeExecuted: !refused,
    metadata: pairsOf(trailers),
    pushbackMs: pushback === undefined ? undefined : pushbackOf(String(pushback)),
    details: details instanceof Uint8Array ? details : undefined,
  });
}

function pairsOf(trailers: Metadata): MetadataPair[] {
  return Object.keys(trailers.getMap())
    .filter((name) => name !== DETAILS)
    .flatMap((name) => trailers.get(name).map((value) => [name, value] as const));
}

function pushbackOf(text: string): number {
  // A negative number means never, and so does what is not a number.
  return /^\s*\d+\s*$/.test(text) ? Number(text) : Infinity;
}

/** The end of an attempt at the hands of its caller. */
export function cutOff(
  status: Status,
  message: string,
  sent: { readonly maybeExecuted: boolean; readonly cause?: unknown },
): Failure {
  return new Failure({ status, message, origin: "caller", ...sent });
}

/** A call that was not sent for want of credentials; `repeat` says whether there can be some. */
export function unproved(message: string, repeat: "later" | "never", cause?: unknown): Failure {
  const status = Status.UNAUTHENTICATED;
  return new Failure({
    status,
    message,
    origin: "connection",
    maybeExecuted: false,
    repeat,
    cause,
  });
}
