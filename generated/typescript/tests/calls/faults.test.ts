import { connect as connectTcp, createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { constants } from "node:http2";
import { describe, expect, test } from "vitest";

import { Status } from "../../src/contract/index.js";
import { HEADERS, Peer, clientOf, errorOf, fail, frame, inTurn, reply } from "./peer.js";
import type { Answer } from "./peer.js";

const QUICK = { retryPolicy: { initialDelay: { milliseconds: 2 } } };
const ONCE = { retry: "NEVER" } as const;

function reset(code: number): Answer {
  return ({ stream }) => {
    stream.close(code);
  };
}

function page(status: number, text = "<html>no</html>"): Answer {
  return ({ stream }) => {
    stream.respond({ ":status": status, "content-type": "text/html" });
    stream.end(text);
  };
}

describe("what somebody else than the gateway says", () => {
  test.each([
    [constants.NGHTTP2_INTERNAL_ERROR, "INTERNAL", "the stream failed"],
    [constants.NGHTTP2_CANCEL, "CANCELLED", "cut off by the peer"],
    [constants.NGHTTP2_ENHANCE_YOUR_CALM, "RESOURCE_EXHAUSTED", "asks for fewer requests"],
    [constants.NGHTTP2_NO_ERROR, "UNKNOWN", "ends without a status"],
  ])("a reset with code %i is %s", async (code, status, text) => {
    await using peer = await Peer.start(reset(code));
    await using client = clientOf(peer.port);
    const error = await errorOf(client.say("a", ONCE));
    expect(error).toMatchObject({ statusName: status, outcomeUnknown: true, fromGateway: false });
    expect(error.message).toContain(text);
  });

  test("a refused stream was not taken, and is sent again whatever it does", async () => {
    const refused = reset(constants.NGHTTP2_REFUSED_STREAM);
    await using peer = await Peer.start(inTurn(refused, refused, refused, reply("hi")));
    await using client = clientOf(peer.port, QUICK);
    expect(await client.say("a", {}, { callClass: "nonIdempotent" })).toEqual({ text: "hi" });
    expect(peer.calls).toHaveLength(4);
  });

  test.each([
    [401, "UNAUTHENTICATED", false],
    [403, "PERMISSION_DENIED", false],
    [404, "UNIMPLEMENTED", false],
    [502, "UNAVAILABLE", true],
    [500, "UNKNOWN", true],
  ])("a web page with status %i is %s", async (http, status, outcomeUnknown) => {
    await using peer = await Peer.start(page(http));
    await using client = clientOf(peer.port);
    const error = await errorOf(client.say("a", ONCE));
    expect(error).toMatchObject({ statusName: status, outcomeUnknown, fromGateway: false });
    expect(error.message).toContain(`HTTP ${String(http)}`);
    expect(error.needsGateway).toBeUndefined();
  });

  test("a web page that is well is named as one", async () => {
    await using peer = await Peer.start(page(200));
    await using client = clientOf(peer.port);
    const error = await errorOf(client.say("a", ONCE));
    expect(error.fromGateway).toBe(false);
    expect(error.message).toContain("web page");
  });

  test("a message that is too large is not asked for again", async () => {
    await using peer = await Peer.start(reply("x".repeat(3_000)));
    await using client = clientOf(peer.port, { maxMessageSize: 1_024 });
    const error = await errorOf(client.say("a"));
    expect(error).toMatchObject({ statusName: "RESOURCE_EXHAUSTED", tooLarge: true, attempts: 1 });
    expect(error.message).toMatch(/1024 bytes: it has 300\d/);
  });

  test("an answer without a message, with two, or with garbage is broken", async () => {
    const garbage: Answer = ({ stream }) => {
      stream.respond(HEADERS, { waitForTrailers: true });
      stream.on("wantTrailers", () => {
        stream.sendTrailers({ "grpc-status": "0" });
      });
      stream.end(Buffer.from([0, 0, 0, 0, 2, 10, 9]));
    };
    await using peer = await Peer.start(inTurn(reply(), reply("a", "b"), garbage));
    await using client = clientOf(peer.port);
    for (const text of ["without a message", "more than one message", "cannot be read"]) {
      const error = await errorOf(client.say("a", ONCE));
      expect(error).toMatchObject({ statusName: "INTERNAL", outcomeUnknown: true });
      expect(error.message).toContain(text);
    }
  });

  test("a message that is marked as compressed without a word about how is broken", async () => {
    await using peer = await Peer.start(({ stream }) => {
      stream.respond(HEADERS);
      stream.write(Buffer.from([1, 0, 0, 0, 1, 0]));
    });
    await using client = clientOf(peer.port);
    const error = await errorOf(client.say("a", ONCE));
    expect(error).toMatchObject({ statusName: "INTERNAL", outcomeUnknown: true });
    expect(error.message).toContain("compressed");
  });

  test("a lost connection is said to be one", async () => {
    await using peer = await Peer.start(({ stream }) => {
      stream.session?.destroy();
    });
    await using client = clientOf(peer.port);
    const error = await errorOf(client.say("a", ONCE));
    expect(error).toMatchObject({ statusName: "UNAVAILABLE", outcomeUnknown: true });
    expect(error.message).toContain("the connection was lost");
  });

  test("a peer that does not speak HTTP/2 is none", async () => {
    const server = createServer((socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    await using client = clientOf((server.address() as AddressInfo).port);
    const error = await errorOf(client.say("a", ONCE));
    expect(error).toMatchObject({ statusName: "UNAVAILABLE", outcomeUnknown: false });
    expect(error.message).toContain("no connection to the gateway");
    server.close();
  });

  test("a status that gRPC does not know is kept as text", async () => {
    await using peer = await Peer.start(fail(99 as Status, "odd"));
    await using client = clientOf(peer.port);
    const error = await errorOf(client.say("a"));
    expect(error).toMatchObject({ statusName: "UNKNOWN", fromGateway: true });
    expect(error.message).toContain("status 99");
  });

  test("a gateway that goes away takes no new call, and the next connection does", async () => {
    await using peer = await Peer.start((call) => {
      reply("hi")(call);
      if (call.number === 1) call.stream.session?.goaway();
    });
    await using client = clientOf(peer.port, QUICK);
    for (let number = 0; number < 20; number += 1) {
      expect(await client.say("a", {}, { callClass: "nonIdempotent" })).toEqual({ text: "hi" });
    }
    expect(peer.calls).toHaveLength(20);
  });
});

test("the words of a gateway are not taken for those of the library", async () => {
  const text = "Connection dropped";
  await using peer = await Peer.start(fail(Status.NOT_FOUND, text, { "x-from": "gateway" }));
  await using client = clientOf(peer.port);
  expect(await errorOf(client.say("a"))).toMatchObject({ statusMessage: text, fromGateway: true });
});

test("a connection of one's own is made once", async () => {
  let connections = 0;
  await using peer = await Peer.start(reply("hi"));
  const between = createServer((socket) => {
    connections += 1;
    const onward = connectTcp(peer.port, "127.0.0.1");
    socket.pipe(onward).pipe(socket);
    for (const one of [socket, onward]) one.on("error", () => one.destroy());
  });
  await new Promise<void>((resolve) => between.listen(0, "127.0.0.1", resolve));
  const { port } = between.address() as AddressInfo;
  await using client = clientOf(port);
  await Promise.all(Array.from({ length: 30 }, () => client.say("a")));
  expect(connections).toBe(1);
  await using other = clientOf(port);
  await other.say("a");
  expect(connections).toBe(2);
  between.close();
});

test("frames of messages are what gRPC says", () => {
  expect(frame("hi")).toEqual(Buffer.from([0, 0, 0, 0, 4, 10, 2, 104, 105]));
});
