/** Schemas of several libraries: what they check, and which names they read. */

import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { z } from "zod";

import { VariablesError } from "../../src/errors.js";
import { conform, propertyNames } from "../../src/schema.js";
import type { StandardSchema } from "../../src/schema.js";

const order = z.object({
  id: z.string(),
  items: z.array(z.object({ price: z.number() })),
  "odd name": z.string().optional(),
});

async function problemOf(checked: () => unknown): Promise<string> {
  try {
    await checked();
  } catch (error) {
    if (error instanceof VariablesError) return error.message;
    throw error;
  }
  throw new Error("it fits");
}

describe("a schema", () => {
  it("gives what it makes of a value, at once if it can", () => {
    const made = conform(z.object({ limit: z.coerce.number() }), { limit: "7" }, "headers");
    expect(made).toEqual({ limit: 7 });
    expect(conform(v.object({ id: v.string() }), { id: "a" }, "variables")).toEqual({ id: "a" });
  });

  it("may take its time", async () => {
    const slow = z.object({ id: z.string() }).refine((value) => Promise.resolve(value.id === "a"));
    await expect(conform(slow, { id: "a" }, "variables")).resolves.toEqual({ id: "a" });
    expect(await problemOf(() => conform(slow, { id: "b" }, "variables"))).toMatch(/^variables: /);
  });

  it.each([
    [order, { id: "a", items: [{ price: 1 }, { price: "x" }] }, "variables.items[1].price: "],
    [order, { id: "a", items: [], "odd name": 1 }, 'variables["odd name"]: '],
    [order, {}, "variables.id: "],
    [v.object({ a: v.object({ b: v.number() }) }), { a: { b: "x" } }, "variables.a.b: "],
    [v.object({ "1": v.number() }), { "1": "x" }, 'variables["1"]: '],
  ] as [StandardSchema, object, string][])(
    "names the first place, %#",
    async (schema, value, place) => {
      const problem = await problemOf(() => conform(schema, value, "variables"));
      expect(problem.startsWith(place)).toBe(true);
    },
  );

  it("says how much more is wrong", async () => {
    expect(await problemOf(() => conform(order, {}, "variables"))).toContain("(and 1 more)");
  });
});

describe("the names that a schema reads", () => {
  it.each([
    ["an object", order, ["id", "items", "odd name"]],
    ["a strict object", z.strictObject({ a: z.string() }), ["a"]],
    ["none", z.object({}), []],
    ["what JSON Schema has no form for", z.object({ a: z.bigint(), b: z.date() }), ["a", "b"]],
    ["both sides", z.object({ a: z.string() }).and(z.object({ b: z.string() })), ["a", "b"]],
    [
      "all choices",
      z.discriminatedUnion("kind", [
        z.object({ kind: z.literal("a"), a: z.string() }),
        z.object({ kind: z.literal("b"), b: z.string() }),
      ]),
      ["kind", "a", "b"],
    ],
    ["any name", z.looseObject({ a: z.string() }), undefined],
    ["a record", z.record(z.string(), z.number()), undefined],
    ["anything", z.any(), undefined],
    ["a library that does not tell", v.object({ a: v.string() }), undefined],
  ] as [string, StandardSchema, string[] | undefined][])("are those of %s", (_, schema, names) => {
    expect(propertyNames(schema)).toEqual(names);
  });

  it("are any where something has no form in JSON Schema", () => {
    const throwing: StandardSchema = {
      "~standard": {
        version: 1,
        vendor: "test",
        validate: (value) => ({ value }),
        jsonSchema: {
          input: () => {
            throw new Error("no such form");
          },
        },
      },
    };
    expect(propertyNames(throwing)).toBeUndefined();
  });
});
