/**
 * What can go wrong: one hierarchy for everything the SDK does.
 *
 * `ConfigError` when a client is made, `ArgumentError` before a call is sent, `CallError` and a
 * subclass of it per status for a call that failed, `VariablesError` for JSON that is not what
 * was asked for. All of them are a `ZeebeError`. What a status means for the retries of a call is
 * decided in `exchange`, not here.
 */

import { brand, isInstance } from "./brand.js";
import type { RpcPolicy } from "./contract/policy.js";
import { Status, statusName } from "./contract/status.js";
import type { StatusName } from "./contract/status.js";
import type { MetadataPair } from "./metadata.js";
import { oneLine } from "./one-line.js";

/**
 * Everything that the SDK reports.
 *
 * `instanceof` also recognises errors of another copy of the package, as there is one when a
 * program uses it as an ES module and as CommonJS.
 */
export class ZeebeError extends Error {
  /** Whether a value is an error of this class, from whichever copy of the package. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return isInstance(this, value);
  }
}

/** Settings that a client cannot be made with. The text shows no secret. */
export class ConfigError extends ZeebeError {
  /** The setting, as the property is spelt, or the variable that gave it. */
  readonly setting: string;
  /** What is wrong with its value. */
  readonly problem: string;
  /** All that is wrong, one error each; this error itself if it is one thing. */
  readonly problems: readonly ConfigError[];

  /**
   * Makes the error.
   *
   * @param setting - The setting.
   * @param problem - What is wrong with its value.
   * @param options - What led to it.
   */
  constructor(setting: string, problem: string, options?: ErrorOptions) {
    super(oneLine(`${setting}: ${problem}`), options);
    this.setting = setting;
    this.problem = problem;
    this.problems = [this];
  }

  /** All of these as one; there must be at least one. */
  static of(errors: readonly [ConfigError, ...ConfigError[]]): ConfigError {
    const [first] = errors;
    return errors.length === 1 ? first : new SeveralConfigErrors(errors);
  }
}

class SeveralConfigErrors extends ConfigError {
  override readonly problems: readonly ConfigError[];

  constructor(errors: readonly [ConfigError, ...ConfigError[]]) {
    super(errors[0].setting, errors[0].problem);
    this.problems = errors;
    const texts = errors.map((error) => error.message).join("; ");
    this.message = `${String(errors.length)} settings are wrong: ${texts}`;
  }
}

function pathText(path: string, problem: string): string {
  return oneLine(path === "" ? problem : `${path}: ${problem}`);
}

function joined(field: string, path: string): string {
  return path === "" || path.startsWith("[") ? `${field}${path}` : `${field}.${path}`;
}

/**
 * A request that the SDK refuses to send, and why. Nothing has reached the gateway.
 *
 * The text names the call, the field and what is wrong with it, e.g. `CompleteJob:
 * variables.items[3].price: NaN is not JSON`.
 */
export class ArgumentError extends ZeebeError {
  /** Where, e.g. `variables.items[3].price`; empty if the whole is meant. */
  readonly path: string;
  /** What is wrong there. */
  readonly problem: string;
  /** The RPC, as the proto spells it; empty if it is not about one. */
  readonly rpc: string;

  /**
   * Makes the error.
   *
   * @param path - Where.
   * @param problem - What is wrong there.
   * @param rpc - The RPC, if it is about one.
   */
  constructor(path: string, problem: string, rpc = "") {
    const text = pathText(path, problem);
    super(rpc === "" ? text : `${rpc}: ${text}`);
    this.path = path;
    this.problem = problem;
    this.rpc = rpc;
  }

  /** The same within a field. */
  at(field: string): ArgumentError {
    return new ArgumentError(joined(field, this.path), this.problem, this.rpc);
  }

  /** The same about a call. */
  of(rpc: string): ArgumentError {
    return new ArgumentError(this.path, this.problem, rpc);
  }
}

/** JSON that is not the value asked for, or text that is not JSON. */
export class VariablesError extends ZeebeError {
  /** Where, e.g. `items[3].price`; empty if the whole is meant. */
  readonly path: string;
  /** What is wrong there. */
  readonly problem: string;

  /**
   * Makes the error.
   *
   * @param path - Where.
   * @param problem - What is wrong there.
   * @param options - What led to it.
   */
  constructor(path: string, problem: string, options?: ErrorOptions) {
    super(pathText(path, problem), options);
    this.path = path;
    this.problem = problem;
  }

