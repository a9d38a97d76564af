"""Calls of asyncio against a gateway that follows a script."""

from __future__ import annotations

import asyncio
import gc
import time
from typing import Any

import pytest
from google.protobuf.wrappers_pb2 import StringValue
from grpc import StatusCode

from zeebe_sdk import errors
from zeebe_sdk._client.asynchronous import AsyncClientBase
from zeebe_sdk.config import Config
from zeebe_sdk.credentials.authenticator import NoProof, Occasion, Proof
from zeebe_sdk.options import BackpressurePolicy, CallOptions, RetryMode, RetryPolicy

QUICK = RetryPolicy(initial_delay=0.001, max_delay=0.002)


def text(value: str) -> StringValue:
    return StringValue(value=value)


async def until(condition: Any) -> None:
    """Waits until something is the case."""
    for _ in range(1_000):
        if condition():
            return
        await asyncio.sleep(0.005)
    raise AssertionError("it never was")


async def test_a_call_is_answered(client: AsyncClientBase, gateway: Any, api: Any) -> None:
    assert await client._unary(api.read, text("hello")) == "hello"
    name, sent, metadata = gateway.seen[0]
    assert (name, sent) == ("Read", "hello")
    assert metadata["user-agent"].startswith("zeebe-sdk-python/")


async def test_it_is_sent_again_as_its_class_allows(gateway: Any, api: Any) -> None:
    async with AsyncClientBase(gateway.config, retry_policy=QUICK) as client:
        gateway.answers = [StatusCode.UNAVAILABLE, StatusCode.ABORTED]
        assert await client._unary(api.read, text("a")) == "a"
        assert gateway.calls == 3
        gateway.answers = [StatusCode.UNAVAILABLE]
        with pytest.raises(errors.UnavailableError) as raised:
            await client._unary(api.create, text("b"))
        assert raised.value.attempts == 1
        assert raised.value.outcome_unknown
        assert not raised.value.retryable
        gateway.answers = [StatusCode.UNAVAILABLE]
        options = CallOptions(retry=RetryMode.AT_LEAST_ONCE)
        assert await client._unary(api.create, text("c"), options) == "c"
        gateway.answers = [StatusCode.UNAVAILABLE]
        with pytest.raises(errors.UnavailableError):
            await client._unary(api.read, text("d"), CallOptions(retry=RetryMode.NEVER))


async def test_what_an_earlier_attempt_has_done_is_a_success(gateway: Any, api: Any) -> None:
    async with AsyncClientBase(gateway.config, retry_policy=QUICK) as client:
        gateway.answers = [StatusCode.UNAVAILABLE, StatusCode.NOT_FOUND]
        assert await client._unary(api.complete, text("a")) == "already"
        gateway.answers = [StatusCode.NOT_FOUND]
        with pytest.raises(errors.NotFoundError):
            await client._unary(api.complete, text("a"))


async def test_a_gateway_under_load_loses_no_call(gateway: Any, api: Any) -> None:
    serving = 0

    def serve(request: str, context: Any) -> str:
        nonlocal serving
        serving += 1
        try:
            if serving > 4:
                context.abort(StatusCode.RESOURCE_EXHAUSTED, "busy")
            time.sleep(0.002)
            return request
        finally:
            serving -= 1

    gateway.answers = [serve] * 10_000
    async with AsyncClientBase(gateway.config, request_timeout=30) as client:
        calls = [client._unary(api.create, text(str(number))) for number in range(300)]
        assert await asyncio.gather(*calls) == [str(number) for number in range(300)]
        reading = client.backpressure
        assert reading.limit is not None
        assert (reading.in_flight, reading.waiting) == (0, 0)


async def test_a_deadline_that_passes_in_line_says_why(gateway: Any, api: Any) -> None:
    gateway.answers = [StatusCode.RESOURCE_EXHAUSTED] * 10_000
    async with AsyncClientBase(gateway.config) as client:
        with pytest.raises(errors.DeadlineExceededError) as raised:
            await client._unary(api.create, text("a"), CallOptions(timeout=0.3))
    assert not raised.value.outcome_unknown
    assert raised.value.retryable
    assert "too much to do" in raised.value.message
    assert raised.value.attempts == gateway.calls


