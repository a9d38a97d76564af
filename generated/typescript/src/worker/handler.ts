/** Handlers, with what is around them, as the worker calls them. */

import { VariablesError } from "../errors.js";
import { conform } from "../schema.js";
import type { AnyJobDefinition, Middleware } from "./definition.js";
import { setValues } from "./job.js";
import type { Job } from "./job.js";
import type { Hooks } from "./observe.js";
import { BpmnError, JobFailure, failureOf, outcomeOf } from "./outcome.js";
import type { HandlerResult, Outcome } from "./outcome.js";

/** A job whatever it carries. */
export type AnyJob = Job<object, object>;

type Call = (job: AnyJob) => HandlerResult | Promise<HandlerResult>;

/** A handler with what is around it. */
export class Handler {
  readonly #call: Call;
  readonly #hooks: Hooks;

  /** The handler of a definition, inside the middlewares of the worker. */
  constructor(definition: AnyJobDefinition, middlewares: readonly Middleware[], hooks: Hooks) {
    const around = [...middlewares, ...(definition.middlewares ?? [])];
    this.#call = around.reduceRight<Call>(wrapped, innermost(definition));
    this.#hooks = hooks;
  }

  /**
   * The outcome of the job, whatever the handler does.
   *
   * None if it threw because the job was given up: then somebody else gets the job.
   */
  async attempt(job: AnyJob): Promise<Outcome | undefined> {
    try {
      return outcomeOf(await this.#call(job));
    } catch (thrown) {
      return this.#meaning(thrown, job);
    }
  }

  #meaning(thrown: unknown, job: AnyJob): Outcome | undefined {
    if (thrown instanceof BpmnError || thrown instanceof JobFailure) return thrown;
    if (thrown instanceof VariablesError) return new JobFailure(thrown.message);
    if (job.signal.aborted) return undefined;
    this.#hooks.warn(`the handler of ${job.toString()} threw`, thrown);
    return failureOf(thrown);
  }
}

function wrapped(inner: Call, middleware: Middleware): Call {
  // What the inner one throws at once is a rejection, too.
  return (job) => middleware(job, async () => inner(job));
}

/** Gives the handler what the schemas make of what came with a job, if there are any. */
function innermost(definition: AnyJobDefinition): Call {
  const { variables, headers } = definition;
  if (variables === undefined && headers === undefined) return (job) => definition.handle(job);
  return async (job) => {
    setValues(job, {
      variables: variables && (await conform(variables, job.variables, "variables")),
      headers: headers && (await conform(headers, job.headers, "headers")),
    });
    return definition.handle(job);
  };
}
