/** Certificates and keys, as texts or as files. */

import { readFileSync } from "node:fs";
import { inspect } from "node:util";

import { Problem } from "../problem.js";
import { Secret } from "../credentials/secret.js";

/** A PEM text, or the file that has it. It is shown without the text. */
export class Pem {
  readonly #from: { readonly text: Secret } | { readonly file: string };

  private constructor(from: { readonly text: Secret } | { readonly file: string }) {
    this.#from = from;
  }

  /** What is in this text. */
  static text(text: string): Pem {
    return new Pem({ text: new Secret(text) });
  }

  /** What is in this file when it is read. */
  static file(file: string): Pem {
    return new Pem({ file });
  }

  /** The text. Throws a `Problem` with why the file cannot be read. */
  read(): Secret {
    if ("text" in this.#from) return this.#from.text;
    const { file } = this.#from;
    try {
      return new Secret(readFileSync(file, "latin1"));
    } catch (error) {
      throw new Problem(`the file ${file} cannot be read: ${codeOf(error)}`);
    }
  }

  /** Where it is. */
  toString(): string {
    return "text" in this.#from ? "a PEM text" : this.#from.file;
  }

  /** @internal */
  [inspect.custom](): string {
    return this.toString();
  }
}

function codeOf(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  return code ?? String(error);
}
