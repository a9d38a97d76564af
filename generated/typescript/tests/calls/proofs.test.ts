import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";

import { Status } from "../../src/contract/index.js";
import { Bearer, Supplier } from "../../src/credentials/index.js";
import type { Occasion } from "../../src/credentials/index.js";
import type { Answer } from "./peer.js";
import { Peer, clientOf, errorOf, fail, inTurn, reply } from "./peer.js";

const unknown = fail(Status.UNAUTHENTICATED, "who are you?");

/** A gateway that accepts one token. */
function knows(token: string): Answer {
  return (call) => {
    (call.headers.authorization === `Bearer ${token}` ? reply("hi") : unknown)(call);
  };
}

describe("what proves who calls", () => {
  test("is attached to every attempt, whatever other metadata says", async () => {
    await using peer = await Peer.start(inTurn(fail(Status.UNAVAILABLE), reply("hi")));
    await using client = clientOf(peer.port, { credentials: new Bearer("secret") });
    await client.say("a", { metadata: { authorization: "Bearer other" } });
    await client.say("b");
    const sent = peer.calls.map((call) => call.headers.authorization);
    expect(sent).toEqual(Array<string>(3).fill("Bearer secret"));
  });

  test("is asked for once more when the gateway does not accept it", async () => {
    const occasions: Occasion[] = [];
    const credentials = new Supplier((occasion) => {
      occasions.push(occasion);
      return Promise.resolve(occasion === "attempt" ? "old" : "new");
    });
    await using peer = await Peer.start(knows("new"));
    await using client = clientOf(peer.port, { credentials });
    expect(await client.say("a", {}, { callClass: "nonIdempotent" })).toEqual({ text: "hi" });
    expect(occasions).toEqual(["attempt", "unauthenticated"]);
  });

  test("is not sent twice if it is the same", async () => {
    const credentials = new Supplier(() => Promise.resolve("old"));
    await using peer = await Peer.start(knows("new"));
    await using client = clientOf(peer.port, { credentials });
    const error = await errorOf(client.say("a"));
    expect(error).toMatchObject({ status: Status.UNAUTHENTICATED, attempts: 1, retryable: false });
    expect(error.message).toContain("there are no others");
    expect(peer.calls).toHaveLength(1);
  });

  test("cannot be another one if it is fixed", async () => {
    await using peer = await Peer.start(unknown);
    await using client = clientOf(peer.port, { credentials: new Bearer("secret") });
    const error = await errorOf(client.say("a"));
    expect(error).toMatchObject({ status: Status.UNAUTHENTICATED, attempts: 1, fromGateway: true });
    expect(error.message).not.toContain("secret");
  });

  test("is waited for as long as a call has time", async () => {
    const credentials = new Supplier(() => sleep(30, "late"));
    await using peer = await Peer.start(knows("late"));
    await using client = clientOf(peer.port, { credentials });
    expect(await client.say("a", { timeout: { days: 100 } })).toEqual({ text: "hi" });
    expect(await client.say("b", {}, { deadline: { kind: "none" } })).toEqual({ text: "hi" });
  });

  test("is found inside the time of the call", async () => {
    const credentials = new Supplier(() => sleep(5_000, "late", { ref: false }));
    await using peer = await Peer.start(reply("hi"));
    await using client = clientOf(peer.port, { credentials });
    const error = await errorOf(client.say("a", { timeout: { milliseconds: 100 } }));
    expect(error).toMatchObject({ status: Status.UNAUTHENTICATED, attempts: 0, retryable: true });
    expect(error.message).toContain("no credentials within 100 ms");
    const aborted = await errorOf(client.say("a", { signal: AbortSignal.timeout(50) }));
    expect(aborted).toMatchObject({ status: Status.CANCELLED, attempts: 0 });
    expect(peer.calls).toEqual([]);
  });
});
