import { describe, expect, test } from "vitest";

import { EncodeContext, EnumTable, keyKind, textKeyKind, wire } from "../../src/contract/index.js";
import { durationToMs } from "../../src/duration.js";
import { ArgumentError } from "../../src/errors.js";

describe("durations", () => {
  test.each([
    [{ seconds: 30 }, 30_000],
    [{ days: 1, hours: 2, minutes: 3, seconds: 4, milliseconds: 5 }, 93_784_005],
    [{ seconds: 0.07 }, 70],
    [{ minutes: 1, seconds: -30 }, 30_000],
    [{ milliseconds: 0 }, 0],
    // What Temporal.Duration has.
    [{ years: 0, months: 0, weeks: 1, days: 0, microseconds: 500 }, 604_800_000.5],
  ])("%o is %d ms", (duration, ms) => {
    expect(durationToMs(duration)).toBe(ms);
  });

  test("have their parts on the prototype, too", () => {
    class Span {
      get seconds(): number {
        return 2;
      }
    }
    expect(durationToMs(new Span())).toBe(2_000);
  });

  test.each([
    [30, "must be a duration, not the number 30; give e.g. { seconds: 30 }"],
    ["PT1S", "must be a duration, not a string"],
    [null, "must be a duration, not null"],
    [undefined, "must be set"],
    [{}, "has no part of a duration"],
    [{ second: 1 }, "second: is no part of a duration"],
    [{ seconds: "1" }, "seconds: must be a number, not a string"],
    [{ seconds: NaN }, "seconds: must be a finite number"],
    [{ seconds: -1 }, "must not be negative"],
  ])("%o is refused", (given, problem) => {
    expect(() => durationToMs(given as never)).toThrow(problem);
  });

  test("are whole milliseconds on the wire, and never none", () => {
    expect(wire.milliseconds("t", { seconds: 1 })).toBe(1_000n);
    expect(wire.milliseconds("t", { milliseconds: 0.001 })).toBe(1n);
    expect(wire.milliseconds("t", { days: 1e9 })).toBe(86_400_000_000_000_000n);
    expect(() => wire.milliseconds("t", { days: 1e15 })).toThrow("t: is too long");
    expect(() => wire.milliseconds("t", 5)).toThrow("t: must be a duration");
    expect(wire.durationOf(1_500n)).toEqual({ milliseconds: 1_500 });
    expect(wire.durationOf(-1n)).toEqual({ milliseconds: 0 });
  });
});

describe("numbers", () => {
  test("of 64 bits are numbers or bigints, and exact", () => {
    expect(wire.int64("n", 5)).toBe(5n);
    expect(wire.int64("n", 2n ** 63n - 1n)).toBe(2n ** 63n - 1n);
    expect(wire.uint64("n", 2n ** 64n - 1n)).toBe(2n ** 64n - 1n);
    expect(() => wire.int64("n", 2n ** 63n)).toThrow("n: must be between");
    expect(() => wire.uint64("n", -1)).toThrow("n: must be between 0");
    expect(() => wire.int64("n", 2 ** 53)).toThrow("give a bigint");
    expect(() => wire.int64("n", 1.5)).toThrow("must be a whole number, not 1.5");
    expect(() => wire.int64("n", "5")).toThrow("must be a number or a bigint, not a string");
  });

  test("of 32 bits are numbers", () => {
    expect(wire.int32("n", -(2 ** 31))).toBe(-(2 ** 31));
    expect(wire.uint32("n", 2 ** 32 - 1)).toBe(2 ** 32 - 1);
    expect(() => wire.int32("n", 2 ** 31)).toThrow("n: must be between -2147483648 and 2147483647");
    expect(() => wire.int32("n", NaN)).toThrow("must be a whole number, not NaN");
    expect(() => wire.int32("n", true)).toThrow("must be a number, not a boolean");
    expect(() => wire.int32("n", undefined)).toThrow("n: must be set");
    expect(() => wire.double("n", Infinity)).toThrow("must be a finite number");
  });

  test("can have bounds", () => {
    expect(() => wire.positive("n", 0n)).toThrow("n: must be greater than zero");
    expect(() => wire.atLeast("n", 0, 1)).toThrow("n: must be at least 1");
  });
});

describe("keys", () => {
  const JobKey = keyKind("JobKey");

  test("are the texts of numbers of 64 bits", () => {
    expect(JobKey("2251799813685249")).toBe("2251799813685249");
    expect(JobKey(2251799813685249n)).toBe("2251799813685249");
    expect(wire.key("jobKey", JobKey(5n))).toBe(5n);
  });

  test.each([
    [2251799813685249, "JobKey: must be a key, not a number, which cannot hold every key"],
    ["12x", "JobKey: must be the decimal digits of a key"],
    ["007", "JobKey: must be the decimal digits of a key"],
    ["", "JobKey: must be the decimal digits of a key"],
    ["9223372036854775808", "JobKey: must be a number of 64 bits"],
    [undefined, "JobKey: must be set"],
  ])("%o is none", (given, problem) => {
    expect(() => JobKey(given as never)).toThrow(problem);
  });

  test("that name something are above zero", () => {
    expect(() => wire.key("jobKey", "0")).toThrow("jobKey: must be greater than zero");
    expect(wire.keyNumber("scope", "-1")).toBe(-1n);
  });

  test("may be texts", () => {
    expect(textKeyKind("BatchKey")("a-1")).toBe("a-1");
    expect(() => textKeyKind("BatchKey")(5 as never)).toThrow("BatchKey: must be a string");
  });
});

