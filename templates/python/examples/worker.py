"""Collects the money for orders, until Ctrl-C or SIGTERM.

`python examples/worker.py`, beside the example `starter`
"""

from __future__ import annotations

import asyncio
import itertools
import logging
from dataclasses import dataclass
from datetime import timedelta

from zeebe_sdk import AsyncZeebeClient
from zeebe_sdk.worker import BpmnError, Headers, State, Variables, Worker


@dataclass
class Order:
    """The variables that the handler reads; the gateway sends no others."""

    orderId: int
    total: int


@dataclass
class Terms:
    """The headers that the model defines for the task."""

    limit: int


@dataclass
class Payment:
    """The variables that the process goes on with."""

    receipt: str


class Bank:
    """Stands in for the client of a bank."""

    def __init__(self) -> None:
        self.charges = itertools.count()

    async def charge(self, cents: int) -> str:
        """Does not work at the first time."""
        await asyncio.sleep(0.05)
        number = next(self.charges)
        if number == 0:
            raise TimeoutError("the bank does not answer")
        return f"receipt {number} for {cents} cents"


async def collect(order: Variables[Order], terms: Headers[Terms], bank: State[Bank]) -> Payment:
    """Takes the money."""
    if order.total > terms.limit:
        # The model has a path for this.
        raise BpmnError("declined", f"order {order.orderId} is over {terms.limit}")
    # Any other exception fails the job. It comes again until its retries are used up; then it is
    # an incident.
    receipt = await bank.charge(order.total)
    print(f"order {order.orderId} is paid: {receipt}")
    return Payment(receipt)


async def main() -> None:
    # Without a handler for logs, nothing is heard of a gateway that is away.
    logging.basicConfig(level=logging.INFO)
    async with AsyncZeebeClient() as client:
        worker = Worker(
            client,
            name="cashier",
            # Longer than any charge takes: after it another worker gets the job.
            timeout=60,
            retry_backoff=timedelta(seconds=1),
        )
        worker.provide(Bank())
        worker.job("payment")(collect)
        report = await worker.run()
    print(f"stopped with {len(report.abandoned)} jobs undone")


if __name__ == "__main__":
    asyncio.run(main())
