// What is installed can be required.

const assert = require("node:assert/strict");

const { Config, ZeebeClient } = require("zeebe-sdk");
const { FakeGateway } = require("zeebe-sdk/testing");

async function main() {
  const client = new ZeebeClient(new Config({ address: "http://localhost:1" }));
  assert.equal(client.config.entry("address").value, "http://localhost:1");
  await client.close();
  const gateway = await FakeGateway.start();
  gateway.on("topology", { gatewayVersion: "8.8.0" });
  const local = gateway.client();
  assert.equal((await local.topology()).gatewayVersion, "8.8.0");
  await local.close();
  await gateway.close();
  console.log("works as CommonJS");
}

main();
