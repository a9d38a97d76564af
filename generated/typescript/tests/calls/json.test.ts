import { inspect } from "node:util";
import { describe, expect, test } from "vitest";

import { ArgumentError, VariablesError } from "../../src/errors.js";
import { Json, RawJson, anyText, decodeJson, objectText } from "../../src/json/index.js";

function refusal(value: unknown): string {
  try {
    objectText("variables", value);
  } catch (error) {
    if (error instanceof ArgumentError) return error.message;
    throw error;
  }
  throw new Error("was not refused");
}

describe("what is sent", () => {
  test.each([
    [{ a: [1, "x", true, null, { b: [] }] }, '{"a":[1,"x",true,null,{"b":[]}]}'],
    [{ n: 12345678901234567890n, m: -1n }, '{"n":12345678901234567890,"m":-1}'],
    [{ zero: -0, small: 1e-7, large: 1e300 }, '{"zero":-0,"small":1e-7,"large":1e+300}'],
    [{ at: new Date(0), when: undefined }, '{"at":"1970-01-01T00:00:00.000Z"}'],
    [new Map<string, unknown>([["z", new Map([["a", 1n]])]]), '{"z":{"a":1}}'],
    [
      { raw: new RawJson("1.50"), text: "größer 文字\u0000" },
      '{"raw":1.50,"text":"größer 文字\\u0000"}',
    ],
    [JSON.parse('{"__proto__":{"a":1}}') as object, '{"__proto__":{"a":1}}'],
    [Object.assign(Object.create(null) as object, { a: 1 }), '{"a":1}'],
    [{ boxed: [new Number(5), new String("a")] }, '{"boxed":[5,"a"]}'],
    [{ toJSON: () => ({ b: 2n }) }, '{"b":2}'],
    [new RawJson(' {"a": 1e400} '), ' {"a": 1e400} '],
    [new URL("http://a.b/"), undefined],
  ])("%o", (value, text) => {
    if (text === undefined) expect(refusal(value)).toContain("must be a JSON object");
    else expect(objectText("variables", value)).toBe(text);
  });

  test("an instance of a class by its properties", () => {
    class Item {
      readonly name = "tea";
      readonly #hidden = 1;
      get twice(): number {
        return this.#hidden * 2;
      }
    }
    expect(objectText("variables", new Item())).toBe('{"name":"tea"}');
  });

  test("any value, where any is allowed", () => {
    expect(anyText("value", null)).toBe("null");
    expect(anyText("value", [1n])).toBe("[1]");
    expect(() => anyText("value", undefined)).toThrow("value: undefined is not JSON");
  });

  test.each([
    [{ items: [1, { price: NaN }] }, "variables.items[1].price: NaN is not JSON"],
    [{ a: -Infinity }, "variables.a: -Infinity is not JSON"],
    [{ a: [undefined] }, "variables.a[0]: undefined is not JSON"],
    [{ a: [, 1] }, "variables.a[0]: undefined is not JSON"],
    [{ f: () => 1 }, "variables.f: a function is not JSON"],
    [{ s: Symbol("s") }, "variables.s: a symbol is not JSON"],
    [{ s: new Set([1]) }, "variables.s: a Set is not JSON; give an array"],
    [{ b: Buffer.from("a") }, "variables.b: bytes are not JSON; encode them as text"],
    [{ p: Promise.resolve(1) }, "variables.p: a Promise is not JSON; await it first"],
    [{ e: new Error("x") }, "variables.e: an object of class Error is not JSON"],
    [{ d: new Date(NaN) }, "variables.d: must be a valid Date"],
    [{ t: "a\ud800" }, "variables.t: has a lone surrogate"],
    [{ ["k\udc00"]: 1 }, "has a lone surrogate"],
    [{ m: new Map([[1, 2]]) }, "variables.m: a key must be a string, not a number"],
    [{ r: new RawJson("{a") }, "variables.r: is not JSON"],
    [[1], "variables: must be a JSON object, not an array"],
    ["a", "variables: must be a JSON object, not a string"],
    [null, "variables: must be a JSON object, not null"],
    [new Date(0), "variables: must be a JSON object, not a string"],
    [new RawJson("[1]"), "variables: must be a JSON object, and the text is another value"],
    [new RawJson("{} x"), "variables: is not JSON"],
    [new RawJson('{"a":"\\ud800"}'), "variables.a: has a lone surrogate"],
  ])("%o is refused", (value, text) => {
    expect(refusal(value)).toContain(text);
  });

  test("what contains itself is refused", () => {
    const self: Record<string, unknown> = {};
    self["self"] = { again: self };
    expect(refusal(self)).toBe("variables: is nested too deeply, or contains itself");
  });

  test("what is nested deeply is not lost", () => {
    let value: unknown = 1;
    for (let depth = 0; depth < 1_000; depth += 1) value = { a: value };
    expect(objectText("variables", value)).toHaveLength(6 * 1_000 + 1);
  });
});

