"""What tests of workers share: replies of a gateway, and patience."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any

from zeebe_sdk.worker import Backoff

QUICK = Backoff(initial=0.001, max=0.005)


async def until(condition: Callable[[], bool], seconds: float = 10) -> None:
    """Waits for something, or fails."""
    begin = time.monotonic()
    while not condition():
        assert time.monotonic() - begin < seconds, "it has not happened in time"
        await asyncio.sleep(0.005)


def jobs(count: int, **more: Any) -> dict[str, Any]:
    """A reply with so many jobs."""
    several = [{"key": str(100 + n), "type": "pay", "retries": 3, **more} for n in range(count)]
    return {"jobs": several}
