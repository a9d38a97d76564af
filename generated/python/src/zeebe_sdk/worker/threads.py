"""Threads for handlers that are not async.

Not those of `concurrent.futures`: a process waits for these before it ends, so a handler that never
returns would keep it from ending for good.
"""

from __future__ import annotations

import asyncio
import contextvars
import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import TypeAlias

Done: TypeAlias = tuple[object, BaseException | None]


class Threads:
    """As many threads as handlers may run at once. They are started when they are needed.

    Whoever calls `run` sees to it that no more run at once than there are threads, so nothing waits
    in line here.
    """

    def __init__(self, most: int, name: str) -> None:
        """At most so many threads, named after this."""
        self._most = most
        self._name = name
        self._started = 0
        self._idle = 0
        self._work: SimpleQueue[tuple[Callable[[], object], asyncio.Future[Done]] | None] = (
            SimpleQueue()
        )

    async def run(self, call: Callable[[], object]) -> object:
        """Has a thread call this, in the context of the caller, and gives what comes of it."""
        future: asyncio.Future[Done] = asyncio.get_running_loop().create_future()
        context = contextvars.copy_context()
        if self._idle <= 0 and self._started < self._most:
            self._start()
        else:
            self._idle -= 1
        self._work.put((lambda: context.run(call), future))
        result, error = await future
        if error is None:
            return result
        if isinstance(error, Exception):
            raise error
        # What ends a thread must not end the loop.
        raise EndedError(error) from error

    def close(self) -> None:
        """Ends the threads, each after what it is doing."""
        for _ in range(self._started):
            self._work.put(None)

    def _start(self) -> None:
        self._started += 1
        name = f"{self._name}-{self._started}"
        threading.Thread(target=self._serve, name=name, daemon=True).start()

    def _serve(self) -> None:
        while (work := self._work.get()) is not None:
            call, future = work
            done: Done = (None, None)
            try:
                done = (call(), None)
            except BaseException as error:
                done = (None, error)
            try:
                future.get_loop().call_soon_threadsafe(self._done, future, done)
            except RuntimeError:
                # The loop has ended, and with it who waited.
                return
            # Nothing is kept alive by a thread that waits.
            del work, call, future, done

    def _done(self, future: asyncio.Future[Done], done: Done) -> None:
        self._idle += 1
        if not future.done():
            future.set_result(done)


class EndedError(Exception):
    """A handler in a thread has raised what ends threads: SystemExit or KeyboardInterrupt."""

    def __init__(self, error: BaseException) -> None:
        """It has raised this."""
        said = str(error)
        name = type(error).__name__
        super().__init__(f"the handler was ended by {name}" + (f": {said}" if said else ""))
