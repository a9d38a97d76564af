/** How a worker polls, and what failures do to it. */

import { describe, expect, it, vi } from "vitest";

import { Refusal } from "../../src/testing/index.js";
import {
  Completion,
  JobTooLargeError,
  WorkerCrashError,
  WorkerFailedError,
} from "../../src/worker/index.js";
import { Polling } from "../../src/worker/engine/polling.js";
import { QUICK, connected, inTurn, jobs, pay, sleep, until, working } from "./gateway.js";

/** A handler that takes a moment, and how many of it ran at once. */
function counting(): { most: () => number; handle: () => Promise<void> } {
  let running = 0;
  let most = 0;
  const handle = async (): Promise<void> => {
    running += 1;
    most = Math.max(most, running);
    await sleep(1);
    running -= 1;
  };
  return { most: () => most, handle };
}

describe("a worker that polls", () => {
  it("handles no more jobs at once than it may hold, and asks for no more", async () => {
    const { gateway, client } = await connected();
    const { most, handle } = counting();
    for (let n = 0; n < 100; n += 1) gateway.addJob("pay");
    const settings = { maxJobsActive: 5, pollInterval: { minutes: 1 } };
    const { worker } = working(client, settings, pay(handle));
    await until(() => worker.stats().completed === 100);
    await worker.close();
    expect(most()).toBeLessThanOrEqual(5);
    const asked = gateway.requests("activateJobs").map((poll) => poll.maxJobsToActivate);
    expect([Math.min(...asked), Math.max(...asked)]).toEqual([expect.any(Number), 5]);
    expect(Math.min(...asked)).toBeGreaterThanOrEqual(1);
    expect(worker.stats().slotsUsed).toBe(0);
  });

  it("lets jobs that nobody asked for wait for their turn", async () => {
    const { gateway, client } = await connected();
    const { most, handle } = counting();
    gateway.on("activateJobs", inTurn([jobs(100)]));
    gateway.on("completeJob", undefined);
    const { worker } = working(client, { maxJobsActive: 40, concurrency: 5 }, pay(handle));
    await until(() => worker.stats().completed === 100);
    await worker.close();
    expect(most()).toBe(5);
    expect(worker.stats().slotsUsed).toBe(0);
  });

  it("takes a job that comes twice for two jobs", async () => {
    const { gateway, client } = await connected();
    gateway.on("activateJobs", inTurn([{ jobs: [...jobs(1).jobs, ...jobs(1).jobs] }, jobs(1)]));
    const lost = new Refusal("NOT_FOUND");
    gateway.on("completeJob", inTurn([undefined, lost, lost]) as () => undefined);
    const { worker, errors } = working(
      client,
      {},
      pay(() => sleep(20)),
    );
    await until(() => worker.stats().lost === 2);
    await worker.close();
    expect(worker.stats()).toMatchObject({ completed: 1, lost: 2, slotsUsed: 0 });
    expect(errors).toEqual([]);
  });

  it("repeats polls that fail, and that is no error of the worker", async () => {
    const { gateway, client } = await connected();
    const statuses = [
      "INTERNAL",
      "UNKNOWN",
      "ABORTED",
      "CANCELLED",
      "UNAVAILABLE",
      "RESOURCE_EXHAUSTED",
      "DEADLINE_EXCEEDED",
    ] as const;
    const refusals = statuses.map((status) => new Refusal(status));
    gateway.on("activateJobs", inTurn([...refusals, jobs(1)]));
    gateway.on("completeJob", undefined);
    const { worker, errors } = working(client, { backoff: QUICK }, pay());
    await until(() => worker.stats().completed === 1);
    expect(worker.state).toBe("running");
    expect(worker.stats().pollsFailed).toBe(statuses.length);
    expect(errors).toEqual([]);
  });

  it.each(["INVALID_ARGUMENT", "PERMISSION_DENIED", "NOT_FOUND", "UNIMPLEMENTED"] as const)(
    "gives up once where no poll can succeed: %s",
    async (status) => {
      const { gateway, client } = await connected();
      gateway.on("activateJobs", new Refusal(status, "never"));
      const { worker, errors } = working(client, { backoff: QUICK }, pay());
      await until(() => worker.state === "failed");
      await sleep(50);
      expect(errors.map((error) => error.statusName)).toEqual([status]);
      expect(errors[0]).toBeInstanceOf(WorkerFailedError);
      expect(worker.failure).toBe(errors[0]);
      expect(worker.failure?.message).toContain("never");
      expect(gateway.requests("activateJobs")).toHaveLength(1);
    },
  );

  it("asks by halves for what is too large", async () => {
    const { gateway, client } = await connected();
    const text = "gRPC message exceeds maximum size 4194304: 5242909";
    const large = new Refusal("RESOURCE_EXHAUSTED", text);
    gateway.on("activateJobs", inTurn([large, large, large, large, jobs(1)]));
    gateway.on("completeJob", undefined);
    const { worker, errors } = working(client, { backoff: QUICK, maxJobsActive: 8 }, pay());
    await until(() => worker.stats().completed > 0);
    const asked = gateway.requests("activateJobs").map((poll) => poll.maxJobsToActivate);
    expect(asked.slice(0, 5)).toEqual([8, 4, 2, 1, 1]);
    expect(errors).toEqual([expect.any(JobTooLargeError)]);
  });

  it("is not harmed by functions of the user that throw", async () => {
    const { gateway, client } = await connected();
    gateway.on("activateJobs", inTurn([new Refusal("INTERNAL"), jobs(1)]));
    gateway.on("completeJob", undefined);
    const broken = (): never => {
      throw new Error("a listener");
    };
    const onError = vi.fn(broken);
    const late = (() => Promise.reject(new Error("a listener, later"))) as () => void;
    const { worker } = working(
      client,
      {
        onError,
        observers: [{ activated: broken, jobEnded: late, polled: broken, stateChanged: broken }],
        backoff: () => {
          throw new Error("the pause");
        },
        logger: { debug: broken, info: broken, warn: broken, error: broken },
      },
      pay(),
    );
    await until(() => worker.stats().completed === 1);
    const [[error]] = onError.mock.calls as unknown as [[WorkerCrashError]];
    expect(error).toBeInstanceOf(WorkerCrashError);
    expect(error.message).toContain("the pause");
    expect(error.statusName).toBeUndefined();
  });

  it("goes on after a pause when its own loop breaks", async () => {
    const { gateway, client } = await connected();
    const broken = vi.spyOn(Polling.prototype, "begun");
    for (const name of ["first", "second"]) {
      broken.mockImplementationOnce(() => {
        throw new RangeError(name);
      });
    }
    const job = gateway.addJob("pay");
    const { worker, errors } = working(client, { backoff: QUICK }, pay());
    expect(await job.outcome()).toEqual(new Completion());
    await worker.close();
    expect(errors.map((error) => (error.cause as Error).message)).toEqual(["first", "second"]);
    expect(errors.every((error) => error instanceof WorkerCrashError)).toBe(true);
    expect(worker.stats().slotsUsed).toBe(0);
    broken.mockRestore();
  });
});
