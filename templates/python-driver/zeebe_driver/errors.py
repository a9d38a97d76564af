"""Errors as JSON."""

from __future__ import annotations

import asyncio
import base64
import traceback
from typing import Any

from zeebe_sdk import ArgumentError, CallError, ConfigError, StatusCode

from .arguments import MissingError, WrongLineError


class EndedError(Exception):
    """A stream that ended with an error after these replies."""

    def __init__(self, error: Exception, items: list[Any]) -> None:
        super().__init__(str(error))
        self.error = error
        self.items = items


def shown(error: BaseException) -> dict[str, Any]:
    """An error with what a user would print of it."""
    if isinstance(error, EndedError):
        return {**shown(error.error), "items": error.items}
    return {
        **members(error),
        "text": str(error),
        "debug": repr(error),
        "traceback": traceback.format_exception(error),
    }


def members(error: BaseException) -> dict[str, Any]:
    """What a program can ask an error for."""
    match error:
        case ConfigError():
            return {"kind": "config", "setting": error.setting}
        case ArgumentError():
            return {
                "kind": "argument",
                "rpc": error.rpc,
                "path": error.path,
                "message": error.problem,
            }
        case MissingError():
            return {
                "kind": "argument",
                "by": "type",
                "rpc": error.rpc,
                "path": error.path,
                "message": str(error),
            }
        case CallError():
            return call(error)
        case asyncio.CancelledError():
            # Whoever cancels a task gets no more than this.
            return {"kind": "call", "status": StatusCode.CANCELLED.value[0]}
        case WrongLineError():
            return {"kind": "driver", "message": str(error)}
        case _:
            return {"kind": "other"}


def call(error: CallError) -> dict[str, Any]:
    """A call that failed."""
    return {
        "kind": "call",
        "rpc": error.rpc,
        "status": error.status.value[0],
        "message": error.message,
        "details": base64.b64encode(error.details).decode(),
        "attempts": error.attempts,
        "retryable": error.retryable,
        "outcome_unknown": error.outcome_unknown,
        "documented": error.documented,
        "needs_gateway": error.needs_gateway,
        "too_large": error.too_large,
    }
