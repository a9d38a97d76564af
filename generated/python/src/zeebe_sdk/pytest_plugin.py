"""Fixtures for pytest, which finds them by itself where the package is installed.

```python
async def test_charges(zeebe_gateway: FakeGateway, async_zeebe_client: AsyncZeebeClient) -> None:
    worker = Worker(async_zeebe_client)
    worker.include(payments)
    job = zeebe_gateway.add_job("charge-card", variables={"total": 5})
    async with worker:
        assert await job.outcome() == Completion({"paid": 5})
```

Nothing of the SDK is imported before a test asks for a fixture.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .aio import AsyncZeebeClient
    from .client import ZeebeClient
    from .testing import FakeGateway


@pytest.fixture
def zeebe_gateway() -> Iterator[FakeGateway]:
    """A gateway in the process of the test, see `FakeGateway`."""
    from .testing import FakeGateway

    with FakeGateway() as gateway:
        yield gateway


@pytest.fixture
def zeebe_client(zeebe_gateway: FakeGateway) -> Iterator[ZeebeClient]:
    """A client of `zeebe_gateway` for code without an event loop."""
    with zeebe_gateway.client() as client:
        yield client


@pytest.fixture
def async_zeebe_client(zeebe_gateway: FakeGateway) -> AsyncZeebeClient:
    """A client of `zeebe_gateway` for the event loop of the test.

    Fixtures that are not async cannot close it; its connection ends with the gateway.
    """
    return zeebe_gateway.async_client()
