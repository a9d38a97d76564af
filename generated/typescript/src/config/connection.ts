/** Where the gateway is, and what is trusted on the way to it. */

import type { Secret } from "../credentials/secret.js";
import type { Pem } from "../tls/pem.js";
import type { Identity, TlsTexts } from "../tls/session.js";
import { GivenTls } from "../tls/settings.js";
import { Address, withoutUserinfo } from "./address.js";
import { findCluster } from "./credentials.js";
import type { Wanted } from "./credentials.js";
import { kindOf, Problem, problemOf } from "../problem.js";
import { FLAG, PEM, URL_TEXT } from "./read.js";
import type { Found, Resolver } from "./resolver.js";

/** Where the gateway is. */
export function findAddress(found: Resolver): Address | undefined {
  const insecure = found.find("insecureConnection", FLAG)?.value ?? false;
  let given = found.find("address", URL_TEXT);
  const cluster = findCluster(found);
  if (cluster !== undefined) {
    // What code says is stronger than the environment, whichever it says.
    const weaker = cluster.fromCode && !found.code.has("address") ? undefined : given;
    const derived = { value: cluster.address, from: "clusterId" } as const;
    given = found.orDerived(weaker, "address", derived, URL_TEXT);
  }
  if (given === undefined) return undefined;
  const { value, named } = given;
  return found.attempt(named, () => {
    try {
      return new Address(value, { insecure });
    } catch (error) {
      throw new Problem(`'${withoutUserinfo(value)}' cannot be used: ${problemOf(error)}`);
    }
  });
}

/** What is trusted, and the client's certificate. */
export function findTls(
  found: Resolver,
  address: Address | undefined,
  wanted: Wanted | undefined,
): TlsTexts {
  const code = tlsOfCode(found);
  const trusted = found.find("caCertificate", PEM, code?.caCertificate);
  const certificate = found.find("clientCertificate", PEM, code?.clientCertificate);
  const key = found.find("clientKey", PEM, code?.clientKey);
  if (address?.tls === false) {
    // The token server of an OAuth client may speak TLS.
    const useless = certificate ?? (wanted?.kind === "oauth" ? undefined : trusted);
    const named = found.code.has("tls") ? "tls" : useless?.named;
    if (named !== undefined) found.refuse(named, "is for TLS, but the address is without TLS");
  }
  const pair = found.both(["clientCertificate", "clientKey"], certificate, key);
  return {
    caCertificate: trusted && read(found, trusted),
    identity: pair && identityOf(found, pair),
    serverName: code?.serverName,
  };
}

/** What code says. */
function tlsOfCode(found: Resolver): GivenTls | undefined {
  const given = found.code.get("tls");
  if (given === undefined || given instanceof GivenTls) return given;
  found.refuse("tls", `has to be an object of settings, not ${kindOf(given)}`);
  return undefined;
}

function identityOf(
  found: Resolver,
  pair: readonly [Found<Pem>, Found<Pem>],
): Identity | undefined {
  const [certificate, key] = pair.map((given) => read(found, given));
  return certificate && key && { certificate, key };
}

/** The text, if it can be read. */
function read(found: Resolver, given: Found<Pem>): Secret | undefined {
  return found.attempt(given.named, () => given.value.read());
}
