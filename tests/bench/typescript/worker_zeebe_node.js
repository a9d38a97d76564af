/**
 * The worker of zeebe-node.
 *
 * It polls by a timer, of 300 ms unless it is told; tuned, as often as a timer goes.
 */

import { handler, told, TYPE } from "./bench/work.js";
import { client } from "./bench/zeebe_node.js";

const work = told();
const handle = handler(work);

client(work.address, {}).createWorker({
  taskType: TYPE,
  maxJobsToActivate: work.active,
  timeout: 300_000,
  ...(work.tuned ? { pollInterval: 1 } : {}),
  taskHandler: (job) => job.complete(handle(job.variables)),
});
