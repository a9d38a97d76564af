/**
 * Schemas of any library that follows Standard Schema (https://standardschema.dev): zod, valibot,
 * arktype and others. The interfaces are structural, so nothing needs to be installed for them.
 */

import { VariablesError } from "./errors.js";

/**
 * Something that checks a value and makes another of it, as Standard Schema 1 says.
 *
 * Where it can tell what it looks like as JSON Schema (Standard JSON Schema 1), workers ask the
 * gateway only for the variables that it names.
 */
export interface StandardSchema<Input = unknown, Output = Input> {
  /** What the library offers. */
  readonly "~standard": {
    /** The version of the interface. */
    readonly version: 1;
    /** The library. */
    readonly vendor: string;
    /** Checks a value. */
    readonly validate: (value: unknown) => SchemaResult<Output> | PromiseLike<SchemaResult<Output>>;
    /** The types of what goes in and comes out; there is no value behind it. */
    readonly types?: SchemaTypes<Input, Output> | undefined;
    /** The schema as JSON Schema. */
    readonly jsonSchema?: JsonSchemaSource | undefined;
  };
}

/** The types of a schema. */
export interface SchemaTypes<Input, Output> {
  /** What goes in. */
  readonly input: Input;
  /** What comes out. */
  readonly output: Output;
}

/** Makes JSON Schema of a schema. */
export interface JsonSchemaSource {
  /** What goes in, in this dialect; it may throw. */
  readonly input: (options: {
    /** The dialect. */
    readonly target: "draft-2020-12";
    /** What only one library knows. */
    readonly libraryOptions?: Record<string, unknown> | undefined;
  }) => Record<string, unknown>;
}

/** What a check came to: a value, or issues. */
export type SchemaResult<Output> = SchemaSuccess<Output> | SchemaFailure;

/** A value that fits. */
export interface SchemaSuccess<Output> {
  /** What the schema has made of it. */
  readonly value: Output;
  /** Nothing is wrong. */
  readonly issues?: undefined;
}

/** A value that does not fit. */
export interface SchemaFailure {
  /** What is wrong with it. */
  readonly issues: readonly SchemaIssue[];
}

/** What is wrong with a value. */
export interface SchemaIssue {
  /** What, for people. */
  readonly message: string;
  /** Where. */
  readonly path?: readonly (PropertyKey | SchemaPathSegment)[] | undefined;
}

/** A part of the way to a place. */
export interface SchemaPathSegment {
  /** The property, or the index. */
  readonly key: PropertyKey;
}

/**
 * What a schema makes of a value, at once if its library does not need to wait.
 *
 * @param schema - The schema.
 * @param value - The value.
 * @param root - What the value is called in errors.
 * @throws VariablesError if it does not fit, or the promise is rejected with it; it names the
 *   first place.
 */
export function conform<Output>(
  schema: StandardSchema<unknown, Output>,
  value: unknown,
  root: string,
): Output | Promise<Output> {
  const checked = schema["~standard"].validate(value);
  return "then" in checked
    ? Promise.resolve(checked).then((result) => outputOf(result, root))
    : outputOf(checked, root);
}

function outputOf<Output>(result: SchemaResult<Output>, root: string): Output {
  if (result.issues === undefined) return result.value;
  const [first, ...others] = result.issues;
  const problem = first?.message ?? "it does not fit";
  const more = others.length === 0 ? "" : ` (and ${String(others.length)} more)`;
  const path = `${root}${pathText(first?.path ?? [])}`;
  throw new VariablesError(path.replace(/^\./, ""), `${problem}${more}`);
}

const PLAIN_NAME = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;

function pathText(path: NonNullable<SchemaIssue["path"]>): string {
  return path
    .map((segment) => (typeof segment === "object" ? segment.key : segment))
    .map((key) => {
      if (typeof key === "number") return `[${String(key)}]`;
      const name = String(key);
      return PLAIN_NAME.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`;
    })
    .join("");
}

/**
 * The names of the properties that a schema reads of an object; `undefined` if it may read any.
 */
export function propertyNames(schema: StandardSchema): readonly string[] | undefined {
  const source = schema["~standard"].jsonSchema;
  if (source === undefined) return undefined;
  try {
    const names = namesIn(source.input({ target: "draft-2020-12", libraryOptions: LENIENT }));
    return names === undefined ? undefined : [...new Set(names)];
  } catch {
    // Not everything that a library checks has a form in JSON Schema.
    return undefined;
  }
}

/** Has zod describe a property that JSON Schema has no form for, such as a bigint, as anything. */
const LENIENT = { unrepresentable: "any" };

/** What else than names may say which properties there are. */
const OPEN = ["$ref", "$dynamicRef", "if", "not", "patternProperties", "propertyNames"];

function namesIn(json: unknown): string[] | undefined {
  if (typeof json !== "object" || json === null) return undefined;
  const schema = json as Readonly<Record<string, unknown>>;
  if (OPEN.some((keyword) => keyword in schema)) return undefined;
  if ((schema["additionalProperties"] ?? false) !== false) return undefined;
  const found: string[] = [];
  const { properties } = schema as { properties?: unknown };
  if (typeof properties === "object" && properties !== null) found.push(...Object.keys(properties));
  const parts = ["allOf", "anyOf", "oneOf"].flatMap((keyword) => schema[keyword] ?? []);
  for (const part of parts) {
    const names = namesIn(part);
    if (names === undefined) return undefined;
    found.push(...names);
  }
  return properties === undefined && parts.length === 0 ? undefined : found;
}
