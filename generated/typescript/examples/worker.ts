/**
 * Collects the money for orders, until Ctrl-C or SIGTERM.
 *
 *     npx tsx examples/worker.ts
 *
 * beside the example `starter`.
 */

import { setTimeout as passed } from "node:timers/promises";

import { BpmnError, defineJob, Worker, ZeebeClient } from "zeebe-sdk";

/** The variables that the handler reads. */
interface Order {
  readonly orderId: number;
  readonly total: number;
}

/** The headers that the model defines for the task; the gateway sends them as texts. */
interface Terms {
  readonly limit: string;
}

/** Stands in for the client of a bank. */
class Bank {
  #charges = 0;

  /** Does not work at the first time. */
  async charge(cents: number, signal: AbortSignal): Promise<string> {
    await passed(50, undefined, { signal });
    const number = this.#charges;
    this.#charges += 1;
    if (number === 0) throw new Error("the bank does not answer");
    return `receipt ${number} for ${cents} cents`;
  }
}

const bank = new Bank();

const payment = defineJob<Order, Terms>({
  type: "payment",
  // The gateway sends no other variables. A schema as `variables` would say so by itself.
  fetch: ["orderId", "total"],
  // Longer than any charge takes: after it another worker gets the job.
  timeout: { minutes: 1 },
  retryBackoff: { seconds: 1 },
  async handle({ variables: { orderId, total }, headers: { limit }, signal }) {
    if (total > Number(limit)) {
      // The model has a path for this.
      throw new BpmnError("declined", { message: `order ${orderId} is over ${limit}` });
    }
    // Any other error fails the job. It comes again until its retries are used up; then it is an
    // incident.
    const receipt = await bank.charge(total, signal);
    console.log(`order ${orderId} is paid: ${receipt}`);
    return { receipt };
  },
});

await using client = new ZeebeClient();
const worker = new Worker(client, { jobs: [payment], name: "cashier" });
const report = await worker.run();
console.log(`stopped with ${report.abandoned.length} jobs undone`);
