/** The address of a gateway. */

import { BlockList, isIP } from "node:net";

import { Problem } from "../problem.js";

const GATEWAY_PORT = 26_500;
const HTTPS_PORT = 443;

const TLS_BY_SCHEME = new Map([
  ["http", false],
  ["grpc", false],
  ["https", true],
  ["grpcs", true],
]);

const HOST_AND_PORT = /^(?<host>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._~-]*)(?<rest>:[^]*)?$/;

const THIS_MACHINE = new BlockList();
THIS_MACHINE.addSubnet("127.0.0.0", 8, "ipv4");
THIS_MACHINE.addAddress("::1", "ipv6");

/** Where the gateway is and whether to speak TLS with it. */
export class Address {
  /** The host, an IPv6 address in brackets. */
  readonly host: string;
  /** The port. */
  readonly port: number;
  /** Whether to speak TLS. */
  readonly tls: boolean;

  /**
   * Reads `scheme://host:port`.
   *
   * Without a scheme it is TLS, or not, as `insecure` says; without a port it is 443 with TLS and
   * the gateway's own without. Throws a `Problem`.
   */
  constructor(text: string, { insecure }: { insecure: boolean }) {
    const { scheme, rest } = parts(text, insecure);
    const tls = TLS_BY_SCHEME.get(scheme.toLowerCase());
    if (tls === undefined) {
      throw new Problem("its scheme is none of http, https, grpc, grpcs");
    }
    const authority = rest.endsWith("/") ? rest.slice(0, -1) : rest;
    if (authority.includes("@")) {
      throw new Problem("it must not contain a user name or password");
    }
    if (/[/?#]/.test(authority)) {
      throw new Problem("it must be scheme, host and port, without a path");
    }
    const { host, port } = hostAndPort(authority);
    this.host = host;
    this.port = port ?? (tls ? HTTPS_PORT : GATEWAY_PORT);
    this.tls = tls;
  }

  /** The address as gRPC takes it. */
  get target(): string {
    return `dns:///${this.host}:${this.port}`;
  }

  /** The address as people write it. */
  toString(): string {
    return `${this.tls ? "https" : "http"}://${this.host}:${this.port}`;
  }
}

function parts(text: string, insecure: boolean): { scheme: string; rest: string } {
  const at = text.indexOf("://");
  return at < 0
    ? { scheme: insecure ? "http" : "https", rest: text }
    : { scheme: text.slice(0, at), rest: text.slice(at + 3) };
}

function hostAndPort(text: string): { host: string; port: number | undefined } {
  const found = HOST_AND_PORT.exec(text)?.groups;
  if (found === undefined) throw new Problem("it is not a host and port");
  const { host = "", rest } = found;
  if (host === "") throw new Problem("it has no host");
  if (rest === undefined) return { host, port: undefined };
  const port = /^:[0-9]{1,5}$/.test(rest) ? Number(rest.slice(1)) : 0;
  if (port === 0 || port > 65_535) {
    throw new Problem("its port is not a number from 1 to 65535");
  }
  return { host, port };
}

/** The host of another name of the gateway, which may have a port. Throws a `Problem`. */
export function hostOfAuthority(text: string): string {
  try {
    return hostAndPort(text).host;
  } catch {
    throw new Problem("is not a host, with or without a port");
  }
}

/** A host without the brackets that an IPv6 address has. */
export function withoutBrackets(host: string): string {
  return host.replace(/^\[|\]$/g, "");
}

/** Whether what is sent to this host stays on this machine. */
export function isLoopback(host: string): boolean {
  const name = withoutBrackets(host);
  const family = isIP(name);
  if (family !== 0) return THIS_MACHINE.check(name, family === 4 ? "ipv4" : "ipv6");
  const lower = name.replace(/\.+$/, "").toLowerCase();
  return lower === "localhost" || lower.endsWith(".localhost");
}

/** The address without a user name and password in it. */
export function withoutUserinfo(text: string): string {
  const at = text.lastIndexOf("@");
  if (at < 0) return text;
  const scheme = text.slice(0, at).indexOf("://");
  const shown = scheme < 0 ? "" : text.slice(0, scheme + 3);
  return `${shown}***@${text.slice(at + 1)}`;
}
