/** One token for all calls: fetched once, renewed in time, dropped when it is refused. */

import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as passed } from "node:timers/promises";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { Config } from "../../src/config/index.js";
import type { Settings } from "../../src/config/index.js";
import { OAuth } from "../../src/credentials/index.js";
import type { OAuthOptions } from "../../src/credentials/index.js";
import { NoProof } from "../../src/credentials/authenticator.js";
import type { Authenticator, Proof } from "../../src/credentials/authenticator.js";
import { Exchange } from "../../src/credentials/oauth/exchange.js";
import { Secret } from "../../src/credentials/secret.js";
import { Certificates } from "./certificates.js";
import { json, TokenServer } from "./token-server.js";
import type { Canned } from "./token-server.js";

const patient = (): AbortSignal => new AbortController().signal;

let tokens: TokenServer;

beforeEach(async () => {
  tokens = await TokenServer.start();
});

afterEach(async () => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  await tokens[Symbol.asyncDispose]();
});

function authenticatorOf(
  options: OAuthOptions = {},
  settings: Settings = { address: "http://localhost" },
): Authenticator {
  const credentials = new OAuth({
    clientId: "me",
    clientSecret: "s3cret&more",
    authorizationServerUrl: tokens.url,
    audience: "zeebe",
    ...options,
  });
  const { authenticator } = new Config({ ...settings, credentials }).resolve();
  if (authenticator === undefined) throw new Error("there are no credentials");
  return authenticator;
}

const prove = (authenticator: Authenticator, signal = patient()): Promise<Proof> =>
  authenticator.prove("attempt", signal);

function bearer(proof: Proof): string {
  expect(proof.metadata).toHaveLength(1);
  const [name, value] = proof.metadata[0] ?? [];
  expect(name).toBe("authorization");
  return String(value).replace(/^Bearer /, "");
}

async function noProof(authenticator: Authenticator): Promise<NoProof> {
  const error: unknown = await prove(authenticator).catch((error: unknown) => error);
  expect(error).toBeInstanceOf(NoProof);
  return error as NoProof;
}

/** The clock of the process, so much later. */
function later(milliseconds: number): void {
  const now = performance.now();
  vi.spyOn(performance, "now").mockReturnValue(now + milliseconds);
}

test("nothing is asked for before the first call", async () => {
  const authenticator = authenticatorOf();
  expect(authenticator.ready()).toBeUndefined();
  expect(tokens.requests).toEqual([]);
  const proof = await prove(authenticator);
  expect(authenticator.ready()).toBe(proof);
  expect(tokens.requests).toEqual([
    {
      grant_type: "client_credentials",
      client_id: "me",
      client_secret: "s3cret&more",
      audience: "zeebe",
    },
  ]);
  expect(tokens.headers[0]).toMatchObject({
    "content-type": "application/x-www-form-urlencoded",
    "user-agent": expect.stringMatching(/^zeebe-sdk-typescript\/\d/) as string,
  });
});

test("calls share one request", async () => {
  tokens.beforeAnswer = () => passed(100);
  const authenticator = authenticatorOf();
  const proofs = await Promise.all(Array.from({ length: 50 }, () => prove(authenticator)));
  expect(new Set(proofs.map(bearer))).toEqual(new Set(["token-1"]));
  expect(tokens.requests).toHaveLength(1);
});

test("who gives up does not end the request", async () => {
  tokens.beforeAnswer = () => passed(100);
  const authenticator = authenticatorOf();
  const controller = new AbortController();
  const impatient = prove(authenticator, controller.signal);
  const other = prove(authenticator);
  const reason = new Error("no time");
  controller.abort(reason);
  await expect(impatient).rejects.toBe(reason);
  await expect(prove(authenticator, controller.signal)).rejects.toBe(reason);
  expect(bearer(await other)).toBe("token-1");
  expect(tokens.requests).toHaveLength(1);
});

test("a token is renewed before it ends and nobody waits", async () => {
  const authenticator = authenticatorOf();
  const first = await prove(authenticator);
  later(3_600_000 - 29_000);
  expect(authenticator.ready()).toBeUndefined();
  expect(await prove(authenticator)).toBe(first);
  await vi.waitFor(() => {
    expect(authenticator.ready()).toBeDefined();
  });
  expect(bearer(await prove(authenticator))).toBe("token-2");
  expect(tokens.requests).toHaveLength(2);
});

