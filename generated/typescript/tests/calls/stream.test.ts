import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";

import { Status } from "../../src/contract/index.js";
import { CallCancelledError, ClosedError } from "../../src/errors.js";
import { HEADERS, Peer, clientOf, errorOf, fail, frame, inTurn, reply, silence } from "./peer.js";

async function all(stream: AsyncIterable<string>): Promise<string> {
  let text = "";
  for await (const letter of stream) text += letter;
  return text;
}

describe("a stream", () => {
  test("gives the items of its messages and ends", async () => {
    await using peer = await Peer.start(reply("ab", "", "cd"));
    await using client = clientOf(peer.port);
    expect(await all(client.listen("x"))).toBe("abcd");
    expect(peer.calls).toHaveLength(1);
  });

  test("is sent when it is first asked", async () => {
    await using peer = await Peer.start(reply("ab"));
    await using client = clientOf(peer.port);
    const stream = client.listen("x");
    await sleep(30);
    expect(peer.calls).toHaveLength(0);
    expect(await stream.nextMessage()).toMatchObject({ value: "ab" });
    expect(await stream.nextMessage()).toBeUndefined();
    expect(await stream.nextMessage()).toBeUndefined();
  });

  test("may be asked by several at once", async () => {
    await using peer = await Peer.start(reply("a", "b"));
    await using client = clientOf(peer.port);
    const stream = client.listen("x");
    const asked = [stream.nextMessage(), stream.nextMessage(), stream.nextMessage()];
    const [first, second, third] = await Promise.all(asked);
    expect([first, second]).toMatchObject([{ value: "a" }, { value: "b" }]);
    expect(third).toBeUndefined();
  });

  test("gives what had arrived before its error", async () => {
    await using peer = await Peer.start(({ stream }) => {
      stream.respond(HEADERS, { waitForTrailers: true });
      stream.on("wantTrailers", () => {
        stream.sendTrailers({ "grpc-status": String(Status.UNAVAILABLE) });
      });
      stream.end(frame("ab"));
    });
    await using client = clientOf(peer.port);
    let text = "";
    const read = async (): Promise<void> => {
      for await (const letter of client.listen("x")) text += letter;
    };
    const error = await errorOf(read());
    expect(error).toMatchObject({ status: Status.UNAVAILABLE, outcomeUnknown: true, attempts: 1 });
    expect(text).toBe("ab");
  });

  test("that fails at once is not repeated by itself", async () => {
    await using peer = await Peer.start(fail(Status.UNAVAILABLE));
    await using client = clientOf(peer.port);
    const policy = { retry: { idempotent: [], otherwise: [], atLeastOnce: [] } };
    const error = await errorOf(all(client.listen("x", {}, policy)));
    expect(error).toMatchObject({ attempts: 1, retryable: true });
    expect(peer.calls).toHaveLength(1);
  });

  test("is cancelled by leaving the loop", async () => {
    await using peer = await Peer.start(({ stream }) => {
      stream.respond(HEADERS);
      stream.write(frame("abc"));
    });
    await using client = clientOf(peer.port);
    for await (const letter of client.listen("x")) {
      expect(letter).toBe("a");
      break;
    }
    while (peer.calls[0]?.stream.closed === false) await sleep(5);
  });

  test("ends quietly when it is cancelled", async () => {
    await using peer = await Peer.start(silence);
    await using client = clientOf(peer.port);
    const stream = client.listen("x");
    const text = all(stream);
    while (peer.calls.length === 0) await sleep(5);
    stream.cancel();
    expect(await text).toBe("");
    stream.cancel();
  });

  test("fails when its signal is aborted", async () => {
    await using peer = await Peer.start(({ stream }) => {
      stream.respond(HEADERS);
      stream.write(frame("a"));
    });
    await using client = clientOf(peer.port);
    const stop = new AbortController();
    const read = async (): Promise<void> => {
      for await (const letter of client.listen("x", { signal: stop.signal })) {
        expect(letter).toBe("a");
        stop.abort("enough");
      }
    };
    const error = await errorOf(read());
    expect(error).toBeInstanceOf(CallCancelledError);
    expect(error.cause).toBe("enough");
    const late = client.listen("y", { signal: stop.signal });
    expect(await errorOf(all(late))).toMatchObject({ status: Status.CANCELLED, attempts: 0 });
  });

  test("ends with its client", async () => {
    await using peer = await Peer.start(({ stream }) => {
      stream.respond(HEADERS);
      stream.write(frame("a"));
    });
    const client = clientOf(peer.port);
    const stream = client.listen("x");
    expect(await stream.nextMessage()).toMatchObject({ value: "a" });
    const next = errorOf(stream.nextMessage());
    const waiting = client.listen("y");
    await client.close();
    expect(await next).toBeInstanceOf(ClosedError);
    expect(await errorOf(all(waiting))).toBeInstanceOf(ClosedError);
  });

  test("has the time that its caller says", async () => {
    await using peer = await Peer.start(({ stream }) => {
      stream.respond(HEADERS);
      stream.write(frame("a"));
    });
    await using client = clientOf(peer.port);
    const options = { timeout: { milliseconds: 100 } };
    const error = await errorOf(all(client.listen("x", options, { deadline: { kind: "none" } })));
    expect(error).toMatchObject({ status: Status.DEADLINE_EXCEEDED });
    expect(error.message).toContain("no answer within 100 ms");
  });

  test("slows the gateway down when nobody reads", async () => {
    const large = frame("x".repeat(100_000));
    let sent = 0;
    await using peer = await Peer.start(({ stream }) => {
      stream.respond(HEADERS);
      const more = (): void => {
        while (sent < 200 && stream.write(large)) sent += 1;
      };
      stream.on("drain", more);
      more();
    });
    await using client = clientOf(peer.port);
    const stream = client.listen("x");
    await stream.nextMessage();
    await sleep(150);
    expect(sent).toBeLessThan(40);
    stream.cancel();
  });

  test("is sent again while the gateway has not begun to answer", async () => {
    await using peer = await Peer.start(inTurn(fail(Status.UNAVAILABLE), reply("ab")));
    await using client = clientOf(peer.port);
    const text = await all(client.listen("x", {}, { callClass: "idempotent" }));
    expect(text).toBe("ab");
  });
});
