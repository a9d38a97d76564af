/** A token server that answers as the test says. */

import { createServer } from "node:http";
import type { IncomingMessage, RequestListener, Server } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** An answer. */
export interface Canned {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

/** An answer with JSON. */
export function json(status: number, body: string): Canned {
  return { status, headers: { "Content-Type": "application/json" }, body };
}

/** Gives out tokens, or plays `answers`. */
export class TokenServer implements AsyncDisposable {
  /** The forms that came. */
  readonly requests: Record<string, string>[] = [];
  /** The headers that came. */
  readonly headers: IncomingMessage["headers"][] = [];
  /** What is answered next. */
  answers: Canned[] = [];
  /** How long tokens last. */
  lasts: unknown = 3600;
  /** What happens before an answer. */
  beforeAnswer: () => Promise<unknown> = () => Promise.resolve();
  /** Where tokens are given out. */
  url = "";
  readonly #server: Server;

  private constructor(tls: { readonly cert: string; readonly key: string } | undefined) {
    const listener: RequestListener = (request, response) => {
      void this.#answer(request).then(({ status, headers, body }) => {
        response.writeHead(status, headers).end(body);
      });
    };
    this.#server = tls ? createSecureServer(tls, listener) : createServer(listener);
  }

  /** Starts one, with TLS if it has a certificate. */
  static async start(tls?: { readonly cert: string; readonly key: string }): Promise<TokenServer> {
    const tokens = new TokenServer(tls);
    await new Promise<void>((resolve) => tokens.#server.listen(0, "127.0.0.1", resolve));
    const { port } = tokens.#server.address() as AddressInfo;
    tokens.url = `${tls ? "https" : "http"}://127.0.0.1:${String(port)}/oauth/token?tenant=a`;
    return tokens;
  }

  /** Stops it. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage): Promise<Canned> {
    this.requests.push(Object.fromEntries(new URLSearchParams(await text(request))));
    this.headers.push(request.headers);
    const number = this.requests.length;
    await this.beforeAnswer();
    const canned = this.answers.shift();
    if (canned !== undefined) return canned;
    const token = { access_token: `token-${String(number)}`, token_type: "Bearer" };
    return json(200, JSON.stringify({ ...token, expires_in: this.lasts }));
  }
}
