"""The synchronous client in threads, with default settings."""

from bench.load import PROCESS, measure_in_threads, told
from bench.order import order
from zeebe_sdk import ZeebeClient

load = told()
with ZeebeClient(address=load.address) as client:

    def create(number: int) -> int:
        """Makes a call."""
        started = client.create_process_instance(bpmn_process_id=PROCESS, variables=order(number))
        return started.process_instance_key

    measure_in_threads(create, load.calls, load.warm_up)
