/**
 * Tests of your own code without a gateway on the network.
 *
 * - `testJob` runs a handler on a job that you make up.
 * - `FakeGateway` is a gateway in the process of the test, for code that takes a client.
 *
 * Both need no particular test runner: vitest, jest and `node:test` will do.
 *
 * @packageDocumentation
 */

export { Refusal } from "./answers.js";
export type { Answer, Methods, Replies, Reply, RequestOf, RpcName } from "./answers.js";
export { FakeGateway } from "./gateway.js";
export { JobHandle, NoOutcomeError } from "./handle.js";
export { testJob } from "./job.js";
export type { TestedJob } from "./job.js";
export type { MadeUpJob } from "./message.js";
