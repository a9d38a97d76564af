"""A loop of ActivateJobs and CompleteJob over the bare stub.

It polls as soon as so many slots are free that a poll is worth its cost, for as many jobs as there
are free slots.
"""

import argparse
import asyncio
import json
from typing import Any

import grpc.aio
from bench.stub import method, options, target
from bench.work import TYPE, Handler, told
from zeebe_sdk import raw

WORTH = 0.7
"""What part of the slots has to be free for a poll."""


async def main(work: argparse.Namespace, handler: Handler) -> None:
    """Works for ever."""
    channel = grpc.aio.insecure_channel(target(work.address), options(retries=work.retries))
    activate_jobs = method(channel.unary_stream, "ActivateJobs")
    complete_job = method(channel.unary_unary, "CompleteJob")
    worth = max(round(work.active * WORTH), 1)
    held: set[asyncio.Task[None]] = set()
    room = asyncio.Event()

    async def handle(job: Any) -> None:
        variables = handler.handle(json.loads(job.variables))
        request = raw.CompleteJobRequest(jobKey=job.key, variables=json.dumps(variables))
        await complete_job(request, timeout=work.timeout)

    def done(task: asyncio.Task[None]) -> None:
        held.discard(task)
        task.result()
        if work.active - len(held) >= worth:
            room.set()

    while True:
        free = work.active - len(held)
        if free < worth:
            room.clear()
            await room.wait()
            continue
        request = raw.ActivateJobsRequest(
            type=TYPE,
            worker="bench",
            timeout=300_000,
            requestTimeout=20_000,
            maxJobsToActivate=free,
        )
        async for message in activate_jobs(request):
            for job in message.jobs:
                task = asyncio.create_task(handle(job))
                held.add(task)
                task.add_done_callback(done)


told_work = told()
measured = Handler(told_work.jobs, told_work.warm_up)
asyncio.run(measured.work(main(told_work, measured)))
