/** Jobs that are made up, as the messages in which a gateway sends them. */

import { clone, create } from "@bufbuild/protobuf";
import type { MessageInitShape } from "@bufbuild/protobuf";

import type { JobKey } from "../keys.js";
import { decodeJson, objectText } from "../json/index.js";
import { ActivatedJobSchema } from "../raw/index.js";
import type { ActivatedJob } from "../raw/index.js";
import type { Fetch } from "../worker/fetch.js";

/** What a job is made of; what is left out is as a new job has it. */
export type MadeUpJob = Partial<
  Omit<
    Exclude<MessageInitShape<typeof ActivatedJobSchema>, ActivatedJob>,
    "$typeName" | "$unknown" | "key" | "type" | "retries" | "variables" | "customHeaders"
  >
> & {
  /** The variables that the job can see: an object, or `RawJson`. */
  readonly variables?: object | undefined;
  /** The headers that the model defines. */
  readonly headers?: object | undefined;
  /** The key. */
  readonly key?: JobKey | bigint | undefined;
  /** How many retries it has left. Default: 3. */
  readonly retries?: number | undefined;
};

/**
 * The message of a job.
 *
 * It throws an `ArgumentError` if the variables or headers are no JSON object.
 */
export function activatedJob(type: string, made: MadeUpJob): ActivatedJob {
  const { variables, headers, key, retries, ...fields } = made;
  for (const name of Object.keys(fields)) {
    if (!(name in ActivatedJobSchema.field)) throw new TypeError(`a job has no field '${name}'`);
  }
  return create(ActivatedJobSchema, {
    ...fields,
    type,
    key: BigInt(key ?? 0),
    retries: retries ?? 3,
    variables: objectText("variables", variables ?? {}),
    customHeaders: objectText("headers", headers ?? {}),
  });
}

/** A copy with those of its variables that are asked for. */
export function fetched(message: ActivatedJob, fetch: Fetch): ActivatedJob {
  const copy = clone(ActivatedJobSchema, message);
  if (fetch !== "all") {
    const every = decodeJson(message.variables) as Readonly<Record<string, unknown>>;
    const some = Object.entries(every).filter(([name]) => fetch.includes(name));
    copy.variables = objectText("variables", Object.fromEntries(some));
  }
  return copy;
}
