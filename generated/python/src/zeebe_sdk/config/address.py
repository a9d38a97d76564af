"""The address of a gateway."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass

__all__ = ["Address", "host_of_authority", "is_loopback", "without_userinfo"]

GATEWAY_PORT = 26_500
HTTPS_PORT = 443

TLS_BY_SCHEME = {"http": False, "grpc": False, "https": True, "grpcs": True}

HOST_AND_PORT = re.compile(
    r"(?P<host>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._~-]*)(?P<rest>:.*)?", re.DOTALL
)


@dataclass(frozen=True)
class Address:
    """Where the gateway is and whether to speak TLS with it."""

    host: str
    """The host, an IPv6 address in brackets."""

    port: int
    """The port."""

    tls: bool
    """Whether to speak TLS."""

    @property
    def target(self) -> str:
        """The address as gRPC takes it."""
        return f"dns:///{self.host}:{self.port}"

    def __str__(self) -> str:
        return f"{'https' if self.tls else 'http'}://{self.host}:{self.port}"

    @classmethod
    def parse(cls, text: str, *, insecure: bool) -> Address:
        """Reads `scheme://host:port`.

        Without a scheme it is TLS, or not, as `insecure` says; without a port it is 443 with TLS
        and the gateway's own without. Raises ValueError with what is wrong.
        """
        scheme, separator, rest = text.partition("://")
        if not separator:
            scheme, rest = "http" if insecure else "https", text
        tls = TLS_BY_SCHEME.get(scheme.lower())
        if tls is None:
            raise ValueError("its scheme is none of http, https, grpc, grpcs")
        rest = rest.removesuffix("/")
        if "@" in rest:
            raise ValueError("it must not contain a user name or password")
        if re.search("[/?#]", rest):
            raise ValueError("it must be scheme, host and port, without a path")
        host, port = host_and_port(rest)
        return cls(host, port or (HTTPS_PORT if tls else GATEWAY_PORT), tls)


def host_and_port(text: str) -> tuple[str, int | None]:
    """The two parts. Raises ValueError with what is wrong."""
    found = HOST_AND_PORT.fullmatch(text)
    if found is None:
        raise ValueError("it is not a host and port")
    host, rest = found["host"], found["rest"]
    if not host:
        raise ValueError("it has no host")
    if rest is None:
        return host, None
    if not re.fullmatch(":[0-9]{1,5}", rest) or not 0 < int(rest[1:]) < 65_536:
        raise ValueError("its port is not a number from 1 to 65535")
    return host, int(rest[1:])


def host_of_authority(text: str) -> str:
    """The host of another name of the gateway, which may have a port.

    Raises ValueError if it is not one.
    """
    try:
        return host_and_port(text)[0]
    except ValueError:
        raise ValueError("is not a host, with or without a port") from None


def is_loopback(host: str) -> bool:
    """Whether what is sent to this host stays on this machine."""
    name = host.strip("[]")
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        name = name.rstrip(".").lower()
        return name == "localhost" or name.endswith(".localhost")


def without_userinfo(text: str) -> str:
    """The address without a user name and password in it."""
    before, at, host = text.rpartition("@")
    if not at:
        return text
    scheme, separator, _ = before.partition("://")
    return f"{scheme}://***@{host}" if separator else f"***@{host}"