  /** The same within a field. */
  at(field: string): VariablesError {
    const { cause } = this;
    const options = cause === undefined ? undefined : { cause };
    return new VariablesError(joined(field, this.path), this.problem, options);
  }
}

/** What a `CallError` is made from. */
export interface CallFacts {
  /** The RPC. */
  readonly policy: RpcPolicy;
  /** The status. */
  readonly status: Status;
  /** The message of the gateway, or of the SDK. */
  readonly statusMessage: string;
  /** The details, as bytes. */
  readonly details?: Uint8Array | undefined;
  /** The metadata that came with the status. */
  readonly metadata?: readonly MetadataPair[];
  /** How often the call was sent. */
  readonly attempts: number;
  /** Whether it may succeed later and is safe to repeat. */
  readonly retryable: boolean;
  /** Whether it may have been executed. */
  readonly outcomeUnknown: boolean;
  /** Whether a message was too large. */
  readonly tooLarge: boolean;
  /** Whether the gateway itself says so. */
  readonly fromGateway: boolean;
  /** What else there is to say. */
  readonly hint?: string | undefined;
  /** What led to it. */
  readonly cause?: unknown;
}

/**
 * A call that failed: its status and everything known about it.
 *
 * There is a subclass per status, so `error instanceof NotFoundError` asks for one of them. The
 * text is one line: RPC, status, the gateway's message, what this status means for this RPC. It
 * shows no metadata.
 */
export class CallError extends ZeebeError {
  /** The RPC, as the proto spells it. */
  readonly rpc: string;
  /** The status. */
  readonly status: Status;
  /** The name of the status. */
  readonly statusName: StatusName;
  /**
   * The message of the gateway, or of the SDK if the gateway said nothing.
   *
   * It is unescaped; show it to people through the text of this error.
   */
  readonly statusMessage: string;
  /** The details (`grpc-status-details-bin`): a `google.rpc.Status` message, or nothing. */
  readonly details: Uint8Array;
  /** How often the call was sent; 0 if its time ran out before that. */
  readonly attempts: number;
  /** Whether the same call may succeed later and is safe to repeat. */
  readonly retryable: boolean;
  /**
   * Whether the gateway may have executed the call although it failed.
   *
   * True after a lost connection or a deadline that passed while the gateway was at it; false
   * when the gateway rejected the call, and when nothing was sent.
   */
  readonly outcomeUnknown: boolean;
  /** What this status means for this RPC, where its API says so. */
  readonly documented: string | undefined;
  /** The first gateway release that knows the RPC, if the one that answered does not. */
  readonly needsGateway: string | undefined;
  /**
   * Whether the request or the reply is larger than somebody on the way takes.
   *
   * Repeating it does not help.
   */
  readonly tooLarge: boolean;
  /** Whether the gateway itself says so, and not something on the way to it. */
  readonly fromGateway: boolean;
  /** The metadata that came with the status. */
  declare readonly metadata: readonly MetadataPair[];

  /**
   * Makes the error.
   *
   * @param facts - Everything known about it.
   */
  constructor(facts: CallFacts) {
    const documented = facts.policy.errors[facts.status];
    const needsGateway = needed(facts);
    const options = facts.cause === undefined ? undefined : { cause: facts.cause };
    super(callText(facts, documented, needsGateway), options);
    this.rpc = facts.policy.name;
    this.status = facts.status;
    this.statusName = statusName(facts.status);
    this.statusMessage = facts.statusMessage;
    this.details = facts.details ?? new Uint8Array();
    this.attempts = facts.attempts;
    this.retryable = facts.retryable;
    this.outcomeUnknown = facts.outcomeUnknown;
    this.documented = documented;
    this.needsGateway = needsGateway;
    this.tooLarge = facts.tooLarge;
    this.fromGateway = facts.fromGateway;
    // Not shown when the error is printed: it is nobody's business what is in there.
    Object.defineProperty(this, "metadata", { value: facts.metadata ?? [], enumerable: false });
  }

