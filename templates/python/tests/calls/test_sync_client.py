"""Calls of threads against a gateway that follows a script."""

from __future__ import annotations

import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from google.protobuf.wrappers_pb2 import StringValue
from grpc import StatusCode

from zeebe_sdk import errors
from zeebe_sdk._client.synchronous import ClientBase
from zeebe_sdk.options import CallOptions, Cancellation, RetryPolicy

QUICK = RetryPolicy(initial_delay=0.001, max_delay=0.002)


def text(value: str) -> StringValue:
    return StringValue(value=value)


def until(condition: Any) -> None:
    """Waits until something is the case."""
    for _ in range(1_000):
        if condition():
            return
        time.sleep(0.005)
    raise AssertionError("it never was")


def test_calls_of_many_threads_are_answered_each_to_its_own(
    sync_client: ClientBase, api: Any
) -> None:
    with ThreadPoolExecutor(16) as threads:
        numbers = [str(number) for number in range(200)]
        answers = threads.map(lambda n: sync_client._unary(api.read, text(n)), numbers)
        assert list(answers) == numbers
    assert sync_client._core.under_way == 0


def test_a_call_is_sent_again_as_its_class_allows(gateway: Any, api: Any) -> None:
    with ClientBase(gateway.config, retry_policy=QUICK) as client:
        gateway.answers = [StatusCode.UNAVAILABLE, StatusCode.ABORTED]
        assert client._unary(api.read, text("a")) == "a"
        gateway.answers = [StatusCode.UNAVAILABLE]
        with pytest.raises(errors.UnavailableError) as raised:
            client._unary(api.create, text("b"))
        assert raised.value.outcome_unknown
        gateway.answers = [StatusCode.UNAVAILABLE, StatusCode.NOT_FOUND]
        assert client._unary(api.complete, text("c")) == "already"


def test_a_gateway_under_load_loses_no_call(gateway: Any, api: Any) -> None:
    serving = threading.BoundedSemaphore(3)

    def serve(request: str, context: Any) -> str:
        if not serving.acquire(blocking=False):
            context.abort(StatusCode.RESOURCE_EXHAUSTED, "busy")
        try:
            time.sleep(0.002)
            return request
        finally:
            serving.release()

    gateway.answers = [serve] * 10_000
    with ClientBase(gateway.config, request_timeout=30) as client:
        with ThreadPoolExecutor(24) as threads:
            numbers = [str(number) for number in range(200)]
            answers = threads.map(lambda n: client._unary(api.create, text(n)), numbers)
            assert list(answers) == numbers
        assert client.backpressure.limit is not None
        assert (client.backpressure.in_flight, client.backpressure.waiting) == (0, 0)


def test_time_runs_out(sync_client: ClientBase, gateway: Any, api: Any, hangs: Any) -> None:
    gateway.answers = [hangs]
    with pytest.raises(errors.DeadlineExceededError) as raised:
        sync_client._unary(api.create, text("a"), CallOptions(timeout=0.2))
    assert raised.value.outcome_unknown
    assert raised.value.attempts == 1


def test_another_thread_ends_a_call(
    sync_client: ClientBase, gateway: Any, api: Any, hangs: Any
) -> None:
    gateway.answers = [hangs]
    cancellation = Cancellation()
    threading.Timer(0.1, cancellation.cancel).start()
    with pytest.raises(errors.CallCancelledError) as raised:
        sync_client._unary(api.create, text("a"), CallOptions(cancellation=cancellation))
    assert raised.value.message == "cancelled by the caller"
    until(lambda: gateway.cancelled == 1)
    # It ends every call that it is given to.
    with pytest.raises(errors.CallCancelledError):
        sync_client._unary(api.create, text("b"), CallOptions(cancellation=cancellation))
    assert sync_client._unary(api.create, text("c")) == "c"


def test_another_thread_ends_a_call_that_pauses(gateway: Any, api: Any) -> None:
    gateway.answers = [StatusCode.UNAVAILABLE] * 2
    slow = RetryPolicy(initial_delay=60, max_delay=60)
    cancellation = Cancellation()
    with ClientBase(gateway.config, retry_policy=slow, request_timeout=600) as client:
        threading.Timer(0.1, cancellation.cancel).start()
        with pytest.raises(errors.CallCancelledError):
            client._unary(api.read, text("a"), CallOptions(cancellation=cancellation))
        assert client._core.under_way == 0


def test_closing_waits_for_calls_and_refuses_the_rest(gateway: Any, api: Any) -> None:
    def slow(request: str, _: Any) -> str:
        time.sleep(0.3)
        return request

    client = ClientBase(gateway.config)
    gateway.answers = [slow]
    with ThreadPoolExecutor(2) as threads:
        call = threads.submit(client._unary, api.read, text("a"))
        until(lambda: gateway.calls == 1)
        client.close()
        assert client._core.under_way == 0
        assert call.result() == "a"
    with pytest.raises(errors.ClosedError):
        client._unary(api.read, text("b"))
    client.close()
    assert gateway.calls == 1


def test_a_stream_gives_its_items_and_its_end(
    sync_client: ClientBase, gateway: Any, api: Any
) -> None:
    gateway.answers = ["a", "b"]
    with sync_client._stream(api.stream, text("s")) as stream:
        assert list(stream) == ["a", "b"]
        assert stream.next_message() is None
    gateway.answers = ["a", StatusCode.UNAVAILABLE]
    stream = sync_client._stream(api.stream, text("s"))
    assert next(stream) == "a"
    with pytest.raises(errors.UnavailableError):
        next(stream)
    assert list(stream) == []


def test_a_stream_ends_from_another_thread(gateway: Any, api: Any, hangs: Any) -> None:
    client = ClientBase(gateway.config)
    gateway.answers = ["a", hangs]
    stream = client._stream(api.stream, text("s"))
    assert next(stream) == "a"
    threading.Timer(0.1, stream.cancel).start()
    assert list(stream) == []
    cancellation = Cancellation()
    options = CallOptions(cancellation=cancellation)
    stream = client._stream(api.stream, text("s"), options)
    assert next(stream) == "a"
    threading.Timer(0.1, cancellation.cancel).start()
    with pytest.raises(errors.CallCancelledError):
        next(stream)
    stream = client._stream(api.stream, text("s"))
    assert next(stream) == "a"
    threading.Timer(0.1, client.close).start()
    with pytest.raises(errors.ClosedError):
        next(stream)
    until(lambda: gateway.cancelled == 3)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_child_process_does_not_use_the_client_of_its_parent(gateway: Any, api: Any) -> None:
    # Not connected yet, as gRPC's threads do not survive a fork.
    client = ClientBase(gateway.config)
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        said = b"no error"
        try:
            client._unary(api.read, text("a"))
        except errors.ClosedError as error:
            said = error.message.encode()
        os.write(writing, said)
        client.close()
        os._exit(0)
    os.waitpid(child, 0)
    assert b"forked" in os.read(reading, 1_000)
    os.close(reading)
    os.close(writing)
    assert client._unary(api.read, text("b")) == "b"
    client.close()
