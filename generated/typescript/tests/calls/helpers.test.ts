import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";

import {
  deployFiles,
  generatedMessageId,
  runProcess,
  waitUntilReady,
} from "../../src/client/index.js";
import { Status } from "../../src/contract/index.js";
import { CallError, ClosedError, VariablesError } from "../../src/errors.js";
import { Json } from "../../src/json/index.js";
import type { CallOptions } from "../../src/options.js";
import { Client, POLICY, Peer, clientOf, errorOf, reply } from "./peer.js";

describe("deploying files", () => {
  const client = {
    deployResource: (request: { resources: readonly { name: string; content: Uint8Array }[] }) =>
      Promise.resolve(request.resources.map(({ name, content }) => [name, String(content)])),
  };

  test("takes their base names", async () => {
    const folder = await mkdtemp(join(tmpdir(), "deploy-"));
    const paths = ["a.bpmn", "b.dmn"].map((name) => join(folder, name));
    for (const path of paths) await writeFile(path, "x");
    const [first, second] = paths as [string, string];
    expect(await deployFiles(client, [first, pathToFileURL(second)])).toEqual([
      ["a.bpmn", "x"],
      ["b.dmn", "x"],
    ]);
    expect(await deployFiles(client, first)).toEqual([["a.bpmn", "x"]]);
    await rm(folder, { recursive: true });
  });

  test("names the file that cannot be read", async () => {
    await expect(deployFiles(client, ["/no/such.bpmn"])).rejects.toThrow(
      "DeployResource: resources[0]: the file '/no/such.bpmn' cannot be read: ENOENT",
    );
  });
});

test("message IDs are never the same", () => {
  expect(generatedMessageId()).toMatch(/^[\da-f-]{36}$/);
  expect(generatedMessageId()).not.toBe(generatedMessageId());
});

describe("running a process", () => {
  interface Request {
    readonly request: object;
    readonly requestTimeout?: unknown;
  }
  const asked: unknown[] = [];
  const client = {
    createProcessInstanceWithResult: (request: Request, options?: CallOptions) => {
      asked.push(request, options);
      return Promise.resolve({ variables: new Json('{"total":5}'), processInstanceKey: "7" });
    },
  };
  const schema = (fits: boolean) => ({
    "~standard": {
      version: 1 as const,
      vendor: "test",
      validate: (value: unknown) =>
        fits ? { value: value as { total: number } } : { issues: [{ message: "no" }] },
    },
  });

  test("gives the variables at its end", async () => {
    const given = { bpmnProcessId: "order", requestTimeout: { seconds: 5 } };
    const ended = await runProcess(client, given, { schema: schema(true), retry: "NEVER" });
    expect(ended.variables.total).toBe(5);
    expect(ended.instance.processInstanceKey).toBe("7");
    expect(asked).toEqual([
      { request: { bpmnProcessId: "order" }, requestTimeout: { seconds: 5 } },
      { retry: "NEVER" },
    ]);
  });

  test("names the instance whose variables do not fit", async () => {
    const misfit = runProcess(client, {}, { schema: schema(false) });
    await expect(misfit).rejects.toThrow("no; the process instance 7 has completed");
    await expect(misfit).rejects.toBeInstanceOf(VariablesError);
  });
});

describe("waiting for a gateway", () => {
  const leader = { partitionId: 1, role: "LEADER", health: "HEALTHY" };
  const sick = { ...leader, health: "UNHEALTHY" };
  const cluster = (...partitions: object[]) => ({
    partitionsCount: 1,
    brokers: [{ partitions: partitions as (typeof leader)[] }],
  });
  type Answer = ReturnType<typeof cluster> | Error;

  class Asked extends Client {
    readonly answers: Answer[] = [];
    readonly options: CallOptions[] = [];

    topology(_request: object, options: CallOptions): Promise<ReturnType<typeof cluster>> {
      this.options.push(options);
      const answer = this.answers.length > 1 ? this.answers.shift() : this.answers[0];
      return answer instanceof Error || answer === undefined
        ? Promise.reject(answer ?? new Error("no answer"))
        : Promise.resolve(answer);
    }
  }

  function asked(...answers: Answer[]): Asked {
    const client = new Asked(clientOf(1).config);
    client.answers.push(...answers);
    return client;
  }

  const down = (status: Status): CallError =>
    CallError.of({
      policy: POLICY,
      status,
      statusMessage: "x",
      attempts: 1,
      retryable: true,
      outcomeUnknown: false,
      tooLarge: false,
      fromGateway: true,
    });

  test("ends when every partition has a healthy leader", async () => {
    const client = asked(down(Status.UNAVAILABLE), cluster(), cluster(sick), cluster(leader));
    expect(await waitUntilReady(client, POLICY)).toEqual(cluster(leader));
    expect(client.options).toHaveLength(4);
    expect(client.options[0]).toMatchObject({ retry: "NEVER", timeout: { milliseconds: 10_000 } });
  });

  test("says what is missing when its time is over", async () => {
    const options = { timeout: { milliseconds: 120 } };
    const error = await errorOf(waitUntilReady(asked(cluster(sick)), POLICY, options));
    expect(error.status).toBe(Status.DEADLINE_EXCEEDED);
    expect(error.message).toContain(
      "not ready after 120 ms: the leader of partition 1 is not healthy",
    );
    const none = await errorOf(waitUntilReady(asked(cluster()), POLICY, options));
    expect(none.message).toContain("partition 1 has no leader");
  });

  test("does not wait where no waiting helps", async () => {
    const denied = asked(down(Status.PERMISSION_DENIED));
    const error = await errorOf(waitUntilReady(denied, POLICY));
    expect(error.status).toBe(Status.PERMISSION_DENIED);
    expect(denied.options).toHaveLength(1);
    const odd = { timeout: { seconds: "1" as never } };
    await expect(waitUntilReady(denied, POLICY, odd)).rejects.toThrow("timeout.seconds: must be");
  });

  test("ends with its signal, and with its client", async () => {
    const signal = AbortSignal.timeout(60);
    const error = await errorOf(waitUntilReady(asked(cluster()), POLICY, { signal }));
    expect(error).toMatchObject({ status: Status.CANCELLED, cause: signal.reason as unknown });
    const client = asked(cluster());
    const waiting = errorOf(waitUntilReady(client, POLICY));
    await client.close();
    expect(await waiting).toBeInstanceOf(ClosedError);
  });
});

test("a stub of one's own can use the connection", async () => {
  await using peer = await Peer.start(reply("hi"));
  await using client = clientOf(peer.port);
  expect(client.channel.getTarget()).toContain(String(peer.port));
  expect(client.channel).toBe(client.channel);
});
