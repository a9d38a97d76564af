/** How values are read and shown. */

import { expect, test } from "vitest";

import { BYTES, DURATION, FLAG, INTERVAL, LIST, PATH } from "../../src/config/read.js";

test.each([
  ["45000", 45_000],
  [" 45s ", 45_000],
  ["45 S", 45_000],
  ["250ms", 250],
  ["2m", 120_000],
  ["1h", 3_600_000],
  ["0", 0],
])("a time is milliseconds or has a unit: %j", (text, milliseconds) => {
  expect(DURATION.parse(text)).toBe(milliseconds);
});

test.each(["", "s", "-1", "4.5s", "45x", "1d", "9".repeat(20), "\u0664\u0665s"])(
  "what is no time is refused with what would be: %j",
  (text) => {
    expect(() => DURATION.parse(text)).toThrow("such as 45s");
  },
);

test("a time of code is a duration", () => {
  expect(DURATION.take({ minutes: 1, seconds: 30 })).toBe(90_000);
  const wrong = ["10s", 10, true, null, {}, { seconds: NaN }, { seconds: -1 }, { days: 40_000 }];
  for (const bad of wrong) expect(() => DURATION.take(bad), JSON.stringify(bad)).toThrow();
  expect(INTERVAL.take("never")).toBe("never");
  expect(INTERVAL.take({ minutes: 1 })).toBe(60_000);
  expect(() => INTERVAL.take(null)).toThrow();
  expect(INTERVAL.show("never")).toBe("never");
  expect([10_000, 250, 1_500].map(DURATION.show)).toEqual(["10s", "250ms", "1.5s"]);
});

test("a size is bytes or has a unit", () => {
  expect(BYTES.parse("4194304")).toBe(4 * 1024 ** 2);
  expect(BYTES.parse("4MB")).toBe(4 * 1024 ** 2);
  expect(BYTES.take(4 * 1024 ** 2)).toBe(4 * 1024 ** 2);
  expect(BYTES.parse("16 kb")).toBe(16 * 1024);
  for (const text of ["4MB", "3KB", "1000", "0"]) expect(BYTES.show(BYTES.parse(text))).toBe(text);
  for (const bad of ["4GBit", "-1", "1.5MB", ""]) {
    expect(() => BYTES.parse(bad), bad).toThrow("such as 4MB");
  }
  for (const wrong of ["4MB", true, 1.5, -1, 2 ** 40, 4n]) {
    expect(() => BYTES.take(wrong), String(wrong)).toThrow("has to be");
  }
});

test("a flag is true or false", () => {
  expect([FLAG.parse("TRUE"), FLAG.parse("0")]).toEqual([true, false]);
  expect(() => FLAG.parse("maybe")).toThrow("'maybe' is neither true nor false");
});

test("a list has commas", () => {
  expect(LIST.parse("a, b,,<default>")).toEqual(["a", "b", "<default>"]);
  expect(LIST.parse(" , ")).toEqual([]);
  expect(LIST.take(["a", "b"])).toEqual(["a", "b"]);
  for (const wrong of ["a,b", [1], null]) {
    expect(() => LIST.take(wrong), JSON.stringify(wrong)).toThrow("has to be");
  }
});

test("a path may be a file URL", () => {
  expect(PATH.take(new URL("file:///a/b%20c"))).toBe("/a/b c");
  for (const wrong of ["", 3, null, new URL("https://host/a")]) {
    expect(() => PATH.take(wrong), String(wrong)).toThrow("has to be a path");
  }
});
