/** What a token server says. */

import { oneLine } from "../../one-line.js";
import { NoProof } from "../authenticator.js";
import { Secret } from "../secret.js";

/** A token that was given out. */
export interface Answer {
  /** The token. */
  readonly token: Secret;
  /** How long it lasts, in milliseconds, if that was said. */
  readonly expiresIn: number | undefined;
}

/** An answer as it came. */
export interface Reply {
  /** The HTTP status. */
  readonly status: number;
  /** The content type. */
  readonly kind: string | undefined;
  /** The body. */
  readonly body: string;
}

type Content = Readonly<Record<string, unknown>>;

/** Reads the answer of a server; `secret` is kept out of what is reported. Throws a `NoProof`. */
export function read({ status, kind, body }: Reply, secret: Secret): Answer {
  const content = jsonObject(body);
  if (status >= 300 && status < 400) {
    const text =
      "it wants to send the client elsewhere, which is not done with secrets; is the URL right?";
    throw new NoProof(`it answered HTTP ${status}: ${text}`, { passing: true });
  }
  if (status < 200 || status >= 300) {
    const why = content === undefined ? described(kind) : said(content, secret);
    throw new NoProof(`it answered HTTP ${status}: ${why}`, { passing: mayPass(status) });
  }
  if (content === undefined) {
    const text = `it answered with ${described(kind)}, and not with a token`;
    throw new NoProof(text, { passing: true });
  }
  return answerOf(content);
}

/** Whether the same request may be answered otherwise later. */
function mayPass(status: number): boolean {
  return status < 400 || status >= 500 || [408, 425, 429].includes(status);
}

/** The body, if it is a JSON object. */
function jsonObject(body: string): Content | undefined {
  try {
    const content: unknown = JSON.parse(body);
    const isObject = typeof content === "object" && content !== null && !Array.isArray(content);
    return isObject ? (content as Content) : undefined;
  } catch {
    return undefined;
  }
}

/** Whether it has only characters that a token has. */
export function isToken(text: unknown): text is string {
  return typeof text === "string" && /^[!-~]+$/.test(text);
}

/** The token, if it is one that can be sent. */
function answerOf(content: Content): Answer {
  const { access_token: token, token_type: kind = "bearer", expires_in: lasts } = content;
  if (typeof token !== "string") {
    throw new NoProof("it answered without an access_token", { passing: true });
  }
  if (!isToken(token)) {
    throw new NoProof("it gave a token with characters that no token has", { passing: true });
  }
  if (typeof kind === "string" && kind.toLowerCase() !== "bearer") {
    const text = `it gave a token of type ${oneLine(kind)}, not a bearer token`;
    throw new NoProof(text, { passing: false });
  }
  return { token: new Secret(token), expiresIn: milliseconds(lasts) };
}

/** A number of seconds, or a text with one in it. */
function milliseconds(said: unknown): number | undefined {
  if (typeof said === "number") return said * 1_000;
  return typeof said === "string" && said.trim() !== "" ? Number(said) * 1_000 : undefined;
}

/** What an error answer says. */
function said(content: Content, secret: Secret): string {
  const { error, error_description: description } = content;
  const texts = [error, description].filter((part) => typeof part === "string" && part !== "");
  const [first, second] = texts as string[];
  if (first === undefined) return "nothing that says why";
  return oneLine(secret.hideIn(second === undefined ? first : `${first} (${second})`));
}

/** What the content is, by its type. */
function described(kind: string | undefined): string {
  if (kind === undefined) return "nothing that says what it is";
  if (kind.toLowerCase().startsWith("text/html")) return "a web page";
  return `content of type ${oneLine(kind)}`;
}
