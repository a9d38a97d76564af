"""pyzeebe, with default settings."""

import asyncio

from bench.load import PROCESS, measure, told
from bench.order import order
from bench.stub import target
from pyzeebe import ZeebeClient, create_insecure_channel


async def main() -> None:
    """Makes the calls."""
    load = told()
    client = ZeebeClient(create_insecure_channel(target(load.address)))

    async def create(number: int) -> int:
        started = await client.run_process(PROCESS, order(number))
        return started.process_instance_key

    await measure(create, load.calls, load.warm_up)


asyncio.run(main())