async def test_a_task_that_is_cancelled_in_line_gives_its_place_back(
    gateway: Any, api: Any
) -> None:
    gateway.answers = [StatusCode.RESOURCE_EXHAUSTED] * 100
    async with AsyncClientBase(gateway.config) as client:
        calls = [asyncio.ensure_future(client._unary(api.create, text("a"))) for _ in range(5)]
        await until(lambda: client.backpressure.waiting > 0)
        for call in calls:
            call.cancel()
        ended = await asyncio.gather(*calls, return_exceptions=True)
        assert all(isinstance(one, asyncio.CancelledError) for one in ended)
        assert (client.backpressure.in_flight, client.backpressure.waiting) == (0, 0)
        gateway.answers = []
        assert await client._unary(api.create, text("b")) == "b"
    assert client._core.under_way == 0


async def test_a_task_that_is_cancelled_cancels_the_call(
    client: AsyncClientBase, gateway: Any, api: Any, hangs: Any
) -> None:
    gateway.answers = [hangs]
    call = asyncio.ensure_future(client._unary(api.read, text("a")))
    await until(lambda: gateway.calls == 1)
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
    await until(lambda: gateway.cancelled == 1)
    assert await client._unary(api.read, text("b")) == "b"


async def test_time_runs_out(client: AsyncClientBase, gateway: Any, api: Any, hangs: Any) -> None:
    gateway.answers = [hangs]
    began = time.monotonic()
    with pytest.raises(errors.DeadlineExceededError) as raised:
        await client._unary(api.create, text("a"), CallOptions(timeout=0.2))
    assert 0.19 < time.monotonic() - began < 5
    assert raised.value.outcome_unknown
    assert raised.value.message == "no answer within 200 ms"
    assert raised.value.attempts == 1


async def test_a_gateway_that_is_away_took_nothing(api: Any) -> None:
    config = Config(address="http://127.0.0.1:1", retry_policy=QUICK)
    async with AsyncClientBase(config) as client:
        with pytest.raises(errors.UnavailableError) as raised:
            await client._unary(api.create, text("a"))
        # Half of the tokens are for retries.
        assert raised.value.attempts == 5
        assert not raised.value.outcome_unknown
        assert raised.value.retryable


async def test_metadata_of_client_and_call_go_together(gateway: Any, api: Any) -> None:
    async with AsyncClientBase(gateway.config, metadata=[("x-one", "1")]) as client:
        await client._unary(api.read, text("a"))
        options = CallOptions(metadata=[("X-Two", "2"), ("x-bin", b"\xff")])
        await client._unary(api.read, text("b"), options)
    assert gateway.seen[0][2]["x-one"] == "1"
    assert {"x-one": "1", "x-two": "2", "x-bin": b"\xff"}.items() <= gateway.seen[1][2].items()


class Keys:
    """Credentials that change when they are refused."""

    can_renew = True

    def __init__(self) -> None:
        self.number = 1
        self.known = False
        self.asked: list[Occasion] = []
        self.fails: NoProof | None = None

    def _proof(self) -> Proof:
        return Proof((("authorization", f"Bearer {self.number}"),))

    def ready(self) -> Proof | None:
        return self._proof() if self.known else None

    async def prove(self, occasion: Occasion) -> Proof:
        self.asked.append(occasion)
        if self.fails is not None:
            raise self.fails
        self.known = True
        return self._proof()

    def refused(self, proof: Proof) -> None:
        self.number += 1
        self.known = False

    def why_late(self) -> str | None:
        return None


async def test_credentials_are_attached_and_renewed_once(gateway: Any, api: Any) -> None:
    async with AsyncClientBase(gateway.config) as client:
        keys: Any = Keys()
        client._core.authenticator = keys
        await client._unary(api.read, text("a"))
        assert gateway.seen[0][2]["authorization"] == "Bearer 1"
        gateway.answers = [StatusCode.UNAUTHENTICATED]
        assert await client._unary(api.create, text("b")) == "b"
        assert gateway.seen[2][2]["authorization"] == "Bearer 2"
        assert keys.asked == [Occasion.ATTEMPT, Occasion.UNAUTHENTICATED]
        gateway.answers = [StatusCode.UNAUTHENTICATED] * 2
        with pytest.raises(errors.UnauthenticatedError):
            await client._unary(api.create, text("c"))
        keys.fails = NoProof("the token server says no", passing=True)
        with pytest.raises(errors.UnauthenticatedError) as raised:
            await client._unary(api.create, text("d"))
        assert (raised.value.attempts, raised.value.retryable) == (0, True)
        assert "the token server says no" in str(raised.value)


