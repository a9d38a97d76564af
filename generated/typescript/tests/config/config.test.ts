/** Where values come from, how they are shown, and which are refused. */

import { inspect } from "node:util";
import { afterEach, expect, expectTypeOf, test, vi } from "vitest";

import { Config } from "../../src/config/index.js";
import type { Settings } from "../../src/config/index.js";
import { SETTING_NAMES } from "../../src/config/settings.js";
import { SETTINGS } from "../../src/config/table.js";
import { Basic, Bearer, OAuth, Supplier } from "../../src/credentials/index.js";
import type { Credentials } from "../../src/credentials/index.js";
import { ConfigError } from "../../src/errors.js";
import { RetryMode } from "../../src/options.js";

const ENVIRONMENT = {
  CAMUNDA_GRPC_ADDRESS: "https://camunda.example",
  ZEEBE_GRPC_ADDRESS: "https://zeebe.example",
  ZEEBE_REQUEST_TIMEOUT: "5s",
  CAMUNDA_DEFAULT_JOB_WORKER_TENANT_IDS: "a, b",
};

afterEach(() => {
  vi.unstubAllEnvs();
});

function errorOf(make: () => unknown): ConfigError {
  try {
    make();
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error("nothing is wrong");
}

function problems(config: Config): Record<string, string> {
  const found = errorOf(() => {
    config.check();
  }).problems;
  return Object.fromEntries(found.map(({ setting, problem }) => [setting, problem]));
}

test("code comes before the environment and that before the default", () => {
  const config = Config.fromEnv(ENVIRONMENT, { requestTimeout: { seconds: 2 } });
  const resolved = config.resolve();
  expect(String(resolved.address)).toBe("https://camunda.example:443");
  expect(resolved).toMatchObject({
    requestTimeoutMs: 2_000,
    workerTenants: ["a", "b"],
    keepaliveMs: 45_000,
    maxMessageSize: 4 * 1024 ** 2,
    connectTimeoutMs: 5_000,
    keepaliveTimeoutMs: 20_000,
    tenant: undefined,
    retry: RetryMode.BY_CLASS,
  });
  expect(config.entry("address")).toMatchObject({
    source: "variable",
    origin: "CAMUNDA_GRPC_ADDRESS",
  });
});

test("the environment is that of the process only if asked for", () => {
  vi.stubEnv("CAMUNDA_DEFAULT_TENANT_ID", "shop");
  expect(new Config().resolve().tenant).toBeUndefined();
  expect(Config.fromEnv().resolve().tenant).toBe("shop");
  expect(Config.of(undefined).resolve().tenant).toBe("shop");
  expect(Config.of({ keepalive: { minutes: 1 } }).resolve().tenant).toBe("shop");
  const given = new Config({ keepalive: { minutes: 1 } });
  expect(Config.of(given)).toBe(given);
  const other = given.with({ tenant: "a" });
  expect(other.resolve()).toMatchObject({ keepaliveMs: 60_000, tenant: "a" });
  expect(given.resolve().tenant).toBeUndefined();
});

test("a config of another copy of the package is one", async () => {
  vi.resetModules();
  const copy = await import("../../src/config/index.js");
  expect(copy.Config).not.toBe(Config);
  const config = copy.Config.of(new Config({ tenant: "shop" }));
  expect(config.resolve().tenant).toBe("shop");
  const credentials = new Bearer("hush") as never;
  const proof = new copy.Config({ credentials }).resolve().authenticator?.ready();
  expect(proof?.metadata).toEqual([["authorization", "Bearer hush"]]);
});

test("a variable that is empty is not set", () => {
  const variables = { CAMUNDA_REQUEST_TIMEOUT: " ", ZEEBE_REQUEST_TIMEOUT: "3s" };
  expect(Config.fromEnv(variables).resolve().requestTimeoutMs).toBe(3_000);
});

test("undefined is as if not said, and never is never", () => {
  const settings = { address: undefined, requestTimeout: undefined, keepalive: "never" } as const;
  const resolved = Config.fromEnv(ENVIRONMENT, settings).resolve();
  expect(resolved.address.host).toBe("camunda.example");
  expect(resolved.requestTimeoutMs).toBe(5_000);
  expect(resolved.keepaliveMs).toBeUndefined();
});

test("printing shows every value and its source, and no secret", () => {
  const config = Config.fromEnv(
    { ...ENVIRONMENT, CAMUNDA_CLIENT_ID: "me", CAMUNDA_CLIENT_SECRET: "hush" },
    { tenant: "shop", metadata: [["x-key", "hush"]] },
  );
  const lines = String(config).split("\n");
  expect(lines).toContain("address = https://camunda.example (CAMUNDA_GRPC_ADDRESS)");
  expect(lines).toContain("requestTimeout = 5s (ZEEBE_REQUEST_TIMEOUT)");
  expect(lines).toContain("keepalive = 45s (default)");
  expect(lines).toContain("tenant = shop (code)");
  expect(lines).toContain("clientSecret = *** (CAMUNDA_CLIENT_SECRET)");
  expect(lines).toContain("tokenScope is not set");
  expect(lines).toHaveLength(SETTINGS.length + 1);
  for (const shown of [String(config), inspect(config), JSON.stringify(config)]) {
    expect(shown).toContain("camunda.example");
    expect(shown).not.toContain("hush");
  }
  expect(config.entry("nonsense")).toBeUndefined();
});

test("a cluster says where everything is", () => {
  const credentials = new OAuth({ clientId: "id", clientSecret: "secret" });
  const config = new Config({ clusterId: "abc-1", credentials });
  expect(String(config.resolve().address)).toBe("https://abc-1.bru-2.zeebe.camunda.io:443");
  const tokens = String(config.entry("authorizationServerUrl"));
  expect(tokens).toMatch(/https:\/\/login\.cloud\.camunda\.io\/oauth\/token \(from clusterId\)$/);
  expect(config.entry("tokenAudience")?.value).toBe("zeebe.camunda.io");
  const elsewhere = { CAMUNDA_GRPC_ADDRESS: "https://a.example" };
  const ofCode = Config.fromEnv(elsewhere, { clusterId: "abc" });
  expect(ofCode.resolve().address.host).toBe("abc.bru-2.zeebe.camunda.io");
  const ofEnvironment = Config.fromEnv({ ...elsewhere, CAMUNDA_CLUSTER_ID: "abc" });
  expect(ofEnvironment.resolve().address.host).toBe("a.example");
  expect(problems(new Config({ clusterId: "abc/../x" }))).toHaveProperty("clusterId");
});

test("all that is wrong is named at once by its variable", () => {
  const found = problems(
    Config.fromEnv(
      {
        CAMUNDA_KEEP_ALIVE: "3 parsecs",
        ZEEBE_ADDRESS: "http://me:hush@host",
        ZEEBE_INSECURE_CONNECTION: "perhaps",
        CAMUNDA_MAX_MESSAGE_SIZE: "0",
        CAMUNDA_DEFAULT_TENANT_ID: "\ufffd",
        CAMUNDA_CLIENT_ID: "me",
      },
      { requestTimeout: { seconds: 0 }, connectTimeout: { seconds: -1 } },
    ),
  );
  expect(found).toMatchObject({
    CAMUNDA_KEEP_ALIVE: expect.stringContaining("such as 45s") as string,
    ZEEBE_ADDRESS: expect.stringContaining("user name") as string,
    ZEEBE_INSECURE_CONNECTION: "'perhaps' is neither true nor false",
    CAMUNDA_MAX_MESSAGE_SIZE: "must be above 0",
    CAMUNDA_DEFAULT_TENANT_ID: "its value is not UTF-8",
    CAMUNDA_CLIENT_ID: expect.stringContaining("clientSecret (CAMUNDA_CLIENT_SECRET)") as string,
    requestTimeout: "must be above 0",
    connectTimeout: expect.stringContaining("must not be negative") as string,
  });
  expect(JSON.stringify(found)).not.toContain("hush");
});

test.each<[unknown, string]>([
  [{ address: "" }, "address"],
  [{ address: 26500 }, "address"],
  [{ address: null }, "address"],
  [{ keepalive: { seconds: 1 } }, "keepalive"],
  [{ keepalive: 45 }, "keepalive"],
  [{ maxMessageSize: "4MB" }, "maxMessageSize"],
  [{ requestTimeout: "10s" }, "requestTimeout"],
  [{ requestTimeout: { second: 1 } }, "requestTimeout"],
  [{ workerTenants: "a,b" }, "workerTenants"],
  [{ credentials: "token" }, "credentials"],
  [{ credentials: { token: "hush" } }, "credentials"],
  [{ credentialsWithoutTls: "yes" }, "credentialsWithoutTls"],
  [{ authority: "a/b" }, "authority"],
  [{ tls: "ca.pem" }, "tls"],
  [{ retry: "never" }, "retry"],
  [{ retryPolicy: { maxAttempts: 0 } }, "retryPolicy.maxAttempts"],
  [{ retryPolicy: 3 }, "retryPolicy"],
  [{ backpressurePolicy: 3 }, "backpressurePolicy"],
  [{ metadata: [["x-a", "b\r\nx-admin: yes"]] }, "metadata"],
  [{ metadata: 3 }, "metadata"],
  [{ credentials: new Bearer("hush\r\nx-admin: yes") }, "credentials"],
])("%o cannot be", (settings, named) => {
  const found = problems(new Config(settings as Settings));
  expect(Object.keys(found)).toEqual([named]);
  expect(JSON.stringify(found)).not.toContain("hush");
});

test("a setting that there is not is an error at once", () => {
  const wrong = { adress: "http://localhost" } as Settings;
  expect(() => new Config(wrong)).toThrow("adress: is no setting; there are address");
  expect(() => Config.fromEnv({}, wrong)).toThrow(ConfigError);
  expect(() => new Config("http://localhost" as Settings)).toThrow("have to be an object");
  const secret = { token: "hush" } as never;
  expect(() => new Config({ tls: { verify: false } as never })).toThrow(
    "tls.verify: is no setting",
  );
  expect(errorOf(() => new OAuth(secret)).message).not.toContain("hush");
});

test("metadata goes on every call", () => {
  const metadata = [
    ["X-A", "1"],
    ["x-a", "2"],
    ["x-b-bin", Uint8Array.of(0, 255)],
  ] as const;
  const lower = [["x-a", "1"], ...metadata.slice(1)];
  expect(new Config({ metadata }).resolve().metadata).toEqual(lower);
  expect(new Config({ metadata: { "x-a": "1" } }).resolve().metadata).toEqual([["x-a", "1"]]);
});

test("credentials do not leave the machine unencrypted", () => {
  for (const credentials of [
    new Basic({ username: "me", password: "hush" }),
    new Bearer("hush"),
    new Supplier(() => "hush"),
  ]) {
    const away = new Config({ address: "http://gateway.example", credentials });
    expect(problems(away)["credentials"]).toContain("TLS");
    for (const allowed of [
      { credentialsWithoutTls: true },
      { address: "http://localhost" },
      { address: "https://gateway.example" },
    ]) {
      expect(away.with(allowed).resolve().authenticator).toBeDefined();
    }
  }
});

test("what people print and keep holds no secret", () => {
  for (const credentials of [
    new Basic({ username: "me", password: "hush" }),
    new Bearer("hush"),
    new OAuth({ clientId: "me", clientSecret: "hush" }),
  ]) {
    const ready = new Config({ credentials, clusterId: "abc" }).resolve();
    const proof = ready.authenticator?.ready();
    for (const shown of [
      credentials,
      { credentials },
      ready,
      proof,
      structuredClone(credentials),
    ]) {
      const text = inspect(shown, { depth: 20, showHidden: true, getters: false });
      expect(text).not.toMatch(/hush|aHVzaA/);
    }
    expect(JSON.stringify({ credentials, proof })).not.toContain("hush");
  }
});

test("a secret that is not there is refused and not sent as undefined", () => {
  const nothing = process.env["NO_SUCH_VARIABLE"] as never;
  for (const make of [
    () => new Bearer(nothing),
    () => new Basic({ username: "me", password: nothing }),
    () => new Basic({ username: nothing, password: "hush" }),
    () => new OAuth({ clientId: "me", clientSecret: 3 as never }),
  ]) {
    expect(make).toThrow(/^credentials\.\w+: has to be a string, not/);
  }
});

test("only one of basic authentication and OAuth is wanted", () => {
  const basic = { CAMUNDA_BASIC_AUTH_USERNAME: "me", CAMUNDA_BASIC_AUTH_PASSWORD: "hush" };
  const proof = Config.fromEnv(basic).resolve().authenticator?.ready();
  expect(proof?.metadata).toEqual([["authorization", "Basic bWU6aHVzaA=="]]);
  const oauth = {
    ZEEBE_CLIENT_ID: "me",
    ZEEBE_CLIENT_SECRET: "hush",
    ZEEBE_AUTHORIZATION_SERVER_URL: "https://login.example/oauth/token",
  };
  const found = problems(Config.fromEnv({ ...basic, ...oauth }));
  expect(found["CAMUNDA_BASIC_AUTH_USERNAME"]).toContain("only one");
});

test.each([
  ["http://login.example/oauth/token", "unencrypted to login.example"],
  ["ftp://login.example", "has to begin with https://"],
  ["https://me:hush@login.example", "must not contain a user name"],
  ["https://", "is not a URL"],
  ["https://login.example/a b", "is not a URL"],
  ["https://login.example:x/", "is not a URL"],
  ["login.example:443", "is not a URL"],
])("a secret goes only where it may: %s", (authorizationServerUrl, problem) => {
  const credentials = new OAuth({ clientId: "me", clientSecret: "hush", authorizationServerUrl });
  const config = new Config({ credentials });
  const found = problems(config);
  expect(found["authorizationServerUrl"]).toContain(problem);
  expect(`${JSON.stringify(found)}${String(config)}`).not.toContain("hush");
  if (authorizationServerUrl.startsWith("http:")) {
    config.with({ credentialsWithoutTls: true }).check();
  }
});

test("OAuth needs to know where tokens are", () => {
  const credentials = new OAuth({ clientId: "me", clientSecret: "hush" });
  const found = problems(new Config({ credentials }));
  expect(found["clientId"]).toContain("authorizationServerUrl (CAMUNDA_AUTHORIZATION_SERVER_URL)");
});

test("every setting of the table can be given by code", () => {
  const elsewhere = new Set(["insecureConnection"]);
  for (const name of ["caCertificate", "clientCertificate", "clientKey"]) elsewhere.add(name);
  const ofCredentials = /^(client(Id|Secret)|authorizationServerUrl|token|basicAuth)/;
  const names = SETTINGS.map(({ name }) => name as string);
  const wanted = names.filter((name) => !elsewhere.has(name) && !ofCredentials.test(name));
  expect(SETTING_NAMES).toEqual(expect.arrayContaining(wanted));
});

test("settings are typed", () => {
  expectTypeOf({ address: "a", keepalive: "never" } as const).toExtend<Settings>();
  expectTypeOf({ keepalive: 45 }).not.toExtend<Settings>();
  expectTypeOf({ keepalive: { seconds: 45 } }).toExtend<Settings>();
  expectTypeOf(new Bearer("a")).toExtend<Credentials>();
  expectTypeOf<"credentials">().not.toExtend<Credentials>();
  expectTypeOf(new Config().entry("address")?.value).toEqualTypeOf<string | undefined>();
});
