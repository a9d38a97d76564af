// Loads a compiled package as a whole and tries what needs nothing of anybody: reads an empty reply of
// every RPC, and makes its request of nothing, if that can be.

import { readdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const root = resolve("dist/esm");
// What these need is installed only by those who use it.
const optional = [join(root, "opentelemetry")];
const load = (path) => import(pathToFileURL(path).href);

for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
  const path = join(entry.parentPath ?? entry.path, entry.name);
  if (path.endsWith(".js") && !optional.some((folder) => path.startsWith(folder))) await load(path);
}

const { ArgumentError } = await load(join(root, "errors.js"));
const { EncodeContext } = await load(join(root, "contract/index.js"));
const rpcs = await load(join(root, "gateway/rpcs.js"));
for (const [name, rpc] of Object.entries(rpcs)) {
  const reply = rpc.deserialize(new Uint8Array());
  const items = rpc.items === undefined ? [reply] : rpc.items(reply);
  for (const item of items) {
    if (typeof rpc.decode(item) !== "object") throw new Error(`${name} gives no result`);
  }
  if (rpc.alreadyApplied !== undefined && rpc.alreadyApplied().alreadyApplied !== true) {
    throw new Error(`${name} marks nothing`);
  }
  try {
    const message = rpc.encode(new EncodeContext("tenant"), {});
    rpc.requestTimeoutMs?.(message);
    rpc.condition?.(message);
    rpc.serialize(message);
  } catch (error) {
    if (!(error instanceof ArgumentError)) throw error;
  }
}