async def test_closing_waits_for_calls_and_refuses_the_rest(gateway: Any, api: Any) -> None:
    def slow(request: str, _: Any) -> str:
        time.sleep(0.3)
        return request

    client = AsyncClientBase(gateway.config)
    gateway.answers = [slow]
    call = asyncio.ensure_future(client._unary(api.read, text("a")))
    await until(lambda: gateway.calls == 1)
    closing = asyncio.ensure_future(client.close())
    await asyncio.sleep(0)
    with pytest.raises(errors.ClosedError) as raised:
        await client._unary(api.read, text("b"))
    assert (raised.value.status, raised.value.attempts) == (StatusCode.CANCELLED, 0)
    await closing
    assert call.done()
    assert await call == "a"
    await client.close()
    assert gateway.calls == 1


async def test_closing_waits_for_guests(gateway: Any) -> None:
    order: list[str] = []

    class Worker:
        def close_now(self) -> None:
            order.append("told")

        async def closed(self) -> None:
            order.append("waited for")
            client._leave(self)

    client = AsyncClientBase(gateway.config)
    client._join(Worker())
    await client.close()
    assert order == ["told", "waited for"]


async def test_an_insistent_call_is_made_while_the_client_closes(
    gateway: Any, api: Any, hangs: Any
) -> None:
    quick = RetryPolicy(max_attempts=1, initial_delay=0, max_delay=0)
    client = AsyncClientBase(gateway.config, request_timeout=0.2, retry_policy=quick)
    for _ in range(2):
        gateway.answers = [hangs, StatusCode.UNAVAILABLE]
        sent = client._unary(api.complete, text("a"), within=10, insistent=True)
        assert await sent == "a"
        client._core.close("the client is closed")
    assert gateway.calls == 6
    await client.close()


async def test_a_stream_gives_its_items_and_its_end(
    client: AsyncClientBase, gateway: Any, api: Any
) -> None:
    gateway.answers = ["a", "b"]
    async with client._stream(api.stream, text("s")) as stream:
        assert [item async for item in stream] == ["a", "b"]
        assert await stream.next_message() is None
    gateway.answers = ["a", StatusCode.UNAVAILABLE]
    stream = client._stream(api.stream, text("s"))
    assert await stream.__anext__() == "a"
    with pytest.raises(errors.UnavailableError):
        await stream.__anext__()
    with pytest.raises(StopAsyncIteration):
        await stream.__anext__()


async def test_a_stream_ends_when_it_is_left_or_its_client_is_closed(
    gateway: Any, api: Any, hangs: Any
) -> None:
    client = AsyncClientBase(gateway.config)
    gateway.answers = ["a", hangs]
    async with client._stream(api.stream, text("s")) as stream:
        assert await stream.__anext__() == "a"
        reading = asyncio.ensure_future(stream.next_message())
        await asyncio.sleep(0.05)
    assert await reading is None
    await until(lambda: gateway.cancelled == 1)
    stream = client._stream(api.stream, text("s"))
    assert await stream.__anext__() == "a"
    reading = asyncio.ensure_future(stream.next_message())
    await asyncio.sleep(0.05)
    await client.close()
    with pytest.raises(errors.ClosedError):
        await reading
    with pytest.raises(errors.ClosedError):
        await client._stream(api.stream, text("s")).__anext__()


async def test_nothing_is_left_behind(gateway: Any, api: Any) -> None:
    before = asyncio.all_tasks()
    async with AsyncClientBase(gateway.config, retry_policy=QUICK) as client:
        gateway.answers = [StatusCode.UNAVAILABLE, StatusCode.RESOURCE_EXHAUSTED]
        await asyncio.gather(*(client._unary(api.read, text("a")) for _ in range(20)))
        assert client._core.under_way == 0
    gc.collect()
    await asyncio.sleep(0.01)
    assert asyncio.all_tasks() == before


async def test_a_client_may_be_made_outside_of_a_loop_and_has_one_connection(
    gateway: Any, api: Any
) -> None:
    client = await asyncio.to_thread(AsyncClientBase, gateway.config)
    peers: set[str] = set()

    def note(request: str, context: Any) -> str:
        peers.add(context.peer())
        return request

    gateway.answers = [note] * 50
    await asyncio.gather(*(client._unary(api.read, text("a")) for _ in range(50)))
    assert len(peers) == 1
    await client.close()


def test_settings_reach_the_calls(gateway: Any) -> None:
    client = AsyncClientBase(
        gateway.config,
        request_timeout=3,
        tenant="t",
        retry=RetryMode.NEVER,
        backpressure_policy=BackpressurePolicy(decrease=0.5),
    )
    core = client._core
    assert (core.request_timeout, core.retry) == (3.0, RetryMode.NEVER)
    assert core.backpressure_policy.decrease == 0.5
    assert client._encode_context.default_tenant == "t"
