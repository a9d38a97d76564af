// Runs the examples of the package as people do, against a mock gateway.
//
// node examples.mjs DIRECTORY MOCK_GATEWAY

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as passed } from "node:timers/promises";

// How long anything may take, in milliseconds.
const LIMIT = 60_000;

const SCRIPT = {
  gateway: {
    processes: {
      order: [
        { type: "payment", retries: 3, headers: { limit: "50000" } },
        { type: "shipping", retries: 3 },
      ],
    },
  },
};

const [examples, mock] = process.argv.slice(2);

// Starts a mock gateway, and gives the line that it prints when it is ready.
async function withGateway(options, play) {
  const gateway = spawn(mock, ["--port", "0", "--quiet", "--exit-on-eof", ...options], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  try {
    const [line] = await once(createInterface(gateway.stdout), "line");
    await play(JSON.parse(line));
  } finally {
    gateway.stdin.end();
    await once(gateway, "exit");
  }
}

// The environment without settings of a client, and with these.
function environment(variables) {
  const kept = Object.entries(process.env).filter(([name]) => !/^(CAMUNDA|ZEEBE)_/.test(name));
  return { ...Object.fromEntries(kept), ...variables };
}

// A program, and what it has printed so far.
class Program {
  constructor(example, env, options = []) {
    this.name = example;
    this.output = "";
    // The mock gateway has no name, and grpc-js gives its address as one.
    const args = ["--disable-warning=DEP0123", join(examples, `${example}.js`), ...options];
    this.process = spawn(process.execPath, args, { env });
    for (const stream of [this.process.stdout, this.process.stderr]) {
      stream.setEncoding("utf8").on("data", (text) => {
        this.output += text;
      });
    }
    this.ended = once(this.process, "close");
  }

  // Waits until it has printed all of these.
  async prints(...texts) {
    const end = Date.now() + LIMIT;
    while (!texts.every((text) => this.output.includes(text))) {
      if (Date.now() > end || this.process.exitCode !== null) {
        this.process.kill("SIGKILL");
        throw new Error(`${this.name} did not print ${texts.join(", ")}:\n${this.output}`);
      }
      await passed(50);
    }
  }

  // Waits until it has ended well, and gives what it has printed.
  async end() {
    const timer = setTimeout(() => this.process.kill("SIGKILL"), LIMIT);
    const [code, signal] = await this.ended;
    clearTimeout(timer);
    assert.equal(code, 0, `${this.name} ended with ${code ?? signal}:\n${this.output}`);
    assert.doesNotMatch(this.output, /Warning/, `${this.name} is warned about`);
    return this.output;
  }
}

// The starter and both workers, together.
async function orders(directory) {
  const script = join(directory, "script.json");
  writeFileSync(script, JSON.stringify(SCRIPT));
  await withGateway(["--script", script], async ({ address }) => {
    const env = environment({ CAMUNDA_GRPC_ADDRESS: address });
    const workers = ["worker", "streaming-worker"].map((name) => new Program(name, env));
    const printed = await new Program("starter", env).end();
    assert.match(printed, /^deployed [0-9]+$/m);
    assert.equal(printed.match(/^started [0-9]+ for order/gm)?.length, 3);
    await workers[0].prints("order 1 is paid", "order 2 is paid");
    await workers[1].prints("order 1 is sent off", "order 2 is sent off");
    for (const worker of workers) {
      worker.process.kill("SIGTERM");
      assert.match(await worker.end(), /^stopped with 0 jobs undone$/m);
    }
  });
}

// A gateway with TLS that wants tokens, with settings of code and of the environment.
async function oauth(directory) {
  const secret = join(directory, "secret");
  writeFileSync(secret, "s3cret\n");
  const options = ["--tls", join(directory, "tls"), "--oauth", "--oauth-client", "shop:s3cret"];
  await withGateway(options, async ({ address, ca, token_url: url }) => {
    const env = environment({
      CAMUNDA_GRPC_ADDRESS: address,
      CAMUNDA_CA_CERTIFICATE_PATH: ca,
      CAMUNDA_AUTHORIZATION_SERVER_URL: url,
    });
    const variables = { CAMUNDA_CLIENT_ID: "shop", CAMUNDA_CLIENT_SECRET: "s3cret" };
    for (const program of [
      new Program("oauth", env, ["shop", secret]),
      new Program("oauth", { ...env, ...variables }),
    ]) {
      const printed = await program.end();
      assert.equal(printed.match(/^gateway 8\..* brokers$/gm)?.length, 3, printed);
      assert.match(printed, /^clientSecret = \*\*\*/m);
      assert.doesNotMatch(printed, /s3cret/);
    }
  });
}

const directory = mkdtempSync(join(tmpdir(), "examples-"));
try {
  for (const play of [orders, oauth]) {
    await play(directory);
    console.log(`${play.name}: passed`);
  }
} finally {
  rmSync(directory, { recursive: true });
}
