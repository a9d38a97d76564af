/** The worker of the SDK, as its README shows it. */

import { defineJob, Worker, ZeebeClient } from "zeebe-sdk";

import { handler, told, TYPE } from "./work.js";

/** Works for ever. */
export async function work(settings = {}) {
  const work = told();
  const handle = handler(work);
  const client = new ZeebeClient({ address: work.address });
  const approve = defineJob({
    type: TYPE,
    maxJobsActive: work.active,
    ...settings,
    handle: (job) => handle(job.variables),
  });
  await new Worker(client, { jobs: [approve] }).run();
}
