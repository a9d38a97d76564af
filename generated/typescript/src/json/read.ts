/** The slow and exact way from JSON text to values. */

import { VariablesError } from "../errors.js";

interface Reading {
  /** Whether numbers may be too large for a number; what they become does not matter then. */
  readonly anyNumber: boolean;
}

/** The value of a JSON text. Throws a `VariablesError`, which shows nothing of the text. */
export function readJson(text: string, reading: Reading = { anyNumber: false }): unknown {
  try {
    return new Reader(text, reading).whole();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new VariablesError("", "is nested too deeply");
  }
}

const SPACE = /[ \t\n\r]*/y;
const NUMBER = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y;
const WORDS: readonly (readonly [string, unknown])[] = [
  ["true", true],
  ["false", false],
  ["null", null],
];

class Reader {
  readonly #text: string;
  readonly #reading: Reading;
  /** The steps to the value that is being read. */
  readonly #path: (string | number)[] = [];
  #at = 0;

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
        return this.#object();
      case "[":
        return this.#array();
      case '"':
        return this.#string();
      default:
        return this.#word();
    }
  }

  #object(): Record<string, unknown> {
    const object: Record<string, unknown> = {};
    this.#at += 1;
    if (this.#takes("}")) return object;
    do {
      this.#match(SPACE);
      const key = this.#string();
      if (!this.#takes(":")) throw this.#unexpected();
      this.#path.push(key);
      put(object, key, this.#value());
      this.#path.pop();
    } while (this.#takes(","));
    if (!this.#takes("}")) throw this.#unexpected();
    return object;
  }

  #array(): unknown[] {
    const array: unknown[] = [];
    this.#at += 1;
    if (this.#takes("]")) return array;
    do {
      this.#path.push(array.length);
      array.push(this.#value());
      this.#path.pop();
    } while (this.#takes(","));
    if (!this.#takes("]")) throw this.#unexpected();
    return array;
  }

  #string(): string {
    const value = this.#stringAt(this.#at, this.#endOfString());
    if (value.isWellFormed()) return value;
    throw this.#unfit("has a lone surrogate, which no text can hold");
  }

  #stringAt(start: number, end: number): string {
    try {
      const value = JSON.parse(this.#text.slice(start, end)) as string;
      this.#at = end;
      return value;
    } catch {
      throw this.#unexpected();
    }
  }

  /** Where the string ends that begins here: behind the next quote that is not escaped. */
  #endOfString(): number {
    if (this.#text[this.#at] !== '"') throw this.#unexpected();
    let quote = this.#at;
    let escapes: number;
    do {
      quote = this.#text.indexOf('"', quote + 1);
      if (quote < 0) throw this.#unexpected();
      escapes = 0;
      while (this.#text[quote - 1 - escapes] === "\\") escapes += 1;
    } while (escapes % 2 === 1);
    return quote + 1;
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
    throw this.#unfit(`the number ${shown} is too large for a number`);
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

  /** The error of a value that JSON has and a program has not. */
  #unfit(problem: string): VariablesError {
    const steps = this.#path.map((step) =>
      typeof step === "number" ? `[${String(step)}]` : `.${step}`,
    );
    return new VariablesError(steps.join("").replace(/^\./, ""), problem);
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

/** Sets a property of any name. */
function put(object: Record<string, unknown>, key: string, value: unknown): void {
  if (key === "__proto__") {
    const own = { value, configurable: true, enumerable: true, writable: true };
    Object.defineProperty(object, key, own);
  } else {
    object[key] = value;
  }
}
