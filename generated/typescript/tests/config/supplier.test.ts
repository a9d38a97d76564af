/** What the user's own function supplies. */

import { inspect } from "node:util";
import { expect, test } from "vitest";

import { Config } from "../../src/config/index.js";
import { Supplier } from "../../src/credentials/index.js";
import type { Occasion } from "../../src/credentials/index.js";
import { NoProof } from "../../src/credentials/authenticator.js";
import type { Authenticator, Proof } from "../../src/credentials/authenticator.js";

const patient = (): AbortSignal => new AbortController().signal;

function authenticatorOf(supply: unknown): Authenticator {
  const credentials = new Supplier(supply as never);
  const { authenticator } = new Config({ credentials }).resolve();
  if (authenticator === undefined) throw new Error("there are no credentials");
  return authenticator;
}

const prove = (supply: unknown): Promise<Proof> =>
  authenticatorOf(supply).prove("attempt", patient());

const failure = (supply: unknown): Promise<NoProof> =>
  prove(supply).then(
    () => Promise.reject(new Error("something was supplied")),
    (error: unknown) => error as NoProof,
  );

test.each<[string, unknown]>([
  ["a token", () => "a-token"],
  ["a token later", () => Promise.resolve("a-token")],
  ["a record", () => ({ authorization: "Bearer a-token" })],
  ["pairs", () => [["Authorization", "Bearer a-token"]]],
  ["a map", () => new Map([["authorization", "Bearer a-token"]])],
  ["headers", () => new Headers({ authorization: "Bearer a-token" })],
])("a function may give %s", async (_, supply) => {
  const proof = await prove(supply);
  expect(proof.metadata).toEqual([["authorization", "Bearer a-token"]]);
  expect(inspect(proof, { showHidden: true })).not.toContain("a-token");
});

test("the function knows the occasion and is asked each time", async () => {
  const asked: Occasion[] = [];
  const authenticator = authenticatorOf((occasion: Occasion) => {
    asked.push(occasion);
    return String(asked.length);
  });
  expect(authenticator.canRenew).toBe(true);
  expect(authenticator.ready()).toBeUndefined();
  const first = await authenticator.prove("attempt", patient());
  const second = await authenticator.prove("unauthenticated", patient());
  expect(first.equals(second)).toBe(false);
  expect(asked).toEqual(["attempt", "unauthenticated"]);
});

test("proofs with the same metadata are equal", async () => {
  const pairs = [["x-bin", Uint8Array.of(1, 2)]];
  const [one, same] = [await prove(() => pairs), await prove(() => pairs)];
  expect(one.equals(same)).toBe(true);
  for (const others of [[["x-bin", Uint8Array.of(1, 3)]], [["y-bin", Uint8Array.of(1, 2)]], []]) {
    expect(one.equals(await prove(() => others))).toBe(false);
  }
});

test.each<[string, unknown]>([
  [
    "throws",
    () => {
      throw new Error("the vault is closed");
    },
  ],
  ["rejects", () => Promise.reject(new Error("the vault is closed"))],
])("a failure is told with its text: %s", async (_, supply) => {
  const error = await failure(supply);
  expect(error).toBeInstanceOf(NoProof);
  expect(error.text).toBe("no credentials: the vault is closed");
  expect(error.passing).toBe(true);
});

test.each([[undefined], [null], [3], [[3]], [[["a", 3]]], [{ a: 3 }]])(
  "%o is neither a token nor metadata",
  async (supplied) => {
    const error = await failure(() => supplied);
    expect(error.text).toMatch(/neither a token nor metadata|cannot be sent/);
    expect(error.passing).toBe(false);
  },
);

test("line ends are not sent and not shown", async () => {
  const { text } = await failure(() => "s3cret\nx-admin: yes");
  expect(text).toContain("cannot be sent");
  expect(text).not.toContain("s3cret");
});

test("who gives up does not wait, and the function is told", async () => {
  let told: AbortSignal | undefined;
  const authenticator = authenticatorOf((_: Occasion, signal: AbortSignal) => {
    told = signal;
    return new Promise((_resolve, reject) => {
      signal.addEventListener("abort", () => {
        reject(new Error("late"));
      });
    });
  });
  const controller = new AbortController();
  const asking = authenticator.prove("attempt", controller.signal);
  const reason = new Error("no time");
  controller.abort(reason);
  await expect(asking).rejects.toBe(reason);
  expect(told?.aborted).toBe(true);
});

test("what is no function is refused", () => {
  expect(() => new Supplier("a-token" as never)).toThrow(
    "credentials.supply: has to be a function",
  );
});
