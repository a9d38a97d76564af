/** Jobs that the gateway sends by itself. */

import { describe, expect, it } from "vitest";

import { Refusal } from "../../src/testing/index.js";
import { Completion } from "../../src/worker/index.js";
import { QUICK, connected, inTurn, jobs, pay, sleep, times, until, working } from "./gateway.js";

describe("a worker with a stream", () => {
  it("is sent jobs, and polls those that were there", async () => {
    const { gateway, client } = await connected();
    const { worker } = working(client, { stream: true, maxJobsActive: 4 }, pay());
    await until(() => gateway.requests("streamActivatedJobs").length === 1);
    const added = times(50, () => gateway.addJob("pay"));
    for (const job of added) expect(await job.outcome()).toEqual(new Completion());
    expect(worker.stats().stream).toBe("open");
    await worker.close();
    const stats = worker.stats();
    expect(stats.polled + stats.streamed).toBe(50);
    expect(stats.streamed).toBeGreaterThan(0);
    expect(stats).toMatchObject({ slotsUsed: 0, lost: 0, stream: "closed" });
  });

  it.each([1, 2])("shares %i slots between polls and stream", async (maxJobsActive) => {
    const { gateway, client } = await connected();
    const streamed = times(20, () => jobs(1).jobs).flat();
    gateway.on("streamActivatedJobs", () => streamed);
    gateway.on("activateJobs", inTurn(times(20, () => jobs(1))));
    gateway.on("completeJob", undefined);
    let running = 0;
    let most = 0;
    const handle = async (): Promise<void> => {
      running += 1;
      most = Math.max(most, running);
      await sleep(2);
      running -= 1;
    };
    const settings = { stream: true, maxJobsActive, streamIdle: { minutes: 1 } };
    const { worker } = working(client, settings, pay(handle));
    await until(() => worker.stats().polled === 20 && worker.stats().streamed >= 20);
    await worker.close();
    expect(most).toBeLessThanOrEqual(maxJobsActive);
    expect(worker.stats().slotsUsed).toBe(0);
  });

  it("opens it again when it ends, and asks for none where there is none", async () => {
    const { gateway, client } = await connected();
    gateway.on(
      "streamActivatedJobs",
      inTurn([[], [...jobs(1).jobs, new Refusal("INTERNAL")], new Refusal("UNIMPLEMENTED")]),
    );
    gateway.on("completeJob", undefined);
    const ends: string[] = [];
    const { worker, errors } = working(
      client,
      {
        stream: true,
        backoff: QUICK,
        pollInterval: { milliseconds: 10 },
        observers: [{ streamEnded: ({ reason }) => void ends.push(reason) }],
      },
      pay(),
    );
    await until(() => ends.length === 3);
    await sleep(50);
    expect(worker.stats().stream).toBe("closed");
    gateway.addJob("pay");
    await until(() => worker.stats().completed === 2);
    expect(ends).toEqual(["ended", "failed", "unknown"]);
    expect(worker.stats()).toMatchObject({ streams: 3, streamed: 1, polled: 1 });
    expect(errors).toEqual([]);
  });

  it("opens a silent one anew", async () => {
    const { client } = await connected();
    const settings = { stream: true, streamIdle: { milliseconds: 50 } };
    const { worker } = working(client, settings, pay());
    await until(() => worker.stats().streams >= 3);
    expect(worker.stats().pollsFailed).toBe(0);
  });

  it("reads nothing that it has no room for", async () => {
    const { gateway, client } = await connected();
    let given = 0;
    gateway.on("streamActivatedJobs", async function* many() {
      for (let n = 0; n < 5_000; n += 1) {
        given += 1;
        yield {
          key: BigInt(n + 1),
          type: "pay",
          retries: 3,
          variables: `{"a":"${"x".repeat(1_000)}"}`,
        };
        await Promise.resolve();
      }
    });
    gateway.on("activateJobs", []);
    const settings = { stream: true, maxJobsActive: 4, drainTimeout: { milliseconds: 1 } };
    const { worker } = working(
      client,
      settings,
      pay(
        (job) =>
          new Promise((_, reject) => {
            job.signal.addEventListener("abort", reject);
          }),
      ),
    );
    await until(() => worker.stats().streamed === 3);
    await sleep(100);
    expect(worker.stats()).toMatchObject({ streamed: 3, streams: 1 });
    expect(given).toBeLessThan(2_000);
  });
});
