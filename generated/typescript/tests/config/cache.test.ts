/** The file that keeps tokens between runs of a program. */

import {
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  unlink,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { Cache } from "../../src/credentials/oauth/cache.js";
import { Secret } from "../../src/credentials/secret.js";

const isPosix = process.platform !== "win32";
const warn = vi.spyOn(process, "emitWarning").mockReturnValue(undefined);
const warnings = (): string => warn.mock.calls.map(([text]) => String(text)).join("\n");
const token = new Secret("a-token");

let directory: string;
let file: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "cache-"));
  file = join(directory, "a", "b", "tokens.json");
  warn.mockClear();
});

afterEach(async () => {
  vi.useRealTimers();
  await rm(directory, { recursive: true });
});

async function kept(cache: Cache): Promise<string | undefined> {
  return (await cache.read())?.token.reveal();
}

const modeOf = async (path: string): Promise<number> => (await stat(path)).mode & 0o777;

test("a token is kept with the time that is left", async () => {
  await new Cache(file, "one").write(token, 100_000);
  const found = await new Cache(file, "one").read();
  expect(found?.token.reveal()).toBe("a-token");
  expect(found?.lasts).toBeGreaterThan(90_000);
  expect(found?.lasts).toBeLessThanOrEqual(100_000);
  expect(await new Cache(file, "other").read()).toBeUndefined();
  expect(warnings()).toBe("");
});

test.runIf(isPosix)("it is for its owner alone", async () => {
  await new Cache(file, "one").write(token, 100_000);
  expect(await modeOf(file)).toBe(0o600);
  expect(await modeOf(dirname(file))).toBe(0o700);
  expect(await modeOf(dirname(dirname(file)))).toBe(0o700);
  expect(await readdir(dirname(file))).toEqual(["tokens.json"]);
});

test.runIf(isPosix)("one that others can read is not used", async () => {
  const cache = new Cache(file, "one");
  await cache.write(token, 100_000);
  await chmod(file, 0o644);
  expect(await cache.read()).toBeUndefined();
  expect(warnings()).toContain("mode 644, it has to be 600");
  expect(warnings()).not.toContain("a-token");
  await unlink(file);
  await symlink("/etc/hostname", file);
  expect(await cache.read()).toBeUndefined();
  expect(warnings()).toContain("ELOOP");
});

test("clients keep theirs beside each other and what has ended goes", async () => {
  const one = new Cache(file, "one");
  const other = new Cache(file, "other");
  await one.write(new Secret("first"), 100_000);
  await other.write(new Secret("second"), 100_000);
  await new Cache(file, "third").write(new Secret("third"), 0);
  expect([await kept(one), await kept(other)]).toEqual(["first", "second"]);
  await one.forget();
  expect([await kept(one), await kept(other)]).toEqual([undefined, "second"]);
  const content = JSON.parse(await readFile(file, "utf8")) as { tokens: object };
  expect(Object.keys(content.tokens)).toEqual(["other"]);
});

test("what is changed at once is changed one after the other", async () => {
  const cache = new Cache(file, "one");
  await cache.write(new Secret("first"), 100_000);
  await Promise.all([cache.forget(), cache.write(new Secret("second"), 100_000)]);
  expect(await kept(cache)).toBe("second");
});

test("to forget makes no file", async () => {
  await new Cache(file, "one").forget();
  expect(await readdir(directory)).toEqual([]);
});

const ENTRY = '"obtained_at": 0, "expires_at": 99999999999';

test.each([
  "",
  "{",
  "[]",
  "null",
  '{"tokens": 3}',
  '{"tokens": {"one": 3}}',
  '{"tokens": {"one": null}}',
  '{"tokens": {"one": {}}}',
  `{"tokens": {"one": {"access_token": "a b", ${ENTRY}}}}`,
  '{"tokens": {"one": {"access_token": "a", "obtained_at": true, "expires_at": 1e300}}}',
  "[".repeat(100_000),
])("a damaged file is replaced: %#", async (content) => {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, content, { mode: 0o600 });
  const cache = new Cache(file, "one");
  expect(await cache.read()).toBeUndefined();
  await cache.write(token, 100_000);
  expect(await kept(cache)).toBe("a-token");
});

test("a clock that was set back knows nothing", async () => {
  vi.useFakeTimers({ toFake: ["Date"] });
  const cache = new Cache(file, "one");
  await cache.write(token, 100_000);
  const now = Date.now();
  vi.setSystemTime(now - 1_000_000);
  expect(await cache.read()).toBeUndefined();
  vi.setSystemTime(now + 101_000);
  expect(await cache.read()).toBeUndefined();
});

test("a file that cannot be written is a warning", async () => {
  await writeFile(join(directory, "file"), "");
  const cache = new Cache(join(directory, "file", "tokens.json"), "one");
  await cache.write(token, 100_000);
  expect(warnings()).toContain("cannot be written");
  expect(warnings()).not.toContain("a-token");
});
