"""A worker by its settings; what is not given is left at its default."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast

from zeebe_sdk.worker import Backoff, Fetch, WorkerSettings


def settings(told: dict[str, Any]) -> WorkerSettings:
    """The settings of a worker."""
    given: dict[str, Any] = {}
    for name, value in told.items():
        match name:
            case "backoff":
                given["backoff"] = Backoff(**times(value))
            case "backoff_fails":
                given["backoff"] = no_pause
            case "fetch":
                given["fetch"] = Fetch.NOTHING if value == [] else value
            case "fetch_all":
                given["fetch"] = Fetch.ALL
            case _:
                given.update(times({name: value}))
    return cast(WorkerSettings, given)


def times(told: dict[str, Any]) -> dict[str, Any]:
    """Settings of which those in milliseconds are times."""
    return {
        name.removesuffix("_ms"): timedelta(milliseconds=value) if name.endswith("_ms") else value
        for name, value in told.items()
    }


def no_pause(failures: int, error: object) -> float:
    """The pause is asked of a function of the user, which fails."""
    raise RuntimeError("no pause comes to mind")
