/** From what a client proves itself with to what does it. */

import type { SecureContext } from "node:tls";

import { FixedProof, Proof } from "../credentials/authenticator.js";
import type { Authenticator } from "../credentials/authenticator.js";
import { Cache, Exchange, identityOf, TokenKeeper } from "../credentials/oauth/index.js";
import type { Basic, Bearer } from "../credentials/schemes.js";
import { SupplierAuthenticator } from "../credentials/supplier.js";
import { checkedMetadata } from "../metadata.js";
import type { OAuthClient, Wanted } from "./credentials.js";

/** How token servers are reached. */
interface Reach {
  /** What is trusted on the way to them. */
  readonly secureContext: SecureContext | undefined;
  /** How long it may take to connect, in milliseconds. */
  readonly connectTimeoutMs: number;
}

/** What has the metadata that proves who calls. Throws an `ArgumentError` if it cannot be sent. */
export function authenticatorOf(wanted: Wanted, reach: Reach): Authenticator {
  switch (wanted.kind) {
    case "oauth":
      return tokenKeeper(wanted.client, reach);
    case "supplier":
      return new SupplierAuthenticator(wanted.credentials.supply);
    case "fixed":
      return fixedProof(wanted.credentials);
  }
}

function tokenKeeper({ request, cacheFile }: OAuthClient, reach: Reach): TokenKeeper {
  const secureContext = request.server.tls ? reach.secureContext : undefined;
  const exchange = new Exchange(request, { ...reach, secureContext });
  const cache = cacheFile === undefined ? undefined : new Cache(cacheFile, identityOf(request));
  return new TokenKeeper(exchange, cache);
}

/** A header that never changes. */
function fixedProof(credentials: Basic | Bearer): Authenticator {
  const header = ["authorization", credentials.authorization().reveal()];
  return new FixedProof(new Proof(checkedMetadata([header], "credentials")));
}
