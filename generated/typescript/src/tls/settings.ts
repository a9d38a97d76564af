/** What the client trusts, and who it says it is, as users give it. */

import { inspect } from "node:util";

import { kindOf, problemOf } from "../problem.js";
import { asPath } from "../path.js";
import { ConfigError } from "../errors.js";
import { Pem } from "./pem.js";

/**
 * What the client trusts on a `https://` connection, and who it says it is.
 *
 * Each certificate and key is a PEM text or a PEM file; files are read when the client is made.
 * Verification cannot be turned off.
 */
export interface Tls {
  /**
   * The certificate authorities to trust, and no others. Default: those that Node.js trusts,
   * which `NODE_EXTRA_CA_CERTS` adds to.
   */
  readonly caCertificate?: string | Uint8Array | undefined;
  /** The same in a file. */
  readonly caCertificateFile?: string | URL | undefined;
  /** The certificate that the client presents, with its chain. Default: none. */
  readonly clientCertificate?: string | Uint8Array | undefined;
  /** The same in a file. */
  readonly clientCertificateFile?: string | URL | undefined;
  /** The key of that certificate, without a password. */
  readonly clientKey?: string | Uint8Array | undefined;
  /** The same in a file. */
  readonly clientKeyFile?: string | URL | undefined;
  /** The name that the certificate of the gateway must have, if it is not the host of the address. */
  readonly serverName?: string | undefined;
}

const NAMES: Readonly<Record<keyof Tls, true>> = {
  caCertificate: true,
  caCertificateFile: true,
  clientCertificate: true,
  clientCertificateFile: true,
  clientKey: true,
  clientKeyFile: true,
  serverName: true,
};

/** What code says about TLS, checked and without texts that show. */
export class GivenTls {
  /** The certificate authorities to trust. */
  readonly caCertificate: Pem | undefined;
  /** The certificate of the client. */
  readonly clientCertificate: Pem | undefined;
  /** Its key. */
  readonly clientKey: Pem | undefined;
  /** The name in the certificate of the gateway. */
  readonly serverName: string | undefined;

  /** Throws a `ConfigError` for what cannot be. */
  constructor(given: Readonly<Record<string, unknown>>) {
    for (const name of Object.keys(given)) {
      if (Object.hasOwn(NAMES, name)) continue;
      const known = Object.keys(NAMES).join(", ");
      throw new ConfigError(`tls.${name}`, `is no setting of TLS; there are ${known}`);
    }
    this.caCertificate = oneOf("caCertificate", given);
    this.clientCertificate = oneOf("clientCertificate", given);
    this.clientKey = oneOf("clientKey", given);
    const name = given["serverName"];
    if (name !== undefined && typeof name !== "string") {
      throw new ConfigError("tls.serverName", `has to be a string, not ${kindOf(name)}`);
    }
    this.serverName = name;
  }

  /** What is given, if it can be; anything but an object is left to those who read it. */
  static of(given: unknown): unknown {
    if (typeof given !== "object" || given === null || given instanceof GivenTls) return given;
    return new GivenTls(given as Readonly<Record<string, unknown>>);
  }

  /** @internal */
  [inspect.custom](): string {
    const given = Object.entries(this).filter(([, value]) => value !== undefined);
    return `{ ${given.map(([name, value]) => `${name}: ${String(value)}`).join(", ")} }`;
  }
}

/** The text or the file, if there is one. */
function oneOf(name: string, given: Readonly<Record<string, unknown>>): Pem | undefined {
  const text = given[name];
  const file = given[`${name}File`];
  if (text !== undefined && file !== undefined) {
    throw new ConfigError(`tls.${name}`, "is given both as a text and as a file");
  }
  if (file !== undefined) return pemOfFile(`tls.${name}File`, file);
  return text === undefined ? undefined : pemOfText(`tls.${name}`, text);
}

function pemOfFile(setting: string, file: unknown): Pem {
  try {
    return Pem.file(asPath(file));
  } catch (error) {
    throw new ConfigError(setting, problemOf(error));
  }
}

function pemOfText(setting: string, text: unknown): Pem {
  if (typeof text === "string") return Pem.text(text);
  if (text instanceof Uint8Array) return Pem.text(Buffer.from(text).toString("latin1"));
  throw new ConfigError(setting, `has to be a PEM text, not ${kindOf(text)}`);
}
