"""What errors say."""

from __future__ import annotations

import pickle

import pytest
from grpc import StatusCode

from zeebe_sdk import errors
from zeebe_sdk._contract import RpcPolicy
from zeebe_sdk._line import one_line
from zeebe_sdk._transport.metadata import checked_metadata
from zeebe_sdk.errors import CallError, CallFacts
from zeebe_sdk.options import CallOptions

POLICY = RpcPolicy(
    name="Cancel",
    path="/c",
    since="8.3",
    errors={StatusCode.NOT_FOUND: "it has ended"},
)


def test_there_is_a_class_for_every_status() -> None:
    for status in StatusCode:
        error = CallError.of(CallFacts(policy=POLICY, status=status))
        name = "".join(part.title() for part in status.name.split("_"))
        known = {"Ok": "UnknownError", "Cancelled": "CallCancelledError"}
        assert type(error).__name__ == known.get(name, f"{name}Error")
        assert error.status is status
    with pytest.raises(errors.NotFoundError):
        raise CallError.of(CallFacts(policy=POLICY, status=StatusCode.NOT_FOUND))


def test_the_text_has_what_is_known() -> None:
    error = CallError.of(
        CallFacts(
            policy=POLICY,
            status=StatusCode.NOT_FOUND,
            message="no such\nkey",
            metadata=(("x-token", "s3cret"),),
            attempts=2,
            outcome_unknown=True,
            from_gateway=True,
            hint="a hint",
        )
    )
    expected = (
        "Cancel failed: NOT_FOUND: no such\\nkey; it has ended; a hint; it may have been executed "
        "(2 attempts)"
    )
    assert str(error) == expected
    assert error.message == "no such\nkey"
    assert error.documented == "it has ended"
    assert "s3cret" not in repr(error)


def test_only_the_gateway_says_what_it_does_not_know() -> None:
    def unknown(*, from_gateway: bool) -> CallError:
        status = StatusCode.UNIMPLEMENTED
        return CallError.of(CallFacts(policy=POLICY, status=status, from_gateway=from_gateway))

    assert unknown(from_gateway=True).needs_gateway == "8.3"
    assert "needs gateway 8.3 or later" in str(unknown(from_gateway=True))
    assert unknown(from_gateway=False).needs_gateway is None


def test_errors_survive_a_process_boundary() -> None:
    call = CallError.of(CallFacts(policy=POLICY, status=StatusCode.ABORTED, attempts=3))
    again = pickle.loads(pickle.dumps(call))
    assert type(again) is errors.AbortedError
    assert again.attempts == 3
    argument = errors.ArgumentError("price", "is wrong").at("items[3]").of("CompleteJob")
    again = pickle.loads(pickle.dumps(argument))
    assert str(again) == str(argument) == "CompleteJob: items[3].price: is wrong"
    several = errors.ConfigError.of([errors.ConfigError("a", "x"), errors.ConfigError("b", "y")])
    assert str(pickle.loads(pickle.dumps(several))) == "2 settings are wrong: a: x; b: y"


def test_paths_grow_from_the_inside() -> None:
    error = errors.ArgumentError("element_id", "must not be empty")
    error.at_index(2).at("instructions").of("Modify")
    assert error.path == "instructions[2].element_id"
    assert str(errors.ArgumentError("", "no")) == "no"


def test_foreign_texts_are_one_line() -> None:
    assert one_line("größer als 4 MiB, 文字") == "größer als 4 MiB, 文字"
    assert one_line("a\r\nb\x1b[31m") == "a\\r\\nb\\x1b[31m"
    assert one_line("x\u202ey\u2028z\ud800") == "x\\u202ey\\u2028z\\ud800"
    line = one_line("é" * 8_192)
    assert line.endswith("… (16384 bytes in all)")
    assert len(line) < 1_040


def test_metadata_is_text_or_bytes() -> None:
    pairs = [("X-Trace", "a b"), ("x-bin", "ü"), ("y-bin", b"\xff")]
    checked = (("x-trace", "a b"), ("x-bin", "ü".encode()), ("y-bin", b"\xff"))
    assert checked_metadata(pairs, "metadata") == checked


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("a\nb", "s3cret"),
        ("a", "s3cret\r\ny: z"),
        ("grpc-timeout", "1S"),
        ("TE", "x"),
        ("", "x"),
        ("a", "ü"),
        ("a", b"s3cret"),
        ("a", 5),
        (5, "s3cret"),
        ("a-bin", 5),
    ],
)
def test_metadata_cannot_break_the_request(name: object, value: object) -> None:
    with pytest.raises(errors.ArgumentError) as raised:
        CallOptions(metadata=[(name, value)])  # type: ignore[list-item]
    assert "s3cret" not in str(raised.value)


@pytest.mark.parametrize("timeout", [0, -1, float("nan"), "1", True])
def test_no_time_at_all_is_refused(timeout: object) -> None:
    with pytest.raises(errors.ArgumentError) as raised:
        CallOptions(timeout=timeout)  # type: ignore[arg-type]
    assert raised.value.path == "timeout"
