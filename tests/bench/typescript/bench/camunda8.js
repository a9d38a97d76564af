/** The client of @camunda8/sdk. */

import { Camunda8 } from "@camunda8/sdk";

import { target } from "./address.js";

/**
 * A client that prints nothing. `settings` are those of gRPC; what is not there is left at its default.
 */
export function client(address, settings) {
  const camunda = new Camunda8({
    ZEEBE_GRPC_ADDRESS: `grpc://${target(address)}`,
    CAMUNDA_OAUTH_DISABLED: true,
    CAMUNDA_LOG_LEVEL: "none",
    zeebeGrpcSettings: { ZEEBE_CLIENT_LOG_LEVEL: "NONE", ...settings },
  });
  return camunda.getZeebeGrpcApiClient();
}
