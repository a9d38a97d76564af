"""An authenticator that asks the user's own function."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, cast

from .._transport.metadata import checked_metadata
from ..errors import ArgumentError
from .authenticator import NoProof, Occasion, Patience, Proof
from .background import in_background
from .schemes import Supplied

__all__ = ["SupplierAuthenticator"]


class SupplierAuthenticator:
    """Asks the function before each attempt."""

    can_renew = True

    def __init__(self, supply: Callable[[Occasion], Supplied | Awaitable[Supplied]]) -> None:
        self._supply = supply
        call = getattr(supply, "__call__", None)  # noqa: B004 - an object with an async __call__
        self._is_async = inspect.iscoroutinefunction(supply) or inspect.iscoroutinefunction(call)

    def ready(self) -> Proof | None:
        """Nothing: the function is always asked."""
        return None

    async def prove(self, occasion: Occasion) -> Proof:
        """What the function supplies."""
        try:
            if self._is_async:
                supplied = self._supply(occasion)
            else:
                asking = in_background(lambda: self._supply(occasion), "credentials")
                supplied = await asyncio.wrap_future(asking)
            if inspect.isawaitable(supplied):
                supplied = await supplied
        except Exception as error:
            raise failed(error) from error
        return proof_of(supplied)

    def prove_in_thread(self, occasion: Occasion, patience: Patience) -> Proof:
        """What the function supplies."""

        def ask() -> Supplied:
            supplied = self._supply(occasion)
            if inspect.isawaitable(supplied):
                return asyncio.run(finish(supplied))
            return supplied

        try:
            asking = in_background(ask, "credentials")
        except RuntimeError as error:
            raise failed(error) from error
        patience(asking, None)
        try:
            supplied = asking.result()
        except Exception as error:
            raise failed(error) from error
        return proof_of(supplied)

    def refused(self, proof: Proof) -> None:
        """The function is told at the next occasion."""

    def why_late(self) -> str | None:
        """Nobody knows."""
        return None


async def finish(supplying: Awaitable[Supplied]) -> Supplied:
    """An awaitable as a coroutine."""
    return await supplying


def failed(error: Exception) -> NoProof:
    """The function has raised this."""
    return NoProof(f"no credentials: {str(error) or type(error).__name__}", passing=True)


def proof_of(supplied: Supplied) -> Proof:
    """What was supplied, as metadata that can be sent."""
    pairs: Any = supplied
    if isinstance(supplied, str):
        pairs = [("authorization", f"Bearer {supplied}")]
    elif isinstance(supplied, Mapping):
        pairs = cast("Mapping[str, str | bytes]", supplied).items()
    try:
        return Proof(checked_metadata(pairs, "credentials"))
    except ArgumentError as error:
        text = f"the supplied credentials cannot be sent: {error}"
    except (TypeError, ValueError):
        text = "the supplier gave neither a token nor metadata"
    raise NoProof(text, passing=False)
