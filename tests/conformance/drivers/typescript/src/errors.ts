/** Errors as JSON. */

import { inspect } from "node:util";

import { ArgumentError, CallError, ConfigError } from "zeebe-sdk";

import { WrongLineError } from "./arguments.js";
import { snake } from "./names.js";

/** A stream that ended with an error after these replies. */
export class EndedError extends Error {
  /** The error. */
  readonly error: unknown;
  /** What had come, as JSON. */
  readonly items: readonly unknown[];

  constructor(error: unknown, items: readonly unknown[]) {
    super("the stream failed");
    this.error = error;
    this.items = items;
  }
}

/** An error with what a user would print of it. */
export function shown(error: unknown): object {
  if (error instanceof EndedError) return { ...shown(error.error), items: error.items };
  const text = error instanceof Error ? error.message : String(error);
  const traceback = inspect(error, { depth: null });
  return { ...members(error), text, debug: inOneLine(error), traceback };
}

/** An error as developers print it, without where it comes from. */
function inOneLine(error: unknown): string {
  const options = { depth: null, compact: true, breakLength: Number.POSITIVE_INFINITY };
  return error instanceof Error
    ? `${String(error)} ${inspect({ ...error }, options)}`
    : inspect(error, options);
}

/** What a program can ask an error for. */
function members(error: unknown): object {
  if (error instanceof ConfigError) return { kind: "config", setting: snake(error.setting) };
  if (error instanceof ArgumentError) {
    const { rpc, path, problem } = error;
    return { kind: "argument", rpc: rpc === "" ? null : rpc, path, message: problem };
  }
  if (error instanceof CallError) return call(error);
  if (error instanceof WrongLineError) return { kind: "driver", message: error.message };
  return { kind: "other" };
}

/** A call that failed. */
function call(error: CallError): object {
  return {
    kind: "call",
    rpc: error.rpc,
    status: error.status,
    message: error.statusMessage,
    details: Buffer.from(error.details).toString("base64"),
    attempts: error.attempts,
    retryable: error.retryable,
    outcome_unknown: error.outcomeUnknown,
    documented: error.documented ?? null,
    needs_gateway: error.needsGateway ?? null,
    too_large: error.tooLarge,
  };
}
