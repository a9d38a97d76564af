"""Tests of your own code without a gateway on the network.

- `TestJob` runs a handler on a job that you make up.
- `FakeGateway` is a gateway in the process of the test, for code that takes a client.

pytest finds the fixtures `zeebe_gateway`, `zeebe_client` and `async_zeebe_client` by itself, see
`zeebe_sdk.pytest_plugin`.
"""

from .answers import Answer, Refusal
from .gateway import FakeGateway
from .handle import JobHandle, NoOutcomeError
from .job import TestJob

__all__ = ["Answer", "FakeGateway", "JobHandle", "NoOutcomeError", "Refusal", "TestJob"]
