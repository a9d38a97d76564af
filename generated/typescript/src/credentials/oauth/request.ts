/** What a token is asked for with. */

import { Secret } from "../secret.js";

/** Where tokens are given out. */
export interface TokenServer {
  /** Without brackets. */
  readonly host: string;
  /** What to connect to. */
  readonly port: number;
  /** Whether it speaks TLS. */
  readonly tls: boolean;
  /** Host and port as requests and errors name them. */
  readonly authority: string;
  /** The path, with the query. */
  readonly path: string;
}

/** An OAuth client, and what its tokens are for. */
export interface TokenRequest {
  /** Where it gets them. */
  readonly server: TokenServer;
  /** The client. */
  readonly clientId: string;
  /** Its secret. */
  readonly clientSecret: Secret;
  /** For whom they are. */
  readonly audience: string | undefined;
  /** What they shall allow. */
  readonly scope: string | undefined;
  /** What they are for. */
  readonly resource: string | undefined;
}

/** The body of the request. */
export function formOf(request: TokenRequest): Secret {
  const fields = new URLSearchParams({
    grant_type: "client_credentials",
    client_id: request.clientId,
    client_secret: request.clientSecret.reveal(),
  });
  for (const name of ["audience", "scope", "resource"] as const) {
    const value = request[name];
    if (value !== undefined && value !== "") fields.set(name, value);
  }
  return new Secret(fields.toString());
}

/** What a token is for, without the secret. */
export function identityOf({ server, clientId, ...rest }: TokenRequest): string {
  const url = `${server.tls ? "https" : "http"}://${server.authority}${server.path}`;
  return [url, clientId, rest.audience, rest.scope, rest.resource].join("\n");
}