describe("what is read", () => {
  test.each([
    ['{"n":9007199254740993}', { n: 9007199254740993n }],
    ['{"n":-9223372036854775808,"m":9007199254740991}', { n: -(2n ** 63n), m: 9007199254740991 }],
    ["[1e3,0.1,-0.5E-1,12345678901234567.5]", [1000, 0.1, -0.05, 12345678901234567.5]],
    ['{"a":1,"b":12345678901234567890,"a":2}', { a: 2, b: 12345678901234567890n }],
    [" [ ] ", []],
    ["[2251799813685249,9007199254740991]", [2251799813685249, 9007199254740991]],
    ["[9007199254740992,10000000000000000]", [9007199254740992n, 10000000000000000n]],
    ["12345678901234567890", 12345678901234567890n],
    [" -9007199254740993 ", -9007199254740993n],
    [
      "[\n12345678901234567890,-12345678901234567890]",
      [12345678901234567890n, -12345678901234567890n],
    ],
    ['{"a":1e+22,"b":1e308,"c":2E-400}', { a: 1e22, b: 1e308, c: 0 }],
    [
      '[true,false,null,"\\u0041\\n",{"1234567890123456":{}}]',
      [true, false, null, "A\n", { "1234567890123456": {} }],
    ],
    ['"\\ud83d\\ude00"', "😀"],
  ])("%s", (text, value) => {
    expect(decodeJson(text)).toEqual(value);
  });

  test.each(['{"__proto__":{"a":1}}', '{"__proto__":{"a":1},"n":1234567890123456789}'])(
    "%s has no other prototype",
    (text) => {
      const value = decodeJson(text) as object;
      expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
      expect(Object.keys(value)[0]).toBe("__proto__");
      expect("a" in value).toBe(false);
    },
  );

  test.each([
    ["{", "is not JSON: it ends too early at line 1 column 2"],
    ['{"secret":1}\n x', "is not JSON: something else was expected at line 2 column 2"],
    ["", "it ends too early at line 1 column 1"],
    ["[1,]", "column 4"],
    ["[01]", "column 3"],
    ['["a\nb"]', "line 1 column 2"],
    ['["\\x"]', "line 1 column 2"],
    ['["a\\"]', "line 1 column 2"],
    ["NaN", "column 1"],
    ['{"a":1e400}', "a: the number 1e400 is too large"],
    ["-1e400", "the number -1e400 is too large"],
    ["[1.5E+0400]", "[0]: the number 1.5E+0400 is too large"],
    [`[${"9".repeat(400)}.0]`, "[0]: the number 999"],
    ['{"a":[{"b":"\\ud800"}]}', "a[0].b: has a lone surrogate"],
  ])("%s is refused", (text, problem) => {
    expect(() => decodeJson(text)).toThrow(VariablesError);
    expect(() => decodeJson(text)).toThrow(problem);
  });

  test("what is nested deeply, if that is too deep for a number of many digits", () => {
    const nested = (depth: number, middle: string): string =>
      `${"[".repeat(depth)}${middle}${"]".repeat(depth)}`;
    expect(JSON.stringify(decodeJson(nested(1_000, "1")))).toBe(nested(1_000, "1"));
    expect(() => decodeJson(nested(100_000, "12345678901234567"))).toThrow("is nested too deeply");
  });

  test("what is long", () => {
    const text = "x\\n\\\\".repeat(2_000_000);
    const value = decodeJson(`{"a":"${text}","n":1234567890123456789}`) as { a: string };
    expect(value.a).toHaveLength(6_000_000);
  });

  test("errors do not show the text", () => {
    expect(() => decodeJson('{"password":"hunter2"')).toThrow(/^(?!.*hunter2)/);
  });
});

describe("Json", () => {
  test("is read once, where it is asked for", () => {
    const json = new Json<{ a: number }>('{"a":1}');
    expect(json.value.a).toBe(1);
    expect(json.value).toBe(json.value);
    expect(json.text).toBe('{"a":1}');
    expect(String(json)).toBe('{"a":1}');
    expect(inspect(json)).toBe('Json({"a":1})');
    expect(JSON.stringify({ json })).toBe('{"json":{"a":1}}');
    expect(() => new Json("{").value).toThrow(VariablesError);
  });

  test("no text is an empty object, or null", () => {
    expect(Json.object("").value).toEqual({});
    expect(Json.any("").value).toBeNull();
  });

  test("is sent as it came", () => {
    expect(objectText("variables", new Json('{"a":  1.0}'))).toBe('{"a":  1.0}');
    expect(new RawJson("1")).toBeInstanceOf(Json);
    expect({ text: "1" }).not.toBeInstanceOf(Json);
  });

  test("is parsed by any validator", async () => {
    const schema = {
      "~standard": {
        version: 1 as const,
        vendor: "test",
        validate: (value: unknown) =>
          value instanceof Object && "a" in value
            ? { value: String(value.a) }
            : { issues: [{ message: "a is needed", path: ["a"] }] },
      },
    };
    expect(await new Json('{"a":12345678901234567890}').parse(schema)).toBe("12345678901234567890");
    await expect(new Json("{}").parse(schema)).rejects.toMatchObject({
      name: "VariablesError",
      problem: "a is needed",
    });
  });
});
