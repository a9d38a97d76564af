/** A worker as its program sees it, at a gateway in this process. */

import { describe, expect, expectTypeOf, it } from "vitest";
import { z } from "zod";

import { Completion, Worker, defineJob } from "../../src/worker/index.js";
import type { AnyJobDefinition, Job, WorkerOptions } from "../../src/worker/index.js";
import { connected, pay, silent, sleep, until, working } from "./gateway.js";

describe("a worker", () => {
  it("handles several types, each by its own settings", async () => {
    const { gateway, client } = await connected();
    const press = defineJob({
      type: "press",
      maxJobsActive: 4,
      variables: z.object({ size: z.string() }),
      handle: ({ variables }) => variables,
    });
    const pressed = gateway.addJob("press", { variables: { size: "A4", other: 1 } });
    const paid = gateway.addJob("pay");
    const { worker } = working(client, { name: "me", maxJobsActive: 9 }, press, pay());
    expect(await pressed.outcome()).toEqual(new Completion({ variables: { size: "A4" } }));
    expect(await paid.outcome()).toEqual(new Completion());
    expect(() => worker.stats()).toThrow("press, pay");
    await worker.close();
    expect([...worker.states]).toEqual([
      ["press", "closed"],
      ["pay", "closed"],
    ]);
    const polls = gateway.requests("activateJobs");
    const asked = polls.map((poll) => [poll.type, poll.maxJobsToActivate, poll.fetchVariable]);
    expect(asked.slice(0, 2)).toEqual([
      ["press", 4, ["size"]],
      ["pay", 9, []],
    ]);
  });

  it("tells its observers what happens", async () => {
    const { gateway, client } = await connected();
    const heard: [string, object][] = [];
    const hear =
      (name: string) =>
      (event: object): void =>
        void heard.push([name, event]);
    const job = gateway.addJob("pay");
    const worker = new Worker(client, {
      logger: silent,
      jobs: [pay(() => sleep(10))],
      observers: [
        {
          stateChanged: hear("state"),
          activated: hear("activated"),
          jobStarted: hear("started"),
          polled: hear("polled"),
          jobEnded: (event) => {
            // It is told after the gateway has taken it.
            expect(gateway.requests("completeJob")).toHaveLength(1);
            hear("ended")(event);
          },
        },
      ],
    });
    expect(worker.state).toBe("new");
    worker.start();
    await until(() => worker.stats().completed === 1);
    await worker.close();
    const told = (name: string): object[] =>
      heard.filter(([other]) => other === name).map(([, event]) => event);
    const { key } = job;
    const jobType = "pay";
    expect(told("state")).toEqual(
      ["running", "draining", "closed"].map((state) => ({ jobType, state })),
    );
    expect(told("activated")).toEqual([{ jobType, jobs: 1, source: "poll", slotsUsed: 32 }]);
    expect(told("started")).toEqual([{ jobType, key, queueTimeMs: expect.any(Number) as number }]);
    expect(told("ended")).toMatchObject([{ jobType, key, end: "completed" }]);
    const [{ handleTimeMs }] = told("ended") as [{ handleTimeMs: number }];
    expect(handleTimeMs).toBeGreaterThanOrEqual(9);
    expect(told("polled")[0]).toMatchObject({ jobs: 1, asked: 32, error: undefined });
  });

  it("runs once", async () => {
    const { client } = await connected();
    await using worker = new Worker(client, { jobs: [pay()], logger: silent }).start();
    expect(() => worker.start()).toThrow("runs once");
    await expect(worker.run()).rejects.toThrow("runs once");
  });

  it("of a closed client ends at once", async () => {
    const { gateway } = await connected();
    const client = gateway.client();
    await client.close();
    const { worker, errors } = working(client, { stream: true }, pay());
    await until(() => worker.state === "closed");
    expect(errors).toEqual([]);
  });

  it.each([
    ["jobs", { jobs: [] }, "no handler"],
    ["jobs", { jobs: pay() }, "must be a list"],
    ["jobs", { jobs: [pay(), pay()] }, "'pay' is handled by two"],
    ["jobs[0]", { jobs: [undefined] }, "defineJob"],
    ["jobs[0].handle", { jobs: [{ type: "pay" }] }, "must be a function"],
    ["jobs[0].variables", { jobs: [{ ...pay(), variables: {} }] }, "Standard Schema"],
    ["jobs[0].maxJobs", { jobs: [{ ...pay(), maxJobs: 1 }] }, "no setting of a job"],
    ["type", { jobs: [{ ...pay(), type: " " }] }, "not blank"],
    ["timeout", { jobs: [{ ...pay(), timeout: { seconds: -1 } }] }, "must not be negative"],
    ["maxJobs", { jobs: [pay()], maxJobs: 1 }, "no setting of a worker"],
  ])("needs settings that can be used: %s", async (setting, options, problem) => {
    const { client } = await connected();
    const make = (): Worker => new Worker(client, options as unknown as WorkerOptions);
    expect(make).toThrow(expect.objectContaining({ setting }) as Error);
    expect(make).toThrow(problem);
  });
});

describe("the types of a job", () => {
  it("are those of its schemas, or those that are stated", () => {
    const variables = z.object({ total: z.number() });
    const headers = z.object({ limit: z.coerce.number() });
    const checked = defineJob({
      type: "pay",
      variables,
      headers,
      handle(job) {
        expectTypeOf(job.variables).toEqualTypeOf<{ total: number }>();
        expectTypeOf(job.headers).toEqualTypeOf<{ limit: number }>();
      },
    });
    interface Order {
      total: number;
    }
    const stated = defineJob<Order>({
      type: "pay",
      handle(job) {
        expectTypeOf(job).toEqualTypeOf<Job<Order>>();
        expectTypeOf(job.headers).toEqualTypeOf<Record<string, string>>();
        return Promise.resolve({ ...job.variables });
      },
    });
    const neither = defineJob({
      type: "pay",
      handle(job) {
        expectTypeOf(job.variables).toEqualTypeOf<Record<string, unknown>>();
      },
    });
    expectTypeOf([checked, stated, neither]).toExtend<AnyJobDefinition[]>();
    // @ts-expect-error -- a number is no outcome
    defineJob({ type: "pay", handle: () => 5 });
    // @ts-expect-error -- there is no such setting
    defineJob({ type: "pay", maxJobs: 5, handle: () => undefined });
  });
});
