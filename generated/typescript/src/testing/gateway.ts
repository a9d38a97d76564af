/** A gateway in the process of the test: a real client, loopback, no broker. */

import { Server, ServerCredentials } from "@grpc/grpc-js";

import { ZeebeClient } from "../client.js";
import { Config } from "../config/index.js";
import type { Settings } from "../config/index.js";
import { Answers } from "./answers.js";
import type { Answer, RequestOf, RpcName } from "./answers.js";
import { Desk } from "./desk.js";
import { JobHandle } from "./handle.js";
import { activatedJob } from "./message.js";
import type { MadeUpJob } from "./message.js";
import { Service } from "./service.js";

/**
 * A gateway for tests, in the process of the test.
 *
 * What a test wants answered is scripted with `on`; an RPC without an answer is UNIMPLEMENTED. Jobs
 * are added with `addJob`, and the RPCs of workers are answered from the start. Its clients are
 * ordinary ones, with their checks, deadlines and retries, on loopback.
 *
 * ```ts
 * async function order(client: ZeebeClient, total: number): Promise<string> {
 *   const started = await client.createProcessInstance({
 *     bpmnProcessId: "order",
 *     variables: { total },
 *   });
 *   return started.processInstanceKey;
 * }
 *
 * test("it orders", async () => {
 *   await using gateway = await FakeGateway.start();
 *   gateway.on("createProcessInstance", { processInstanceKey: 42n });
 *   await using client = gateway.client();
 *   assert.equal(await order(client, 5), "42");
 *   const [request] = gateway.requests("createProcessInstance");
 *   assert.equal(request?.bpmnProcessId, "order");
 * });
 * ```
 *
 * It needs no particular test runner.
 */
export class FakeGateway {
  /** Where it listens. */
  readonly address: string;
  readonly #server: Server;
  readonly #answers: Answers;
  readonly #desk: Desk;

  private constructor(server: Server, answers: Answers, desk: Desk, port: number) {
    this.#server = server;
    this.#answers = answers;
    this.#desk = desk;
    this.address = `http://127.0.0.1:${String(port)}`;
  }

  /** Starts a gateway that has no answers yet. It listens until it is closed. */
  static async start(): Promise<FakeGateway> {
    const answers = new Answers();
    const desk = new Desk();
    const server = new Server();
    server.addService(Service.definition(), new Service(answers, desk).implementation());
    const port = await new Promise<number>((resolve, reject) => {
      server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) => {
        if (error === null) resolve(bound);
        else reject(error);
      });
    });
    return new FakeGateway(server, answers, desk, port);
  }

  /** Ends it: open calls are cut off. Twice is like once. */
  async close(): Promise<void> {
    this.#desk.close();
    this.#server.forceShutdown();
    await new Promise<void>((resolve) => {
      this.#server.tryShutdown(() => {
        resolve();
      });
    });
  }

  /** As `close`, at the end of an `await using`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /**
   * A client of this gateway, which has nothing of the environment. It is yours to close.
   *
   * @param settings - Settings of your own.
   * @throws ConfigError if a setting cannot be used.
   */
  client(settings: Settings = {}): ZeebeClient {
    return new ZeebeClient(new Config({ ...settings, address: this.address }));
  }

  /**
   * Answers an RPC from now on, in place of any answer before.
   *
   * ```ts
   * gateway.on("createProcessInstance", { processInstanceKey: 42n });
   * gateway.on("topology", new Refusal("UNAVAILABLE", "starting"));
   * gateway.on("publishMessage", (request) => ({ key: BigInt(request.name.length) }));
   * gateway.on("activateJobs", [{ jobs: [{ key: 1n }] }, new Refusal("INTERNAL")]);
   * ```
   *
   * @param rpc - The RPC, as the method of a client is called.
   * @param answer - A reply: the fields of its raw message, or a `Refusal`; for a stream, several
   *   of them, after which it ends. Or a function of the raw request that gives or throws them,
   *   asked once per attempt. If it throws, as a failed assertion does, the call fails with
   *   INTERNAL and the text of the error.
   * @throws TypeError if the API has no such RPC.
   */
  on<Rpc extends RpcName>(rpc: Rpc, answer: Answer<Rpc>): void {
    this.#answers.set(rpc, answer);
  }

  /**
   * The raw requests of an RPC that have arrived, one per attempt, answered or not.
   *
   * @param rpc - The RPC, as the method of a client is called.
   * @throws TypeError if the API has no such RPC.
   */
  requests<Rpc extends RpcName>(rpc: Rpc): RequestOf<Rpc>[] {
    return this.#answers.requests(rpc) as RequestOf<Rpc>[];
  }

  /**
   * Adds a job for whoever asks for jobs of its type, by poll or by stream.
   *
   * One worker has it at a time, until it reports what became of it or the reservation ends. A job
   * that fails with retries left is available again after its back-off, with that number of
   * retries; without retries, or after a BPMN error, nobody gets it any more. A job whose key is
   * taken gets another. A stream is sent jobs that were there before it, too, which a real gateway
   * gives to polls only.
   *
   * ```ts
   * const job = gateway.addJob("charge-card", { variables: { total: 5 } });
   * assert.deepEqual(await job.outcome(), new Completion({ variables: { paid: 5 } }));
   * ```
   *
   * @param type - The type.
   * @param made - What else there is to say of it.
   * @throws ArgumentError if the variables or headers are no JSON object.
   */
  addJob(type: string, made: MadeUpJob = {}): JobHandle {
    return new JobHandle(this.#desk.add(activatedJob(type, made)), this.#desk);
  }
}