describe("enums", () => {
  const kinds = new EnumTable({ UNSPECIFIED: 0, FIRST: 1, ALSO_FIRST: 1 });

  test("have names", () => {
    expect(kinds.encode("kind", "ALSO_FIRST")).toBe(1);
    expect(kinds.decode(1)).toBe("FIRST");
  });

  test("keep numbers that they do not know", () => {
    expect(kinds.decode(-7)).toBe("UNRECOGNIZED_-7");
    expect(kinds.encode("kind", "UNRECOGNIZED_-7")).toBe(-7);
    expect(() => kinds.encode("kind", "UNRECOGNIZED_99999999999")).toThrow("must be one of");
    expect(() => kinds.encode("kind", "SECOND")).toThrow(
      "kind: must be one of UNSPECIFIED, FIRST, ALSO_FIRST",
    );
    expect(() => kinds.encode("kind", 1)).toThrow("kind: must be a name of the enum, not a number");
  });
});

describe("texts, bytes, instants", () => {
  test("are what they say", () => {
    expect(wire.text("t", "ü😀")).toBe("ü😀");
    expect(() => wire.text("t", "a\udc00")).toThrow("t: has a lone surrogate at position 1");
    expect(() => wire.text("t", null)).toThrow("t: must be a string, not null");
    expect(wire.data("d", new ArrayBuffer(2))).toHaveLength(2);
    expect(() => wire.data("d", "abc")).toThrow("d: must be a Uint8Array, not a string");
    expect(() => wire.boolean("b", 1)).toThrow("b: must be a boolean, not a number");
    expect(() => wire.filled("t", "")).toThrow("t: must not be empty");
  });

  test("are dates, as far as there are some", () => {
    expect(wire.instantOf(0n)).toEqual(new Date(0));
    expect(wire.instantOf(2n ** 62n).getTime()).toBe(8.64e15);
    expect(wire.instantOf(-(2n ** 62n)).getTime()).toBe(-8.64e15);
    expect(wire.instant("at", new Date(5))).toBe(5n);
    expect(() => wire.instant("at", new Date(NaN))).toThrow("at: must be a valid Date");
    expect(() => wire.instant("at", 5)).toThrow("at: must be a Date");
    expect(wire.iso8601("at", new Date(0))).toBe("1970-01-01T00:00:00.000Z");
    expect(wire.iso8601("at", "tomorrow")).toBe("tomorrow");
  });
});

describe("lists, maps, requests", () => {
  test("name the place of what is wrong", () => {
    expect(wire.list("tags", ["a", "b"], wire.text)).toEqual(["a", "b"]);
    expect(() => wire.list("tags", ["a", 5], wire.text)).toThrow("tags[1]: must be a string");
    expect(() => wire.list("tags", "ab", wire.text)).toThrow("tags: must be an array");
    expect(wire.map("m", { ["__proto__"]: "x" }, wire.text)).toHaveProperty("__proto__", "x");
    const read = wire.mapOf(JSON.parse('{"__proto__":1}') as Record<string, number>, String);
    expect(Object.entries(read)).toEqual([["__proto__", "1"]]);
    expect(() => wire.map("m", { k: 1 }, wire.text)).toThrow("m.k: must be a string");
    expect(() => wire.map("m", [], wire.text)).toThrow("m: must be an object, not an array");
    expect(() => wire.entries("f", [], 1, "ALL")).toThrow("f: must not be empty; use ALL instead");
    expect(() => wire.filledMap("m", {})).toThrow("m: must not be empty");
  });

  test("have no properties that nobody knows", () => {
    const known = new Set(["a", "b"]);
    expect(() => {
      wire.known("", { a: 1, c: 2 }, known);
    }).toThrow("c: is not known here; there are a, b");
    expect(() => {
      wire.known("part", { c: 2 }, known);
    }).toThrow("part.c: is not known here");
    expect(() => {
      wire.known("part", [], known);
    }).toThrow("part: must be an object, not an array");
  });

  test("may need one of several", () => {
    expect(wire.noneGiven("a", "b").message).toBe("give one of a, b");
    expect(() => {
      wire.atMostOne({ a: 1, b: undefined });
    }).not.toThrow();
    expect(() => {
      wire.atMostOne({ a: 1, b: 0 });
    }).toThrow("give only one of a, b");
  });

  test("go to the tenant of the client unless they say", () => {
    const context = new EncodeContext("shop");
    expect(context.tenant("t", undefined)).toBe("shop");
    expect(context.tenant("t", "other")).toBe("other");
    expect(() => context.tenant("t", 5)).toThrow(ArgumentError);
    expect(context.tenants("t", [])).toEqual(["shop"]);
    expect(context.tenants("t", ["a"])).toEqual(["a"]);
    expect(context.tenants("t", undefined, false)).toEqual([]);
    expect(new EncodeContext().tenants("t", undefined)).toEqual([]);
  });
});
