/** How a worker ends. */

import { describe, expect, it } from "vitest";

import { Completion, JobFailure, Worker } from "../../src/worker/index.js";
import { connected, pay, silent, sleep, times, until, working } from "./gateway.js";

const NOTHING_LEFT = { abandoned: [], returned: 0 };

describe("a worker that is stopped", () => {
  it("lets handlers end and gives back what has not begun", async () => {
    const { gateway, client } = await connected();
    let goOn = (): void => undefined;
    const gate = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    const added = times(6, () => gateway.addJob("pay"));
    const { worker } = working(
      client,
      { maxJobsActive: 4, concurrency: 1 },
      pay(async () => {
        await gate;
        return { done: true };
      }),
    );
    await until(() => worker.stats().polled === 4);
    worker.stop();
    worker.stop();
    const returned = await Promise.all(added.slice(1, 4).map((job) => job.outcome()));
    expect(worker.state).toBe("draining");
    goOn();
    const reports = await Promise.all([worker.close(), worker.close()]);
    expect(reports).toEqual([0, 1].map(() => ({ abandoned: [], returned: 3 })));
    expect(await added[0]?.outcome()).toEqual(new Completion({ variables: { done: true } }));
    for (const outcome of returned) {
      expect(outcome).toBeInstanceOf(JobFailure);
      expect(outcome).toMatchObject({ retries: 3, retryBackoff: { milliseconds: 0 } });
      expect((outcome as JobFailure).message).toContain("given back");
    }
    await sleep(100);
    expect(gateway.requests("activateJobs")).toHaveLength(1);
    expect(worker.stats().slotsUsed).toBe(0);
  });

  it("gives up what does not end in time, and names it", async () => {
    const { gateway, client } = await connected();
    const seen: unknown[] = [];
    const added = [gateway.addJob("pay"), gateway.addJob("pay")];
    const { worker } = working(
      client,
      { drainTimeout: { milliseconds: 100 } },
      pay(async (job) => {
        await new Promise((_, reject) => {
          job.signal.addEventListener("abort", () => {
            seen.push(job.signal.reason);
            reject(new Error("cancelled"));
          });
        });
      }),
    );
    await until(() => worker.stats().started === 2);
    const begin = performance.now();
    const report = await worker.close();
    expect(performance.now() - begin).toBeLessThan(5_000);
    expect(report).toEqual({ abandoned: added.map((job) => job.key), returned: 0 });
    expect(seen).toEqual([expect.any(Error), expect.any(Error)]);
    expect(worker.stats()).toMatchObject({ slotsUsed: 0, failed: 0 });
    expect(gateway.requests("failJob")).toEqual([]);
  });

  it("does not wait for handlers that never end", async () => {
    const { gateway, client } = await connected();
    const job = gateway.addJob("pay");
    let finish = (): void => undefined;
    const { worker } = working(
      client,
      { drainTimeout: { milliseconds: 10 } },
      pay(
        () =>
          new Promise<void>((resolve) => {
            finish = resolve;
          }),
      ),
    );
    await until(() => worker.stats().started === 1);
    expect(await worker.close()).toEqual({ abandoned: [job.key], returned: 0 });
    expect(worker.stats().slotsUsed).toBe(0);
    // What comes after the end changes nothing.
    finish();
    await sleep(20);
    expect(worker.stats()).toMatchObject({ slotsUsed: 0, completed: 0 });
    expect(gateway.requests("completeJob")).toEqual([]);
  });

  it("may be stopped by its own handler", async () => {
    const { gateway, client } = await connected();
    const job = gateway.addJob("pay");
    const worker: Worker = new Worker(client, {
      logger: silent,
      jobs: [
        pay(() => {
          worker.stop();
          return { last: true };
        }),
      ],
    });
    expect(await worker.run()).toEqual(NOTHING_LEFT);
    expect(await job.outcome()).toEqual(new Completion({ variables: { last: true } }));
  });

  it("ends with its client", async () => {
    const { gateway } = await connected();
    const client = gateway.client();
    const job = gateway.addJob("pay");
    const { worker, errors } = working(
      client,
      { stream: true },
      pay(async () => {
        await sleep(100);
        return { done: true };
      }),
    );
    await until(() => worker.stats().started === 1);
    await client.close();
    expect(worker.state).toBe("closed");
    expect(worker.failure).toBeUndefined();
    expect(errors).toEqual([]);
    expect(await job.outcome()).toEqual(new Completion({ variables: { done: true } }));
  });

  it("ends by a signal of the program, before it begins or after", async () => {
    const { gateway, client } = await connected();
    const early = new Worker(client, { jobs: [pay()], logger: silent });
    expect(await early.run({ signal: AbortSignal.abort() })).toEqual(NOTHING_LEFT);

    const stop = new AbortController();
    const job = gateway.addJob("pay");
    const late = new Worker(client, { jobs: [pay(() => sleep(50))], logger: silent });
    const running = late.run({ signal: stop.signal });
    await until(() => late.stats().started === 1);
    stop.abort();
    expect(await running).toEqual(NOTHING_LEFT);
    expect(await job.outcome()).toEqual(new Completion());
  });

  it("ends by SIGTERM, and leaves the process as it was", async () => {
    const { gateway, client } = await connected();
    const before = process.listenerCount("SIGTERM");
    const job = gateway.addJob("pay");
    const worker = new Worker(client, {
      logger: silent,
      jobs: [
        pay(async () => {
          process.kill(process.pid, "SIGTERM");
          await sleep(50);
          return { last: 1 };
        }),
      ],
    });
    expect(await worker.run()).toEqual(NOTHING_LEFT);
    expect(await job.outcome()).toEqual(new Completion({ variables: { last: 1 } }));
    expect(process.listenerCount("SIGTERM")).toBe(before);
  });

  it("says that it has given up, in the end", async () => {
    const { gateway, client } = await connected();
    gateway.on("activateJobs", () => {
      throw new Error("no");
    });
    const worker = new Worker(client, { jobs: [pay()], logger: silent });
    const running = worker.run();
    await until(() => worker.stats().pollsFailed > 0);
    worker.stop();
    expect(await running).toEqual(NOTHING_LEFT);
    expect(worker.state).toBe("closed");
  });
});
