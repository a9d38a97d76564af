"""What there is to know about an RPC in order to call it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from .arguments import Make
from .replies import Style


class ReadMessage(Protocol):
    """Makes a message from JSON, or the keywords of a call."""

    def __call__(self, value: Any, make: Make = ...) -> Any: ...


class WriteMessage(Protocol):
    """Makes JSON of a message."""

    def __call__(self, value: Any, style: Style) -> dict[str, Any]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """The call of an RPC."""

    method: str
    """The method of the client."""
    read: ReadMessage
    """Reads the request."""
    write: WriteMessage
    """Shows a reply."""
    is_stream: bool
    """It gives an iterator of replies."""
