/**
 * The worker of @camunda8/sdk.
 *
 * It polls by a timer, of 300 ms unless it is told; tuned, as often as a timer goes.
 */

import { client } from "./bench/camunda8.js";
import { handler, told, TYPE } from "./bench/work.js";

const work = told();
const handle = handler(work);

client(work.address, {}).createWorker({
  taskType: TYPE,
  maxJobsToActivate: work.active,
  timeout: 300_000,
  ...(work.tuned ? { pollInterval: 1 } : {}),
  taskHandler: (job) => job.complete(handle(job.variables)),
});
