"""One token for all calls: fetched once, renewed in time, dropped when it is refused."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import socket
import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor, wait
from pathlib import Path
from typing import Any

import pytest

from zeebe_sdk.config import Config, Tls
from zeebe_sdk.credentials import OAuth, Occasion
from zeebe_sdk.credentials.authenticator import Authenticator, NoProof, Proof
from zeebe_sdk.credentials.oauth import exchange


def patience(future: Future[Any] | None, seconds: float | None) -> None:
    wait([future or Future()], timeout=10 if seconds is None else seconds)


def authenticator_of(url: str, cache_file: Path | None = None, **more: Any) -> Authenticator:
    oauth = OAuth(
        more.pop("client_id", "me"),
        "s3cret&more",
        authorization_server_url=url,
        audience="zeebe",
        cache_file=cache_file,
    )
    address = "https://localhost" if "tls" in more else "http://localhost"
    authenticator = Config(address=address, credentials=oauth, **more).resolve().authenticator
    assert authenticator is not None
    return authenticator


def prove(authenticator: Authenticator) -> Proof:
    return authenticator.prove_in_thread(Occasion.ATTEMPT, patience)


def bearer(proof: Proof) -> str:
    ((name, value),) = proof.metadata
    assert name == "authorization"
    assert isinstance(value, str)
    return value.removeprefix("Bearer ")


def no_proof(authenticator: Authenticator) -> NoProof:
    with pytest.raises(NoProof) as caught:
        prove(authenticator)
    return caught.value


def json_answer(status: int, body: str) -> tuple[int, dict[str, str], bytes]:
    return status, {"Content-Type": "application/json"}, body.encode()


def test_nothing_is_asked_for_before_the_first_call(tokens: Any) -> None:
    authenticator = authenticator_of(tokens.url)
    assert authenticator.ready() is None
    assert tokens.requests == []
    proof = prove(authenticator)
    assert authenticator.ready() is proof
    assert tokens.requests == [
        {
            "grant_type": "client_credentials",
            "client_id": "me",
            "client_secret": "s3cret&more",
            "audience": "zeebe",
        }
    ]


def test_threads_and_loops_share_one_request(tokens: Any) -> None:
    tokens.before_answer = lambda: time.sleep(0.2)
    authenticator = authenticator_of(tokens.url)

    async def several() -> list[Proof]:
        return await asyncio.gather(*(authenticator.prove(Occasion.ATTEMPT) for _ in range(20)))

    with ThreadPoolExecutor(8) as pool:
        threads = [pool.submit(prove, authenticator) for _ in range(4)]
        loops = [pool.submit(asyncio.run, several()) for _ in range(4)]
        proofs = [thread.result() for thread in threads]
        for loop in loops:
            proofs.extend(loop.result())
    assert {bearer(proof) for proof in proofs} == {"token-1"}
    assert len(tokens.requests) == 1


async def test_who_gives_up_does_not_end_the_request(tokens: Any) -> None:
    tokens.before_answer = lambda: time.sleep(0.2)
    authenticator = authenticator_of(tokens.url)
    impatient = asyncio.create_task(authenticator.prove(Occasion.ATTEMPT))
    patient = asyncio.create_task(authenticator.prove(Occasion.ATTEMPT))
    await asyncio.sleep(0.05)
    impatient.cancel()
    assert bearer(await patient) == "token-1"
    assert impatient.cancelled()
    assert len(tokens.requests) == 1


def test_a_token_is_renewed_before_it_ends_and_nobody_waits(
    tokens: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    authenticator = authenticator_of(tokens.url)
    first = prove(authenticator)
    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now + 3600 - 29)
    assert authenticator.ready() is None
    assert prove(authenticator) is first
    until(lambda: len(tokens.requests) == 2 and authenticator.ready() is not None)
    assert bearer(prove(authenticator)) == "token-2"


def test_a_token_that_has_ended_is_not_used(tokens: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    authenticator = authenticator_of(tokens.url)
    prove(authenticator)
    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now + 3600)
    assert bearer(prove(authenticator)) == "token-2"


@pytest.mark.parametrize("lasts", ["300", None, 0, -1, 1e300, 299.5, "soon", [], 10**400, True])
def test_an_odd_lifetime_does_no_harm(tokens: Any, lasts: Any) -> None:
    tokens.lasts = lasts
    authenticator = authenticator_of(tokens.url)
    assert bearer(prove(authenticator)) == "token-1"
    assert bearer(prove(authenticator)) == "token-1"


def test_a_token_that_is_refused_is_dropped_once(tokens: Any) -> None:
    authenticator = authenticator_of(tokens.url)
    assert authenticator.can_renew
    first = prove(authenticator)
    authenticator.refused(first)
    authenticator.refused(first)
    second = prove(authenticator)
    assert bearer(second) == "token-2"
    authenticator.refused(first)
    assert prove(authenticator) is second
    assert len(tokens.requests) == 2


def test_a_server_of_tokens_that_are_refused_is_left_alone_for_longer_and_longer(
    tokens: Any,
) -> None:
    authenticator = authenticator_of(tokens.url)
    began = time.monotonic()
    for _ in range(4):
        authenticator.refused(prove(authenticator))
    assert time.monotonic() - began > 0.05 + 0.1 + 0.2
    assert "does not accept the tokens of 127.0.0.1" in (authenticator.why_late() or "")


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        (json_answer(401, '{"error": "invalid_client"}'), "HTTP 401: invalid_client"),
        (
            json_answer(400, '{"error": "a", "error_description": "no s3cret&more\\nfor you"}'),
            r"HTTP 400: a (no ***\nfor you)",
        ),
        (json_answer(403, "[]"), "HTTP 403: content of type application/json"),
        (json_answer(200, '{"access_token": "a", "token_type": "DPoP"}'), "of type DPoP"),
    ],
)
def test_what_cannot_change_is_an_error_at_once(
    tokens: Any, answer: tuple[int, dict[str, str], bytes], text: str
) -> None:
    tokens.answers = [answer]
    error = no_proof(authenticator_of(tokens.url))
    assert text in error.text
    assert error.text.startswith("no token from 127.0.0.1:")
    assert not error.passing
    assert "s3cret" not in error.text


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (json_answer(500, "{}"), "HTTP 500: nothing that says why"),
        (json_answer(429, "{}"), "HTTP 429"),
        ((502, {"Content-Type": "text/html; charset=utf-8"}, b"<html>"), "HTTP 502: a web page"),
        ((200, {"Content-Type": "text/html"}, b"<html>"), "answered with a web page"),
        ((302, {"Location": "http://elsewhere/"}, b""), "HTTP 302: it wants to send the client"),
        ((200, {}, b"{}"), "without an access_token"),
        (json_answer(200, '{"access_token": "a\\r\\nx: y"}'), "characters that no token has"),
        (json_answer(200, "{" + " " * 300_000 + "}"), "longer than 262144 bytes"),
    ],
)
def test_a_server_that_fails_is_asked_again_after_a_pause(
    tokens: Any,
    answer: tuple[int, dict[str, str], bytes],
    why: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    tokens.answers = [answer, answer]
    authenticator = authenticator_of(tokens.url)
    with caplog.at_level(logging.WARNING, "zeebe_sdk.credentials"):
        began = time.monotonic()
        assert bearer(prove(authenticator)) == "token-3"
    assert time.monotonic() - began > 0.05 + 0.1
    assert why in caplog.text
    assert "s3cret" not in caplog.text
    assert authenticator.why_late() is None


async def test_the_time_of_the_caller_is_the_callers(tokens: Any) -> None:
    tokens.answers = [json_answer(503, "{}")] * 100
    authenticator = authenticator_of(tokens.url)
    with pytest.raises(asyncio.TimeoutError):
        await asyncio.wait_for(authenticator.prove(Occasion.ATTEMPT), 0.5)
    assert "HTTP 503" in (authenticator.why_late() or "")
    assert len(tokens.requests) < 10

    def impatience(future: Future[Any] | None, seconds: float | None) -> None:
        raise TimeoutError

    with pytest.raises(TimeoutError):
        authenticator.prove_in_thread(Occasion.ATTEMPT, impatience)


def test_a_server_that_is_not_there_is_named(tokens: Any) -> None:
    tokens.stop()
    authenticator = authenticator_of(tokens.url)

    def once(future: Future[Any] | None, seconds: float | None) -> None:
        if seconds is not None:
            raise TimeoutError
        patience(future, seconds)

    with pytest.raises(TimeoutError):
        authenticator.prove_in_thread(Occasion.ATTEMPT, once)
    assert "it cannot be reached: Connection refused" in (authenticator.why_late() or "")


def test_a_slow_server_has_one_time_for_all_of_its_bytes(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(exchange, "TIMEOUT", 0.5)

    def send_slowly() -> None:
        accepted, _ = listener.accept()
        with contextlib.suppress(OSError), accepted:
            for byte in b"HTTP/1.1 200 OK\r\nX-Slow: " + b"x" * 100:
                accepted.sendall(bytes([byte]))
                time.sleep(0.1)

    def once(future: Future[Any] | None, seconds: float | None) -> None:
        if seconds is not None:
            raise TimeoutError
        patience(future, seconds)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=send_slowly)
        thread.start()
        authenticator = authenticator_of(f"http://127.0.0.1:{listener.getsockname()[1]}/")
        began = time.monotonic()
        with pytest.raises(TimeoutError):
            authenticator.prove_in_thread(Occasion.ATTEMPT, once)
        assert time.monotonic() - began < 5
        thread.join()
    assert "it did not answer within 0.5 s" in caplog.text


def test_a_token_server_is_trusted_by_its_certificate(
    secured_tokens: Any, certificates: Path
) -> None:
    error = no_proof(authenticator_of(secured_tokens.url))
    assert "its certificate is not accepted" in error.text
    assert not error.passing
    trusting = authenticator_of(
        secured_tokens.url, tls=Tls(ca_certificate_file=certificates / "ca.pem")
    )
    assert bearer(prove(trusting)) == "token-1"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
def test_a_child_process_does_not_wait_for_a_thread_of_its_parent(tokens: Any) -> None:
    let_go = threading.Event()
    tokens.before_answer = lambda: let_go.wait(10) if len(tokens.requests) == 1 else None
    authenticator = authenticator_of(tokens.url)
    with ThreadPoolExecutor(1) as pool:
        parent = pool.submit(prove, authenticator)
        until(lambda: len(tokens.requests) == 1)
        child = os.fork()
        if child == 0:
            # The child has its own request answered by the parent's server.
            os._exit(0 if bearer(prove(authenticator)) == "token-2" else 1)
        _, status = os.waitpid(child, 0)
        let_go.set()
        assert os.waitstatus_to_exitcode(status) == 0
        assert bearer(parent.result(10)) == "token-1"


def until(condition: Any) -> None:
    began = time.perf_counter()
    while not condition():
        assert time.perf_counter() - began < 10
        time.sleep(0.005)
