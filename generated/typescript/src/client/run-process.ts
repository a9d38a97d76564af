/** A process from its start to its end as one call, with a checked result. */

import { VariablesError } from "../errors.js";
import type { Json } from "../json/index.js";
import type { CallOptions } from "../options.js";
import type { StandardSchema } from "../schema.js";

/** A process instance that has completed. */
export interface ProcessResult<Out, Instance> {
  /** The variables at the end of the instance. */
  readonly variables: Out;
  /** What the gateway says about the instance. */
  readonly instance: Instance;
}

/** Options of a call that runs a process. */
export interface RunOptions<Out> extends CallOptions {
  /**
   * A validator of the Standard Schema interface for the variables at the end; without one they
   * are taken to be what you say they are.
   */
  readonly schema?: StandardSchema<unknown, Out> | undefined;
}

interface Ended {
  readonly variables: Json;
  readonly processInstanceKey: string;
}

/** How to wait for the end. */
interface Waits {
  readonly requestTimeout?: unknown;
  readonly fetchVariables?: unknown;
}

/** What starts instances and waits for them. */
interface Runs<Request, Instance> {
  createProcessInstanceWithResult(request: Request, options?: CallOptions): Promise<Instance>;
}

/** Starts an instance, waits until it has completed, and gives its variables. */
export async function runProcess<Out, Request, Instance extends Ended>(
  client: Runs<Request, Instance>,
  given: Waits,
  { schema, ...options }: RunOptions<Out> = {},
): Promise<ProcessResult<Out, Instance>> {
  const { requestTimeout, fetchVariables, ...request } = given;
  const whole = { request, requestTimeout, fetchVariables } as Request;
  const instance = await client.createProcessInstanceWithResult(whole, options);
  return { variables: await variablesOf(instance, schema), instance };
}

async function variablesOf<Out>(
  instance: Ended,
  schema: StandardSchema<unknown, Out> | undefined,
): Promise<Out> {
  const { variables, processInstanceKey } = instance;
  try {
    return schema === undefined ? (variables.value as Out) : await variables.parse(schema);
  } catch (error) {
    if (!(error instanceof VariablesError)) throw error;
    const problem = `${error.problem}; the process instance ${processInstanceKey} has completed`;
    throw new VariablesError(error.path, problem, { cause: error });
  }
}
