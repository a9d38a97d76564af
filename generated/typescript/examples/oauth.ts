/**
 * Calls a gateway as an OAuth client, and shows the settings in force.
 *
 * With all settings from the environment:
 *
 *     export CAMUNDA_GRPC_ADDRESS=https://zeebe.example
 *     export CAMUNDA_AUTHORIZATION_SERVER_URL=https://login.example/oauth/token
 *     export CAMUNDA_TOKEN_AUDIENCE=zeebe-api
 *     CAMUNDA_CLIENT_ID=shop CAMUNDA_CLIENT_SECRET=… npx tsx examples/oauth.ts
 *
 * With the client given by code, and its secret in a file, as orchestrators hand it over:
 *
 *     npx tsx examples/oauth.ts shop /run/secrets/zeebe
 */

import { readFile } from "node:fs/promises";

import { Config, OAuth, ZeebeClient } from "zeebe-sdk";

/** The settings of the client. */
async function settings(clientId?: string, file?: string): Promise<Config> {
  if (clientId === undefined || file === undefined) return Config.fromEnv();
  const clientSecret = (await readFile(file, "utf8")).trimEnd();
  // What code does not say still comes from the environment.
  return Config.fromEnv(process.env, { credentials: new OAuth({ clientId, clientSecret }) });
}

const config = await settings(...process.argv.slice(2));
// Secrets are not shown.
console.log(String(config));

await using client = new ZeebeClient(config);
// The first call fetches a token, which the others use until it is renewed.
for (let calls = 0; calls < 3; calls += 1) {
  const topology = await client.topology();
  console.log(`gateway ${topology.gatewayVersion} has ${topology.brokers.length} brokers`);
}
