/** The statuses of gRPC. */

/**
 * A status of gRPC, as a number.
 *
 * The texts are those of gRPC's documentation; what a status means for one RPC is in
 * `CallError.documented`.
 */
export const Status = {
  /** The call succeeded. */
  OK: 0,
  /** The call was cut off, by the caller or by the peer. */
  CANCELLED: 1,
  /** The gateway failed without saying why. */
  UNKNOWN: 2,
  /** The gateway refuses the request. */
  INVALID_ARGUMENT: 3,
  /** The time for the call ran out. */
  DEADLINE_EXCEEDED: 4,
  /** The gateway does not know what the call names. */
  NOT_FOUND: 5,
  /** What the call would create is there already. */
  ALREADY_EXISTS: 6,
  /** Who calls may not do this. */
  PERMISSION_DENIED: 7,
  /** The gateway has too much to do, or the message is too large. */
  RESOURCE_EXHAUSTED: 8,
  /** What the call names is in a state that does not allow it. */
  FAILED_PRECONDITION: 9,
  /** The cluster gave the call up. */
  ABORTED: 10,
  /** A value lies outside what is possible now. */
  OUT_OF_RANGE: 11,
  /** The gateway does not know the RPC. */
  UNIMPLEMENTED: 12,
  /** Something is broken. */
  INTERNAL: 13,
  /** There is no connection, or the cluster cannot do it now. */
  UNAVAILABLE: 14,
  /** Data was lost. */
  DATA_LOSS: 15,
  /** The credentials are not accepted, or there are none. */
  UNAUTHENTICATED: 16,
} as const;

/** The number of a status of gRPC. */
export type Status = (typeof Status)[keyof typeof Status];

/** The name of a status of gRPC, e.g. `"NOT_FOUND"`. */
export type StatusName = keyof typeof Status;

const NAMES = Object.keys(Status) as readonly StatusName[];

/** The name of a status. */
export function statusName(status: Status): StatusName {
  return NAMES[status] ?? "UNKNOWN";
}

/** A number as a status; one that gRPC does not know is UNKNOWN. */
export function statusOf(code: number): Status {
  return code in NAMES ? (code as Status) : Status.UNKNOWN;
}
