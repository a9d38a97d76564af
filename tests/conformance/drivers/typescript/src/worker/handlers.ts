/** The handlers: plain async functions, as a user writes them. */

import { setTimeout as sleep } from "node:timers/promises";

import { BpmnError, Completion, defineJob, JobFailure } from "zeebe-sdk";
import type { AnyJobDefinition, HandlerResult, Job, JobSettings, Reported } from "zeebe-sdk";
import { z } from "zod";

import { WrongLineError } from "../arguments.js";
import { shown } from "../errors.js";
import { readJobResult } from "../messages.js";
import { readVariables } from "../variables.js";
import type { Board } from "./board.js";
import type { Act } from "./script.js";

/** Variables of a declared type; a whole number is a bigint where a number cannot hold it. */
const Declared = z.object({
  name: z.string(),
  amount: z.union([z.int(), z.bigint()]),
  note: z.string().nullable().default(null),
});

/** Headers of a declared type; they are texts. */
const DeclaredHeaders = z.object({ card: z.string(), limit: z.coerce.number().pipe(z.int()) });

type Handler = (board: Board, type: string, settings: JobSettings) => AnyJobDefinition;

/** Takes the job. */
const job: Handler = (board, type, settings) =>
  defineJob({
    ...settings,
    type,
    handle: (job: Job) =>
      board.begin(job, async (act) => {
        await prepare(board, act);
        const { extend_ms: milliseconds, end } = act;
        if (milliseconds !== undefined) await job.extendTimeout({ milliseconds });
        const taken = (): unknown => job.variables;
        const [manual, twice] = [part(end, "manual"), part(end, "twice")];
        if (manual !== undefined) return byItself(board, job, outcome(manual, taken));
        if (twice === undefined) return ended(board, job, end, taken);
        await byItself(board, job, outcome(twice, taken));
        return undefined;
      }),
  });

/** Takes nothing. */
const nothing: Handler = (board, type, settings) =>
  defineJob({
    fetch: [],
    ...settings,
    type,
    handle: (job: Job) =>
      board.begin(undefined, (act) => carryOut(board, job, act, () => undefined)),
  });

/** Takes variables and headers, whatever they are. */
const values: Handler = (board, type, settings) =>
  defineJob({
    ...settings,
    type,
    handle: (job: Job) => {
      const { variables, headers } = job;
      return board.begin(undefined, (act) =>
        carryOut(board, job, act, () => ({ variables, headers })),
      );
    },
  });

/** Takes variables of a declared type. */
const typed: Handler = (board, type, settings) =>
  defineJob({
    ...settings,
    type,
    variables: Declared,
    handle: (job) =>
      board.begin(undefined, (act) => carryOut(board, job, act, () => job.variables)),
  });

/** Takes headers of a declared type. */
const typedHeaders: Handler = (board, type, settings) =>
  defineJob({
    ...settings,
    type,
    headers: DeclaredHeaders,
    handle: (job) => board.begin(undefined, (act) => carryOut(board, job, act, () => job.headers)),
  });

/** The handlers by what they take. */
export const HANDLERS: ReadonlyMap<string, Handler> = new Map([
  ["job", job],
  ["nothing", nothing],
  ["values", values],
  ["typed", typed],
  ["typed_headers", typedHeaders],
]);

type Signalled = Pick<Job, "signal">;

/** What every handler does that reports nothing by itself. */
async function carryOut(
  board: Board,
  job: Signalled,
  act: Act,
  taken: () => unknown,
): Promise<HandlerResult> {
  await prepare(board, act);
  return ended(board, job, act.end, taken);
}

/** What is done before the end. */
async function prepare(board: Board, act: Act): Promise<void> {
  if (act.delay_ms > 0) await sleep(act.delay_ms);
  if (act.wait) await board.wait();
  if (act.shutdown) board.shutdown();
}

/** The end of a handler that returns how the job ends. */
async function ended(
  board: Board,
  { signal }: Signalled,
  end: unknown,
  taken: () => unknown,
): Promise<HandlerResult> {
  if (end === "hang") return new Promise(() => undefined);
  if (end !== "until_cancelled") return outcome(end, taken);
  await new Promise((resolve) => {
    if (signal.aborted) resolve(undefined);
    else signal.addEventListener("abort", resolve, { once: true });
  });
  board.wasCancelled();
  return undefined;
}

/** Reports an outcome, as a handler does that does not return it. */
async function byItself(board: Board, job: Job, end: HandlerResult): Promise<Reported> {
  try {
    const reported = await report(job, end);
    board.told({ lost: reported.isLost });
    return reported;
  } catch (error) {
    board.told({ error: shown(error) });
    throw error;
  }
}

function report(job: Job, end: HandlerResult): Promise<Reported> {
  if (end instanceof BpmnError) {
    const { code, message, variables } = end;
    return job.throwError({ code, message, variables });
  }
  if (end instanceof JobFailure) {
    const { message, retries, retryBackoff, variables } = end;
    return job.fail({ message, retries, retryBackoff, variables });
  }
  if (end instanceof Completion) return job.complete(end);
  return job.complete({ variables: end ?? undefined });
}

interface WithVariables {
  readonly variables?: unknown;
}

interface ToldError extends WithVariables {
  readonly code: string;
  readonly message?: string;
}

interface ToldFailure extends WithVariables {
  readonly message?: string;
  readonly retries?: number;
  readonly retry_backoff_ms?: number;
}

/** What a handler returns that ends in this way. */
function outcome(end: unknown, taken: () => unknown): HandlerResult {
  if (end === "nothing") return undefined;
  if (end === "echo") return taken() as object;
  const [[name, told] = ["nothing", undefined]] = Object.entries(end as object);
  switch (name) {
    case "complete":
      return readVariables(told) as object;
    case "result":
      return new Completion({ result: readJobResult(told) as never });
    case "bpmn_error":
      return bpmnError(told as ToldError);
    case "fail":
      return failure(told as ToldFailure);
    case "throw":
      throw new Error(String(told));
    case "crash":
      // What a program throws that does not care.
      // eslint-disable-next-line @typescript-eslint/only-throw-error
      throw String(told);
    default:
      throw new WrongLineError(`a handler does not end like ${JSON.stringify(end)}`);
  }
}

function bpmnError({ code, message, variables }: ToldError): BpmnError {
  return new BpmnError(code, { message, variables: given(variables) });
}

function failure({ message, retries, retry_backoff_ms, variables }: ToldFailure): JobFailure {
  const retryBackoff =
    retry_backoff_ms === undefined ? undefined : { milliseconds: retry_backoff_ms };
  return new JobFailure(message, { retries, retryBackoff, variables: given(variables) });
}

/** The variables, if there are any. */
function given(told: unknown): object | undefined {
  return told === undefined || told === null ? undefined : (readVariables(told) as object);
}

/** A member of an end that is an object. */
function part(end: unknown, name: string): unknown {
  return typeof end === "object" && end !== null && name in end
    ? (end as Record<string, unknown>)[name]
    : undefined;
}
