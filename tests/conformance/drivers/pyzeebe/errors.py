"""Errors as JSON: what pyzeebe's exceptions tell, and no more."""

import asyncio
import base64
import json

import grpc
from pyzeebe.errors import SettingsError

DETAILS = "grpc-status-details-bin"


class Unknown(Exception):
    """Asked for what pyzeebe does not have."""


def shown(problem):
    """An exception of a call, a stream or a worker."""
    while hasattr(problem, "exceptions"):
        # A worker ends with a group of them.
        problem = problem.exceptions[0]
    error = {"text": str(problem), "debug": repr(problem)}
    if hasattr(problem, "items"):
        error["items"] = problem.items
    status = of_grpc(problem)
    if isinstance(problem, Unknown):
        error |= {"kind": "driver", "message": str(problem)}
    elif status is not None:
        error |= {"kind": "call", "status": status.code().value[0], "message": status.details()}
        error["details"] = details(status)
    elif isinstance(problem, asyncio.CancelledError):
        error |= {"kind": "call", "status": grpc.StatusCode.CANCELLED.value[0]}
    elif isinstance(problem, (TypeError, ValueError, OSError)) and not isinstance(problem, json.JSONDecodeError):
        error |= {"kind": "argument", "message": str(problem)}
    else:
        error |= {"kind": "other"}
    return error


def of_settings(problem):
    """An exception of making a client or a worker."""
    if isinstance(problem, Unknown):
        return shown(problem)
    setting = "address" if isinstance(problem, SettingsError) else None
    return {"kind": "config", "setting": setting, "text": str(problem), "debug": repr(problem)}


def of_grpc(problem):
    """The error of gRPC that an exception of pyzeebe stands for: its attribute, or its cause."""
    candidates = [problem, getattr(problem, "grpc_error", None), problem.__cause__]
    return next((found for found in candidates if isinstance(found, grpc.aio.AioRpcError)), None)


def details(status):
    trailers = status.trailing_metadata() or ()
    found = next((value for name, value in trailers if name == DETAILS), b"")
    return base64.b64encode(found).decode()
