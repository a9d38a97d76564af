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

__all__ = ["load", "policy", "requests", "rpcs"]

_MODULES = ("policy", "requests", "rpcs")


def load() -> None:
    """Loads all of it."""
    for name in _MODULES:
        import_module(f"{__name__}.{name}")


def __getattr__(name: str) -> ModuleType:
    if name in _MODULES:
        return import_module(f"{__name__}.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
