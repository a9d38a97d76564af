/** From the settings of code and environment to what a client is made with. */

import { credentials } from "@grpc/grpc-js";
import type { ChannelCredentials, ChannelOptions } from "@grpc/grpc-js";
import type { SecureContext } from "node:tls";

import type { Authenticator } from "../credentials/authenticator.js";
import { ConfigError } from "../errors.js";
import { backpressureRules } from "../limiter/policy.js";
import type { BackpressurePolicy, BackpressureRules } from "../limiter/policy.js";
import { checkedMetadata } from "../metadata.js";
import type { MetadataPair } from "../metadata.js";
import { RetryMode, retryRules } from "../retry/policy.js";
import type { RetryPolicy, RetryRules } from "../retry/policy.js";
import { secureContextOf } from "../tls/session.js";
import type { TlsTexts } from "../tls/session.js";
import { hostOfAuthority, withoutBrackets } from "./address.js";
import type { Address } from "./address.js";
import { authenticatorOf } from "./authenticator.js";
import { findAddress, findTls } from "./connection.js";
import { refuseExposed, wantedCredentials } from "./credentials.js";
import type { Wanted } from "./credentials.js";
import { kindOf, Problem } from "../problem.js";
import { asDuration, asFlag, BYTES, DURATION, INTERVAL, LIST, TEXT } from "./read.js";
import type { Found, Resolver } from "./resolver.js";

/** In milliseconds; gateways close connections that are pinged more often. */
const LEAST_KEEPALIVE = 30_000;

/** What a client is made with. */
export interface Resolved extends Others {
  /** Where the gateway is. */
  readonly address: Address;
  /** How the connection is secured. */
  readonly channelCredentials: ChannelCredentials;
  /** The names of the gateway, for gRPC. */
  readonly channelOptions: ChannelOptions;
  /** What proves who calls. */
  readonly authenticator: Authenticator | undefined;
}

/** Settings that are as they are found. */
interface Others {
  /** How often the connection is probed, in milliseconds; `undefined` for never. */
  readonly keepaliveMs: number | undefined;
  /** How long the answer to a probe may take, in milliseconds. */
  readonly keepaliveTimeoutMs: number;
  /** How long it may take to connect to a token server, in milliseconds. */
  readonly connectTimeoutMs: number;
  /** The largest message that is accepted, in bytes. */
  readonly maxMessageSize: number;
  /** How long a call may take in all, in milliseconds. */
  readonly requestTimeoutMs: number;
  /** The tenant of requests that name none. */
  readonly tenant: string | undefined;
  /** The tenants whose jobs workers take that name none. */
  readonly workerTenants: readonly string[];
  /** Whether failed calls are sent again. */
  readonly retry: RetryMode;
  /** How often and how fast. */
  readonly retryPolicy: RetryRules;
  /** What is done about a gateway that pushes calls back. */
  readonly backpressurePolicy: BackpressureRules;
  /** Metadata for every call. */
  readonly metadata: readonly MetadataPair[];
}

/** What the settings say, before anything is made of it. */
export interface Wants {
  readonly address: Address | undefined;
  readonly authority: string | undefined;
  readonly tls: TlsTexts;
  readonly credentials: Wanted | undefined;
  readonly others: Others;
}

/** Finds every setting, and notes what is wrong with each. */
export function find(found: Resolver): Wants {
  const address = findAddress(found);
  const authority = findAuthority(found);
  const others = { ...findOfTable(found), ...findOfCode(found) };
  const wanted = wantedCredentials(found);
  if (address?.tls === false) refuseExposed(found, wanted, address.host);
  const tls = findTls(found, address, wanted);
  return { address, authority, tls, credentials: wanted, others };
}

/**
 * What the settings come to.
 *
 * Throws a `ConfigError` if settings cannot be used, all of which are named.
 */
export function resolve(found: Resolver): Resolved {
  const { address, authority, tls, credentials: wanted, others } = find(found);
  const secureContext = isSecured({ address, tls, wanted })
    ? found.attempt("tls", () => secureContextOf(tls))
    : undefined;
  const { connectTimeoutMs } = others;
  const authenticator =
    wanted &&
    found.attempt("credentials", () =>
      authenticatorOf(wanted, { secureContext, connectTimeoutMs }),
    );
  const [first, ...more] = found.problems;
  if (first !== undefined) throw ConfigError.of([first, ...more]);
  if (address === undefined) throw new ConfigError("address", "is not set");
  return {
    address,
    channelCredentials: channelCredentialsOf(address.tls ? secureContext : undefined),
    channelOptions: namesOf(authority, tls),
    authenticator,
    ...others,
  };
}

