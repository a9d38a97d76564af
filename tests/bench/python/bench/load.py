"""The work of a program that makes calls: so many of them, so many at once."""

from __future__ import annotations

import argparse
import asyncio
import threading
from collections.abc import Awaitable, Callable

from .sample import Meter

PROCESS = "order"
"""The process that every call starts."""
IN_FLIGHT = 64
"""Calls under way at once, where calls do not block."""
THREADS = 16
"""Calls under way at once, where they do."""

Create = Callable[[int], int]
"""Starts an instance with an order as variables, and gives its key."""
AsyncCreate = Callable[[int], Awaitable[int]]
"""The same."""


def told() -> argparse.Namespace:
    """What the program is told."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--address", required=True)
    parser.add_argument("--calls", type=int, default=20_000)
    parser.add_argument("--warm-up", type=int, default=1_000)
    parser.add_argument("--timeout", type=float, help="the deadline of a call of a bare stub, in s")
    parser.add_argument("--no-retries", action="store_false", dest="retries")
    return parser.parse_args()


async def measure(create: AsyncCreate, calls: int, warm_up: int) -> None:
    """Makes the measured calls after some others."""
    await make(create, warm_up)
    meter = Meter()
    await make(create, calls)
    meter.tell(calls, [])


async def make(create: AsyncCreate, calls: int) -> None:
    """Makes so many calls."""
    numbers = iter(range(1, calls + 1))

    async def caller() -> None:
        for number in numbers:
            check(await create(number))

    await asyncio.gather(*(caller() for _ in range(IN_FLIGHT)))


def measure_in_threads(create: Create, calls: int, warm_up: int) -> None:
    """Makes the measured calls after some others."""
    make_in_threads(create, warm_up)
    meter = Meter()
    make_in_threads(create, calls)
    meter.tell(calls, [])


def make_in_threads(create: Create, calls: int) -> None:
    """Makes so many calls."""
    numbers = iter(range(1, calls + 1))

    def caller() -> None:
        for number in numbers:
            check(create(number))

    threads = [threading.Thread(target=caller) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def check(key: int) -> None:
    """A call that brought no key has not done its work."""
    if key <= 0:
        raise RuntimeError("the server answered without a key")
