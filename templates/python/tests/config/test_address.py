"""What people write for where the gateway is."""

from __future__ import annotations

import pytest

from zeebe_sdk.config.address import (
    Address,
    host_of_authority,
    is_loopback,
    without_userinfo,
)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("http://localhost:26500", "http://localhost:26500"),
        ("http://localhost", "http://localhost:26500"),
        ("grpc://10.0.0.1:1/", "http://10.0.0.1:1"),
        ("HTTPS://a.zeebe.example", "https://a.zeebe.example:443"),
        ("grpcs://host:8443", "https://host:8443"),
        ("host:26500", "https://host:26500"),
        ("my_gateway", "https://my_gateway:443"),
        ("http://[::1]:26500", "http://[::1]:26500"),
        ("http://[::1]", "http://[::1]:26500"),
    ],
)
def test_takes_what_people_write(text: str, meant: str) -> None:
    assert str(Address.parse(text, insecure=False)) == meant


def test_without_a_scheme_it_may_be_said_to_be_without_tls() -> None:
    assert str(Address.parse("host", insecure=True)) == "http://host:26500"
    assert Address.parse("https://host", insecure=True).tls


@pytest.mark.parametrize(
    "text",
    [
        "", "http://", "ftp://host", "http://host:0", "http://host:99999", "http://host:x",
        "https://host/cluster", "http://host?a=b", "http://a b", "http://host:", "http://[::1",
        "http://host\n", "https://me:secret@host", "http://hößt", "http://host:\u0664",
    ],
)  # fmt: skip
def test_refuses_the_rest(text: str) -> None:
    with pytest.raises(ValueError, match="^its? "):
        Address.parse(text, insecure=False)


def test_a_password_is_not_shown() -> None:
    assert without_userinfo("https://me:p@ss@host:1") == "https://***@host:1"
    assert without_userinfo("me:secret@host") == "***@host"
    assert without_userinfo("https://host") == "https://host"


def test_loopback_is_this_machine() -> None:
    for host in ("localhost", "LOCALHOST.", "a.localhost", "127.0.0.1", "127.9.9.9", "[::1]"):
        assert is_loopback(host), host
    for host in ("example.com", "localhost.example.com", "10.0.0.1", "[::2]", "0.0.0.0", ""):
        assert not is_loopback(host), host


def test_an_authority_is_a_host() -> None:
    assert host_of_authority("gateway.example:8443") == "gateway.example"
    for bad in ("", "a/b", "me@host", "a b", "host:x"):
        with pytest.raises(ValueError, match="is not a host"):
            host_of_authority(bad)
