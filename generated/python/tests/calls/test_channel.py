"""The settings of the connection."""

from __future__ import annotations

from zeebe_sdk import Config
from zeebe_sdk._transport.channel import channel_options


def test_a_connection_that_answers_no_ping_is_given_up_in_time() -> None:
    config = Config(address="http://localhost", keepalive=40, keepalive_timeout=2.5)
    options = dict(channel_options(config.resolve()))
    assert options["grpc.keepalive_time_ms"] == 40_000
    assert options["grpc.keepalive_timeout_ms"] == 2_500
    # Without this, newer versions of grpcio wait for a minute all the same.
    assert options["grpc.http2.ping_timeout_ms"] == 2_500


def test_nothing_is_probed_where_it_is_switched_off() -> None:
    config = Config(address="http://localhost", keepalive=None)
    options = dict(channel_options(config.resolve()))
    assert not [name for name in options if "keepalive" in name or "ping" in name]
