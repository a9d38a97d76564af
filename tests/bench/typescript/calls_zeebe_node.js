/** zeebe-node, with default settings; tuned, it does not prepare to repeat calls. */

import { measure, PROCESS, told } from "./bench/load.js";
import { order } from "./bench/order.js";
import { client } from "./bench/zeebe_node.js";

const load = told();
const zeebe = client(load.address, load.tuned ? { retry: false } : {});

await measure(async (number) => {
  const created = await zeebe.createProcessInstance({
    bpmnProcessId: PROCESS,
    variables: order(number),
  });
  return created.processInstanceKey;
}, load);
