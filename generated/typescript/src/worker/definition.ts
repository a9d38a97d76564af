/** Which function handles which type of jobs, and how. */

import { ConfigError } from "../errors.js";
import { propertyNames } from "../schema.js";
import type { StandardSchema } from "../schema.js";
import type { Fetch } from "./fetch.js";
import type { Job } from "./job.js";
import type { HandlerResult } from "./outcome.js";
import { isSetting } from "./settings.js";
import type { JobSettings } from "./settings.js";

/**
 * Is around a handler: a function of the job and of what comes next.
 *
 * What it returns or throws is the outcome of the job as if the handler had returned or thrown it.
 * Variables and headers are as they came until `next` is called, which has the schemas check them.
 *
 * ```ts
 * const timed: Middleware = async (job, next) => {
 *   const begin = performance.now();
 *   try {
 *     return await next();
 *   } finally {
 *     console.log(job.type, performance.now() - begin);
 *   }
 * };
 * ```
 */
export type Middleware = (
  job: Job<object, object>,
  next: () => Promise<HandlerResult>,
) => HandlerResult | Promise<HandlerResult>;

/** A type of jobs, what handles it and how its jobs are taken; {@link defineJob} makes it. */
export interface JobDefinition<
  Variables extends object,
  Headers extends object,
> extends JobSettings {
  /** The type that the model gives the task. */
  readonly type: string;
  /**
   * What the variables must be, and what the handler gets instead of them: a schema of zod,
   * valibot or any other library that follows Standard Schema.
   *
   * Variables that do not fit fail the job, with a message that names the place.
   */
  readonly variables?: StandardSchema<unknown, Variables> | undefined;
  /** The same for the headers, which are texts: `z.coerce.number()` makes numbers of them. */
  readonly headers?: StandardSchema<unknown, Headers> | undefined;
  /** What is around this handler, the first outermost, inside those of the worker. */
  readonly middlewares?: readonly Middleware[] | undefined;
  /**
   * Does the work.
   *
   * What it returns completes the job: nothing, or an object of variables; a `Completion` says
   * more. It throws `BpmnError` or `JobFailure`; whatever else is thrown is a failure with one
   * retry less.
   *
   * @param job - The job.
   */
  handle(job: Job<Variables, Headers>): HandlerResult | Promise<HandlerResult>;
}

/** Any type of jobs. */
export type AnyJobDefinition = JobDefinition<object, object>;

/**
 * Says what handles a type of jobs, for the `jobs` of a {@link Worker}.
 *
 * ```ts
 * const charge = defineJob({
 *   type: "charge-card",
 *   variables: z.object({ orderId: z.string(), total: z.number() }),
 *   timeout: { minutes: 1 },
 *   async handle({ variables: { orderId, total } }) {
 *     if (total === 0) throw new BpmnError("nothing-to-pay");
 *     return { receipt: await card.charge(orderId, total) };
 *   },
 * });
 * ```
 *
 * Without schemas nothing is checked, and the types are what you say:
 * `defineJob<Order, Terms>({ … })`.
 *
 * @param definition - The type, the handler and the settings.
 * @returns What was given; making it has no effect.
 */
export function defineJob<
  Variables extends object = Record<string, unknown>,
  Headers extends object = Record<string, string>,
>(definition: JobDefinition<Variables, Headers>): JobDefinition<Variables, Headers> {
  return definition;
}

const PARTS: Record<Exclude<keyof AnyJobDefinition, keyof JobSettings>, true> = {
  type: true,
  variables: true,
  headers: true,
  middlewares: true,
  handle: true,
};

/**
 * The definitions of a worker, of which each has its own type.
 *
 * @throws ConfigError if there is none, two handle one type, or one is no definition.
 */
export function checkedJobs(given: unknown): readonly AnyJobDefinition[] {
  if (!Array.isArray(given)) throw new ConfigError("jobs", "must be a list; see defineJob");
  const jobs: readonly unknown[] = given;
  if (jobs.length === 0) throw new ConfigError("jobs", "the worker has no handler; see defineJob");
  const types = new Set<string>();
  return jobs.map((job, index) => {
    const checked = checkedJob(`jobs[${String(index)}]`, job);
    if (types.has(checked.type)) {
      throw new ConfigError("jobs", `'${checked.type}' is handled by two of them`);
    }
    types.add(checked.type);
    return checked;
  });
}

function checkedJob(path: string, given: unknown): AnyJobDefinition {
  if (typeof given !== "object" || given === null) {
    throw new ConfigError(path, "must be what defineJob gives");
  }
  for (const name of Object.keys(given)) {
    if (!isSetting(name) && !Object.hasOwn(PARTS, name)) {
      throw new ConfigError(`${path}.${name}`, "is no setting of a job");
    }
  }
  const job = given as AnyJobDefinition;
  if (typeof job.handle !== "function") {
    throw new ConfigError(`${path}.handle`, "must be a function");
  }
  for (const part of ["variables", "headers"] as const) {
    if (job[part] !== undefined && !isSchema(job[part])) {
      throw new ConfigError(`${path}.${part}`, "must be a schema that follows Standard Schema");
    }
  }
  return job;
}

function isSchema(given: unknown): boolean {
  // Schemas of some libraries are functions.
  if ((typeof given !== "object" && typeof given !== "function") || given === null) return false;
  const standard = (given as Partial<StandardSchema>)["~standard"];
  return typeof standard?.validate === "function";
}

/** The variables that a handler reads, as far as its schema tells. */
export function fetchFor(job: AnyJobDefinition): Fetch {
  return (job.variables && propertyNames(job.variables)) ?? "all";
}
