"""What a worker asks the gateway for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The jobs that a worker wants, and how it wants them."""

    job_type: str
    worker: str
    """The name of the worker."""
    timeout_ms: int
    """How long the gateway reserves a job."""
    fetch: tuple[str, ...]
    """The names of variables; none of them is all variables."""
    tenants: tuple[str, ...]
    """The tenants to take jobs from; none of them leaves it to the client's default."""
    lease: bool
    """Whether jobs come with a lease token."""
