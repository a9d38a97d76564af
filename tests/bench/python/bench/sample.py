"""What a program tells about its run."""

from __future__ import annotations

import json
import resource
import sys
import time


class Meter:
    """A measurement under way."""

    def __init__(self) -> None:
        self._cpu = cpu_seconds()
        self._since = time.perf_counter()

    def tell(self, calls: int, latencies: list[int]) -> None:
        """Ends the measurement and prints it."""
        seconds = time.perf_counter() - self._since
        cpu = cpu_seconds() - self._cpu
        sample = {
            "cpu": cpu * 10_000 / calls,
            "rate": calls / seconds,
            "peak_mib": peak_mib(),
            "allocations": 0.0,
            "bytes": 0.0,
            "latency": latency(latencies),
        }
        print(json.dumps(sample), flush=True)


def cpu_seconds() -> float:
    """The CPU time of this process until now."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def peak_mib() -> float:
    """The most memory it ever had; the kernel counts in KiB, macOS in bytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)


def latency(nanoseconds: list[int]) -> dict[str, float] | None:
    """How long things took, in microseconds."""
    if not nanoseconds:
        return None
    ordered = sorted(nanoseconds)

    def at(percent: int) -> float:
        return ordered[-(-len(ordered) * percent // 100) - 1] / 1_000

    return {"p50": at(50), "p90": at(90), "p99": at(99), "max": at(100)}
