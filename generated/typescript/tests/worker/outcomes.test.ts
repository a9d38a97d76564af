/** How the outcomes of jobs get to the gateway. */

import { describe, expect, it } from "vitest";

import { ArgumentError, NotFoundError } from "../../src/errors.js";
import { Refusal } from "../../src/testing/index.js";
import {
  BpmnError,
  Completion,
  JobFailure,
  OutcomeError,
  defineJob,
} from "../../src/worker/index.js";
import { connected, inTurn, jobs, pay, sleep, until, working } from "./gateway.js";

describe("outcomes", () => {
  it("are what handlers say", async () => {
    const { gateway, client } = await connected();
    const definition = defineJob<{ total: number }>({
      type: "pay",
      fetch: ["total"],
      async handle(job) {
        const { total } = job.variables;
        await Promise.resolve();
        if (total === 1) {
          throw new BpmnError("no-funds", { message: "declined", variables: { limit: 5 } });
        }
        if (total === 2) throw new TypeError("the card reader is off");
        if (total === 3) {
          const more = { retryBackoff: { minutes: 1 }, variables: { seen: true } };
          return new JobFailure("later", { retries: 7, ...more });
        }
        return { paid: total, worker: job.worker };
      },
    });
    const added = [0, 1, 2, 3].map((total) =>
      gateway.addJob("pay", { variables: { total, x: 1 } }),
    );
    const { worker } = working(client, { retryBackoff: { seconds: 1.5 }, name: "me" }, definition);
    const outcomes = await Promise.all(added.map((job) => job.outcome()));
    await worker.close();
    expect(outcomes[0]).toEqual(new Completion({ variables: { paid: 0, worker: "me" } }));
    expect(outcomes.slice(1)).toMatchObject([
      { code: "no-funds", message: "declined", variables: { limit: 5 } },
      { message: "the card reader is off", retries: 2, retryBackoff: { milliseconds: 1_500 } },
      { message: "later", retries: 7, retryBackoff: { milliseconds: 60_000 } },
    ]);
    expect((outcomes[3] as JobFailure).variables).toEqual({ seen: true });
    expect(worker.stats()).toMatchObject({
      polled: 4,
      completed: 1,
      errored: 1,
      failed: 2,
      slotsUsed: 0,
    });
    expect(gateway.requests("activateJobs")[0]).toMatchObject({
      worker: "me",
      fetchVariable: ["total"],
      maxJobsToActivate: 32,
      timeout: 300_000n,
    });
  });

  it("that the gateway refuses go to the callback", async () => {
    const { gateway, client } = await connected();
    gateway.on("completeJob", new Refusal("INVALID_ARGUMENT", "no"));
    const job = gateway.addJob("pay");
    const { worker, errors } = working(client, {}, pay());
    await until(() => worker.stats().unreported === 1);
    await worker.close();
    expect(errors).toEqual([expect.any(OutcomeError)]);
    expect(errors[0]).toMatchObject({ key: job.key, statusName: "INVALID_ARGUMENT" });
    expect(gateway.requests("completeJob")).toHaveLength(1);
    expect(worker.stats().slotsUsed).toBe(0);
  });

  it("are sent again until they get through", async () => {
    const { gateway, client } = await connected();
    const away = new Refusal("UNAVAILABLE");
    gateway.on("completeJob", inTurn([away, away, away, undefined]) as () => undefined);
    gateway.addJob("pay");
    const { worker } = working(client, {}, pay());
    await until(() => worker.stats().completed === 1);
    expect(gateway.requests("completeJob")).toHaveLength(4);
  });

  it("may be reported in person, once", async () => {
    const { gateway, client } = await connected();
    const refused: unknown[] = [];
    const definition = pay(async (job) => {
      await job.extendTimeout({ seconds: 77 });
      const reported = await job.complete({ variables: { a: 1 } });
      expect(reported.isLost).toBe(false);
      await job.fail({ message: "no" }).catch((error: unknown) => refused.push(error));
      return { ignored: 1 };
    });
    const printing = defineJob({
      type: "print",
      handle: (job) => job.throwError({ code: "c", message: "m", variables: { a: 1 } }),
    });
    const paid = gateway.addJob("pay");
    const printed = gateway.addJob("print");
    const { worker } = working(client, {}, definition, printing);
    expect(await paid.outcome()).toEqual(new Completion({ variables: { a: 1 } }));
    expect(await printed.outcome()).toMatchObject({ code: "c", variables: { a: 1 } });
    await worker.close();
    expect(refused).toEqual([expect.any(ArgumentError)]);
    expect(String(refused[0])).toContain("has been reported already");
    const extended = gateway.requests("updateJobTimeout").map((request) => request.timeout);
    expect(extended).toEqual([77_000n]);
    expect(gateway.requests("failJob")).toEqual([]);
    expect(gateway.requests("completeJob")).toHaveLength(1);
  });

  it("of lost jobs are no error of their handlers", async () => {
    const { gateway, client } = await connected();
    gateway.on("completeJob", new Refusal("NOT_FOUND"));
    gateway.on("updateJobTimeout", new Refusal("NOT_FOUND"));
    gateway.addJob("pay");
    const seen: unknown[] = [];
    const { worker } = working(
      client,
      {},
      pay(async (job) => {
        await job.extendTimeout({ minutes: 1 }).catch((error: unknown) => seen.push(error));
        seen.push((await job.complete()).isLost);
      }),
    );
    await until(() => seen.length === 2);
    expect(seen).toEqual([expect.any(NotFoundError), true]);
    expect(worker.stats().lost).toBe(1);
  });

  it("carry the lease of their job", async () => {
    const { gateway, client } = await connected();
    const job = gateway.addJob("pay");
    working(
      client,
      { lease: true },
      pay((job) => job.extendTimeout({ minutes: 1 })),
    );
    await job.outcome();
    const tokens = [
      ...gateway.requests("updateJobTimeout"),
      ...gateway.requests("completeJob"),
    ].map((request) => request.leaseToken);
    expect(tokens).toEqual(["lease-1", "lease-1"]);
  });

  it("come in time because the reservation is prolonged while the handler runs", async () => {
    const { gateway, client } = await connected();
    const half = { milliseconds: 500 };
    const job = gateway.addJob("pay");
    const { worker } = working(
      client,
      { timeout: half, extendTimeout: half },
      pay(() => sleep(1_200)),
    );
    expect(await job.outcome()).toEqual(new Completion());
    await worker.close();
    expect(worker.stats()).toMatchObject({ polled: 1, completed: 1, lost: 0 });
    expect(gateway.requests("updateJobTimeout").length).toBeGreaterThanOrEqual(2);
  });

  it("are none of jobs whose time is over before they begin", async () => {
    const { gateway, client } = await connected();
    gateway.on("activateJobs", inTurn([jobs(2)]));
    gateway.on("completeJob", undefined);
    let begun = 0;
    const { worker } = working(
      client,
      {
        maxJobsActive: 2,
        concurrency: 1,
        timeout: { milliseconds: 100 },
        pollInterval: { minutes: 1 },
      },
      pay(async () => {
        begun += 1;
        await sleep(300);
      }),
    );
    await until(() => worker.stats().expired === 1);
    await worker.close();
    expect(begun).toBe(1);
    expect(worker.stats().slotsUsed).toBe(0);
  });
});
