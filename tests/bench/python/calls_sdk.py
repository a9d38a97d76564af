"""The asynchronous client, as its README shows it, with default settings."""

import asyncio

from bench.load import PROCESS, measure, told
from bench.order import order
from zeebe_sdk import AsyncZeebeClient


async def main() -> None:
    """Makes the calls."""
    load = told()
    async with AsyncZeebeClient(address=load.address) as client:

        async def create(number: int) -> int:
            started = await client.create_process_instance(
                bpmn_process_id=PROCESS, variables=order(number)
            )
            return started.process_instance_key

        await measure(create, load.calls, load.warm_up)


asyncio.run(main())
