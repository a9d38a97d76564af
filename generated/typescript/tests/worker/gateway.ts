/** What tests of workers share: a gateway with a client, replies, and patience. */

import { onTestFinished, vi } from "vitest";

import type { ZeebeClient } from "../../src/client.js";
import { FakeGateway } from "../../src/testing/index.js";
import { Worker, defineJob } from "../../src/worker/index.js";
import type { AnyJobDefinition, WorkerError, WorkerOptions } from "../../src/worker/index.js";

/** Pauses that tests can wait for. */
export const QUICK = { initial: { milliseconds: 1 }, max: { milliseconds: 5 } };

/** Writes nothing, and can be asked. */
export const silent = { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn() };

/** A gateway and a client of it, for one test. */
export async function connected(): Promise<{ gateway: FakeGateway; client: ZeebeClient }> {
  const gateway = await FakeGateway.start();
  const client = gateway.client();
  onTestFinished(async () => {
    await client.close();
    await gateway.close();
  });
  return { gateway, client };
}

/** A worker that was started, with its errors; it stops with its client. */
export function working(
  client: ZeebeClient,
  options: Omit<WorkerOptions, "jobs">,
  ...jobs: AnyJobDefinition[]
): { worker: Worker; errors: WorkerError[] } {
  const errors: WorkerError[] = [];
  const onError = (error: WorkerError): void => void errors.push(error);
  const worker = new Worker(client, { jobs, logger: silent, onError, ...options });
  return { worker: worker.start(), errors };
}

/** Handles jobs of type `pay`. */
export function pay(handle: AnyJobDefinition["handle"] = () => undefined): AnyJobDefinition {
  return defineJob<object, object>({ type: "pay", handle });
}

/** Waits for something, or fails. */
export async function until(condition: () => boolean): Promise<void> {
  await vi.waitUntil(condition, { timeout: 10_000, interval: 5 });
}

/** Waits. */
export function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** A reply with so many jobs. */
export function jobs(count: number, more: object = {}): { jobs: object[] } {
  const keys = [...Array(count).keys()].map((n) => BigInt(100 + n));
  return { jobs: keys.map((key) => ({ key, type: "pay", retries: 3, ...more })) };
}

/** So many of something. */
export function times<Made>(count: number, make: () => Made): Made[] {
  return Array.from({ length: count }, make);
}

/** Answers by these, one after the other, and then by nothing. */
export function inTurn<Reply>(replies: readonly Reply[]): () => Reply | never[] {
  const left = [...replies];
  return () => left.shift() ?? [];
}