/** Whether anything is to be secured, or to be checked: roots take a while to load. */
function isSecured(what: {
  readonly address: Address | undefined;
  readonly tls: TlsTexts;
  readonly wanted: Wanted | undefined;
}): boolean {
  const { address, tls, wanted } = what;
  if (address?.tls === true || tls.caCertificate !== undefined || tls.identity !== undefined) {
    return true;
  }
  return wanted?.kind === "oauth" && wanted.client.request.server.tls;
}

function channelCredentialsOf(secureContext: SecureContext | undefined): ChannelCredentials {
  if (secureContext === undefined) return credentials.createInsecure();
  // Said for variables of Node.js that turn verification off elsewhere.
  return credentials.createFromSecureContext(secureContext, { rejectUnauthorized: true });
}

/** The name of the gateway in requests, and in its certificate. */
function namesOf(authority: string | undefined, tls: TlsTexts): ChannelOptions {
  const ofAuthority = authority && withoutBrackets(hostOfAuthority(authority));
  const inCertificate = tls.serverName ?? ofAuthority;
  return {
    ...(authority === undefined ? {} : { "grpc.default_authority": authority }),
    ...(inCertificate === undefined ? {} : { "grpc.ssl_target_name_override": inCertificate }),
  };
}

/** Another name of the gateway. */
function findAuthority(found: Resolver): string | undefined {
  const given = found.find("authority", TEXT);
  if (given === undefined) return undefined;
  found.attempt(given.named, () => hostOfAuthority(given.value));
  return given.value;
}

/** Times, sizes and tenants. */
function findOfTable(
  found: Resolver,
): Pick<
  Others,
  "keepaliveMs" | "maxMessageSize" | "requestTimeoutMs" | "tenant" | "workerTenants"
> {
  const keepalive = found.find("keepalive", INTERVAL);
  const keepaliveMs = keepalive?.value === "never" ? undefined : keepalive?.value;
  if (keepalive && keepaliveMs !== undefined && keepaliveMs < LEAST_KEEPALIVE) {
    found.refuse(keepalive.named, "must be at least 30 s, or the gateway closes the connection");
  }
  return {
    keepaliveMs,
    maxMessageSize: aboveZero(found, found.find("maxMessageSize", BYTES)),
    requestTimeoutMs: aboveZero(found, found.find("requestTimeout", DURATION)),
    tenant: found.find("tenant", TEXT)?.value,
    workerTenants: found.find("workerTenants", LIST)?.value ?? [],
  };
}

/** The value, which has to be above 0; it has a default, so it is missing only if it is wrong. */
function aboveZero(found: Resolver, given: Found<number> | undefined): number {
  if (given?.value === 0) found.refuse(given.named, "must be above 0");
  return given?.value ?? 0;
}

/** What the environment has no say in. */
function findOfCode(found: Resolver): Omit<Others, keyof ReturnType<typeof findOfTable>> {
  const { code } = found;
  found.attempt("credentialsWithoutTls", () => asFlag(code.get("credentialsWithoutTls") ?? false));
  const policy = code.get("retryPolicy") as RetryPolicy | undefined;
  const pushback = code.get("backpressurePolicy") as BackpressurePolicy | undefined;
  return {
    connectTimeoutMs: timeOfCode(found, "connectTimeout", 5_000),
    keepaliveTimeoutMs: timeOfCode(found, "keepaliveTimeout", 20_000),
    retry: found.attempt("retry", () => asRetryMode(code.get("retry"))) ?? RetryMode.BY_CLASS,
    retryPolicy: found.attempt("retryPolicy", () => retryRules(policy)) ?? retryRules(),
    backpressurePolicy:
      found.attempt("backpressurePolicy", () => backpressureRules(pushback)) ?? backpressureRules(),
    metadata: metadataOfCode(found),
  };
}

/** A time of code in milliseconds, above 0. */
function timeOfCode(found: Resolver, name: string, other: number): number {
  const given = found.code.get(name);
  if (given === undefined) return other;
  const time = found.attempt(name, () => asDuration(given)) ?? other;
  if (time === 0) found.refuse(name, "must be above 0");
  return time;
}

function asRetryMode(given: unknown): RetryMode {
  if (given === undefined) return RetryMode.BY_CLASS;
  const modes = Object.values(RetryMode);
  const mode = modes.find((one) => one === given);
  if (mode !== undefined) return mode;
  throw new Problem(`has to be one of ${modes.join(", ")}, not ${kindOf(given)}`);
}

/** The metadata for every call. */
function metadataOfCode(found: Resolver): readonly MetadataPair[] {
  const given = found.code.get("metadata");
  if (given === undefined) return [];
  return found.attempt("metadata", () => checkedMetadata(given, "metadata")) ?? [];
}
