/**
 * Deploys a process and starts instances of it.
 *
 *     npx tsx examples/starter.ts
 *
 * The gateway is the one at `http://localhost:26500`, unless variables of the environment like
 * `CAMUNDA_GRPC_ADDRESS` say otherwise.
 */

import { ZeebeClient } from "zeebe-sdk";

/** The variables that an instance starts with. */
interface Order {
  readonly orderId: number;
  /** In cents. */
  readonly total: number;
}

await using client = new ZeebeClient();

// A cluster that has just been started cannot do anything for some seconds.
await client.waitUntilReady();

// To deploy what is deployed already changes nothing.
const deployed = await client.deployFiles(new URL("order.bpmn", import.meta.url));
console.log(`deployed ${deployed.key}`);

const orders: Order[] = [
  { orderId: 1, total: 1_000 },
  { orderId: 2, total: 4_200 },
  { orderId: 3, total: 99_900 },
];
for (const variables of orders) {
  const started = await client.createProcessInstance({ bpmnProcessId: "order", variables });
  console.log(`started ${started.processInstanceKey} for order ${variables.orderId}`);
}
