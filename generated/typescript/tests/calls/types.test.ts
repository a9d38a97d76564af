import { describe, expect, expectTypeOf, test } from "vitest";

import { EnumTable, keyKind } from "../../src/contract/index.js";
import type { Key, Unrecognized } from "../../src/contract/index.js";
import type { ResponseStream, runProcess } from "../../src/client/index.js";
import { Json } from "../../src/json/index.js";
import type { CallOptions } from "../../src/options.js";
import type { StandardSchema } from "../../src/schema.js";

describe("types", () => {
  test("tell keys apart, from each other and from numbers", () => {
    const job = keyKind("JobKey")("5");
    expectTypeOf(job).toEqualTypeOf<Key<"JobKey">>();
    expectTypeOf(job).toExtend<string>();
    expectTypeOf<Key<"JobKey">>().not.toExtend<Key<"IncidentKey">>();
    expectTypeOf<string>().not.toExtend<Key<"JobKey">>();
    expectTypeOf(keyKind("JobKey")).parameter(0).toEqualTypeOf<string | bigint>();
  });

  test("keep the numbers of enums that are not known", () => {
    const table = new EnumTable({ FIRST: 1, SECOND: 2 });
    expectTypeOf(table.decode(7)).toEqualTypeOf<"FIRST" | "SECOND" | Unrecognized>();
    expectTypeOf<"UNRECOGNIZED_7">().toExtend<Unrecognized>();
    expectTypeOf<"UNRECOGNIZED_X">().not.toExtend<Unrecognized>();
  });

  test("are those that JSON is declared to have", () => {
    const json = new Json<{ total: number }>('{"total":1}');
    expectTypeOf(json.value.total).toEqualTypeOf<number>();
    expectTypeOf(json).toExtend<Json>();
    expectTypeOf(new Json("{}").value).toBeUnknown();
    const parsed = (schema: StandardSchema<unknown, string>): Promise<string> => json.parse(schema);
    expectTypeOf(parsed).returns.resolves.toBeString();
    expect(json.value.total).toBe(1);
  });

  test("take durations with units, and nothing else", () => {
    expectTypeOf<{ timeout: { seconds: number } }>().toExtend<CallOptions>();
    expectTypeOf<{ timeout: number }>().not.toExtend<CallOptions>();
    expectTypeOf<{ timeout: { second: number } }>().not.toExtend<CallOptions>();
    expectTypeOf<{ retry: "NEVER" }>().toExtend<CallOptions>();
    expectTypeOf<{ retry: "never" }>().not.toExtend<CallOptions>();
    expectTypeOf<{ metadata: { "x-id": string } }>().toExtend<CallOptions>();
    expectTypeOf<{ metadata: Headers }>().toExtend<CallOptions>();
    expectTypeOf<{ signal: AbortSignal | undefined }>().toExtend<CallOptions>();
  });

  test("give streams as what they are", () => {
    expectTypeOf<ResponseStream<string>>().toExtend<AsyncIterable<string>>();
    expectTypeOf<ResponseStream<string>>().toExtend<AsyncDisposable>();
    expectTypeOf<ResponseStream<"a">>().toExtend<ResponseStream<string>>();
  });

  test("of a process that ran are those of its validator", () => {
    type Ran = ReturnType<typeof runProcess<{ total: number }, object, Ended>>;
    interface Ended {
      readonly variables: Json;
      readonly processInstanceKey: string;
    }
    expectTypeOf<Awaited<Ran>["variables"]>().toEqualTypeOf<{ total: number }>();
    expectTypeOf<Awaited<Ran>["instance"]>().toEqualTypeOf<Ended>();
  });
});
