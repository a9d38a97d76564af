/** An authority, and a server and a client that it answers for. */

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generate } from "selfsigned";

/** A certificate and its key, as texts and as files. */
export interface Issued {
  readonly cert: string;
  readonly key: string;
  readonly certFile: string;
  readonly keyFile: string;
}

/** Certificates in a directory of their own. */
export class Certificates implements AsyncDisposable {
  readonly #directory: string;
  /** The authority. */
  readonly ca: Issued;
  /** The server 127.0.0.1. */
  readonly server: Issued;
  /** A client. */
  readonly client: Issued;

  private constructor(directory: string, issued: readonly [Issued, Issued, Issued]) {
    this.#directory = directory;
    [this.ca, this.server, this.client] = issued;
  }

  /** Makes them. */
  static async make(): Promise<Certificates> {
    const directory = await mkdtemp(join(tmpdir(), "certificates-"));
    const authority = await generate([{ name: "commonName", value: "Authority" }], {
      keyType: "ec",
      algorithm: "sha256",
      extensions: [
        { name: "basicConstraints", cA: true, critical: true },
        { name: "keyUsage", keyCertSign: true, cRLSign: true, critical: true },
      ],
    });
    const ca = { key: authority.private, cert: authority.cert };
    const issue = async (name: string): Promise<Issued> => {
      const made = await generate([{ name: "commonName", value: name }], {
        keyType: "ec",
        algorithm: "sha256",
        ca,
        extensions: [
          { name: "basicConstraints", cA: false },
          { name: "subjectAltName", altNames: [{ type: 7, ip: "127.0.0.1" }] },
        ],
      });
      return stored(directory, name, made.cert, made.private);
    };
    const issued = [
      await stored(directory, "ca", ca.cert, ca.key),
      await issue("server"),
      await issue("client"),
    ] as const;
    return new Certificates(directory, issued);
  }

  /** Removes the directory. */
  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.#directory, { recursive: true });
  }
}

async function stored(directory: string, name: string, cert: string, key: string): Promise<Issued> {
  const certFile = join(directory, `${name}.pem`);
  const keyFile = join(directory, `${name}-key.pem`);
  await writeFile(certFile, cert);
  await writeFile(keyFile, key);
  return { cert, key, certFile, keyFile };
}
