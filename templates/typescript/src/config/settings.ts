/** The settings that code gives. */

import type { Credentials } from "../credentials/schemes.js";
import type { Duration } from "../duration.js";
import { ConfigError } from "../errors.js";
import type { BackpressurePolicy, RetryMode, RetryPolicy } from "../options.js";
import { GivenTls } from "../tls/settings.js";
import type { Tls } from "../tls/settings.js";
import type { MetadataGiven } from "../metadata.js";

/**
 * The settings of a client and of a `Config`.
 *
 * What is left out or `undefined` comes from the environment, if that is read, and else is the
 * default.
 */
export interface Settings {
  /**
   * Where the gateway is: `http://` (or `grpc://`) without TLS, `https://` (or `grpcs://`) with
   * TLS; without a scheme it is TLS. Without a port it is 443 with TLS, else 26500. Default:
   * `http://localhost:26500`.
   */
  readonly address?: string | undefined;

  /**
   * A cluster of Camunda's SaaS, instead of an address. It also says where tokens are given out,
   * and for whom.
   */
  readonly clusterId?: string | undefined;

  /** The region of the cluster. Default: `bru-2`. */
  readonly clusterRegion?: string | undefined;

  /**
   * What proves to the gateway who calls: an `OAuth` client, `Basic` authentication, a `Bearer`
   * token or a `Supplier`. It takes the place of metadata of the same name. Default: nothing.
   */
  readonly credentials?: Credentials | undefined;

  /**
   * Lets credentials leave this machine unencrypted, for everybody on the way to read: to a
   * gateway without TLS, and to a token server without TLS. Without this, a client with
   * credentials cannot be made for such an address unless it is a loopback one. There is no
   * variable for it. Default: false.
   */
  readonly credentialsWithoutTls?: boolean | undefined;

  /**
   * What to trust on a TLS connection, and the client's certificate. Default: the certificate
   * authorities that Node.js trusts, and no certificate.
   */
  readonly tls?: Tls | undefined;

  /**
   * The name of the gateway in requests, and in its certificate, if it is not that of the
   * address.
   */
  readonly authority?: string | undefined;

  /**
   * How long it may take to connect to a token server. Connecting to the gateway may take as long
   * as the call that waits for it. Default: 5 s.
   */
  readonly connectTimeout?: Duration | undefined;

  /**
   * How often the connection is probed while calls are open, at least every 30 s. It is never
   * probed without calls. Default: 45 s.
   */
  readonly keepalive?: Duration | "never" | undefined;

  /** How long the answer to a probe may take before the connection counts as lost. Default: 20 s. */
  readonly keepaliveTimeout?: Duration | undefined;

  /**
   * The largest message that is accepted, in bytes. Default: 4 MiB, which is also what gateways
   * send at most by default.
   */
  readonly maxMessageSize?: number | undefined;

  /**
   * How long a call may take in all, if neither the call nor the RPC says otherwise. Default:
   * 10 s.
   */
  readonly requestTimeout?: Duration | undefined;

  /** The tenant of requests that name none. */
  readonly tenant?: string | undefined;

  /** The tenants whose jobs workers take that name none. */
  readonly workerTenants?: readonly string[] | undefined;

  /** Whether failed calls are sent again, if the call does not say. Default: by class. */
  readonly retry?: RetryMode | undefined;

  /** How often and how fast failed calls are sent again. */
  readonly retryPolicy?: RetryPolicy | undefined;

  /** What the client does about a gateway that pushes calls back. */
  readonly backpressurePolicy?: BackpressurePolicy | undefined;

  /** Metadata for every call. Names that end in `-bin` take bytes. */
  readonly metadata?: MetadataGiven | undefined;
}

/** What code says, by the name of the setting. */
export type GivenSettings = ReadonlyMap<string, unknown>;

const NAMES: Readonly<Record<keyof Settings, true>> = {
  address: true,
  clusterId: true,
  clusterRegion: true,
  credentials: true,
  credentialsWithoutTls: true,
  tls: true,
  authority: true,
  connectTimeout: true,
  keepalive: true,
  keepaliveTimeout: true,
  maxMessageSize: true,
  requestTimeout: true,
  tenant: true,
  workerTenants: true,
  retry: true,
  retryPolicy: true,
  backpressurePolicy: true,
  metadata: true,
};

/** The names of all settings that code can give. */
export const SETTING_NAMES: readonly string[] = Object.keys(NAMES);

/** What is said by code. Throws a `ConfigError` for what is no setting. */
export function givenSettings(settings: Settings): GivenSettings {
  // Those without types give anything.
  const unchecked: unknown = settings;
  if (typeof unchecked !== "object" || unchecked === null) {
    throw new ConfigError("settings", 'have to be an object, such as { address: "…" }');
  }
  const given = new Map<string, unknown>();
  for (const [name, value] of Object.entries(unchecked) as [string, unknown][]) {
    if (!Object.hasOwn(NAMES, name)) {
      throw new ConfigError(name, `is no setting; there are ${SETTING_NAMES.join(", ")}`);
    }
    if (value !== undefined) given.set(name, name === "tls" ? GivenTls.of(value) : value);
  }
  return given;
}
