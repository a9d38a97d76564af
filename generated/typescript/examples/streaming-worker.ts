/**
 * Works on two types of jobs, which the gateway sends the moment they are there.
 *
 *     npx tsx examples/streaming-worker.ts
 *
 * beside `starter` and `worker`, until Ctrl-C or SIGTERM.
 */

import { defineJob, Worker, ZeebeClient } from "zeebe-sdk";
import type { WorkerObserver } from "zeebe-sdk";

const shipping = defineJob<{ orderId: number; receipt: string }>({
  type: "shipping",
  handle({ variables: { orderId, receipt } }) {
    console.log(`order ${orderId} is sent off, ${receipt}`);
  },
});

const apology = defineJob<{ orderId: number }>({
  type: "apology",
  handle({ variables: { orderId } }) {
    console.log(`the customer of order ${orderId} gets a letter`);
  },
});

/** Prints what a program in production counts. */
const meter: WorkerObserver = {
  jobEnded({ jobType, key, end, handleTimeMs }) {
    console.log(`${jobType} ${key} ${end} after ${handleTimeMs.toFixed(1)} ms`);
  },
};

await using client = new ZeebeClient();
const worker = new Worker(client, {
  jobs: [shipping, apology],
  stream: true,
  maxJobsActive: 64,
  // Shorter than the time from SIGTERM to SIGKILL: half a minute on Kubernetes.
  drainTimeout: { seconds: 20 },
  observers: [meter],
});
const report = await worker.run();
console.log(`stopped with ${report.abandoned.length} jobs undone`);
