/** What is trusted, and what the client presents. */

import { Client, Server, ServerCredentials } from "@grpc/grpc-js";
import { inspect, promisify } from "node:util";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";

import { Config } from "../../src/config/index.js";
import type { Settings } from "../../src/config/index.js";
import { ConfigError } from "../../src/errors.js";
import type { Tls } from "../../src/tls/index.js";
import { Certificates } from "./certificates.js";

let certificates: Certificates;

beforeAll(async () => {
  certificates = await Certificates.make();
});

afterAll(() => certificates[Symbol.asyncDispose]());

afterEach(() => {
  vi.unstubAllEnvs();
});

function problem(make: () => Config): ConfigError {
  try {
    make().check();
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error("nothing is wrong");
}

const secured = (tls: Tls): Config => new Config({ address: "https://localhost:1", tls });

test("files and texts are taken", () => {
  const { ca, client } = certificates;
  const files = {
    caCertificateFile: ca.certFile,
    clientCertificateFile: client.certFile,
    clientKeyFile: client.keyFile,
  };
  const texts = {
    caCertificate: Buffer.from(ca.cert),
    clientCertificate: client.cert,
    clientKey: client.key,
  };
  for (const tls of [files, texts]) {
    expect(secured(tls).resolve().channelCredentials._isSecure()).toBe(true);
  }
  const shown = String(secured(texts)) + inspect(secured(texts), { depth: 9 });
  expect(shown).not.toContain("PRIVATE");
  expect(shown).toContain("clientKey = a PEM text (code)");
  expect(String(secured(files))).toContain("client-key.pem");
});

test("files come from the environment too", () => {
  const config = Config.fromEnv({
    CAMUNDA_GRPC_ADDRESS: "https://localhost",
    ZEEBE_CA_CERTIFICATE_PATH: certificates.ca.certFile,
    CAMUNDA_MTLS_CERT_PATH: certificates.client.certFile,
    CAMUNDA_MTLS_KEY_PATH: certificates.client.keyFile,
  });
  config.check();
});

test("a file that cannot be read is refused by its name", () => {
  const file = "/nowhere/ca.pem";
  const error = problem(() => secured({ caCertificateFile: file }));
  expect(error.setting).toBe("caCertificate");
  expect(error.problem).toContain("/nowhere/ca.pem cannot be read: ENOENT");
  const variables = { ZEEBE_CA_CERTIFICATE_PATH: file };
  const ofEnvironment = problem(() => Config.fromEnv(variables, { address: "https://localhost" }));
  expect(ofEnvironment.setting).toBe("ZEEBE_CA_CERTIFICATE_PATH");
});

test("what is no certificate is refused", () => {
  const { cert, key } = certificates.client;
  const damaged = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
  for (const [tls, why] of [
    [{ caCertificate: "nonsense" }, "CA certificate has no PEM block"],
    [{ caCertificate: damaged }, "CA certificate cannot be used"],
    [{ caCertificate: cert + damaged }, "CA certificate cannot be used"],
    [{ clientCertificate: "x", clientKey: key }, "client certificate has no PEM block"],
    [{ clientCertificate: cert, clientKey: "x" }, "client key has no PEM block"],
    [{ clientCertificate: damaged, clientKey: key }, "do not work"],
  ] as const) {
    const { message } = problem(() => secured(tls));
    expect(message).toContain(why);
    expect(message).not.toContain("PRIVATE KEY-----\n");
  }
});

test("a key is that of the certificate", () => {
  const { client, server } = certificates;
  const tls = { clientCertificateFile: client.certFile, clientKeyFile: server.keyFile };
  expect(problem(() => secured(tls)).message).toContain("do not work: key values mismatch");
});

test("a key with a password is refused and not asked about", () => {
  const clientKey =
    "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----";
  const tls = { clientCertificateFile: certificates.client.certFile, clientKey };
  expect(problem(() => secured(tls)).message).toContain("has a password");
});

test("a certificate needs its key", () => {
  const tls = { clientCertificateFile: certificates.client.certFile };
  expect(problem(() => secured(tls)).problem).toContain("clientKey (CAMUNDA_MTLS_KEY_PATH)");
});

test("what cannot be is refused by its name", () => {
  const { certFile } = certificates.ca;
  for (const [tls, message] of [
    [{ caCertificate: "x", caCertificateFile: certFile }, "tls.caCertificate: is given both"],
    [{ rejectUnauthorized: false }, "tls.rejectUnauthorized: is no setting of TLS"],
    [{ caCertificate: 3 }, "tls.caCertificate: has to be a PEM text, not a number"],
    [{ clientKeyFile: null }, "tls.clientKeyFile: has to be a path"],
    [{ serverName: 3 }, "tls.serverName: has to be a string"],
  ] as const) {
    expect(() => secured(tls as unknown as Tls)).toThrow(message);
  }
});

test("settings for TLS need an address with TLS", () => {
  const { certFile } = certificates.ca;
  const tls = { caCertificateFile: certFile };
  expect(problem(() => new Config({ address: "http://localhost", tls })).setting).toBe("tls");
  const variables = { ZEEBE_CA_CERTIFICATE_PATH: certFile };
  const ofEnvironment = problem(() => Config.fromEnv(variables));
  expect(ofEnvironment.setting).toBe("ZEEBE_CA_CERTIFICATE_PATH");
  const forTokens = {
    ...variables,
    CAMUNDA_CLIENT_ID: "me",
    CAMUNDA_CLIENT_SECRET: "hush",
    CAMUNDA_AUTHORIZATION_SERVER_URL: "https://login.example",
  };
  Config.fromEnv(forTokens).check();
});

test("names are those that are said", () => {
  const address = "https://localhost";
  const names = (authority?: string, serverName?: string): unknown =>
    new Config({ address, authority, tls: { serverName } }).resolve().channelOptions;
  expect(names()).toEqual({});
  expect(names("gateway.example:8443")).toEqual({
    "grpc.default_authority": "gateway.example:8443",
    "grpc.ssl_target_name_override": "gateway.example",
  });
  expect(names("a.example", "b.example")).toEqual({
    "grpc.default_authority": "a.example",
    "grpc.ssl_target_name_override": "b.example",
  });
});

/** Whether clients with these settings reach a server with the certificate for 127.0.0.1. */
async function reached(
  settings: readonly Settings[],
  { clientCertificates = false } = {},
): Promise<boolean[]> {
  const { ca, server: issued } = certificates;
  const pair = { private_key: Buffer.from(issued.key), cert_chain: Buffer.from(issued.cert) };
  const trusted = Buffer.from(ca.cert);
  const server = new Server();
  const secured = ServerCredentials.createSsl(trusted, [pair], clientCertificates);
  const port = await promisify(server.bindAsync.bind(server))("127.0.0.1:0", secured);
  const answers = settings.map(async (some) => {
    const config = new Config({ address: `https://127.0.0.1:${String(port)}`, ...some });
    const { address, channelCredentials, channelOptions } = config.resolve();
    const client = new Client(address.target, channelCredentials, channelOptions);
    const until = Date.now() + 700;
    const ready = await promisify(client.waitForReady.bind(client))(until).then(
      () => true,
      () => false,
    );
    client.close();
    return ready;
  });
  const found = await Promise.all(answers);
  server.forceShutdown();
  return found;
}

test("a gateway is trusted by its certificate, whatever the environment says", async () => {
  vi.stubEnv("NODE_TLS_REJECT_UNAUTHORIZED", "0");
  vi.stubEnv("GRPC_DEFAULT_SSL_ROOTS_FILE_PATH", certificates.ca.certFile);
  const tls = { caCertificateFile: certificates.ca.certFile };
  const settings = [
    { tls },
    {},
    { tls: { ...tls, serverName: "gateway.example" } },
    { tls, authority: "gateway.example" },
    { tls, authority: "127.0.0.1:443" },
  ];
  expect(await reached(settings)).toEqual([true, false, false, false, true]);
});

test("a client shows its certificate", async () => {
  const { ca, client } = certificates;
  const tls = { caCertificateFile: ca.certFile };
  const identity = { clientCertificateFile: client.certFile, clientKeyFile: client.keyFile };
  const settings = [{ tls: { ...tls, ...identity } }];
  expect(await reached(settings, { clientCertificates: true })).toEqual([true]);
});
