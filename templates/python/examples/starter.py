"""Deploys a process and starts instances of it.

`python examples/starter.py`

The gateway is the one at `http://localhost:26500`, unless variables of the environment like
`CAMUNDA_GRPC_ADDRESS` say otherwise.
"""

from __future__ import annotations

from pathlib import Path
from typing import TypedDict

from zeebe_sdk import ZeebeClient

MODEL = Path(__file__).parent / "order.bpmn"


class Order(TypedDict):
    """The variables that an instance starts with."""

    orderId: int
    total: int
    """In cents."""


def main() -> None:
    with ZeebeClient() as client:
        # A cluster that has just been started cannot do anything for some seconds.
        client.wait_until_ready()

        # To deploy what is deployed already changes nothing.
        deployed = client.deploy_files(MODEL)
        print(f"deployed {deployed.key}")

        for order_id, total in ((1, 1_000), (2, 4_200), (3, 99_900)):
            order = Order(orderId=order_id, total=total)
            started = client.create_process_instance(bpmn_process_id="order", variables=order)
            print(f"started {started.process_instance_key} for order {order_id}")


if __name__ == "__main__":
    main()
