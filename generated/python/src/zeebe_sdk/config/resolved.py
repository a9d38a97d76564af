"""From the settings of code and environment to what a client is made with."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from .._tls.session import TlsTexts, channel_credentials
from .._transport.metadata import checked_metadata
from ..credentials.authenticator import Authenticator, FixedProof, Proof
from ..credentials.schemes import Basic, Bearer, Supplier
from ..credentials.supplier import SupplierAuthenticator
from ..errors import ArgumentError, ConfigError
from ..options import BackpressurePolicy, RetryMode, RetryPolicy
from .address import Address, host_of_authority, is_loopback
from .connection import find_address, find_tls
from .credentials import OAuthClient, Wanted, wanted_credentials
from .read import BYTES, DURATION, LIST, PROBES, TEXT, seconds, truth
from .resolver import Found, Resolver, value_of

if TYPE_CHECKING:
    import grpc

__all__ = ["Resolved", "find", "resolve"]

T = TypeVar("T")

LEAST_KEEPALIVE = 30.0
"""In seconds; gateways close connections that are pinged more often."""


@dataclass(frozen=True)
class Resolved:
    """What a client is made with. All times are in seconds."""

    address: Address
    """Where the gateway is."""
    channel_credentials: grpc.ChannelCredentials | None
    """What gRPC needs for TLS; None without TLS."""
    channel_options: tuple[tuple[str, Any], ...]
    """The names of the gateway, for gRPC."""
    keepalive: float | None
    """How often the connection is probed; None for never."""
    keepalive_timeout: float
    """How long the answer to a probe may take."""
    connect_timeout: float
    """How long it may take to connect."""
    max_message_size: int
    """The largest message that is accepted, in bytes."""
    request_timeout: float
    """How long a call may take in all."""
    tenant: str | None
    """The tenant of requests that name none."""
    worker_tenants: tuple[str, ...]
    """The tenants whose jobs workers take that name none."""
    authenticator: Authenticator | None
    """What proves who calls."""
    retry: RetryMode
    """Whether failed calls are sent again."""
    retry_policy: RetryPolicy
    """How often and how fast."""
    backpressure_policy: BackpressurePolicy
    """What is done about a gateway that pushes calls back."""
    metadata: tuple[tuple[str, str | bytes], ...] = field(repr=False)
    """Metadata for every call."""


@dataclass(frozen=True)
class Wants:
    """What the settings say, before anything is made of it."""

    address: Address | None
    authority: str | None
    tls: TlsTexts
    credentials: Wanted
    others: dict[str, Any]


def find(found: Resolver) -> Wants:
    """Finds every setting, and notes what is wrong with each."""
    address = find_address(found)
    authority = find_authority(found)
    others = find_others(found)
    wanted = wanted_credentials(found)
    refuse_exposed(found, wanted, address)
    tls = find_tls(found, address, wanted)
    return Wants(address, authority, tls, wanted, others | find_of_code(found))


def resolve(found: Resolver) -> Resolved:
    """What the settings come to.

    Raises:
        ConfigError: If settings cannot be used, all of which are named.
    """
    wants = find(found)
    authenticator = None if found.problems else authenticator_of(found, wants)
    if found.problems or wants.address is None:
        raise ConfigError.of(found.problems)
    return Resolved(
        address=wants.address,
        channel_credentials=channel_credentials(wants.tls) if wants.address.tls else None,
        channel_options=names(wants.authority, wants.tls),
        authenticator=authenticator,
        **wants.others,
    )


def names(authority: str | None, tls: TlsTexts) -> tuple[tuple[str, Any], ...]:
    """The name of the gateway in requests, and in its certificate."""
    options: list[tuple[str, Any]] = []
    in_certificate = tls.server_name
    if authority is not None:
        options.append(("grpc.default_authority", authority))
        in_certificate = in_certificate or host_of_authority(authority).strip("[]")
    if in_certificate is not None:
        options.append(("grpc.ssl_target_name_override", in_certificate))
    return tuple(options)


def find_authority(found: Resolver) -> str | None:
    """Another name of the gateway."""
    given = found.find("authority", TEXT)
    if given is None:
        return None
    try:
        host_of_authority(given.value)
    except ValueError as error:
        found.refuse(given.named, str(error))
    return given.value


def find_others(found: Resolver) -> dict[str, Any]:
    """Times, sizes and tenants."""
    keepalive = found.find("keepalive", PROBES)
    probed = value_of(keepalive)
    if keepalive and probed is not None and probed < LEAST_KEEPALIVE:
        problem = "must be at least 30 s, or the gateway closes the connection"
        found.refuse(keepalive.named, problem)
    size = found.find("max_message_size", BYTES)
    timeout = found.find("request_timeout", DURATION)
    tenant = found.find("tenant", TEXT)
    tenants = found.find("worker_tenants", LIST)
    return {
        "tenant": value_of(tenant),
        "worker_tenants": tenants.value if tenants else (),
        "keepalive": probed,
        "max_message_size": above_zero(found, size),
        "request_timeout": above_zero(found, timeout),
    }


def above_zero(found: Resolver, given: Found[T] | None) -> T | None:
    """The value, which has to be above 0."""
    if given is None:
        return None
    if given.value == 0:
        found.refuse(given.named, "must be above 0")
    return given.value


def find_of_code(found: Resolver) -> dict[str, Any]:
    """What the environment has no say in."""
    take_flag(found, "credentials_without_tls")
    return {
        "connect_timeout": take_time(found, "connect_timeout", 5.0),
        "keepalive_timeout": take_time(found, "keepalive_timeout", 20.0),
        "retry": take(found, "retry", RetryMode, RetryMode.BY_CLASS),
        "retry_policy": take(found, "retry_policy", RetryPolicy, RetryPolicy()),
        "backpressure_policy": take(
            found, "backpressure_policy", BackpressurePolicy, BackpressurePolicy()
        ),
        "metadata": take_metadata(found),
    }


def take(found: Resolver, name: str, kind: type[T], default: T) -> T:
    """What code gives, if it is of that type."""
    value = found.code.get(name, default)
    if isinstance(value, kind):
        return value
    found.refuse(name, f"has to be a {kind.__name__}, not {type(value).__name__}")
    return default


def take_time(found: Resolver, name: str, default: float) -> float:
    """What code gives, in seconds."""
    try:
        value = seconds(found.code.get(name, default))
        if value > 0:
            return value
        found.refuse(name, "must be above 0")
    except ValueError as error:
        found.refuse(name, str(error))
    return default


def take_flag(found: Resolver, name: str) -> None:
    """Checks what code gives."""
    try:
        truth(found.code.get(name, False))
    except ValueError as error:
        found.refuse(name, str(error))


def take_metadata(found: Resolver) -> tuple[tuple[str, str | bytes], ...]:
    """The metadata for every call."""
    given: Any = found.code.get("metadata", ())
    pairs = given.items() if hasattr(given, "items") else given
    try:
        return checked_metadata(list(pairs), "metadata")
    except ArgumentError as error:
        found.refuse("metadata", str(error))
    except (TypeError, ValueError):
        found.refuse("metadata", "has to be a mapping, or pairs of name and value")
    return ()


def refuse_exposed(found: Resolver, wanted: Wanted, address: Address | None) -> None:
    """Refuses credentials that everybody on the way could read."""
    if wanted is None or address is None or address.tls or is_loopback(address.host):
        return
    if found.code.get("credentials_without_tls") is not True:
        setting = "client_id" if isinstance(wanted, OAuthClient) else "credentials"
        found.refuse(
            setting,
            f"would go unencrypted to {address.host}; use an address with https (TLS), or allow "
            "it with credentials_without_tls=True",
        )


def authenticator_of(found: Resolver, wants: Wants) -> Authenticator | None:
    """What has the metadata that proves who calls."""
    match wants.credentials:
        case None:
            return None
        case OAuthClient() as client:
            from .tokens import token_keeper

            return token_keeper(client, wants.tls, wants.others["connect_timeout"])
        case Supplier() as supplier:
            return SupplierAuthenticator(supplier.supply)
        case Basic() | Bearer() as fixed:
            return fixed_proof(found, fixed)


def fixed_proof(found: Resolver, credentials: Basic | Bearer) -> Authenticator | None:
    """A header that never changes, if it can be sent."""
    pairs = [("authorization", credentials.authorization().reveal())]
    try:
        return FixedProof(Proof(checked_metadata(pairs, "credentials")))
    except ArgumentError as error:
        found.refuse("credentials", str(error))
        return None
