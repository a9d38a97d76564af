/** Outcomes as they are sent. */

import { wire } from "../../contract/index.js";
import { ArgumentError } from "../../errors.js";
import type { JobResult } from "../../gateway/jobs.js";
import * as json from "../../json/index.js";
import type { ActivatedJob } from "../../raw/index.js";
import * as defaults from "../defaults.js";
import { wholeMs } from "../job.js";
import { JobFailure, retriesAfter, said } from "../outcome.js";
import type { BpmnError, Completion, Outcome } from "../outcome.js";
import type { Settings } from "../settings.js";

/** What is sent to complete a job. Throws an `ArgumentError` if that cannot be. */
export function completionOf(completion: Completion): {
  readonly variables: string | undefined;
  readonly result: JobResult | undefined;
} {
  return { variables: variablesText(completion.variables), result: completion.result };
}

/** What is sent to throw a BPMN error. Throws an `ArgumentError` if that cannot be. */
export function errorOf(error: BpmnError): {
  readonly code: string;
  readonly said: string;
  readonly variables: string | undefined;
} {
  return {
    code: wire.text("code", error.code),
    said: cut(error.message),
    variables: variablesText(error.variables),
  };
}

/** What is sent to fail a job. Throws an `ArgumentError` if that cannot be. */
export function failOf(
  failure: JobFailure,
  job: Pick<ActivatedJob, "retries">,
  settings: Pick<Settings, "retryBackoffMs">,
): {
  readonly retries: number;
  readonly pauseMs: number;
  readonly said: string;
  readonly variables: string | undefined;
} {
  const { retryBackoff } = failure;
  return {
    retries: wire.int32("retries", retriesAfter(failure, job.retries)),
    pauseMs:
      retryBackoff === undefined
        ? Math.ceil(settings.retryBackoffMs)
        : wholeMs("retryBackoff", retryBackoff),
    said: cut(failure.message),
    variables: variablesText(failure.variables),
  };
}

/** The failure that stands for an outcome that cannot be sent, and says why. */
export function unsendable(outcome: Outcome, error: ArgumentError): JobFailure {
  if (!(outcome instanceof JobFailure)) return new JobFailure(error.message);
  const { retries } = outcome;
  const fits = typeof retries === "number" && (retries | 0) === retries;
  return new JobFailure(`${outcome.message} (${error.message})`, fits ? { retries } : {});
}

/** The variables of an outcome as JSON, if it has any. */
function variablesText(variables: unknown): string | undefined {
  if (variables === undefined || variables === null) return undefined;
  try {
    // What is no object is refused there.
    return json.objectText("variables", variables);
  } catch (error) {
    if (error instanceof ArgumentError) throw error;
    // A `toJSON` or a getter of the user.
    throw new ArgumentError("variables", `cannot be turned to JSON: ${said(error)}`);
  }
}

/** What is sent of a message: its beginning, in whole characters. */
function cut(message: unknown): string {
  const text = String(message);
  const longest = defaults.LONGEST_MESSAGE;
  // Half a character at the end, or anywhere, is none that UTF-8 has.
  if (text.length <= longest) return text.toWellFormed();
  return Array.from(text.slice(0, 2 * longest))
    .slice(0, longest)
    .join("")
    .toWellFormed();
}
