/** What the page about tests shows is run as the tests that it shows. */

import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

import { expect, it, onTestFinished } from "vitest";

const PAGE = new URL("../../docs/testing.md", import.meta.url);

/** Where what the page imports is. */
const MODULES: Readonly<Record<string, string>> = {
  '"zeebe-sdk"': "../../src/index.ts",
  '"zeebe-sdk/testing"': "../../src/testing/index.ts",
  '"zod"': "../../node_modules/zod/index.js",
};

interface Block {
  readonly tests: readonly (readonly [name: string, run: () => Promise<void>])[];
}

/** A block as a module that gives its tests instead of running them. */
function moduleOf(block: string): string {
  let code = block.replace(
    'import { test } from "node:test";',
    "export const tests = [];\nconst test = (name, run) => tests.push([name, run]);",
  );
  for (const [name, path] of Object.entries(MODULES)) {
    const url = new URL(path, import.meta.url);
    code = code.replaceAll(`from ${name}`, `from ${JSON.stringify(fileURLToPath(url))}`);
  }
  return code;
}

it("passes the tests on the page", async () => {
  const page = await readFile(PAGE, "utf8");
  const blocks = [...page.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, block]) => block ?? "");
  const folder = await mkdtemp(join(tmpdir(), "zeebe-sdk-page-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const names: string[] = [];
  for (const [number, block] of blocks.entries()) {
    const path = join(folder, `block-${String(number)}.ts`);
    await writeFile(path, moduleOf(block));
    const { tests } = (await import(/* @vite-ignore */ pathToFileURL(path).href)) as Block;
    for (const [name, run] of tests) {
      await run();
      names.push(name);
    }
  }
  expect(names).toHaveLength(page.split("\ntest(").length - 1);
  expect(names.length).toBeGreaterThanOrEqual(5);
});
