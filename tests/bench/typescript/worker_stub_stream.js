/**
 * A loop of StreamActivatedJobs and CompleteJob over the bare stub.
 *
 * It reads the next job when a slot is free. It never polls.
 */

import { create } from "@bufbuild/protobuf";
import { CompleteJobRequestSchema, Gateway, StreamActivatedJobsRequestSchema } from "zeebe-sdk/raw";

import { connect, stream, unary } from "./bench/stub.js";
import { handler, told, TYPE } from "./bench/work.js";

const work = told();
const handle = handler(work);
const client = connect(work.address);
const completeJob = unary(client, Gateway.method.completeJob);
const request = create(StreamActivatedJobsRequestSchema, {
  type: TYPE,
  worker: "bench",
  timeout: 300_000n,
});
const jobs = stream(client, Gateway.method.streamActivatedJobs)(request);
let held = 0;

async function complete(job) {
  const variables = JSON.stringify(handle(JSON.parse(job.variables)));
  await completeJob(create(CompleteJobRequestSchema, { jobKey: job.key, variables }));
  held -= 1;
  if (jobs.isPaused()) jobs.resume();
}

jobs.on("data", (job) => {
  held += 1;
  if (held === work.active) jobs.pause();
  void complete(job);
});
