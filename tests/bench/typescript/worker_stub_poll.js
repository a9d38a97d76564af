/**
 * A loop of ActivateJobs and CompleteJob over the bare stub.
 *
 * It polls as soon as so many slots are free that a poll is worth its cost, for as many jobs as there
 * are free slots.
 */

import { create } from "@bufbuild/protobuf";
import { ActivateJobsRequestSchema, CompleteJobRequestSchema, Gateway } from "zeebe-sdk/raw";

import { connect, stream, unary } from "./bench/stub.js";
import { handler, told, TYPE } from "./bench/work.js";

/** What part of the slots has to be free for a poll. */
const WORTH = 0.7;

const work = told();
const handle = handler(work);
const client = connect(work.address);
const activateJobs = stream(client, Gateway.method.activateJobs);
const completeJob = unary(client, Gateway.method.completeJob);
const worth = Math.max(Math.round(work.active * WORTH), 1);
let held = 0;
let isPolling = false;

async function complete(job) {
  const variables = JSON.stringify(handle(JSON.parse(job.variables)));
  await completeJob(create(CompleteJobRequestSchema, { jobKey: job.key, variables }));
  held -= 1;
  pollIfWorth();
}

function pollIfWorth() {
  if (isPolling || work.active - held < worth) return;
  isPolling = true;
  const request = create(ActivateJobsRequestSchema, {
    type: TYPE,
    worker: "bench",
    timeout: 300_000n,
    requestTimeout: 20_000n,
    maxJobsToActivate: work.active - held,
  });
  const poll = activateJobs(request);
  poll.on("data", ({ jobs }) => {
    held += jobs.length;
    for (const job of jobs) void complete(job);
  });
  poll.on("end", () => {
    isPolling = false;
    pollIfWorth();
  });
}

pollIfWorth();
