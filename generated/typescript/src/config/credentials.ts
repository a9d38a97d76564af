/** Which credentials a client has: those of code, or those of the environment. */

import { OAuth } from "../credentials/oauth/client.js";
import type { TokenRequest, TokenServer } from "../credentials/oauth/request.js";
import { SCHEME } from "../credentials/scheme.js";
import { Basic } from "../credentials/schemes.js";
import type { Bearer, Credentials, Supplier } from "../credentials/schemes.js";
import { isLoopback, withoutBrackets } from "./address.js";
import { kindOf, Problem } from "../problem.js";
import { PATH, SECRET, TEXT, URL_TEXT } from "./read.js";
import { settingOf } from "./resolver.js";
import type { Found, Resolver } from "./resolver.js";
import { howToGive } from "./setting.js";

const SAAS_TOKENS = "https://login.cloud.camunda.io/oauth/token";
const SAAS_AUDIENCE = "zeebe.camunda.io";

/** A cluster of Camunda's SaaS. */
export interface Cluster {
  /** Where its gateway is. */
  readonly address: string;
  /** Whether code names it. */
  readonly fromCode: boolean;
}

/** OAuth with all that is needed for it. */
export interface OAuthClient {
  /** What tokens are asked for with. */
  readonly request: TokenRequest;
  /** The file that keeps them. */
  readonly cacheFile: string | undefined;
}

/** What a client proves itself with. */
export type Wanted =
  | { readonly kind: "fixed"; readonly credentials: Basic | Bearer }
  | { readonly kind: "supplier"; readonly credentials: Supplier }
  | { readonly kind: "oauth"; readonly client: OAuthClient };

/** The cluster, if one is named. */
export function findCluster(found: Resolver): Cluster | undefined {
  const region = found.find("clusterRegion", TEXT);
  const cluster = found.find("clusterId", TEXT);
  if (region === undefined || cluster === undefined) return undefined;
  for (const part of [cluster, region]) {
    if (!/^[A-Za-z0-9-]+$/.test(part.value)) {
      found.refuse(part.named, "has to be letters, digits and hyphens");
      return undefined;
    }
  }
  return {
    address: `https://${cluster.value}.${region.value}.zeebe.camunda.io:443`,
    fromCode: cluster.source === "code",
  };
}

/** What code says, completed by the environment if it is OAuth; else what that says. */
export function wantedCredentials(found: Resolver): Wanted | undefined {
  const given = found.code.get("credentials");
  if (given === undefined) return credentialsOfEnvironment(found);
  if (!isCredentials(given)) {
    const kinds = "new OAuth(…), new Basic(…), new Bearer(…) or new Supplier(…)";
    found.refuse("credentials", `has to be ${kinds}, not ${kindOf(given)}`);
    return undefined;
  }
  switch (given[SCHEME]) {
    case "oauth":
      return oauthClient(found, given);
    case "supplier":
      return { kind: "supplier", credentials: given };
    case "basic":
    case "bearer":
      return { kind: "fixed", credentials: given };
  }
}

function isCredentials(given: unknown): given is Credentials {
  return typeof given === "object" && given !== null && SCHEME in given;
}

/** Basic authentication or OAuth, not both. */
function credentialsOfEnvironment(found: Resolver): Wanted | undefined {
  const username = found.find("basicAuthUsername", TEXT);
  const password = found.find("basicAuthPassword", SECRET);
  const oauth = oauthClient(found, new OAuth());
  const basic = found.both(["basicAuthUsername", "basicAuthPassword"], username, password);
  if (basic === undefined) return oauth;
  const [user, secret] = basic;
  if (oauth !== undefined) {
    const problem = "is set, and so is clientId; there can be only one of basic authentication";
    found.refuse(user.named, `${problem} and OAuth`);
    return oauth;
  }
  const credentials = new Basic({ username: user.value, password: secret.value.reveal() });
  return { kind: "fixed", credentials };
}

/** Completes what code says about OAuth. */
function oauthClient(found: Resolver, code: OAuth): Wanted | undefined {
  const clientId = found.find("clientId", TEXT, code.clientId);
  const clientSecret = found.find("clientSecret", SECRET, code.clientSecret);
  let url = found.find("authorizationServerUrl", URL_TEXT, code.authorizationServerUrl);
  let audience = found.find("tokenAudience", TEXT, code.audience);
  const scope = found.find("tokenScope", TEXT, code.scope);
  const resource = found.find("tokenResource", TEXT, code.resource);
  const cacheFile = found.find("tokenCache", PATH, code.cacheFile)?.value;
  const client = found.both(["clientId", "clientSecret"], clientId, clientSecret);
  if (client === undefined) return undefined;
  if (found.find("clusterId", TEXT) !== undefined) {
    const tokens = { value: SAAS_TOKENS, from: "clusterId" } as const;
    url = found.orDerived(url, "authorizationServerUrl", tokens, URL_TEXT);
    const saas = { value: SAAS_AUDIENCE, from: "clusterId" } as const;
    audience = found.orDerived(audience, "tokenAudience", saas, TEXT);
  }
  const [id, secret] = client;
  const server = tokenServer(found, url, id.named);
  if (server === undefined) return undefined;
  const request: TokenRequest = {
    server,
    clientId: id.value,
    clientSecret: secret.value,
    audience: audience?.value,
    scope: scope?.value,
    resource: resource?.value,
  };
  return { kind: "oauth", client: { request, cacheFile } };
}

/** Where tokens are given out, if that is known and the secret may go there. */
function tokenServer(
  found: Resolver,
  url: Found<string> | undefined,
  client: string,
): TokenServer | undefined {
  if (url === undefined) {
    const missing = howToGive(settingOf("authorizationServerUrl"));
    found.refuse(client, `needs ${missing}, which is not set`);
    return undefined;
  }
  const unencrypted = found.code.get("credentialsWithoutTls") === true;
  return found.attempt(url.named, () => parseUrl(url.value, { unencrypted }));
}

/** Reads a URL. Throws a `Problem`. */
function parseUrl(text: string, { unencrypted }: { unencrypted: boolean }): TokenServer {
  const url = /^[!-~]+$/.test(text) && URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || url.host === "") {
    throw new Problem("is not a URL such as https://login.example/oauth/token");
  }
  if (url.username !== "" || url.password !== "") {
    throw new Problem("must not contain a user name or password");
  }
  if (url.protocol !== "https:" && url.protocol !== "http:") {
    throw new Problem("has to begin with https://");
  }
  const tls = url.protocol === "https:";
  const host = withoutBrackets(url.hostname);
  if (!tls && !isLoopback(host) && !unencrypted) {
    throw new Problem(
      `the client's secret would go unencrypted to ${host}; use https, or allow it with ` +
        "credentialsWithoutTls: true",
    );
  }
  const port = url.port === "" ? (tls ? 443 : 80) : Number(url.port);
  return { host, port, tls, authority: url.host, path: `${url.pathname}${url.search}` };
}

/** Refuses credentials that everybody on the way could read. */
export function refuseExposed(found: Resolver, wanted: Wanted | undefined, host: string): void {
  if (wanted === undefined || isLoopback(host)) return;
  if (found.code.get("credentialsWithoutTls") === true) return;
  found.refuse(
    wanted.kind === "oauth" ? "clientId" : "credentials",
    `would go unencrypted to ${host}; use an address with https (TLS), or allow it with ` +
      "credentialsWithoutTls: true",
  );
}
