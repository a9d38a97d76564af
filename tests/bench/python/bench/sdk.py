"""The worker of the SDK, as its README shows it."""

from __future__ import annotations

import asyncio
from typing import Any

from zeebe_sdk import AsyncZeebeClient
from zeebe_sdk.worker import Variables, Worker

from .work import TYPE, Handler, told


def work(**settings: Any) -> None:
    """Works for ever."""
    asyncio.run(run(settings))


async def run(settings: dict[str, Any]) -> None:
    """The same."""
    told_work = told()
    handler = Handler(told_work.jobs, told_work.warm_up)
    async with AsyncZeebeClient(address=told_work.address) as client:
        worker = Worker(client, max_jobs_active=told_work.active, **settings)

        @worker.job(TYPE)
        async def approve(order: Variables[dict[str, Any]]) -> dict[str, Any]:
            return handler.handle(order)

        await worker.run()
