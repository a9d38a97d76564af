// What is installed can be imported as an ES module, and beside itself as CommonJS.

import assert from "node:assert/strict";
import { createRequire } from "node:module";

import * as sdk from "zeebe-sdk";
import * as raw from "zeebe-sdk/raw";
import * as testing from "zeebe-sdk/testing";
import * as opentelemetry from "zeebe-sdk/opentelemetry";

const require = createRequire(import.meta.url);
const other = require("zeebe-sdk");
assert.notEqual(sdk.ZeebeClient, other.ZeebeClient);
assert.deepEqual(Object.keys(sdk).sort(), Object.keys(other).sort());
for (const module of [raw, testing, opentelemetry]) assert.notEqual(Object.keys(module).length, 0);

// Errors, keys and credentials of one copy are those of the other.
assert(new other.ArgumentError("x", "is wrong") instanceof sdk.ArgumentError);
const config = new sdk.Config({ address: "http://localhost:1", credentials: new other.Bearer("t") });
const client = new other.ZeebeClient(config);
assert.equal(client.config.entry("address").value, "http://localhost:1");
await client.close();

const gateway = await testing.FakeGateway.start();
try {
  gateway.on("createProcessInstance", { processInstanceKey: 42n });
  const local = gateway.client();
  const started = await local.createProcessInstance({ bpmnProcessId: "order" });
  assert.equal(started.processInstanceKey, "42");
  await local.close();
} finally {
  await gateway.close();
}
console.log("works as an ES module");
