/** The gateway in the process of a test. */

import { afterEach, beforeEach, describe, expect, it } from "vitest";

import type { ZeebeClient } from "../../src/client.js";
import {
  FailedPreconditionError,
  InternalError,
  InvalidArgumentError,
  NotFoundError,
  UnimplementedError,
} from "../../src/errors.js";
import { FakeGateway, NoOutcomeError, Refusal } from "../../src/testing/index.js";
import type { RpcName } from "../../src/testing/index.js";
import type { ActivatedJob } from "../../src/types.js";
import { BpmnError, Completion, Worker, defineJob } from "../../src/worker/index.js";
import { silent } from "../worker/gateway.js";

describe("a gateway for tests", () => {
  let gateway: FakeGateway;
  let client: ZeebeClient;

  beforeEach(async () => {
    gateway = await FakeGateway.start();
    client = gateway.client();
  });

  afterEach(async () => {
    await client.close();
    await gateway.close();
  });

  async function start(bpmnProcessId = "a"): Promise<string> {
    const started = await client.createProcessInstance({ bpmnProcessId });
    return `${started.bpmnProcessId} ${started.processInstanceKey}`;
  }

  it("answers as the test says", async () => {
    await expect(start()).rejects.toThrow(UnimplementedError);
    await expect(start()).rejects.toThrow('gateway.on("createProcessInstance", …)');
    gateway.on("createProcessInstance", { processInstanceKey: 42n });
    expect(await start()).toBe(" 42");
    gateway.on("createProcessInstance", (request) => ({ bpmnProcessId: request.bpmnProcessId }));
    expect(await start("b")).toBe("b 0");
    gateway.on("createProcessInstance", () => Promise.resolve({ bpmnProcessId: "late" }));
    expect(await start()).toBe("late 0");
    gateway.on("createProcessInstance", new Refusal("INVALID_ARGUMENT", "no"));
    await expect(start()).rejects.toThrow(InvalidArgumentError);
    const ids = gateway.requests("createProcessInstance").map((request) => request.bpmnProcessId);
    expect(ids).toEqual(["a", "a", "a", "b", "a", "a"]);
  });

  it("says that an answer threw", async () => {
    gateway.on("createProcessInstance", (request) => {
      expect(request.bpmnProcessId).toBe("b");
      return {};
    });
    await expect(start()).rejects.toThrow(InternalError);
    await expect(start()).rejects.toThrow("the test's answer to createProcessInstance threw");
  });

  it("refuses what the API does not have", () => {
    expect(() => {
      gateway.on("fly" as RpcName, undefined);
    }).toThrow("'fly'");
    expect(() => gateway.requests("fly" as RpcName)).toThrow("it has activateJobs, ");
    expect(() => new Refusal("LATE" as "UNKNOWN")).toThrow("'LATE'");
  });

  it("answers streams by several replies", async () => {
    gateway.on("activateJobs", [
      { jobs: [{ key: 1n }, { key: 2n }] },
      new Refusal("INTERNAL", "x"),
    ]);
    const keys: string[] = [];
    const reading = async (): Promise<void> => {
      for await (const job of poll("pay", 5)) keys.push(job.key);
    };
    await expect(reading()).rejects.toThrow(InternalError);
    expect(keys).toEqual(["1", "2"]);
  });

  function poll(
    type: string,
    maxJobsToActivate: number,
    timeout = 60,
  ): AsyncIterable<ActivatedJob> {
    return client.activateJobs({
      type,
      worker: "me",
      timeout: { seconds: timeout },
      maxJobsToActivate,
      fetchVariable: ["a"],
      requestTimeout: { seconds: 1 },
    });
  }

  async function one(timeout?: number): Promise<ActivatedJob> {
    for await (const job of poll("pay", 1, timeout)) return job;
    throw new Error("there is no job");
  }

  it("keeps jobs as a gateway does", async () => {
    const added = gateway.addJob("pay", { key: 5n, variables: { a: 1, b: 2 } });
    const other = gateway.addJob("pay", { key: 5n });
    expect(added.key).toBe("5");
    expect(other.key).not.toBe("5");
    const at_once = { timeout: { seconds: 0 } };
    await expect(added.outcome(at_once)).rejects.toThrow("nobody has asked for jobs of type 'pay'");
    const job = await one(0.1);
    expect([job.key, job.variables.value, job.worker, job.retries]).toEqual([
      "5",
      { a: 1 },
      "me",
      3,
    ]);
    await expect(added.outcome(at_once)).rejects.toThrow(NoOutcomeError);
    await expect(added.outcome(at_once)).rejects.toThrow("worker 'me' has it");
    // The other one, and after its reservation the first again.
    expect((await one()).key).toBe(other.key);
    expect((await one()).key).toBe("5");
    const jobKey = added.key;
    const retryBackOff = { milliseconds: 50 };
    await client.failJob({ jobKey, retries: 1, retryBackOff, errorMessage: "no" });
    expect(await added.outcome()).toMatchObject({
      message: "no",
      retries: 1,
      retryBackoff: { milliseconds: 50 },
    });
    await expect(client.completeJob({ jobKey })).rejects.toThrow(FailedPreconditionError);
    expect(await one()).toMatchObject({ key: "5", retries: 1 });
    await client.completeJob({ jobKey, variables: { done: true } });
    expect(await added.outcome()).toEqual(new Completion({ variables: { done: true } }));
    await expect(client.completeJob({ jobKey })).rejects.toThrow(NotFoundError);
    await client.throwError({ jobKey: other.key, errorCode: "c" });
    expect(await other.outcome()).toBeInstanceOf(BpmnError);
    await expect(other.outcome(at_once)).rejects.toThrow("it has had its last outcome");
  });

  it("lets a poll wait for a first job", async () => {
    const polled = one();
    await new Promise((resolve) => setTimeout(resolve, 50));
    const job = gateway.addJob("pay");
    expect((await polled).key).toBe(job.key);
  });

  it("ends at once, whoever waits", async () => {
    const definition = defineJob({ type: "pay", handle: () => undefined });
    await using worker = new Worker(client, {
      jobs: [definition],
      stream: true,
      logger: silent,
    }).start();
    while (gateway.requests("streamActivatedJobs").length === 0) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    const begin = performance.now();
    await gateway.close();
    await gateway.close();
    expect(performance.now() - begin).toBeLessThan(3_000);
    expect(worker.state).toBe("running");
  });

  it("has clients with settings of their own, and none of the environment", async () => {
    process.env["CAMUNDA_DEFAULT_TENANT_ID"] = "elsewhere";
    try {
      gateway.on("createProcessInstance", undefined);
      await using other = gateway.client({ tenant: "here" });
      await other.createProcessInstance({ bpmnProcessId: "a" });
      await start();
    } finally {
      delete process.env["CAMUNDA_DEFAULT_TENANT_ID"];
    }
    const tenants = gateway.requests("createProcessInstance").map((request) => request.tenantId);
    expect(tenants).toEqual(["here", ""]);
  });
});
