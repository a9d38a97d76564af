/** Jobs that are made up. */

import { inspect } from "node:util";

import { describe, expect, it } from "vitest";

import { ArgumentError } from "../../src/errors.js";
import { JobKey } from "../../src/keys.js";
import { NoOutcomeError, testJob } from "../../src/testing/index.js";
import { Completion, defineJob } from "../../src/worker/index.js";
import type { Job, JobDefinition } from "../../src/worker/index.js";

/** What a handler sees of the job, and the outcome of nothing. */
function seen(
  see: (job: Job) => unknown,
): JobDefinition<Record<string, unknown>, Record<string, string>> {
  return defineJob({
    type: "pay",
    handle(job) {
      return { seen: see(job) };
    },
  });
}

describe("a job that is made up", () => {
  it("has only the variables that are asked for", async () => {
    const variables = { b: 1, a: 1n << 64n };
    const names = seen((job) => Object.keys(job.variables));
    for (const [fetch, expected] of [
      ["all", ["b", "a"]],
      [[], []],
      [["b", "c"], ["b"]],
    ] as const) {
      const outcome = await testJob({ ...names, fetch }, { variables });
      expect(outcome).toEqual(new Completion({ variables: { seen: expected } }));
    }
  });

  it("is the job that it was made", async () => {
    const see = seen((job) => {
      expect(job.key).toBe("5");
      expect(job.type).toBe("pay");
      expect(job.retries).toBe(2);
      expect(job.worker).toBe("me");
      expect(job.bpmnProcessId).toBe("order");
      expect(job.deadline).toEqual(new Date(1_000));
      expect(job.headers).toEqual({ h: "1" });
      expect(job.headersText).toBe('{"h":"1"}');
      expect(job.variables).toEqual({ v: 1 });
      expect(job.variablesText).toBe('{"v":1}');
      expect(job.expiresInMs).toBeGreaterThan(9_000);
      expect(job.expiresInMs).toBeLessThanOrEqual(10_000);
      expect(job.signal.aborted).toBe(false);
      expect(inspect(job)).toBe("job 5 of type 'pay' (2 retries)");
      expect(JSON.stringify(job)).not.toContain('"v"');
      return true;
    });
    const outcome = await testJob(see, {
      key: JobKey("5"),
      retries: 2,
      headers: { h: "1" },
      variables: { v: 1 },
      timeout: { seconds: 10 },
      worker: "me",
      bpmnProcessId: "order",
      deadline: 1_000n,
    });
    expect(outcome).toEqual(new Completion({ variables: { seen: true } }));
  });

  it("can be prolonged, counted from when that is asked for", async () => {
    const extended: number[] = [];
    const extending = defineJob({
      type: "pay",
      async handle(job) {
        await job.extendTimeout({ seconds: 150 });
        expect(job.expiresInMs).toBeGreaterThan(149_000);
        await expect(job.extendTimeout({ seconds: -1 })).rejects.toThrow(ArgumentError);
      },
    });
    const onExtend = (milliseconds: number): void => void extended.push(milliseconds);
    expect(await testJob(extending, { onExtend })).toEqual(new Completion());
    expect(extended).toEqual([150_000]);
  });

  it("has no outcome if its handler ends because it is given up", async () => {
    const stop = new AbortController();
    const obedient = defineJob({
      type: "pay",
      handle(job) {
        stop.abort();
        job.signal.throwIfAborted();
      },
    });
    const running = testJob(obedient, { signal: stop.signal });
    await expect(running).rejects.toThrow(NoOutcomeError);
  });

  it.each([{ variables: [1] }, { headers: "x" as unknown as object }])(
    "is refused if it cannot be: %j",
    async (made) => {
      const refused = testJob(
        seen(() => 1),
        made,
      );
      await expect(refused).rejects.toThrow(Object.keys(made)[0]);
    },
  );

  it("is refused if it has what no job has", async () => {
    const made = { colour: "red" } as object;
    const refused = testJob(
      seen(() => 1),
      made,
    );
    await expect(refused).rejects.toThrow("'colour'");
  });
});
