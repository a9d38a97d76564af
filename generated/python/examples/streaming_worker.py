"""Works on two types of jobs, which the gateway sends the moment they are there.

`python examples/streaming_worker.py`, beside `starter` and `worker`, until Ctrl-C or SIGTERM
"""

from __future__ import annotations

import asyncio
import logging

from zeebe_sdk import AsyncZeebeClient
from zeebe_sdk.worker import JobEnded, JobRouter, Worker, WorkerObserver

router = JobRouter()


@router.job("shipping")
async def ship(orderId: int, receipt: str) -> None:
    """Variables can be taken one by one, by their names."""
    print(f"order {orderId} is sent off, {receipt}")


@router.job("apology")
def apologise(orderId: int) -> None:
    """A plain function runs in a thread."""
    print(f"the customer of order {orderId} gets a letter")


class Meter(WorkerObserver):
    """Prints what a program in production counts."""

    def job_ended(self, event: JobEnded) -> None:
        """One line for each job."""
        print(f"{event.job_type} {event.key} {event.end.value} after {event.handle_time:.3f} s")


async def main() -> None:
    logging.basicConfig(level=logging.INFO)
    async with AsyncZeebeClient() as client:
        worker = Worker(
            client,
            stream=True,
            max_jobs_active=64,
            # Shorter than the time from SIGTERM to SIGKILL: half a minute on Kubernetes.
            drain_timeout=20,
            observer=Meter(),
        )
        worker.include(router)
        report = await worker.run()
    print(f"stopped with {len(report.abandoned)} jobs undone")


if __name__ == "__main__":
    asyncio.run(main())
