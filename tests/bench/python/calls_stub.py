"""The bare stub of grpc.aio: no check, and a deadline only if it is told."""

import asyncio
import json

import grpc.aio
from bench.load import PROCESS, measure, told
from bench.order import order
from bench.stub import method, options, target
from zeebe_sdk import raw


async def main() -> None:
    """Makes the calls."""
    load = told()
    async with grpc.aio.insecure_channel(
        target(load.address), options(retries=load.retries)
    ) as channel:
        create_process_instance = method(channel.unary_unary, "CreateProcessInstance")

        async def create(number: int) -> int:
            request = raw.CreateProcessInstanceRequest(
                bpmnProcessId=PROCESS, version=-1, variables=json.dumps(order(number))
            )
            reply = await create_process_instance(request, timeout=load.timeout)
            return reply.processInstanceKey

        await measure(create, load.calls, load.warm_up)


asyncio.run(main())
