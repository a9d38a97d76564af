"""What the texts of gRPC's library mean, of old releases and of new ones."""

from __future__ import annotations

import pytest
from grpc import StatusCode

from zeebe_sdk._transport.cause import failure_of
from zeebe_sdk._transport.failure import Origin, Repeat, answered

UNAVAILABLE, UNKNOWN, INTERNAL = StatusCode.UNAVAILABLE, StatusCode.UNKNOWN, StatusCode.INTERNAL


@pytest.mark.parametrize(
    "text",
    [
        "failed to connect to all addresses; last error: UNKNOWN: Connection refused",
        "errors resolving nope.invalid:1: [field:hostname lookup error]",
        "DNS resolution failed for nope.invalid:1: C-ares status is not ARES_SUCCESS",
        "ipv4:127.0.0.1:26500: subchannel lost all connections",
    ],
)
def test_without_a_connection_nothing_was_sent(text: str) -> None:
    failure = failure_of(UNAVAILABLE, text, ())
    assert (failure.origin, failure.maybe_executed) == (Origin.CONNECTION, False)
    assert failure.repeat is Repeat.BY_STATUS
    assert failure.message.startswith("no connection to the gateway")


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Ssl handshake failed: SSL_ERROR_SSL: CERTIFICATE_VERIFY_FAILED: expired", "trusted"),
        ("Custom verification check failed: Hostname Verification Check failed.", "another name"),
        ("Peer name x is not in peer certificate", "another name"),
        ("Ssl handshake failed: WRONG_VERSION_NUMBER", "TLS"),
        ("Cannot check peer: missing selected ALPN property.", "HTTP/2"),
        ("SSL_ERROR_SSL: TLSV1_ALERT_NO_APPLICATION_PROTOCOL: Invalid certificate", "HTTP/2"),
        ("TLSV13_ALERT_CERTIFICATE_REQUIRED", "client's certificate"),
    ],
)
def test_what_is_wrong_with_certificates_stays_wrong(text: str, word: str) -> None:
    text = f"failed to connect to all addresses; last error: UNKNOWN: ipv4:1.2.3.4:1: {text}"
    failure = failure_of(UNAVAILABLE, text, ())
    assert failure.repeat is Repeat.NEVER
    assert not failure.maybe_executed
    assert word in failure.message


@pytest.mark.parametrize(
    "text",
    [
        "GOAWAY received; Error code: 0; Debug Text: ",
        "Stream removed (GOAWAY received; Error code: 0; Debug Text: )",
        "Received RST_STREAM with error code 7",
        "Stream removed (RST_STREAM (Received RST_STREAM with error code 7))",
    ],
)
def test_a_call_that_was_not_taken_may_be_sent_again(text: str) -> None:
    failure = failure_of(UNAVAILABLE, text, ())
    assert (failure.maybe_executed, failure.repeat) == (False, Repeat.NOT_TAKEN)


@pytest.mark.parametrize(
    ("status", "text"),
    [
        (UNAVAILABLE, "Socket closed"),
        (UNAVAILABLE, "Stream removed (Socket closed)"),
        (UNAVAILABLE, "Stream removed (Socket closed (GOAWAY received; Error code: 0; ))"),
        (UNAVAILABLE, "recvmsg:Connection reset by peer"),
        (StatusCode.CANCELLED, "Received RST_STREAM with error code 8"),
        (INTERNAL, "Stream removed (RST_STREAM (Received RST_STREAM with error code 2))"),
        (StatusCode.RESOURCE_EXHAUSTED, "Received RST_STREAM with error code 11"),
        (UNKNOWN, "No status received"),
        (UNKNOWN, "Stream removed"),
        (UNKNOWN, "Stream removed (Data frame with END_STREAM flag received)"),
        (StatusCode.DEADLINE_EXCEEDED, "Deadline Exceeded"),
        (StatusCode.RESOURCE_EXHAUSTED, "Received message larger than max (5000 vs. 1000)"),
    ],
)
def test_a_call_that_was_cut_off_may_have_been_executed(status: StatusCode, text: str) -> None:
    failure = failure_of(status, text, ())
    assert (failure.origin, failure.maybe_executed) == (Origin.CONNECTION, True)


def test_a_web_page_is_reported_as_that() -> None:
    failure = failure_of(UNAVAILABLE, "Received http2 header with status: 502", ())
    assert failure.status is UNAVAILABLE
    assert "HTTP 502" in failure.message
    assert "proxy" in failure.message
    refused = failure_of(UNKNOWN, "Received http2 header with status: 404", ())
    assert (refused.status, refused.maybe_executed) == (StatusCode.UNIMPLEMENTED, False)
    teapot = failure_of(UNKNOWN, "Received http2 header with status: 418", ())
    assert teapot.status is UNKNOWN


def test_a_reply_that_is_too_large_names_the_setting() -> None:
    text = "Stream removed (CLIENT: Received message larger than max (5000 vs. 1000))"
    failure = failure_of(StatusCode.RESOURCE_EXHAUSTED, text, ())
    assert failure.says_too_large
    assert "max_message_size, 1000 bytes" in failure.message


def test_any_other_text_is_the_gateways() -> None:
    for text in ("io exception", "", "the partition's log: Socket closed", "Deadline Exceeded!"):
        assert failure_of(UNAVAILABLE, text, ()).origin is Origin.GATEWAY


def test_tells_size_from_load() -> None:
    exhausted = StatusCode.RESOURCE_EXHAUSTED
    assert answered(exhausted, "gRPC message exceeds maximum size 4: 5", ()).says_too_large
    assert answered(exhausted, "Received message larger than max (5 vs. 4)", ()).says_too_large
    assert not answered(exhausted, "the gateway is busy", ()).says_too_large
    assert not answered(exhausted, "Reached maximum capacity of requests", ()).says_too_large
    rejected = "Command 'CREATE' rejected with code 'EXCEEDED_BATCH_RECORD_SIZE': "
    failure = answered(UNKNOWN, rejected, ())
    assert failure.says_too_large
    assert not failure.maybe_executed
    assert answered(UNKNOWN, "", ()).maybe_executed


def test_knows_a_partition_that_is_missing() -> None:
    text = "Expected to execute command on partition 99, but either it does not exist, or …"
    failure = answered(UNAVAILABLE, text, ())
    assert failure.says_no_such_partition
    assert not failure.maybe_executed
    assert answered(UNAVAILABLE, "io exception", ()).maybe_executed


@pytest.mark.parametrize(
    ("said", "read"),
    [("250", 0.25), ("0", 0.0), ("-1", float("inf")), ("soon", float("inf"))],
)
def test_reads_when_to_come_back(said: str, read: float) -> None:
    failure = answered(UNAVAILABLE, "", (("grpc-retry-pushback-ms", said), ("x", "y")))
    assert failure.pushback == read
    assert answered(UNAVAILABLE, "", ()).pushback is None


def test_keeps_details_apart_from_metadata() -> None:
    trailers = (("grpc-status-details-bin", b"\x08\x05"), ("other", "x"))
    failure = answered(StatusCode.NOT_FOUND, "m", trailers)
    assert failure.details == b"\x08\x05"
    assert failure.metadata == (("other", "x"),)
