"""The bare stub: the methods that grpcio's generator writes, without what an SDK adds."""

from __future__ import annotations

from typing import Any

from zeebe_sdk import raw


def target(address: str) -> str:
    """Where a channel goes to."""
    return address.removeprefix("http://")


def options(*, retries: bool) -> list[tuple[str, int]]:
    """The options of a channel: none, with which the library is ready to send calls again."""
    return [] if retries else [("grpc.enable_retries", 0)]


def method(kind: Any, rpc: str) -> Any:
    """A method of a channel, as the generated stub makes it."""
    return kind(
        f"/gateway_protocol.Gateway/{rpc}",
        request_serializer=getattr(raw, f"{rpc}Request").SerializeToString,
        response_deserializer=getattr(raw, f"{rpc}Response").FromString,
        _registered_method=True,
    )
