"""Waiting for a gateway that has just been started.

A gateway answers Topology seconds before its cluster can do anything: the cluster is ready when
every partition has a healthy leader.
"""

from __future__ import annotations

import asyncio
import logging
import time
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

from grpc import StatusCode

from .._exchange.judge import Tried
from .._exchange.plan import plan
from .._exchange.report import closed, report
from .._retry.backoff import full_jitter
from .._retry.policy import RetryMode, RetryPolicy
from .._transport.failure import cut_off
from ..errors import CallError
from ..options import CallOptions

if TYPE_CHECKING:
    from .._exchange.core import Core
    from ..types import TopologyResponse

__all__ = ["AsyncReadiness", "Readiness"]

_LOG = logging.getLogger("zeebe_sdk")

_PACE = RetryPolicy(initial_delay=0.2, max_delay=2.0)
"""Often enough not to be waited for, seldom enough not to be noticed."""

_FINAL = {
    StatusCode.UNIMPLEMENTED,
    StatusCode.UNAUTHENTICATED,
    StatusCode.PERMISSION_DENIED,
}
"""What stays however long one waits."""

_SLICE = 0.1
"""How often, in seconds, a thread that pauses looks whether its client was closed."""


class _AsyncAsks(Protocol):
    _core: Core

    async def topology(self, *, options: CallOptions | None = None) -> TopologyResponse: ...


class _Asks(Protocol):
    _core: Core

    def topology(self, *, options: CallOptions | None = None) -> TopologyResponse: ...


class AsyncReadiness:
    """Waits for a gateway, for asyncio."""

    async def wait_until_ready(
        self: _AsyncAsks, *, timeout: float | timedelta = 60.0
    ) -> TopologyResponse:
        """Waits until the gateway answers and every partition has a healthy leader.

        It asks again and again, whatever the client's `RetryMode`.

        Args:
            timeout: How long it is waited, in seconds or as a `timedelta`.

        Returns:
            The topology of the cluster that is ready.

        Raises:
            DeadlineExceededError: If it is not ready in time; the text says what was missing.
            CallError: UNIMPLEMENTED, UNAUTHENTICATED and PERMISSION_DENIED at once, as no waiting
                helps.
            ClosedError: If the client is closed meanwhile.
        """
        wait = _Wait(self._core, timeout)  # pyright: ignore[reportPrivateUsage]
        while True:
            try:
                topology = await self.topology(options=wait.ask())
            except CallError as error:
                pause = wait.after(error)
            else:
                if (lack := _lacks(topology)) is None:
                    return topology
                pause = wait.lacking(lack)
            while pause > 0:
                await asyncio.sleep(min(pause, _SLICE))
                pause = wait.on(pause)


class Readiness:
    """Waits for a gateway."""

    def wait_until_ready(self: _Asks, *, timeout: float | timedelta = 60.0) -> TopologyResponse:
        """Waits until the gateway answers and every partition has a healthy leader.

        It asks again and again, whatever the client's `RetryMode`.

        Args:
            timeout: How long it is waited, in seconds or as a `timedelta`.

        Returns:
            The topology of the cluster that is ready.

        Raises:
            DeadlineExceededError: If it is not ready in time; the text says what was missing.
            CallError: UNIMPLEMENTED, UNAUTHENTICATED and PERMISSION_DENIED at once, as no waiting
                helps.
            ClosedError: If the client is closed meanwhile.
        """
        wait = _Wait(self._core, timeout)  # pyright: ignore[reportPrivateUsage]
        while True:
            try:
                topology = self.topology(options=wait.ask())
            except CallError as error:
                pause = wait.after(error)
            else:
                if (lack := _lacks(topology)) is None:
                    return topology
                pause = wait.lacking(lack)
            while pause > 0:
                time.sleep(min(pause, _SLICE))
                pause = wait.on(pause)


class _Wait:
    """A wait under way: what is decided in it, without waiting."""

    def __init__(self, core: Core, timeout: float | timedelta) -> None:
        from .._gateway import rpcs

        self._core = core
        self._policy = rpcs.TOPOLOGY.policy
        self._options = CallOptions(timeout=timeout, retry=RetryMode.NEVER)
        self._timeout = self._options.seconds or 0.0
        self._deadline = core.clock() + self._timeout
        self._asked = 0
        self._is_short = False
        """Whether the question has less time than calls usually have."""
        self._missing = "no answer yet"

    def ask(self) -> CallOptions:
        """How the next question is asked."""
        self._asked += 1
        remaining = max(self._deadline - self._core.clock(), 0.001)
        timeout = min(self._core.request_timeout, remaining)
        self._is_short = timeout < self._core.request_timeout
        return CallOptions(timeout=timeout, retry=RetryMode.NEVER)

    def after(self, error: CallError) -> float:
        """How long to pause after a question that failed."""
        if error.status in _FINAL or self._core.closed_because is not None:
            raise error
        # A question that was cut short does not say what is missing.
        cut_short = self._is_short and error.status is StatusCode.DEADLINE_EXCEEDED
        if not cut_short:
            self._missing = str(error)
        return self._pause()

    def lacking(self, lack: str) -> float:
        """How long to pause after an answer that shows what is missing."""
        self._missing = lack
        return self._pause()

    def on(self, pause: float) -> float:
        """What is left of a pause after a slice of it."""
        self._check()
        return pause - _SLICE

    def _pause(self) -> float:
        self._check()
        _LOG.debug("the gateway is not ready: %s", self._missing)
        return full_jitter(_PACE, self._asked, self._core.random)

    def _check(self) -> None:
        core = self._core
        if core.closed_because is not None:
            raise closed(self._policy, core.closed_because)
        if core.clock() < self._deadline:
            return
        text = f"not ready after {self._timeout:g} s: {self._missing}"
        failure = cut_off(StatusCode.DEADLINE_EXCEEDED, text, maybe_executed=False)
        how = plan(core, self._policy, self._options)
        raise report(how, Tried(attempts=self._asked), failure)


def _lacks(topology: TopologyResponse) -> str | None:
    """What a cluster lacks to do its work."""
    if topology.partitions_count < 1:
        return "the gateway knows of no partition"
    healthy: dict[int, bool] = {}
    for broker in topology.brokers:
        for partition in broker.partitions:
            if partition.role.name == "LEADER":
                known = healthy.get(partition.partition_id, False)
                healthy[partition.partition_id] = known or partition.health.name == "HEALTHY"
    lacking: list[str] = []
    for number in range(1, topology.partitions_count + 1):
        if number not in healthy:
            lacking.append(f"partition {number} has no leader")
        elif not healthy[number]:
            lacking.append(f"the leader of partition {number} is not healthy")
    return ", ".join(lacking) or None
