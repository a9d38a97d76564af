/** What comes of a handler, whatever it does. */

import { describe, expect, it } from "vitest";
import { z } from "zod";

import { ArgumentError } from "../../src/errors.js";
import { RawJson } from "../../src/json/index.js";
import { testJob } from "../../src/testing/index.js";
import { BpmnError, Completion, JobFailure, defineJob } from "../../src/worker/index.js";
import type { HandlerResult, Middleware, Outcome } from "../../src/worker/index.js";
import { failureOf, retriesAfter } from "../../src/worker/outcome.js";

/** What comes of a handler that does this. */
function run(handle: () => unknown): Promise<Outcome> {
  return testJob(defineJob({ type: "pay", handle: handle as () => HandlerResult }));
}

function thrower(thrown: unknown): () => never {
  return () => {
    throw thrown;
  };
}

async function failed(outcome: Promise<Outcome>): Promise<string> {
  const ended = await outcome;
  expect(ended).toBeInstanceOf(JobFailure);
  return (ended as JobFailure).message;
}

describe("what a handler returns", () => {
  it.each([
    [undefined, new Completion()],
    [null, new Completion()],
    [{}, new Completion({ variables: {} })],
    [{ a: 1n << 70n }, new Completion({ variables: { a: 1n << 70n } })],
    [new RawJson('{"a": 1}'), new Completion({ variables: { a: 1 } })],
    [new Completion({ variables: { a: 1 } }), new Completion({ variables: { a: 1 } })],
    [new Completion({ result: { denied: true } }), new Completion({ result: { denied: true } })],
  ])("completes its job, %#", async (returned, outcome) => {
    expect(await run(() => returned)).toEqual(outcome);
    expect(await run(() => Promise.resolve(returned))).toEqual(outcome);
  });

  it.each([
    [5, /^variables: /],
    ["text", /^variables: /],
    [[1], /^variables: /],
    [{ a: { b: [1, NaN] } }, /^variables\.a\.b\[1\]: /],
    [{ a: () => 1 }, /^variables\.a: /],
    [
      {
        toJSON: (): never => {
          throw new Error("not me");
        },
      },
      /^variables: cannot be turned to JSON: not me$/,
    ],
    [new BpmnError("c", { variables: [1] }), /^variables: /],
    [new BpmnError(5 as unknown as string), /^code: /],
  ])("fails its job where it cannot be sent, %#", async (returned, said) => {
    expect(await failed(run(() => returned))).toMatch(said);
  });

  it("keeps what a failure says that cannot be sent", async () => {
    const outcome = await run(() => new JobFailure("late", { retries: 7, variables: [1] }));
    expect(outcome).toMatchObject({ retries: 7 });
    expect((outcome as JobFailure).message).toMatch(/^late \(variables: /);
  });
});

describe("what a handler throws", () => {
  it.each([
    ["thrown", thrower],
    [
      "returned",
      (outcome: unknown): (() => unknown) =>
        () =>
          outcome,
    ],
    [
      "rejected",
      (outcome: Error): (() => unknown) =>
        () =>
          Promise.reject(outcome),
    ],
  ] as const)("may be an outcome: %s", async (_, how) => {
    const error = new BpmnError("c", { message: "m", variables: { total: 5 } });
    expect(await run(how(error))).toMatchObject({
      code: "c",
      message: "m",
      variables: { total: 5 },
    });
    const failure = new JobFailure("later", { retries: 7, retryBackoff: { minutes: 1 } });
    expect(await run(how(failure))).toMatchObject({
      message: "later",
      retries: 7,
      retryBackoff: { minutes: 1 },
    });
  });

  it("is said with its causes, and no more", () => {
    const said = (thrown: unknown): string => failureOf(thrown).message;
    expect(said(new TypeError("the reader is off"))).toBe("the reader is off");
    expect(said(new Error("no", { cause: new Error("off") }))).toBe("no: off");
    expect(said(new Error("it is off", { cause: new Error("off") }))).toBe("it is off");
    expect(said(new RangeError())).toBe("RangeError");
    const circular = new Error("a");
    circular.cause = circular;
    expect(said(circular)).toBe("a");
  });

  it.each([
    ["a text", "all is lost", "all is lost"],
    ["nothing", undefined, "undefined"],
    ["an object without a text", Object.create(null), "something was thrown"],
    ["a symbol", Symbol("lost"), "Symbol(lost)"],
  ])("may be anything: %s", async (_, thrown, said) => {
    expect(await failed(run(thrower(thrown)))).toContain(said);
  });

  it("is cut to what is sent, in whole characters", async () => {
    const message = await failed(run(thrower(new Error("🚀".repeat(20_000)))));
    expect(message).toBe("🚀".repeat(10_000));
    expect(await failed(run(thrower(new Error("half \ud83d"))))).toBe("half \ufffd");
  });

  it("takes one retry, and no more than there are", () => {
    const left = [3, 1, 0, -5].map((retries) => retriesAfter(new JobFailure(), retries));
    expect(left).toEqual([2, 0, 0, 0]);
    expect(retriesAfter(new JobFailure("", { retries: 7 }), 1)).toBe(7);
  });
});

describe("what a handler gets", () => {
  const order = z.object({ total: z.int(), note: z.string().optional() });
  const terms = z.object({ limit: z.coerce.number() });
  const typed = defineJob({
    type: "pay",
    variables: order,
    headers: terms,
    handle: ({ variables, headers }) => ({ ...variables, ...headers }),
  });

  it("is what the schemas make of it", async () => {
    const job = { variables: { total: 5, other: 1 }, headers: { limit: "7" } };
    expect(await testJob(typed, job)).toEqual(
      new Completion({ variables: { total: 5, limit: 7 } }),
    );
  });

  it.each([
    [{ variables: { total: 5 } }, /^headers\.limit: /],
    [{ variables: { total: "5" }, headers: { limit: "7" } }, /^variables\.total: /],
  ])("fails the job where it does not fit, %#", async (job, said) => {
    expect(await failed(testJob(typed, job))).toMatch(said);
  });

  it("waits for schemas that take their time", async () => {
    const known = order.refine(async ({ total }) => Promise.resolve(total < 10), "too much");
    const slow = defineJob({ type: "pay", variables: known, handle: (job) => job.variables });
    expect(await testJob(slow, { variables: { total: 5 } })).toBeInstanceOf(Completion);
    expect(await failed(testJob(slow, { variables: { total: 50 } }))).toBe("variables: too much");
  });
});

describe("a handler that reports in person", () => {
  const variables = { a: 1 };

  it("has the outcome that it reports", async () => {
    const complete = defineJob({ type: "pay", handle: (job) => job.complete({ variables }) });
    expect(await testJob(complete)).toEqual(new Completion({ variables }));
    const fail = defineJob({
      type: "pay",
      handle: (job) => job.fail({ message: "no", retries: 0 }),
    });
    expect(await testJob(fail)).toMatchObject({ message: "no", retries: 0 });
    const error = defineJob({ type: "pay", handle: (job) => job.throwError({ code: "c" }) });
    expect(await testJob(error)).toBeInstanceOf(BpmnError);
  });

  it("has one outcome", async () => {
    const twice = defineJob({
      type: "pay",
      async handle(job) {
        await job.complete({ variables });
        await job.fail({ message: "no" });
      },
    });
    expect(await testJob(twice)).toEqual(new Completion({ variables }));
  });

  it("may report again what could not be sent", async () => {
    const recovering = defineJob({
      type: "pay",
      async handle(job) {
        await expect(job.complete({ variables: [1] })).rejects.toThrow(ArgumentError);
        return job.complete({ variables });
      },
    });
    expect(await testJob(recovering)).toEqual(new Completion({ variables }));
  });
});

describe("middlewares", () => {
  it("are around the handler, the first outermost", async () => {
    const seen: string[] = [];
    const noting =
      (name: string): Middleware =>
      async (_, next) => {
        seen.push(`${name} in`);
        try {
          return await next();
        } finally {
          seen.push(`${name} out`);
        }
      };
    const definition = defineJob({
      type: "pay",
      middlewares: [noting("own")],
      handle: () => {
        seen.push("handler");
        return { paid: 5 };
      },
    });
    const outcome = await testJob(definition, { middlewares: [noting("outer"), noting("inner")] });
    expect(outcome).toEqual(new Completion({ variables: { paid: 5 } }));
    expect(seen).toEqual([
      "outer in",
      "inner in",
      "own in",
      "handler",
      "own out",
      "inner out",
      "outer out",
    ]);
  });

  it("decide the outcome, also where variables do not fit", async () => {
    const lenient: Middleware = async (_, next) => {
      try {
        return await next();
      } catch (thrown) {
        throw new BpmnError("bad-value", { message: String(thrown), cause: thrown });
      }
    };
    const definition = defineJob({
      type: "pay",
      variables: z.object({ total: z.string() }),
      handle: () => undefined,
    });
    const outcome = await testJob(definition, { variables: { total: 5 }, middlewares: [lenient] });
    expect(outcome).toMatchObject({ code: "bad-value" });
    expect((outcome as BpmnError).message).toContain("variables.total");
  });
});
