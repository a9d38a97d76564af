/** The connection to a gateway and its settings. */

import { Channel, Metadata, connectivityState } from "@grpc/grpc-js";
import type { ChannelCredentials, ChannelOptions } from "@grpc/grpc-js";

import type { MetadataPair } from "../metadata.js";
import { USER_AGENT } from "../user-agent.js";

/** What a connection is made with; times are in milliseconds. */
export interface ConnectionSettings {
  readonly address: { readonly target: string };
  readonly channelCredentials: ChannelCredentials;
  readonly channelOptions: Readonly<ChannelOptions>;
  /** How often the connection is probed; `undefined` for never. */
  readonly keepaliveMs: number | undefined;
  /** How long the answer to a probe may take. */
  readonly keepaliveTimeoutMs: number;
  /** The largest message that is accepted, in bytes. */
  readonly maxMessageSize: number;
}

const LONGEST_BACKOFF_MS = 300;
/** After what time the library has begun to connect again, with its jitter. */
const NEXT_CONNECTION_MS = 400;

/**
 * What gRPC's library is told about the connection.
 *
 * - One connection per client: channels of the library share them otherwise.
 * - The library does not send calls again by itself; a service config, which could ask for more,
 *   is not looked up.
 * - Variables such as `https_proxy` are not looked at: a gateway is addressed as it is.
 * - Nothing is kept for the library's own inspection.
 * - While the gateway is away, it is looked for about three times a second.
 */
function channelOptions(settings: ConnectionSettings): ChannelOptions {
  const { keepaliveMs } = settings;
  const keepalive: ChannelOptions =
    keepaliveMs === undefined
      ? {}
      : {
          "grpc.keepalive_time_ms": keepaliveMs,
          "grpc.keepalive_timeout_ms": settings.keepaliveTimeoutMs,
          "grpc.keepalive_permit_without_calls": 0,
        };
  return {
    "grpc.primary_user_agent": USER_AGENT,
    "grpc.use_local_subchannel_pool": 1,
    "grpc.enable_http_proxy": 0,
    "grpc.enable_retries": 0,
    "grpc.enable_channelz": 0,
    "grpc.service_config_disable_resolution": 1,
    "grpc.max_receive_message_length": settings.maxMessageSize,
    "grpc.max_send_message_length": -1,
    "grpc.initial_reconnect_backoff_ms": 100,
    "grpc.max_reconnect_backoff_ms": LONGEST_BACKOFF_MS,
    ...keepalive,
    ...settings.channelOptions,
  };
}

/** The connection of a client, made at the first call. */
export class Connection {
  readonly #settings: ConnectionSettings;
  #channel: Channel | undefined;
  /** Whether it was closed. */
  closed = false;

  /** Keeps the settings until somebody calls. */
  constructor(settings: ConnectionSettings) {
    this.#settings = settings;
  }

  /** The library's channel. */
  get channel(): Channel {
    return (this.#channel ??= this.#open());
  }

  #open(): Channel {
    const { address, channelCredentials } = this.#settings;
    return new Channel(address.target, channelCredentials, channelOptions(this.#settings));
  }

  /** Waits until the library has connected, or has tried to once more. */
  async nextConnection(withinMs: number): Promise<void> {
    const { channel } = this;
    const state = channel.getConnectivityState(true);
    if (state !== connectivityState.TRANSIENT_FAILURE) return;
    const deadline = Date.now() + Math.min(NEXT_CONNECTION_MS, withinMs);
    await new Promise<void>((resolve) => {
      channel.watchConnectivityState(state, deadline, () => {
        resolve();
      });
    });
  }

  /** Closes the connection; calls on it end. */
  close(): void {
    this.closed = true;
    this.#channel?.close();
  }
}

/** Metadata as the library takes it. */
export function libraryMetadata(pairs: readonly MetadataPair[]): Metadata {
  const metadata = new Metadata();
  for (const [name, value] of pairs) {
    metadata.add(name, typeof value === "string" ? value : Buffer.from(value));
  }
  return metadata;
}
