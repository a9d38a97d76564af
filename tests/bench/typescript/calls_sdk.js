/** The client, as its README shows it, with default settings. */

import { ZeebeClient } from "zeebe-sdk";

import { measure, PROCESS, told } from "./bench/load.js";
import { order } from "./bench/order.js";

const load = told();
const client = new ZeebeClient({ address: load.address });

await measure(async (number) => {
  const created = await client.createProcessInstance({
    bpmnProcessId: PROCESS,
    variables: order(number),
  });
  return created.processInstanceKey;
}, load);
