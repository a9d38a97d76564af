import { inspect } from "node:util";
import { describe, expect, test } from "vitest";

import { brand, isInstance } from "../../src/brand.js";
import { Status } from "../../src/contract/index.js";
import {
  ArgumentError,
  CallError,
  ConfigError,
  DeadlineExceededError,
  UnauthenticatedError,
  UnknownError,
  VariablesError,
  ZeebeError,
} from "../../src/errors.js";
import type { CallFacts } from "../../src/errors.js";
import { oneLine } from "../../src/one-line.js";
import { POLICY } from "./peer.js";

const FACTS: CallFacts = {
  policy: POLICY,
  status: Status.UNAVAILABLE,
  statusMessage: "down",
  attempts: 2,
  retryable: true,
  outcomeUnknown: true,
  tooLarge: false,
  fromGateway: true,
};

describe("errors", () => {
  test("are of the class of their status", () => {
    for (const status of Object.values(Status).filter((code) => code !== Status.OK)) {
      const error = CallError.of({ ...FACTS, status });
      expect(error.constructor).not.toBe(CallError);
      expect(error.name).toBe(error.constructor.name);
      expect(error).toBeInstanceOf(CallError);
      expect(error).toBeInstanceOf(ZeebeError);
      expect(error).toBeInstanceOf(Error);
      expect(error).not.toBeInstanceOf(ArgumentError);
    }
    expect(CallError.of({ ...FACTS, status: Status.UNKNOWN })).toBeInstanceOf(UnknownError);
    expect(CallError.of(FACTS)).not.toBeInstanceOf(UnauthenticatedError);
  });

  test("say everything in one line", () => {
    expect(CallError.of(FACTS).message).toBe(
      "Say failed: UNAVAILABLE: down; it may have been executed (2 attempts)",
    );
    const late = { ...FACTS, status: Status.DEADLINE_EXCEEDED, fromGateway: false };
    const policy = { ...POLICY, errors: { [Status.DEADLINE_EXCEEDED]: "It took long." } };
    const error = CallError.of({ ...late, policy, tooLarge: true, hint: "look there" });
    expect(error).toBeInstanceOf(DeadlineExceededError);
    expect(error.message).toBe(
      "Say failed: DEADLINE_EXCEEDED: down; the message is too large; It took long.; look there; " +
        "it may have been executed (2 attempts)",
    );
  });

  test("show no metadata when they are printed", () => {
    const error = CallError.of({ ...FACTS, metadata: [["x-token", "hunter2"]] });
    expect(inspect(error)).not.toContain("hunter2");
    expect(JSON.stringify(error)).not.toContain("hunter2");
    expect(error.metadata).toEqual([["x-token", "hunter2"]]);
  });

  test("name the place", () => {
    const error = new ArgumentError("", "must be set").at("price").at("[3]").at("items");
    expect(error.of("Say").message).toBe("Say: items[3].price: must be set");
    expect(error.of("Say")).toMatchObject({ path: "items[3].price", rpc: "Say" });
    expect(new VariablesError("[0]", "is odd").at("a").message).toBe("a[0]: is odd");
  });

  test("of settings can be several", () => {
    const one = new ConfigError("address", "is odd");
    expect(ConfigError.of([one])).toBe(one);
    const both = ConfigError.of([one, new ConfigError("tenant", "is odd, too")]);
    expect(both.message).toBe("2 settings are wrong: address: is odd; tenant: is odd, too");
    expect(both.problems).toHaveLength(2);
    expect(both).toBeInstanceOf(ConfigError);
  });

  test("are known to every copy of the package", () => {
    class Copy extends Error {}
    brand(Copy, "ArgumentError");
    expect(new Copy()).toBeInstanceOf(ArgumentError);
    expect(isInstance(Copy, new ArgumentError("", ""))).toBe(true);
    class Own extends ArgumentError {}
    expect(new Own("", "")).toBeInstanceOf(Own);
    expect(new ArgumentError("", "")).not.toBeInstanceOf(Own);
    expect(null).not.toBeInstanceOf(ZeebeError);
  });

  test("keep the texts of others on a line", () => {
    expect(oneLine("a\r\nb\u202e\u0007ü\ud800")).toBe("a\\x0d\\x0ab\\u202e\\x07ü\\ud800");
    expect(oneLine("x".repeat(2_000))).toBe(`${"x".repeat(1_000)}… (2000 bytes in all)`);
  });
});
