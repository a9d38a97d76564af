/**
 * A file that keeps tokens between runs of a program.
 *
 * It is a convenience: whatever is wrong with it is a warning of the process, and a token is
 * fetched instead. It is replaced as a whole, so nobody ever sees half of it, and it is for its
 * owner alone.
 */

import { randomUUID } from "node:crypto";
import { access, constants, mkdir, open, rename, rm } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

import { Secret } from "../secret.js";
import { isToken } from "./answer.js";

/** Nothing that this module writes is longer. */
const LARGEST = 1024 * 1024;

/** One token in the file; times are in seconds since 1970. */
interface Kept {
  readonly access_token: string;
  readonly obtained_at: number;
  readonly expires_at: number;
}

/** A token of the file. */
export interface Cached {
  /** The token. */
  readonly token: Secret;
  /** How long it lasts, in milliseconds. */
  readonly lasts: number;
}

/** The token of one client in a file that may have those of others. */
export class Cache {
  readonly #file: string;
  readonly #key: string;
  /** One thing after the other: each change reads what the last one wrote. */
  #last: Promise<unknown> = Promise.resolve();

  /** Takes the file, and what the token is for. */
  constructor(file: string, key: string) {
    this.#file = file;
    this.#key = key;
  }

  /** The token, if there is one that lasts. */
  async read(): Promise<Cached | undefined> {
    const kept = (await this.#load()).get(this.#key);
    const now = Date.now();
    // A clock that was set back knows nothing about the token.
    if (kept === undefined || kept.obtained_at * 1_000 > now) return undefined;
    const lasts = kept.expires_at * 1_000 - now;
    return lasts > 0 ? { token: new Secret(kept.access_token), lasts } : undefined;
  }

  /** Keeps a token that lasts for so many milliseconds. */
  write(token: Secret, lasts: number): Promise<void> {
    const now = Date.now();
    return this.#change({
      access_token: token.reveal(),
      obtained_at: Math.floor(now / 1_000),
      expires_at: Math.floor((now + lasts) / 1_000),
    });
  }

  /** Forgets the token. */
  forget(): Promise<void> {
    return this.#change(undefined);
  }

  #change(kept: Kept | undefined): Promise<void> {
    const changed = this.#last.then(async () => {
      if (kept === undefined && !(await exists(this.#file))) return;
      const tokens = await this.#load();
      tokens.delete(this.#key);
      for (const [key, other] of tokens) {
        if (other.expires_at * 1_000 <= Date.now()) tokens.delete(key);
      }
      if (kept !== undefined) tokens.set(this.#key, kept);
      try {
        const content = { tokens: Object.fromEntries(tokens) };
        await replace(this.#file, JSON.stringify(content, undefined, 2));
      } catch (error) {
        this.#warn("cannot be written", error);
      }
    });
    this.#last = changed;
    return changed;
  }

  /** What is in the file, or nothing. */
  async #load(): Promise<Map<string, Kept>> {
    try {
      const text = await readSafely(this.#file);
      return text === undefined ? new Map<string, Kept>() : tokensOf(text);
    } catch (error) {
      this.#warn(error instanceof SyntaxError ? "is damaged and not used" : "is not used", error);
      return new Map();
    }
  }

  #warn(what: string, error: unknown): void {
    const { code, message } = error as NodeJS.ErrnoException;
    // A parser quotes what it cannot read.
    const why = error instanceof SyntaxError ? "" : `: ${code ?? message}`;
    process.emitWarning(`the file with tokens ${this.#file} ${what}${why}`, "ZeebeWarning");
  }
}

async function exists(file: string): Promise<boolean> {
  try {
    await access(file);
    return true;
  } catch {
    return false;
  }
}

/** The tokens in the file. Throws a `SyntaxError` if it is not such a file. */
function tokensOf(text: string): Map<string, Kept> {
  const content = JSON.parse(text) as { tokens?: unknown } | null;
  const tokens = content?.tokens;
  if (typeof tokens !== "object" || tokens === null) throw new SyntaxError("no tokens");
  const found = Object.entries(tokens).filter(([, kept]) => isKept(kept));
  return new Map(found as [string, Kept][]);
}

function isKept(value: unknown): value is Kept {
  if (typeof value !== "object" || value === null) return false;
  const { access_token: token, obtained_at: obtained, expires_at: expires } = value as Kept;
  return Number.isSafeInteger(obtained) && Number.isSafeInteger(expires) && isToken(token);
}

/** The content of a file that nobody else can have written or read; none if it is not there. */
async function readSafely(file: string): Promise<string | undefined> {
  // Windows has no such flag.
  const noFollow = (constants.O_NOFOLLOW as number | undefined) ?? 0;
  let opened: FileHandle;
  try {
    opened = await open(file, constants.O_RDONLY | noFollow);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  try {
    const found = await opened.stat();
    if (!found.isFile()) throw new Error("it is not a regular file");
    if (found.size > LARGEST) throw new Error("it is too long");
    const mode = found.mode & 0o777;
    if (process.platform !== "win32" && (mode & 0o077) !== 0) {
      throw new Error(`others may read or write it (mode ${mode.toString(8)}, it has to be 600)`);
    }
    return await opened.readFile("utf8");
  } finally {
    await opened.close();
  }
}

/** Puts a new file in the place of the old one. Directories that are missing are made. */
async function replace(file: string, content: string): Promise<void> {
  const directory = dirname(file);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const fresh = join(directory, `.${basename(file)}.${randomUUID()}`);
  try {
    const opened = await open(fresh, "wx", 0o600);
    try {
      await opened.writeFile(content);
      await opened.sync();
    } finally {
      await opened.close();
    }
    await rename(fresh, file);
  } catch (error) {
    await rm(fresh, { force: true });
    throw error;
  }
}
