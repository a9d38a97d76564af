/** From certificates and keys to what connections are made with. */

import { X509Certificate } from "node:crypto";
import { createSecureContext } from "node:tls";
import type { SecureContext } from "node:tls";

import { Problem } from "../problem.js";
import type { Secret } from "../credentials/secret.js";

/** A client certificate with its chain, and its key. */
export interface Identity {
  /** The certificates. */
  readonly certificate: Secret;
  /** The key of the first of them. */
  readonly key: Secret;
}

/** The texts of one client's settings, read from where they are. */
export interface TlsTexts {
  /** The certificate authorities to trust. */
  readonly caCertificate: Secret | undefined;
  /** The client's certificate. */
  readonly identity: Identity | undefined;
  /** The name that the certificate of the gateway must have. */
  readonly serverName: string | undefined;
}

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g;

/**
 * What connections to the gateway and to a token server are made with.
 *
 * Variables of gRPC's library, such as another file with roots, do not count. Throws a `Problem`
 * with what is wrong with the texts.
 */
export function secureContextOf(texts: TlsTexts): SecureContext {
  checkAuthorities(texts.caCertificate);
  checkIdentity(texts.identity);
  try {
    return createSecureContext({
      ca: texts.caCertificate?.reveal(),
      cert: texts.identity?.certificate.reveal(),
      key: texts.identity?.key.reveal(),
      minVersion: "TLSv1.2",
    });
  } catch (error) {
    throw new Problem(`the client certificate and key do not work: ${reasonOf(error)}`);
  }
}

function checkAuthorities(trusted: Secret | undefined): void {
  if (trusted === undefined) return;
  const blocks = trusted.reveal().match(CERTIFICATE);
  if (blocks === null) {
    throw new Problem("the CA certificate has no PEM block of type CERTIFICATE");
  }
  try {
    // What cannot be read would be left out silently.
    for (const block of blocks) new X509Certificate(block);
  } catch (error) {
    throw new Problem(`the CA certificate cannot be used: ${reasonOf(error)}`);
  }
}

function checkIdentity(identity: Identity | undefined): void {
  if (identity === undefined) return;
  if (identity.certificate.reveal().match(CERTIFICATE) === null) {
    throw new Problem("the client certificate has no PEM block of type CERTIFICATE");
  }
  const key = identity.key.reveal();
  if (!/-----BEGIN ([A-Z]+ )?PRIVATE KEY-----/.test(key)) {
    throw new Problem("the client key has no PEM block of type PRIVATE KEY");
  }
  if (key.includes("BEGIN ENCRYPTED") || key.includes("Proc-Type: 4,ENCRYPTED")) {
    throw new Problem("the client key has a password, and there is no way to give it");
  }
}

/** Why OpenSSL does not take something; it does not quote what it was given. */
function reasonOf(error: unknown): string {
  const { reason, code, message } = error as Error & { reason?: string; code?: string };
  return reason ?? code ?? message;
}
