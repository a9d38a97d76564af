/**
 * From the JSON of a request to what the SDK takes.
 *
 * The JSON is that of protobuf: names in lower camel case, 64-bit numbers as text, bytes in base64.
 * What is none of its type is handed on as it is: to refuse it is up to the SDK.
 */

/** Makes a value of JSON. */
export type Reader = (value: unknown) => unknown;

/** An object of JSON. */
export type Members = Readonly<Record<string, unknown>>;

/** The line is wrong: it names what there is not, or is not understood. */
export class WrongLineError extends Error {}

/** Whether JSON is an object. */
export function isObject(value: unknown): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The fields of a message that are given; of something else, nothing. */
export class Given {
  readonly #value: unknown;
  readonly #left: Map<string, unknown>;
  readonly #fields: [string, unknown][] = [];

  constructor(value: unknown) {
    this.#value = value;
    this.#left = new Map(isObject(value) ? Object.entries(value) : []);
  }

  /** Takes a field, if it is given, as a property of this name. */
  take(name: string, property: string, read: Reader): void {
    if (!this.#left.has(name)) return;
    this.#fields.push([property, read(this.#left.get(name))]);
    this.#left.delete(name);
  }

  /** The object of all properties; refuses fields that there are not. */
  made(): unknown {
    for (const name of this.#left.keys()) {
      throw new WrongLineError(`there is no field \`${name}\``);
    }
    return isObject(this.#value) ? Object.fromEntries(this.#fields) : this.#value;
  }
}

/** The members of an object, none of which may have another name. */
export function only<T extends object>(value: unknown, ...names: readonly (keyof T & string)[]): T {
  const given = new Given(value);
  for (const name of names) given.take(name, name, plain);
  return given.made() as T;
}

/** Text, flags, and what is given as JSON has it. */
export function plain(value: unknown): unknown {
  return value;
}

/** A whole number of 64 bits. */
export function int64(value: unknown): unknown {
  return typeof value === "string" && /^-?\d+$/.test(value) ? BigInt(value) : value;
}

/** A number with a fraction, or one that JSON has no form for. */
export function float(value: unknown): unknown {
  return typeof value === "string" && value.trim() !== "" ? Number(value) : value;
}

/** Bytes in base64. */
export function bytes(value: unknown): unknown {
  return typeof value === "string" ? new Uint8Array(Buffer.from(value, "base64")) : value;
}

/** A duration in milliseconds. */
export function duration(value: unknown): unknown {
  const milliseconds = readWhole(value);
  return milliseconds === undefined ? value : { milliseconds };
}

/** A time in milliseconds of the epoch. */
export function instant(value: unknown): unknown {
  const milliseconds = readWhole(value);
  return milliseconds === undefined ? value : new Date(milliseconds);
}

function readWhole(value: unknown): number | undefined {
  if (typeof value === "number") return value;
  const number = int64(value);
  return typeof number === "bigint" ? Number(number) : undefined;
}

/** A list of values. */
export function each(read: Reader): Reader {
  return (value) => (Array.isArray(value) ? value.map((item) => read(item)) : value);
}

/** A map of values. */
export function entries(read: Reader): Reader {
  return (value) =>
    isObject(value)
      ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, read(item)]))
      : value;
}
