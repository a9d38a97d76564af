"""Clients in child processes.

A connection cannot be shared between processes, so a client is of use only in the process that
made it. In a child it refuses calls; make another one there. gRPC's own threads do not survive a
fork either: fork before the first client is made, or start children by `spawn`.
"""

from __future__ import annotations

import os
import weakref
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .._exchange.core import Core

__all__ = ["watch_forks"]

_cores: weakref.WeakSet[Core] = weakref.WeakSet()


def watch_forks(core: Core) -> None:
    """From a fork on, no call is made with this in the child."""
    _cores.add(core)


def _abandon() -> None:
    for core in list(_cores):
        core.abandon("the client was made before this process was forked; make one in the child")
    _cores.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_abandon)
