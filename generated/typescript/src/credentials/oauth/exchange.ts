/** One request to a token server. */

import { request as httpRequest } from "node:http";
import type { ClientRequest, IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import type { RequestOptions } from "node:https";
import type { ConnectionOptions, SecureContext, TLSSocket } from "node:tls";

import { oneLine } from "../../one-line.js";
import { USER_AGENT } from "../../user-agent.js";
import { NoProof } from "../authenticator.js";
import { read } from "./answer.js";
import type { Answer, Reply } from "./answer.js";
import { formOf } from "./request.js";
import type { TokenRequest } from "./request.js";

/** How long a server has to answer once it is connected, apart from the deadlines of calls. */
const TIMEOUT = 10_000;

/** Answers with tokens are a few kilobytes at most. */
const LARGEST = 256 * 1024;

/** What an exchange is made with. */
export interface Way {
  /** What is trusted; `undefined` if the server does not speak TLS. */
  readonly secureContext: SecureContext | undefined;
  /** How long it may take to connect, in milliseconds. */
  readonly connectTimeoutMs: number;
  /** How long the server has to answer then, in milliseconds. Default: 10 s. */
  readonly answerTimeoutMs?: number;
}

/** The way to a token server. */
export class Exchange {
  readonly #request: TokenRequest;
  readonly #way: Way;

  /** Takes what is asked for, and how to get there. */
  constructor(request: TokenRequest, way: Way) {
    this.#request = request;
    this.#way = way;
  }

  /** The server, as errors name it. */
  get server(): string {
    return this.#request.server.authority;
  }

  /** Asks for a token. Rejects with a `NoProof`. */
  async fetch(signal: AbortSignal): Promise<Answer> {
    const secret = this.#request.clientSecret;
    let call: ClientRequest | undefined;
    try {
      call = this.#open(signal);
      return read(await this.#reply(call), secret);
    } catch (error) {
      if (error instanceof NoProof) throw error;
      throw failed(error, call, (text) => oneLine(secret.hideIn(text)));
    }
  }

  #open(signal: AbortSignal): ClientRequest {
    const { server } = this.#request;
    const { secureContext } = this.#way;
    const options = {
      host: server.host,
      port: server.port,
      path: server.path,
      method: "POST",
      // One request in a long time: no connection is kept for the next.
      agent: false,
      signal,
      headers: {
        Host: server.authority,
        "User-Agent": USER_AGENT,
        Accept: "application/json",
        "Content-Type": "application/x-www-form-urlencoded",
      },
    };
    if (secureContext === undefined) return httpRequest(options);
    const secured: RequestOptions & Pick<ConnectionOptions, "secureContext"> = {
      ...options,
      secureContext,
      // Said again for variables of Node.js that turn verification off elsewhere.
      rejectUnauthorized: true,
    };
    return httpsRequest(secured);
  }

  #reply(call: ClientRequest): Promise<Reply> {
    const { connectTimeoutMs, answerTimeoutMs = TIMEOUT } = this.#way;
    return new Promise<Reply>((resolve, reject) => {
      const give = (milliseconds: number, text: string): NodeJS.Timeout =>
        setTimeout(() => call.destroy(new NoProof(text, { passing: true })), milliseconds);
      const inTime = `within ${connectTimeoutMs / 1_000} s`;
      let timer = give(connectTimeoutMs, `it cannot be reached ${inTime}`);
      call.once("socket", (socket) => {
        socket.once("connect", () => {
          clearTimeout(timer);
          // One time for all of its bytes: a timeout of the socket begins anew with each.
          const text = `it did not answer within ${answerTimeoutMs / 1_000} s`;
          timer = give(answerTimeoutMs, text);
        });
      });
      call.once("response", (message) => {
        content(message).then((body) => {
          const { statusCode: status = 0, headers } = message;
          resolve({ status, kind: headers["content-type"], body });
        }, reject);
      });
      call.on("error", reject);
      call.once("close", () => {
        clearTimeout(timer);
        reject(new Error("the connection was closed"));
      });
      call.end(formOf(this.#request).reveal());
    });
  }
}

/** The body, if it is not too long. */
async function content(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > LARGEST) {
      throw new NoProof(`its answer is longer than ${LARGEST} bytes`, { passing: true });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** Why there was no answer. */
function failed(
  error: unknown,
  call: ClientRequest | undefined,
  show: (text: string) => string,
): NoProof {
  const { code = "", message } = error as NodeJS.ErrnoException;
  // What an error quotes may be what was sent.
  const text = show(message || code);
  const socket = call?.socket as Partial<TLSSocket> | null | undefined;
  // It is a name of an error although its type says otherwise.
  if (((socket?.authorizationError as unknown) ?? undefined) !== undefined) {
    return new NoProof(`its certificate is not accepted: ${text}`, { passing: false });
  }
  if (/^(ERR_SSL|EPROTO)/.test(code)) {
    return new NoProof(`TLS with it failed: ${text}`, { passing: true });
  }
  const isReached = socket?.connecting === false && code !== "ECONNREFUSED";
  const what = isReached ? "no answer" : "it cannot be reached";
  return new NoProof(`${what}: ${text}`, { passing: true });
}
