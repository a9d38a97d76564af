"""The settings of the connection to a gateway."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from .._user_agent import USER_AGENT

if TYPE_CHECKING:
    from ..config.resolved import Resolved

__all__ = ["NEXT_CONNECTION", "channel_options", "method"]

_LONGEST_BACKOFF_MS = 300
_NO_COMPRESSION = 1
"""The set of identity alone."""

NEXT_CONNECTION = 0.4
"""After what time in seconds the library has begun to connect again, with its jitter."""

Options = tuple[tuple[str, Any], ...]


def channel_options(resolved: Resolved) -> Options:
    """What gRPC's library is told about the connection.

    - One connection per client: channels of the library share them otherwise.
    - The library sends nothing again, not even a call that the gateway has not seen: that is up
      to the client, which counts it and says so. It takes less, too: what the library keeps for
      sending a call again is a fifteenth of what a call costs. A service config, which could ask
      for more, is not looked up.
    - Variables such as `https_proxy` are not looked at: a gateway is addressed as it is.
    - Nothing is compressed, and nothing compressed is accepted.
    - The connection is not measured by pings, and its windows do not grow by that: who reads
      slowly slows the gateway down.
    - While the gateway is away, it is looked for about three times a second.
    """
    connect = _milliseconds(resolved.connect_timeout)
    options: dict[str, Any] = {
        "grpc.primary_user_agent": USER_AGENT,
        "grpc.use_local_subchannel_pool": 1,
        "grpc.enable_http_proxy": 0,
        "grpc.enable_retries": 0,
        "grpc.service_config_disable_resolution": 1,
        "grpc.max_receive_message_length": resolved.max_message_size,
        "grpc.max_send_message_length": -1,
        "grpc.max_metadata_size": 1 << 20,
        "grpc.min_reconnect_backoff_ms": connect,
        "grpc.initial_reconnect_backoff_ms": 100,
        "grpc.max_reconnect_backoff_ms": _LONGEST_BACKOFF_MS,
        "grpc.compression_enabled_algorithms_bitset": _NO_COMPRESSION,
        "grpc.http2.bdp_probe": 0,
        "grpc.http2.lookahead_bytes": 1 << 18,
    }
    if resolved.keepalive is not None:
        options["grpc.keepalive_time_ms"] = _milliseconds(resolved.keepalive)
        patience = _milliseconds(resolved.keepalive_timeout)
        options["grpc.keepalive_timeout_ms"] = patience
        # Newer libraries wait so long for the answer to any ping, and a minute by default.
        options["grpc.http2.ping_timeout_ms"] = patience
        options["grpc.keepalive_permit_without_calls"] = 0
        # As often as it is due, also while no data is sent: a stream may be quiet for hours.
        options["grpc.http2.max_pings_without_data"] = 0
    return (*options.items(), *resolved.channel_options)


def method(kind: Callable[..., Any], path: str) -> Any:
    """What calls a method of a channel, made by a function of the channel for methods of its kind.

    As the stubs of the library's own generator do, it has the path looked up once instead of for
    each call, if the library is new enough for that. Messages are bytes both ways.
    """
    try:
        return kind(path, _registered_method=True)
    except TypeError:
        return kind(path)


def _milliseconds(seconds: float) -> int:
    return max(1, min(round(seconds * 1_000), (1 << 31) - 1))
