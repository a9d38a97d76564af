"""The worker of pyzeebe.

When it holds as many jobs as it may, it sleeps for 5 seconds before it looks again; tuned, it looks
every time the event loop comes round, which is the most that can be done.
"""

import argparse
import asyncio
import logging
from typing import Any

from bench.stub import target
from bench.work import TYPE, Handler, told
from pyzeebe import ZeebeWorker, create_insecure_channel


async def main(work: argparse.Namespace, handler: Handler) -> None:
    """Works for ever."""
    # It warns whenever it holds as many jobs as it may.
    logging.disable(logging.WARNING)
    channel = create_insecure_channel(target(work.address))
    worker = ZeebeWorker(channel, **{"poll_retry_delay": 0} if work.tuned else {})

    @worker.task(
        task_type=TYPE,
        timeout_ms=300_000,
        max_jobs_to_activate=work.active,
        max_running_jobs=work.active,
    )
    async def approve(**order: Any) -> dict[str, Any]:
        return handler.handle(order)

    await worker.work()


told_work = told()
measured = Handler(told_work.jobs, told_work.warm_up)
asyncio.run(measured.work(main(told_work, measured)))
