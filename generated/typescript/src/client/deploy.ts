/** Files to deploy, taken from the disk by their paths. */

import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";

import { ArgumentError } from "../errors.js";
import type { CallOptions } from "../options.js";

interface File {
  readonly name: string;
  readonly content: Uint8Array;
}

/** What deploys resources. */
interface Deploys<Result> {
  deployResource(
    request: { readonly resources: readonly File[] },
    options?: CallOptions,
  ): Promise<Result>;
}

/** Deploys the files at these paths together, each under its base name. */
export async function deployFiles<Result>(
  client: Deploys<Result>,
  paths: string | URL | readonly (string | URL)[],
  options?: CallOptions,
): Promise<Result> {
  const files = typeof paths === "string" || paths instanceof URL ? [paths] : paths;
  const resources = await Promise.all(files.map((path, index) => fileAt(path, index)));
  return client.deployResource({ resources }, options);
}

async function fileAt(given: string | URL, index: number): Promise<File> {
  const path = given instanceof URL ? fileURLToPath(given) : given;
  try {
    return { name: basename(path), content: await readFile(path) };
  } catch (error) {
    const { code = String(error) } = error as { readonly code?: string };
    const problem = `the file '${path}' cannot be read: ${code}`;
    throw new ArgumentError(`resources[${String(index)}]`, problem, "DeployResource");
  }
}
