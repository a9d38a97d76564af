/** @camunda8/sdk, with default settings; tuned, it does not prepare to repeat calls. */

import { client } from "./bench/camunda8.js";
import { measure, PROCESS, told } from "./bench/load.js";
import { order } from "./bench/order.js";

const load = told();
const zeebe = client(load.address, load.tuned ? { ZEEBE_GRPC_CLIENT_RETRY: false } : {});

await measure(async (number) => {
  const created = await zeebe.createProcessInstance({
    bpmnProcessId: PROCESS,
    variables: order(number),
  });
  return created.processInstanceKey;
}, load);
