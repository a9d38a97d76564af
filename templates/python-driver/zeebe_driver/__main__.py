"""Lines in, answers out."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
import threading

from .callers import AsyncCaller, Caller, SyncCaller
from .session import Session


def main() -> None:
    """Runs until the input ends."""
    parser = argparse.ArgumentParser(prog="zeebe_driver", description="Makes calls as it is told.")
    parser.add_argument("--sync", action="store_true", help="with the synchronous client")
    caller: Caller = SyncCaller() if parser.parse_args().sync else AsyncCaller()
    asyncio.run(play(caller))
    # Whoever closed the input waits for nothing that is still under way.
    sys.stdout.flush()
    os._exit(0)


async def play(caller: Caller) -> None:
    """Begins what each line says, in order."""
    loop = asyncio.get_running_loop()
    lines: asyncio.Queue[bytes | None] = asyncio.Queue()
    threading.Thread(target=read, args=(loop, lines), daemon=True).start()
    session = Session(caller, answer)
    while (line := await lines.get()) is not None:
        session.handle(line)


def read(loop: asyncio.AbstractEventLoop, lines: asyncio.Queue[bytes | None]) -> None:
    """Hands the lines of the input to the loop."""
    for line in sys.stdin.buffer:
        loop.call_soon_threadsafe(lines.put_nowait, line)
    loop.call_soon_threadsafe(lines.put_nowait, None)


def answer(value: object) -> None:
    """Prints an answer."""
    sys.stdout.buffer.write(json.dumps(value, separators=(",", ":")).encode() + b"\n")
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
