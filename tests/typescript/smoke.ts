// What is installed is typed for a compiler that checks libraries too.

import { JobKey, NotFoundError, Version, Worker, ZeebeClient, defineJob } from "zeebe-sdk";
import type { CallOptions, Job, Settings } from "zeebe-sdk";
import { measured } from "zeebe-sdk/opentelemetry";
import { TopologyRequestSchema } from "zeebe-sdk/raw";
import { FakeGateway, testJob } from "zeebe-sdk/testing";

interface Order {
  readonly total: number;
}

const settings: Settings = { address: "http://localhost:1", keepalive: { seconds: 45 } };
const options: CallOptions = { timeout: { seconds: 5 } };

const charge = defineJob<Order>({
  type: "charge",
  handle: (job: Job<Order>) => ({ paid: job.variables.total }),
});

export async function main(): Promise<void> {
  const client = new ZeebeClient(settings);
  const worker = new Worker(client, { jobs: [charge], fetch: "all" });
  try {
    const key: JobKey = JobKey("2251799813685249");
    await client.completeJob({ jobKey: key, variables: { paid: 1 } }, options);
    // @ts-expect-error -- a number is no key
    await client.completeJob({ jobKey: 1 });
    await client.createProcessInstance({ bpmnProcessId: "order", version: Version.LATEST });
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error;
    console.log(error.documented ?? error.statusName);
  }
  await worker.close();
  await client.close();
}

export { FakeGateway, TopologyRequestSchema, measured, testJob };
