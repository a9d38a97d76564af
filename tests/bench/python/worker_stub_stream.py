"""A loop of StreamActivatedJobs and CompleteJob over the bare stub.

It reads the next job when a slot is free. It never polls.
"""

import argparse
import asyncio
import json
from typing import Any

import grpc.aio
from bench.stub import method, options, target
from bench.work import TYPE, Handler, told
from zeebe_sdk import raw


async def main(work: argparse.Namespace, handler: Handler) -> None:
    """Works for ever."""
    channel = grpc.aio.insecure_channel(target(work.address), options(retries=work.retries))
    stream_activated_jobs = channel.unary_stream(
        "/gateway_protocol.Gateway/StreamActivatedJobs",
        request_serializer=raw.StreamActivatedJobsRequest.SerializeToString,
        response_deserializer=raw.ActivatedJob.FromString,
    )
    complete_job = method(channel.unary_unary, "CompleteJob")
    slots = asyncio.Semaphore(work.active)
    held: set[asyncio.Task[None]] = set()

    async def handle(job: Any) -> None:
        variables = handler.handle(json.loads(job.variables))
        request = raw.CompleteJobRequest(jobKey=job.key, variables=json.dumps(variables))
        await complete_job(request, timeout=work.timeout)

    def done(task: asyncio.Task[None]) -> None:
        held.discard(task)
        task.result()
        slots.release()

    request = raw.StreamActivatedJobsRequest(type=TYPE, worker="bench", timeout=300_000)
    jobs = stream_activated_jobs(request).__aiter__()
    while True:
        await slots.acquire()
        task = asyncio.create_task(handle(await anext(jobs)))
        held.add(task)
        task.add_done_callback(done)


told_work = told()
measured = Handler(told_work.jobs, told_work.warm_up)
asyncio.run(measured.work(main(told_work, measured)))