test("a token that has ended is not used", async () => {
  const authenticator = authenticatorOf();
  await prove(authenticator);
  later(3_600_000);
  expect(bearer(await prove(authenticator))).toBe("token-2");
});

test("a renewal that fails leaves the token alone until it ends", async () => {
  const authenticator = authenticatorOf();
  const first = await prove(authenticator);
  tokens.answers = [json(503, "{}")];
  later(3_600_000 - 29_000);
  expect(await prove(authenticator)).toBe(first);
  await vi.waitFor(() => {
    expect(authenticator.whyLate()).toContain("HTTP 503");
  });
  expect(await prove(authenticator)).toBe(first);
});

test.each(["300", null, 0, -1, 1e300, 299.5, "soon", [], true, "", {}])(
  "an odd lifetime does no harm: %o",
  async (lasts) => {
    tokens.lasts = lasts;
    const authenticator = authenticatorOf();
    expect(bearer(await prove(authenticator))).toBe("token-1");
    expect(bearer(await prove(authenticator))).toBe("token-1");
  },
);

test("a token that is refused is dropped once", async () => {
  const authenticator = authenticatorOf();
  expect(authenticator.canRenew).toBe(true);
  const first = await prove(authenticator);
  authenticator.refused(first);
  authenticator.refused(first);
  const second = await prove(authenticator);
  expect(bearer(second)).toBe("token-2");
  authenticator.refused(first);
  expect(await prove(authenticator)).toBe(second);
  expect(tokens.requests).toHaveLength(2);
});

test("a server of tokens that are refused is left alone for longer and longer", async () => {
  const authenticator = authenticatorOf();
  const began = performance.now();
  for (let times = 0; times < 4; times += 1) {
    authenticator.refused(await prove(authenticator));
  }
  expect(performance.now() - began).toBeGreaterThan(50 + 100 + 200);
  expect(authenticator.whyLate()).toContain("does not accept the tokens of 127.0.0.1");
});

test.each<[Canned, string]>([
  [json(401, '{"error": "invalid_client"}'), "HTTP 401: invalid_client"],
  [
    json(400, '{"error": "a", "error_description": "no s3cret&more\\nfor you"}'),
    "HTTP 400: a (no ***\\x0afor you)",
  ],
  [json(403, "[]"), "HTTP 403: content of type application/json"],
  [json(200, '{"access_token": "a", "token_type": "DPoP"}'), "of type DPoP"],
])("what cannot change is an error at once: %#", async (answer, text) => {
  tokens.answers = [answer];
  const error = await noProof(authenticatorOf());
  expect(error.text).toContain(text);
  expect(error.text).toMatch(/^no token from 127\.0\.0\.1:/);
  expect(error.passing).toBe(false);
  expect(error.text).not.toContain("s3cret");
});

const html = (status: number): Canned => ({
  status,
  headers: { "Content-Type": "text/html; charset=utf-8" },
  body: "<html>",
});

test.each<[Canned, string]>([
  [json(500, "{}"), "HTTP 500: nothing that says why"],
  [json(429, "{}"), "HTTP 429"],
  [html(502), "HTTP 502: a web page"],
  [html(200), "answered with a web page"],
  [{ status: 302, headers: { Location: "http://elsewhere/" }, body: "" }, "HTTP 302: it wants"],
  [{ status: 200, body: "{}" }, "without an access_token"],
  [json(200, '{"access_token": "a\\r\\nx: y"}'), "characters that no token has"],
  [json(200, `{${" ".repeat(300_000)}}`), "longer than 262144 bytes"],
])("a server that fails is asked again after a pause: %#", async (answer, why) => {
  tokens.answers = [answer, answer];
  const authenticator = authenticatorOf();
  const began = performance.now();
  const proving = prove(authenticator);
  await vi.waitFor(() => {
    expect(authenticator.whyLate()).toContain(why);
  });
  expect(authenticator.whyLate()).not.toContain("s3cret");
  expect(bearer(await proving)).toBe("token-3");
  expect(performance.now() - began).toBeGreaterThan(50 + 100);
  expect(authenticator.whyLate()).toBeUndefined();
});

