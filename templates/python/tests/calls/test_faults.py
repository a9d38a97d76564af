"""Peers that break the rules, for both clients."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from google.protobuf.wrappers_pb2 import StringValue
from grpc import StatusCode

from zeebe_sdk import errors
from zeebe_sdk._client.asynchronous import AsyncClientBase
from zeebe_sdk._client.synchronous import ClientBase
from zeebe_sdk.config import Config
from zeebe_sdk.errors import CallError

OK_HEAD = [(":status", "200"), ("content-type", "application/grpc")]


@pytest.fixture(params=["async", "sync"])
def call(request: pytest.FixtureRequest) -> Callable[..., str]:
    """Makes one call of a client of its own."""

    def make(peer: Any, rpc: Any) -> str:
        config = Config(address=f"http://{peer.address}", request_timeout=2, max_message_size=1_000)
        message = StringValue(value="a")
        if request.param == "sync":
            with ClientBase(config) as client:
                return str(client._unary(rpc, message))

        async def run() -> str:
            async with AsyncClientBase(config) as client:
                return str(await client._unary(rpc, message))

        return asyncio.run(run())

    return make


def failed(call: Callable[..., str], peer: Any, rpc: Any) -> CallError:
    with pytest.raises(CallError) as raised:
        call(peer, rpc)
    return raised.value


ANSWER = StringValue(value="done").SerializeToString()


def test_details_and_odd_escapes_come_through(call: Any, peer: Any, api: Any) -> None:
    trailers = (("grpc-status-details-bin", "CAU"), ("other", "x"))
    served = peer(lambda stream: stream.status(5, "no %C3%A4 100%", *trailers))
    error = failed(call, served, api.create)
    assert isinstance(error, errors.NotFoundError)
    assert (error.message, error.details) == ("no ä 100%", b"\x08\x05")
    assert ("other", "x") in error.metadata


def test_a_status_that_grpc_does_not_know_is_unknown(call: Any, peer: Any, api: Any) -> None:
    error = failed(call, peer(lambda stream: stream.status(77, "odd")), api.read)
    assert (error.status, error.attempts) == (StatusCode.UNKNOWN, 1)


def test_a_call_that_was_refused_is_sent_again_whatever_it_does(
    call: Any, peer: Any, api: Any
) -> None:
    served = peer(lambda s: s.reset(7) if s.count == 1 else s.answer(ANSWER))
    assert call(served, api.create) == "done"
    assert served.calls == 2


def test_a_call_above_the_last_stream_of_a_goaway_is_sent_again(
    call: Any, peer: Any, api: Any
) -> None:
    served = peer(lambda s: s.go_away(0) if s.count == 1 else s.answer(ANSWER))
    assert call(served, api.create) == "done"
    assert (served.calls, served.connections) == (2, 2)


@pytest.mark.parametrize("code", [0, 1, 2, 8, 11])
def test_a_call_that_was_reset_is_not_sent_again(call: Any, peer: Any, api: Any, code: int) -> None:
    served = peer(lambda stream: stream.reset(code))
    error = failed(call, served, api.create)
    assert error.outcome_unknown
    assert served.calls == 1


def test_a_connection_that_is_lost_leaves_the_outcome_open(call: Any, peer: Any, api: Any) -> None:
    served = peer(lambda stream: stream.close())
    error = failed(call, served, api.create)
    assert (error.status, error.outcome_unknown) == (StatusCode.UNAVAILABLE, True)
    assert served.calls == 1


def page(status: str, kind: str) -> Callable[[Any], None]:
    def script(stream: Any) -> None:
        stream.headers([(":status", status), ("content-type", kind)])
        stream.data(b"<html>Proxy says no</html>", end=True)

    return script


def test_a_web_page_is_reported_as_that(call: Any, peer: Any, api: Any) -> None:
    for status in ("200", "502"):
        error = failed(call, peer(page(status, "text/html")), api.create)
        assert "web page" in str(error)
        assert not error.from_gateway


def test_a_reply_without_a_status_is_no_success(call: Any, peer: Any, api: Any) -> None:
    def script(stream: Any) -> None:
        stream.headers(OK_HEAD)
        stream.message(ANSWER, end=True)

    error = failed(call, peer(script), api.create)
    assert (error.status, error.outcome_unknown) == (StatusCode.UNKNOWN, True)


@pytest.mark.parametrize("content", [None, b"\xff\xff", b"\x0a\x01\xff"])
def test_a_reply_that_is_none_or_garbage_is_no_success(
    call: Any, peer: Any, api: Any, content: bytes | None
) -> None:
    def script(stream: Any) -> None:
        stream.headers(OK_HEAD)
        if content is not None:
            stream.message(content)
        stream.headers([("grpc-status", "0")], end=True)

    error = failed(call, peer(script), api.create)
    assert (error.status, error.outcome_unknown) == (StatusCode.INTERNAL, True)


def test_a_reply_that_is_too_large_is_said_to_be(call: Any, peer: Any, api: Any) -> None:
    error = failed(call, peer(lambda stream: stream.answer(b"x" * 2_000)), api.create)
    assert error.too_large
    assert error.outcome_unknown
    assert not error.retryable
    assert "max_message_size" in str(error)


def test_the_gateway_says_when_to_come_back(call: Any, peer: Any, api: Any) -> None:
    never = ("grpc-retry-pushback-ms", "-1")
    served = peer(lambda stream: stream.status(14, "away", never))
    assert failed(call, served, api.read).attempts == 1
    soon = ("grpc-retry-pushback-ms", "1")
    served = peer(lambda s: s.status(14, "", soon) if s.count < 3 else s.answer(ANSWER))
    assert call(served, api.read) == "done"
