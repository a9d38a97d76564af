"""The calls of the gateway: generated tables and conversions, loaded when the first is needed.

Importing the package stays as quick as importing grpcio: the protobuf runtime, the messages and
the dataclasses of the API are loaded by the first client that is made.
"""

from __future__ import annotations

from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from . import policy, requests, rpcs

__all__ = ["policy", "requests", "rpcs"]


def __getattr__(name: str) -> ModuleType:
    if name in __all__:
        return import_module(f"{__name__}.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