test("the time of the caller is the caller's", async () => {
  tokens.answers = Array.from({ length: 100 }, () => json(503, "{}"));
  const authenticator = authenticatorOf();
  await expect(prove(authenticator, AbortSignal.timeout(500))).rejects.toThrow(/timeout/);
  expect(authenticator.whyLate()).toContain("HTTP 503");
  expect(tokens.requests.length).toBeLessThan(10);
});

test("a server that is not there is named", async () => {
  await tokens[Symbol.asyncDispose]();
  const authenticator = authenticatorOf();
  await expect(prove(authenticator, AbortSignal.timeout(300))).rejects.toThrow();
  expect(authenticator.whyLate()).toContain("it cannot be reached: connect ECONNREFUSED");
});

test("a slow server has one time for all of its bytes", async () => {
  const server = createServer((socket) => {
    socket.write("HTTP/1.1 200 OK\r\nX-Slow: ");
    const timer = setInterval(() => socket.write("x"), 50);
    socket.on("close", () => {
      clearInterval(timer);
    });
    socket.on("error", () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const at = { host: "127.0.0.1", port, tls: false, authority: "host", path: "/" };
  const request = { server: at, clientId: "me", clientSecret: new Secret("s") };
  const exchange = new Exchange(
    { ...request, audience: undefined, scope: undefined, resource: undefined },
    { secureContext: undefined, connectTimeoutMs: 5_000, answerTimeoutMs: 300 },
  );
  await expect(exchange.fetch(patient())).rejects.toThrow("it did not answer within 0.3 s");
  await new Promise((resolve) => server.close(resolve));
});

test("a token server is trusted by its certificate, whatever the environment says", async () => {
  await using certificates = await Certificates.make();
  await using secured = await TokenServer.start(certificates.server);
  const url = { authorizationServerUrl: secured.url };
  vi.stubEnv("NODE_TLS_REJECT_UNAUTHORIZED", "0");
  const error = await noProof(authenticatorOf(url, { address: "https://localhost" }));
  expect(error.text).toContain("its certificate is not accepted");
  expect(error.passing).toBe(false);
  const tls = { caCertificateFile: certificates.ca.certFile };
  const trusting = authenticatorOf(url, { address: "https://localhost", tls });
  expect(bearer(await prove(trusting))).toBe("token-1");
});

test("a token server of another name is not trusted", async () => {
  await using certificates = await Certificates.make();
  await using secured = await TokenServer.start(certificates.server);
  const authorizationServerUrl = secured.url.replace("127.0.0.1", "localhost");
  const tls = { caCertificateFile: certificates.ca.certFile };
  const settings = { address: "https://localhost", tls };
  const error = await noProof(authenticatorOf({ authorizationServerUrl }, settings));
  expect(error.text).toContain("its certificate is not accepted");
});

test("a token is kept from one run to the next, until it is refused", async () => {
  const directory = await mkdtemp(join(tmpdir(), "tokens-"));
  try {
    const cacheFile = join(directory, "tokens.json");
    expect(bearer(await prove(authenticatorOf({ cacheFile })))).toBe("token-1");
    const next = authenticatorOf({ cacheFile });
    const kept = await prove(next);
    expect(bearer(kept)).toBe("token-1");
    expect(tokens.requests).toHaveLength(1);
    next.refused(kept);
    expect(bearer(await prove(next))).toBe("token-2");
    expect(bearer(await prove(authenticatorOf({ cacheFile })))).toBe("token-2");
    expect(bearer(await prove(authenticatorOf({ cacheFile, audience: "other" })))).toBe("token-3");
  } finally {
    await rm(directory, { recursive: true });
  }
});

test("closing ends a request that is under way", async () => {
  let letGo = (): void => undefined;
  tokens.beforeAnswer = () =>
    new Promise<void>((resolve) => {
      letGo = resolve;
    });
  const authenticator = authenticatorOf();
  const controller = new AbortController();
  const proving = prove(authenticator, controller.signal);
  await vi.waitFor(() => {
    expect(tokens.requests).toHaveLength(1);
  });
  authenticator.close();
  await vi.waitFor(() => {
    expect(authenticator.whyLate()).toContain("no answer");
  });
  controller.abort(new Error("closed"));
  await expect(proving).rejects.toThrow("closed");
  letGo();
});
