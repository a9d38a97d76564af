"""Work that a call waits for, and that goes on when the call gives up."""

from __future__ import annotations

import contextvars
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

__all__ = ["in_background"]

T = TypeVar("T")


def in_background(work: Callable[[], T], name: str) -> Future[T]:
    """Does the work in a thread of its own, which does not keep the program from ending.

    The future cannot be cancelled: others may wait for it, too. Raises RuntimeError if there can
    be no more threads, as when the program ends.
    """
    future: Future[T] = Future()
    future.set_running_or_notify_cancel()
    context = contextvars.copy_context()

    def run() -> None:
        try:
            result = context.run(work)
        except BaseException as error:
            future.set_exception(error)
        else:
            future.set_result(result)

    threading.Thread(target=run, name=f"zeebe-sdk {name}", daemon=True).start()
    return future
