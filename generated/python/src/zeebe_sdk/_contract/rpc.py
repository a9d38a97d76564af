"""What an RPC takes and gives."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from .policy import RpcPolicy

if TYPE_CHECKING:
    from google.protobuf.message import Message

__all__ = ["EncodeContext", "Rpc"]

ResultT = TypeVar("ResultT")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rpc(Generic[ResultT]):
    """An RPC: its policy, its messages, and how a reply becomes a result.

    One constant per RPC, so it is compared and hashed by identity.
    """

    policy: RpcPolicy
    """How the SDK treats it."""
    request: type[Message]
    """The message that is sent."""
    response: type[Message]
    """The message that is received, once or as a stream."""
    decode: Callable[[Any], ResultT]
    """Turns a reply into a result; on a stream, one of its `items`."""
    items: Callable[[Any], Iterable[Message]] | None = None
    """The messages within a message of a stream; `None` if it is itself an item."""
    already_applied: Callable[[], ResultT] | None = None
    """Makes the result of a call whose work an earlier attempt has done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EncodeContext:
    """What the conversion of a request may need of the client."""

    default_tenant: str | None = None
    """The tenant of requests that name none."""

    def tenant(self, own: str | None) -> str | None:
        """The tenant of a request: its own, or the client's if it names none."""
        return own or self.default_tenant

    def tenants(self, own: Iterable[str] | None) -> Iterable[str]:
        """The tenants of a request: its own, or the client's if it names none."""
        if own:
            return own
        return (self.default_tenant,) if self.default_tenant else ()

    def tenants_when(self, by_name: bool, own: Iterable[str] | None) -> Iterable[str]:
        """As `tenants` where the request asks for tenants by name, else its own."""
        return self.tenants(own) if by_name else own or ()
