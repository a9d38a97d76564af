"""The signals by which a process is told to stop."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from types import FrameType

SIGNALS = (signal.SIGTERM, signal.SIGINT)


@contextmanager
def on_signals(told: Callable[[], object]) -> Generator[None, None, None]:
    """Calls this, on the running loop, when the process is told to stop, instead of ending it.

    By SIGTERM or SIGINT, which is Ctrl-C. Signals come to the main thread alone, so elsewhere
    nothing is changed.
    """
    loop = asyncio.get_running_loop()
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def hear(_number: int, _frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(told)

    before = [(number, signal.getsignal(number)) for number in SIGNALS]
    for number in SIGNALS:
        signal.signal(number, hear)
    wakes = loop.create_task(keep_awake()) if SLEEPS_DEEPLY else None
    try:
        yield
    finally:
        if wakes is not None:
            wakes.cancel()
        for number, handler in before:
            # What was not set by Python cannot be set again by it.
            if handler is not None:
                signal.signal(number, handler)


SLEEPS_DEEPLY = not hasattr(signal, "pthread_sigmask")
"""Whether a loop that waits does not hear signals, as on Windows."""


async def keep_awake() -> None:
    """Lets the loop look for signals now and then."""
    while True:  # noqa: ASYNC110, nothing happens that could be waited for
        await asyncio.sleep(0.5)
