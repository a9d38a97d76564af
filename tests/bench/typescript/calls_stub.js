/** The bare stub: no deadline, no retry, no check. */

import { create } from "@bufbuild/protobuf";
import { CreateProcessInstanceRequestSchema, Gateway } from "zeebe-sdk/raw";

import { measure, PROCESS, told } from "./bench/load.js";
import { order } from "./bench/order.js";
import { connect, unary } from "./bench/stub.js";

const load = told();
const createProcessInstance = unary(connect(load.address), Gateway.method.createProcessInstance);

await measure(async (number) => {
  const request = create(CreateProcessInstanceRequestSchema, {
    bpmnProcessId: PROCESS,
    version: -1,
    variables: JSON.stringify(order(number)),
  });
  const reply = await createProcessInstance(request);
  return reply.processInstanceKey;
}, load);
