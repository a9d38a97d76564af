"""The settings that code gives."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, TypedDict

if TYPE_CHECKING:
    from .._tls.settings import Tls
    from ..credentials import Credentials
    from ..options import BackpressurePolicy, RetryMode, RetryPolicy

__all__ = ["ClientMetadata", "Settings"]

ClientMetadata = Mapping[str, str | bytes] | Iterable[tuple[str, str | bytes]]
"""Metadata: a mapping, or pairs of name and value. Names that end in `-bin` take bytes."""


class Settings(TypedDict, total=False):
    """The keyword arguments of a client and of a `Config`.

    Times are seconds or a `timedelta`. What is left out comes from the environment, if that is
    read, and else is the default; so does what is None, except for `keepalive`.
    """

    address: str | None
    """Where the gateway is: `http://` (or `grpc://`) without TLS, `https://` (or `grpcs://`) with
    TLS; without a scheme it is TLS. Without a port it is 443 with TLS, else 26500. Default:
    `http://localhost:26500`."""

    cluster_id: str | None
    """A cluster of Camunda's SaaS, instead of an address. It also says where tokens are given
    out, and for whom."""

    cluster_region: str | None
    """The region of the cluster. Default: `bru-2`."""

    credentials: Credentials | None
    """What proves to the gateway who calls: `OAuth`, `Basic`, `Bearer` or `Supplier`. It takes
    the place of metadata of the same name. Default: nothing."""

    credentials_without_tls: bool
    """Lets credentials leave this machine unencrypted, for everybody on the way to read: to a
    gateway without TLS, and to a token server without TLS. Without this, a client with
    credentials cannot be made for such an address unless it is a loopback one. There is no
    variable for it. Default: False."""

    tls: Tls | None
    """What to trust on a TLS connection, and the client's certificate. Default: the roots of the
    system, and no certificate."""

    authority: str | None
    """The name of the gateway in requests, and in its certificate, if it is not that of the
    address."""

    connect_timeout: float | timedelta
    """How long it may take to connect. Default: 5 s."""

    keepalive: float | timedelta | None
    """How often the connection is probed while calls are open, at least every 30 s; None never.
    It is never probed without calls. Default: 45 s."""

    keepalive_timeout: float | timedelta
    """How long the answer to a probe may take before the connection counts as lost. Default:
    20 s."""

    max_message_size: int | None
    """The largest message that is accepted, in bytes. Default: 4 MiB, which is also what gateways
    send at most by default."""

    request_timeout: float | timedelta | None
    """How long a call may take in all, if neither the call nor the RPC says otherwise. Default:
    10 s."""

    tenant: str | None
    """The tenant of requests that name none."""

    worker_tenants: Sequence[str] | None
    """The tenants whose jobs workers take that name none."""

    retry: RetryMode
    """Whether failed calls are sent again, if the call does not say. Default:
    `RetryMode.BY_CLASS`."""

    retry_policy: RetryPolicy
    """How often and how fast failed calls are sent again."""

    backpressure_policy: BackpressurePolicy
    """What the client does about a gateway that pushes calls back."""

    metadata: ClientMetadata
    """Metadata for every call."""


def given(settings: Mapping[str, object]) -> dict[str, object]:
    """What is said by code. Raises TypeError for what is no setting."""
    for name in settings:
        if name not in Settings.__annotations__:
            known = ", ".join(Settings.__annotations__)
            raise TypeError(f"'{name}' is no setting of a client; there are {known}")
    return {
        name: value for name, value in settings.items() if value is not None or name == "keepalive"
    }
