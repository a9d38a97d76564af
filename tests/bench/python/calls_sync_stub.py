"""The bare stub of grpc in threads: no check, and a deadline only if it is told."""

import json

import grpc
from bench.load import PROCESS, measure_in_threads, told
from bench.order import order
from bench.stub import method, options, target
from zeebe_sdk import raw

load = told()
with grpc.insecure_channel(target(load.address), options(retries=load.retries)) as channel:
    create_process_instance = method(channel.unary_unary, "CreateProcessInstance")

    def create(number: int) -> int:
        """Makes a call."""
        request = raw.CreateProcessInstanceRequest(
            bpmnProcessId=PROCESS, version=-1, variables=json.dumps(order(number))
        )
        return create_process_instance(request, timeout=load.timeout).processInstanceKey

    measure_in_threads(create, load.calls, load.warm_up)
