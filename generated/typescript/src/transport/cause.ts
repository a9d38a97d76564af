/**
 * What an error of the gRPC library means.
 *
 * The library reports a status that the gateway answered and one that it made up itself in the
 * same way, so the text is what counts. A text that is not known here is the gateway's, and a call
 * that failed in a way that is not known may have been executed.
 */

import type { Metadata, StatusObject } from "@grpc/grpc-js";

import { Status, statusOf } from "../contract/status.js";
import { Failure, answered } from "./failure.js";

/** The failure that a status of the library stands for; `headers` are those of the answer. */
export function failureOf(status: StatusObject, headers?: Metadata): Failure {
  const { code, details, metadata } = status;
  // What the library cannot decompress has no status at all.
  if ((details as string | undefined) === undefined) {
    return broken("the answer has a message that is compressed in a way that it does not announce");
  }
  const [kind] = headers?.get("content-type") ?? [];
  const isForeign = typeof kind === "string" && !kind.startsWith("application/grpc");
  if (isForeign && !FOREIGN.test(details)) return unfinished(`its type is ${kind}`);
  // What the library makes up has no trailers.
  if (Object.keys(metadata.getMap()).length === 0 || FOREIGN.test(details)) {
    for (const [pattern, make] of CAUSES) {
      const found = pattern.exec(details);
      if (found !== null) return make(details, found, statusOf(code));
    }
  }
  return answered(code, details, metadata);
}

/** A reply that is none. */
export function noMessage(): Failure {
  return broken("the gateway answered OK, but without a message");
}

/** An answer that breaks the rules of gRPC. */
export function broken(message: string, cause?: unknown): Failure {
  return new Failure({ status: Status.INTERNAL, message, origin: "connection", cause });
}

/** What is the same at the next attempt: certificates and protocols do not change by themselves. */
const PERMANENT: readonly (readonly [RegExp, string])[] = [
  [/does not match certificate's altnames/i, "the certificate of the gateway is for another name"],
  [
    /self[- ]signed|unable to (get|verify)|certificate has expired|not yet valid|CERT_/i,
    "the certificate of the gateway is not trusted",
  ],
  [/wrong version number|packet length too long/i, "the gateway does not speak TLS"],
  [/alpn|no application protocol/i, "the peer does not speak HTTP/2"],
  [
    /alert (bad|unsupported|unknown|handshake|certificate)|certificate required/i,
    "the peer does not accept the client's certificate, or the lack of one",
  ],
];

function unconnected(text: string): Failure {
  const reason = PERMANENT.find(([words]) => words.test(text));
  const why = reason === undefined ? text : `${reason[1]}: ${text}`;
  return new Failure({
    status: Status.UNAVAILABLE,
    message: `no connection to the gateway: ${why}`,
    origin: "connection",
    maybeExecuted: false,
    repeat: reason === undefined ? "byStatus" : "never",
    unconnected: true,
  });
}

function notTaken(text: string): Failure {
  return new Failure({
    status: Status.UNAVAILABLE,
    message: `the gateway did not take the call: ${text}`,
    origin: "connection",
    maybeExecuted: false,
    repeat: "notTaken",
  });
}

const RESETS: Readonly<Record<string, string>> = {
  "Call cancelled": "the call was cut off by the peer",
  "Bandwidth exhausted or memory limit exceeded": "the peer asks for fewer requests",
  "Protocol not secure enough": "the peer asks for better security",
};

function reset(text: string, _found: RegExpExecArray, status: Status): Failure {
  const message = `${RESETS[text] ?? "the stream failed"}: ${text}`;
  return new Failure({ status, message, origin: "connection" });
}

const IN_BETWEEN = "is there a proxy in between, or does the address belong to something else?";
const FOREIGN = /^Received HTTP status code (\d+)$/;
/** These say that the request went no further than to who answered. */
const GOES_NO_FURTHER = new Set([400, 401, 403, 404, 429]);

function foreign(_text: string, found: RegExpExecArray, status: Status): Failure {
  const code = Number(found[1]);
  if (code === 200) return unfinished(`HTTP ${String(code)}`);
  return new Failure({
    status,
    message:
      `the answer is not from a gateway: HTTP ${String(code)}, most likely with a web page; ` +
      IN_BETWEEN,
    origin: "connection",
    maybeExecuted: !GOES_NO_FURTHER.has(code),
  });
}

function unfinished(text: string): Failure {
  return new Failure({
    status: Status.UNKNOWN,
    message:
      "the answer ends without a status: the stream was cut, a proxy dropped the trailers, " +
      `or it is a web page (HTML) and not from a gateway; ${IN_BETWEEN} (${text})`,
    origin: "connection",
  });
}

function tooLarge(_text: string, found: RegExpExecArray): Failure {
  return new Failure({
    status: Status.RESOURCE_EXHAUSTED,
    message:
      `the answer has a message that is larger than maxMessageSize, ${String(found[2])} bytes: ` +
      `it has ${String(found[1])}`,
    origin: "connection",
  });
}

function late(text: string): Failure {
  return new Failure({
    status: Status.DEADLINE_EXCEEDED,
    message: "no answer within the time of the attempt",
    origin: "connection",
    // The library names the peer once the call is on a connection.
    maybeExecuted: text.includes("remote_addr="),
  });
}

function lost(text: string): Failure {
  return new Failure({
    status: Status.UNAVAILABLE,
    message: `the connection was lost: ${text}`,
    origin: "connection",
  });
}

type Make = (text: string, found: RegExpExecArray, status: Status) => Failure;

const CAUSES: readonly (readonly [RegExp, Make])[] = [
  [/^(No connection established|Name resolution failed|Channel closed before)/, unconnected],
  [/^Stream refused by server$/, notTaken],
  [/^(Call cancelled|Bandwidth exhausted|Protocol not secure)/, reset],
  [/^Received RST_STREAM with code 0 /, unfinished],
  [/^Received RST_STREAM with code \d+ triggered by internal client error/, lost],
  [/^Received RST_STREAM with code \d+/, reset],
  [FOREIGN, foreign],
  [/^No status information received/, unfinished],
  [/^Received message larger than max \((\d+) vs\.? (\d+)\)/, tooLarge],
  [
    /^(Received message that decompresses|Failed to decompress|Received compressed)/,
    (text) => broken(`the answer breaks the rules of gRPC: ${text}`),
  ],
  [/^Deadline exceeded/, late],
  [/^(Connection dropped|read E|write E|Write (error|failed)|Failed to start HTTP\/2)/, lost],
];
