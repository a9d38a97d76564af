import { getEventListeners } from "node:events";
import { constants } from "node:http2";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";

import { Status } from "../../src/contract/index.js";
import {
  ArgumentError,
  CallCancelledError,
  ClosedError,
  DeadlineExceededError,
  NotFoundError,
  UnavailableError,
} from "../../src/errors.js";
import { Peer, clientOf, errorOf, fail, inTurn, reply, silence } from "./peer.js";

const QUICK = { retryPolicy: { initialDelay: { milliseconds: 2 } } };

describe("a call", () => {
  test("sends its request and gives the result", async () => {
    await using peer = await Peer.start(reply("hi"));
    await using client = clientOf(peer.port);
    expect(await client.say("hello")).toEqual({ text: "hi" });
    const [call] = peer.calls;
    expect(call?.text).toBe("hello");
    expect(call?.headers[":path"]).toBe("/test.Gateway/Say");
    expect(call?.headers["grpc-timeout"]).toMatch(/^(10S|10000m|[5-9]\d{3}m)$/);
    expect(call?.headers["user-agent"]).toMatch(/^zeebe-sdk-typescript\//);
  });

  test("carries metadata of the client and its own", async () => {
    await using peer = await Peer.start(reply("hi"));
    await using client = clientOf(peer.port, { metadata: { "x-all": "1" } });
    await client.say("a", { metadata: { "X-One": "2", "x-raw-bin": Buffer.from([255]) } });
    await client.say("b", {
      metadata: [
        ["x-many", "3"],
        ["x-many", "4"],
      ],
    });
    const [first, second] = peer.calls.map((call) => call.headers);
    expect(first).toMatchObject({ "x-all": "1", "x-one": "2", "x-raw-bin": "/w==" });
    expect(second).toMatchObject({ "x-all": "1", "x-many": "3, 4" });
  });

  test("is refused before it is sent, with the place", async () => {
    await using peer = await Peer.start(reply("hi"));
    await using client = clientOf(peer.port);
    const refused = client.ask({ text: 5 } as never);
    await expect(refused).rejects.toThrow("Say: text: must be a string, not a number");
    const odd = client.ask({ text: "a", texts: 1 } as never);
    await expect(odd).rejects.toThrow("Say: texts: is not known here; there are text");
    await expect(client.ask(null as never)).rejects.toThrow("Say: must be an object, not null");
    const timeout = client.say("a", { timeout: 5 as never });
    await expect(timeout).rejects.toThrow(
      "Say: options.timeout: must be a duration, not the number 5; give e.g. { seconds: 30 }",
    );
    await expect(client.say("a", { timeout: { seconds: 0 } })).rejects.toThrow(ArgumentError);
    await expect(client.say("a", { retries: 1 } as never)).rejects.toThrow("options.retries");
    await expect(client.say("a", { retry: "MAYBE" as never })).rejects.toThrow("options.retry");
    await expect(client.say("a", { metadata: { te: "x" } })).rejects.toThrow("keeps for itself");
    expect(peer.calls).toEqual([]);
  });

  test("fails with everything that is known about it", async () => {
    const answer = fail(Status.NOT_FOUND, "no job 5\n", { "x-why": "gone" });
    await using peer = await Peer.start(answer);
    await using client = clientOf(peer.port);
    const error = await errorOf(client.say("hello"));
    expect(error).toBeInstanceOf(NotFoundError);
    expect(error).toMatchObject({
      name: "NotFoundError",
      rpc: "Say",
      status: Status.NOT_FOUND,
      statusName: "NOT_FOUND",
      statusMessage: "no job 5\n",
      attempts: 1,
      retryable: false,
      outcomeUnknown: false,
      documented: "There is no such thing.",
      fromGateway: true,
    });
    expect(error.message).toBe("Say failed: NOT_FOUND: no job 5\\x0a; There is no such thing.");
    expect(error.metadata).toContainEqual(["x-why", "gone"]);
  });

  test("names the gateway that an unknown RPC needs", async () => {
    await using peer = await Peer.start(fail(Status.UNIMPLEMENTED));
    await using client = clientOf(peer.port);
    expect(await errorOf(client.say("hello"))).toMatchObject({ needsGateway: "8.1" });
  });
});

describe("a call that fails", () => {
  test("is sent again inside its deadline, and its attempts are counted", async () => {
    const busy = fail(Status.UNAVAILABLE, "restarting");
    await using peer = await Peer.start(inTurn(busy, busy, reply("hi")));
    await using client = clientOf(peer.port, QUICK);
    expect(await client.say("hello")).toEqual({ text: "hi" });
    expect(peer.calls).toHaveLength(3);
  });

  test("is given up after five attempts", async () => {
    await using peer = await Peer.start(fail(Status.UNAVAILABLE, "down"));
    await using client = clientOf(peer.port, QUICK);
    const error = await errorOf(client.say("hello"));
    expect(error).toMatchObject({ attempts: 5, retryable: true, outcomeUnknown: true });
    expect(error.message).toContain("(5 attempts)");
  });

  test("is sent once if nobody may send it again", async () => {
    await using peer = await Peer.start(fail(Status.UNAVAILABLE, "down"));
    await using client = clientOf(peer.port, QUICK);
    await errorOf(client.say("a", { retry: "NEVER" }));
    await errorOf(client.say("b", {}, { callClass: "nonIdempotent" }));
    expect(peer.calls.map((call) => call.text)).toEqual(["a", "b"]);
    await errorOf(client.say("c", { retry: "AT_LEAST_ONCE" }, { callClass: "nonIdempotent" }));
    expect(peer.calls.length).toBeGreaterThan(3);
  });

  test("waits as long as the gateway asks", async () => {
    const answer = fail(Status.UNAVAILABLE, "", { "grpc-retry-pushback-ms": "120" });
    await using peer = await Peer.start(inTurn(answer, reply("hi")));
    await using client = clientOf(peer.port, QUICK);
    const began = performance.now();
    await client.say("hello");
    expect(performance.now() - began).toBeGreaterThan(115);
    const never = fail(Status.UNAVAILABLE, "", { "grpc-retry-pushback-ms": "soon" });
    await using other = await Peer.start(never);
    await using second = clientOf(other.port, QUICK);
    expect(await errorOf(second.say("a"))).toMatchObject({ attempts: 1, retryable: false });
  });

  test("was done by the first attempt if the second finds it gone", async () => {
    const gone = fail(Status.NOT_FOUND);
    await using peer = await Peer.start(inTurn(fail(Status.UNAVAILABLE), gone));
    await using client = clientOf(peer.port, QUICK);
    const policy = { alreadyApplied: [Status.NOT_FOUND] };
    expect(await client.say("a", {}, policy)).toEqual({ text: "", alreadyApplied: true });
    await expect(client.say("b", {}, policy)).rejects.toBeInstanceOf(NotFoundError);
  });

  test("waits for a gateway that is not there yet", async () => {
    const peer = await Peer.start(reply("hi"));
    const { port } = peer;
    await peer[Symbol.asyncDispose]();
    await using client = clientOf(port, {
      retryPolicy: { maxAttempts: 50, budget: { tokens: 1_000 } },
    });
    const call = client.say("hello");
    await sleep(300);
    await using back = await Peer.start(reply("hi"), port);
    expect(await call).toEqual({ text: "hi" });
    expect(back.calls).toHaveLength(1);
  });

  test("says that there was no connection", async () => {
    const peer = await Peer.start(reply("hi"));
    await peer[Symbol.asyncDispose]();
    await using client = clientOf(peer.port);
    const error = await errorOf(client.say("hello", { retry: "NEVER" }));
    expect(error).toBeInstanceOf(UnavailableError);
    expect(error).toMatchObject({ outcomeUnknown: false, retryable: true, fromGateway: false });
    expect(error.message).toContain("no connection to the gateway");
  });
});

describe("the time of a call", () => {
  test("ends it", async () => {
    await using peer = await Peer.start(silence);
    await using client = clientOf(peer.port);
    const error = await errorOf(client.say("a", { timeout: { milliseconds: 80 } }));
    expect(error).toBeInstanceOf(DeadlineExceededError);
    expect(error).toMatchObject({ statusMessage: "no answer within 80 ms", outcomeUnknown: true });
  });

  test("is what the gateway is told", async () => {
    await using peer = await Peer.start(reply("hi"));
    await using client = clientOf(peer.port, { requestTimeout: { seconds: 3 } });
    await client.say("a");
    await client.say("b", { timeout: { hours: 1 } });
    await client.say("c", {}, { deadline: { kind: "none" } });
    await client.say("d", { timeout: { days: 100 } });
    const told = peer.calls.map((call) => call.headers["grpc-timeout"]);
    expect(told[0]).toMatch(/^(3S|3000m|[12]\d{3}m)$/);
    expect(told[1]).toMatch(/^(3599|3600|1H|36)/);
    expect(told[2]).toBeUndefined();
    expect(told[3]).toMatch(/^(8640000S|8639999\d*m?S?|2400H|144000M)$/);
  });
});

describe("an aborted signal", () => {
  test("ends a call that is under way", async () => {
    await using peer = await Peer.start(silence);
    await using client = clientOf(peer.port);
    const stop = new AbortController();
    const call = errorOf(client.say("a", { signal: stop.signal }));
    while (peer.calls.length === 0) await sleep(5);
    const [arrived] = peer.calls;
    const reason = new Error("enough");
    stop.abort(reason);
    const error = await call;
    expect(error).toBeInstanceOf(CallCancelledError);
    expect(error).toMatchObject({ cause: reason, outcomeUnknown: true, retryable: false });
    while (arrived?.stream.closed === false) await sleep(5);
    expect(arrived?.stream.rstCode).toBe(constants.NGHTTP2_CANCEL);
  });

  test("keeps a call from being sent", async () => {
    await using peer = await Peer.start(reply("hi"));
    await using client = clientOf(peer.port);
    const error = await errorOf(client.say("a", { signal: AbortSignal.abort() }));
    expect(error).toMatchObject({ status: Status.CANCELLED, attempts: 0, outcomeUnknown: false });
    expect(peer.calls).toEqual([]);
  });

  test("may be shared by many calls", async () => {
    const warnings: Error[] = [];
    const note = (warning: Error): void => void warnings.push(warning);
    process.on("warning", note);
    await using peer = await Peer.start((call) => {
      if (call.number > 20) reply("hi")(call);
    });
    await using client = clientOf(peer.port);
    const stop = new AbortController();
    const options = { signal: stop.signal };
    const errors = Array.from({ length: 20 }, () => errorOf(client.say("a", options)));
    while (peer.calls.length < 20) await sleep(5);
    await client.say("b", options);
    expect(getEventListeners(stop.signal, "abort")).toHaveLength(1);
    stop.abort();
    for (const error of await Promise.all(errors)) expect(error.status).toBe(Status.CANCELLED);
    expect(getEventListeners(stop.signal, "abort")).toHaveLength(0);
    const other = new AbortController();
    await client.say("c", { signal: other.signal });
    expect(getEventListeners(other.signal, "abort")).toHaveLength(0);
    await sleep(0);
    process.off("warning", note);
    expect(warnings).toEqual([]);
  });

  test("ends a pause", async () => {
    const answer = fail(Status.UNAVAILABLE, "", { "grpc-retry-pushback-ms": "9000" });
    await using peer = await Peer.start(answer);
    await using client = clientOf(peer.port);
    const signal = AbortSignal.timeout(100);
    const error = await errorOf(client.say("a", { signal }));
    expect(error.status).toBe(Status.CANCELLED);
  });
});

describe("closing", () => {
  test("waits for calls and refuses new ones", async () => {
    const answers: (() => void)[] = [];
    await using peer = await Peer.start((call) => {
      answers.push(() => {
        reply("late")(call);
      });
    });
    const client = clientOf(peer.port);
    const call = client.say("a");
    while (answers.length === 0) await sleep(5);
    let closed = false;
    const closing = client.close().then(() => {
      closed = true;
    });
    await expect(client.say("b")).rejects.toBeInstanceOf(ClosedError);
    expect(closed).toBe(false);
    answers[0]?.();
    expect(await call).toEqual({ text: "late" });
    await closing;
    await client.close();
    await expect(client.say("c")).rejects.toThrow("Say failed: CANCELLED: the client is closed");
  });

  test("lets insistent calls through", async () => {
    await using peer = await Peer.start(inTurn(silence, reply("done")));
    const client = clientOf(peer.port, { requestTimeout: { milliseconds: 150 } });
    const first = client.say("a", undefined, {}, { withinMs: 5_000 });
    const closing = client.close();
    const second = client.say("b", undefined, {}, { withinMs: 5_000 });
    expect(await second).toEqual({ text: "done" });
    expect(await first).toEqual({ text: "done" });
    await closing;
    const late = client.say("c", undefined, {}, { withinMs: 5_000 });
    await expect(late).rejects.toBeInstanceOf(ClosedError);
    // The first attempt took no longer than other calls may in all.
    expect(peer.calls.length).toBeGreaterThanOrEqual(3);
  });
});

describe("backpressure", () => {
  const busy = fail(Status.RESOURCE_EXHAUSTED, "too much to do");

  test("is waited out, whatever the class of the call", async () => {
    await using peer = await Peer.start(
      inTurn(busy, busy, busy, busy, busy, busy, busy, reply("hi")),
    );
    await using client = clientOf(peer.port);
    expect(await client.say("a", {}, { callClass: "nonIdempotent" })).toEqual({ text: "hi" });
    expect(peer.calls).toHaveLength(8);
    expect(client.backpressure).toMatchObject({ inFlight: 0, waiting: 0 });
    expect(client.backpressure.limit).toBeGreaterThanOrEqual(1);
  });

  test("limits the calls in flight", async () => {
    let flying = 0;
    let most = 0;
    await using peer = await Peer.start((call) => {
      if (call.number <= 20) {
        busy(call);
        return;
      }
      flying += 1;
      most = Math.max(most, flying);
      setTimeout(() => {
        flying -= 1;
        reply("hi")(call);
      }, 5);
    });
    await using client = clientOf(peer.port);
    await Promise.all(Array.from({ length: 20 }, (_, number) => client.say(String(number))));
    expect(most).toBeLessThan(20);
    expect(client.backpressure.waiting).toBe(0);
  });

  test("says why a call did not get through", async () => {
    await using peer = await Peer.start(busy);
    await using client = clientOf(peer.port);
    const error = await errorOf(client.say("a", { timeout: { milliseconds: 150 } }));
    expect(error).toMatchObject({ status: Status.DEADLINE_EXCEEDED, outcomeUnknown: false });
    expect(error.message).toContain("the gateway has too much to do");
  });

  test("means that a message is too large where it cannot mean load", async () => {
    await using peer = await Peer.start(busy);
    await using client = clientOf(peer.port);
    const error = await errorOf(client.say("a", {}, { backpressureExempt: true }));
    expect(error).toMatchObject({ tooLarge: true, attempts: 1, retryable: false });
  });
});
