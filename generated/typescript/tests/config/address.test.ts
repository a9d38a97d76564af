/** What people write for where the gateway is. */

import { expect, test } from "vitest";

import { Address, hostOfAuthority, isLoopback, withoutUserinfo } from "../../src/config/address.js";

const parsed = (text: string): Address => new Address(text, { insecure: false });

test.each([
  ["http://localhost:26500", "http://localhost:26500"],
  ["http://localhost", "http://localhost:26500"],
  ["grpc://10.0.0.1:1/", "http://10.0.0.1:1"],
  ["HTTPS://a.zeebe.example", "https://a.zeebe.example:443"],
  ["grpcs://host:8443", "https://host:8443"],
  ["host:26500", "https://host:26500"],
  ["my_gateway", "https://my_gateway:443"],
  ["http://[::1]:26500", "http://[::1]:26500"],
  ["http://[::1]", "http://[::1]:26500"],
])("takes what people write: %s", (text, meant) => {
  expect(String(parsed(text))).toBe(meant);
});

test("without a scheme it may be said to be without TLS", () => {
  expect(String(new Address("host", { insecure: true }))).toBe("http://host:26500");
  expect(new Address("https://host", { insecure: true }).tls).toBe(true);
});

test.each([
  "",
  "http://",
  "ftp://host",
  "http://host:0",
  "http://host:99999",
  "http://host:x",
  "https://host/cluster",
  "http://host?a=b",
  "http://a b",
  "http://host:",
  "http://[::1",
  "http://host\n",
  "https://me:secret@host",
  "http://hößt",
  "http://host:\u0664",
])("refuses %j", (text) => {
  expect(() => parsed(text)).toThrow(/^its? /);
});

test("a password is not shown", () => {
  expect(withoutUserinfo("https://me:p@ss@host:1")).toBe("https://***@host:1");
  expect(withoutUserinfo("me:secret@host")).toBe("***@host");
  expect(withoutUserinfo("https://host")).toBe("https://host");
});

test("loopback is this machine", () => {
  for (const host of [
    "localhost",
    "LOCALHOST.",
    "a.localhost",
    "127.0.0.1",
    "127.9.9.9",
    "[::1]",
    "[0:0:0:0:0:0:0:1]",
  ]) {
    expect(isLoopback(host), host).toBe(true);
  }
  for (const host of [
    "example.com",
    "localhost.example.com",
    "10.0.0.1",
    "[::2]",
    "0.0.0.0",
    "127.0.0.1.example.com",
    "",
  ]) {
    expect(isLoopback(host), host).toBe(false);
  }
});

test("an authority is a host", () => {
  expect(hostOfAuthority("gateway.example:8443")).toBe("gateway.example");
  for (const bad of ["", "a/b", "me@host", "a b", "host:x"]) {
    expect(() => hostOfAuthority(bad), bad).toThrow("is not a host");
  }
});
