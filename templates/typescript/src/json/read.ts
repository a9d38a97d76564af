/** The slow and exact way from JSON text to values. */

import { VariablesError } from "../errors.js";

interface Reading {
  /** Whether numbers may be too large for a number; what they become does not matter then. */
  readonly anyNumber: boolean;
}

/** How deep values may be nested; what is deeper is more than the stack takes. */
const DEEPEST = 2_000;

/** The value of a JSON text. Throws a `VariablesError`, which shows nothing of the text. */
export function readJson(text: string, reading: Reading = { anyNumber: false }): unknown {
  return new Reader(text, reading).whole();
}

const SPACE = /[ \t\n\r]*/y;
const NUMBER = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y;
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"/y;
const WORDS: readonly (readonly [string, unknown])[] = [
  ["true", true],
  ["false", false],
  ["null", null],
];

class Reader {
  readonly #text: string;
  readonly #reading: Reading;
  #at = 0;
  #depth = 0;

  constructor(text: string, reading: Reading) {
    this.#text = text;
    this.#reading = reading;
  }

  whole(): unknown {
    const value = this.#value();
    this.#match(SPACE);
    if (this.#at < this.#text.length) throw this.#unexpected();
    return value;
  }

  #value(): unknown {
    this.#match(SPACE);
    switch (this.#text[this.#at]) {
      case "{":
        return this.#nested(() => this.#object());
      case "[":
        return this.#nested(() => this.#array());
      case '"':
        return this.#string();
      default:
        return this.#word();
    }
  }

  #nested<T>(read: () => T): T {
    this.#at += 1;
    this.#depth += 1;
    if (this.#depth > DEEPEST) throw new VariablesError("", "is nested too deeply");
    const value = read();
    this.#depth -= 1;
    return value;
  }

  #object(): Record<string, unknown> {
    const object: Record<string, unknown> = {};
    if (this.#takes("}")) return object;
    do {
      this.#match(SPACE);
      const key = this.#string();
      if (!this.#takes(":")) throw this.#unexpected();
      put(
        object,
        key,
        within(key, () => this.#value()),
      );
    } while (this.#takes(","));
    if (!this.#takes("}")) throw this.#unexpected();
    return object;
  }

  #array(): unknown[] {
    const array: unknown[] = [];
    if (this.#takes("]")) return array;
    do {
      array.push(within(`[${String(array.length)}]`, () => this.#value()));
    } while (this.#takes(","));
    if (!this.#takes("]")) throw this.#unexpected();
    return array;
  }

  #string(): string {
    const found = this.#match(STRING);
    if (found === null) throw this.#unexpected();
    const value = JSON.parse(found[0]) as string;
    if (value.isWellFormed()) return value;
    throw new VariablesError("", "has a lone surrogate, which no text can hold");
  }

  #word(): unknown {
    const word = WORDS.find(([spelt]) => this.#text.startsWith(spelt, this.#at));
    if (word === undefined) return this.#number();
    this.#at += word[0].length;
    return word[1];
  }

  #number(): number | bigint {
    const found = this.#match(NUMBER);
    if (found === null) throw this.#unexpected();
    const [spelt, fraction, exponent] = found;
    const value = Number(spelt);
    if (this.#reading.anyNumber) return value;
    if (fraction === undefined && exponent === undefined) {
      return Number.isSafeInteger(value) ? value : BigInt(spelt);
    }
    if (Number.isFinite(value)) return value;
    const shown = spelt.length < 40 ? spelt : `${spelt.slice(0, 40)}…`;
    throw new VariablesError("", `the number ${shown} is too large for a number`);
  }

  #takes(character: string): boolean {
    this.#match(SPACE);
    if (this.#text[this.#at] !== character) return false;
    this.#at += 1;
    return true;
  }

  #match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text);
    if (found !== null) this.#at = pattern.lastIndex;
    return found;
  }

  #unexpected(): VariablesError {
    const before = this.#text.slice(0, this.#at);
    const line = before.split("\n").length;
    const column = this.#at - before.lastIndexOf("\n");
    const what = this.#at < this.#text.length ? "something else was expected" : "it ends too early";
    const where = `line ${String(line)} column ${String(column)}`;
    return new VariablesError("", `is not JSON: ${what} at ${where}`);
  }
}

/** The error of a value that is in another one; a text that is no JSON is none as a whole. */
function within<T>(step: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof VariablesError) || error.problem.startsWith("is ")) throw error;
    throw error.at(step);
  }
}

/** Sets a property of any name. */
function put(object: Record<string, unknown>, key: string, value: unknown): void {
  if (key === "__proto__") {
    const own = { value, configurable: true, enumerable: true, writable: true };
    Object.defineProperty(object, key, own);
  } else {
    object[key] = value;
  }
}