  /** The error of the class that belongs to the status. */
  static of(facts: CallFacts): CallError {
    return new (CLASSES.get(facts.status) ?? UnknownError)(facts);
  }
}

function needed(facts: CallFacts): string | undefined {
  const unknown = facts.status === Status.UNIMPLEMENTED && facts.fromGateway;
  return unknown ? facts.policy.since : undefined;
}

function callText(
  facts: CallFacts,
  documented: string | undefined,
  needsGateway: string | undefined,
): string {
  const rpc = facts.policy.name;
  const said = facts.statusMessage === "" ? "" : `: ${oneLine(facts.statusMessage)}`;
  const parts = [`${rpc} failed: ${statusName(facts.status)}${said}`];
  if (facts.tooLarge) parts.push("the message is too large");
  if (needsGateway !== undefined) parts.push(`${rpc} needs gateway ${needsGateway} or later`);
  // What running out of time means is the same on either side.
  const late = facts.status === Status.DEADLINE_EXCEEDED && facts.outcomeUnknown;
  if (documented !== undefined && (facts.fromGateway || late)) parts.push(documented);
  if (facts.hint !== undefined) parts.push(facts.hint);
  if (facts.outcomeUnknown) parts.push("it may have been executed");
  const attempts = facts.attempts > 1 ? ` (${String(facts.attempts)} attempts)` : "";
  return parts.join("; ") + attempts;
}

/** CANCELLED: the peer cut the call off, or its `AbortSignal` was used. */
export class CallCancelledError extends CallError {}

/** CANCELLED: the client was closed. */
export class ClosedError extends CallCancelledError {}

/** UNKNOWN: the gateway failed without saying why, or what answered is no gateway. */
export class UnknownError extends CallError {}

/** INVALID_ARGUMENT: the gateway refuses the request. */
export class InvalidArgumentError extends CallError {}

/** DEADLINE_EXCEEDED: the time for the call ran out, here or at the gateway. */
export class DeadlineExceededError extends CallError {}

/**
 * NOT_FOUND: the gateway does not know what the call names.
 *
 * It does not tell what never existed from what has ended.
 */
export class NotFoundError extends CallError {}

/** ALREADY_EXISTS: what the call would create is there already. */
export class AlreadyExistsError extends CallError {}

/** PERMISSION_DENIED: who calls may not do this. */
export class PermissionDeniedError extends CallError {}

/** RESOURCE_EXHAUSTED: the gateway has too much to do, or the message is too large. */
export class ResourceExhaustedError extends CallError {}

/** FAILED_PRECONDITION: what the call names is in a state that does not allow it. */
export class FailedPreconditionError extends CallError {}

/** ABORTED: the cluster gave the call up. */
export class AbortedError extends CallError {}

/** OUT_OF_RANGE: a value of the request lies outside what is possible now. */
export class OutOfRangeError extends CallError {}

/** UNIMPLEMENTED: the gateway does not know the RPC; see `CallError.needsGateway`. */
export class UnimplementedError extends CallError {}

/** INTERNAL: something is broken, at the gateway or on the way to it. */
export class InternalError extends CallError {}

/** UNAVAILABLE: there is no connection, or the cluster cannot do it now. */
export class UnavailableError extends CallError {}

/** DATA_LOSS: data was lost at the gateway. */
export class DataLossError extends CallError {}

/** UNAUTHENTICATED: the gateway does not accept the credentials, or there are none. */
export class UnauthenticatedError extends CallError {}

const CLASSES: ReadonlyMap<Status, new (facts: CallFacts) => CallError> = new Map([
  [Status.CANCELLED, CallCancelledError],
  [Status.UNKNOWN, UnknownError],
  [Status.INVALID_ARGUMENT, InvalidArgumentError],
  [Status.DEADLINE_EXCEEDED, DeadlineExceededError],
  [Status.NOT_FOUND, NotFoundError],
  [Status.ALREADY_EXISTS, AlreadyExistsError],
  [Status.PERMISSION_DENIED, PermissionDeniedError],
  [Status.RESOURCE_EXHAUSTED, ResourceExhaustedError],
  [Status.FAILED_PRECONDITION, FailedPreconditionError],
  [Status.ABORTED, AbortedError],
  [Status.OUT_OF_RANGE, OutOfRangeError],
  [Status.UNIMPLEMENTED, UnimplementedError],
  [Status.INTERNAL, InternalError],
  [Status.UNAVAILABLE, UnavailableError],
  [Status.DATA_LOSS, DataLossError],
  [Status.UNAUTHENTICATED, UnauthenticatedError],
]);

brand(ZeebeError, "ZeebeError");
brand(ConfigError, "ConfigError");
brand(ArgumentError, "ArgumentError");
brand(VariablesError, "VariablesError");
brand(CallError, "CallError");
brand(CallCancelledError, "CallCancelledError");
brand(ClosedError, "ClosedError");
brand(UnknownError, "UnknownError");
brand(InvalidArgumentError, "InvalidArgumentError");
brand(DeadlineExceededError, "DeadlineExceededError");
brand(NotFoundError, "NotFoundError");
brand(AlreadyExistsError, "AlreadyExistsError");
brand(PermissionDeniedError, "PermissionDeniedError");
brand(ResourceExhaustedError, "ResourceExhaustedError");
brand(FailedPreconditionError, "FailedPreconditionError");
brand(AbortedError, "AbortedError");
brand(OutOfRangeError, "OutOfRangeError");
brand(UnimplementedError, "UnimplementedError");
brand(InternalError, "InternalError");
brand(UnavailableError, "UnavailableError");
brand(DataLossError, "DataLossError");
brand(UnauthenticatedError, "UnauthenticatedError");
