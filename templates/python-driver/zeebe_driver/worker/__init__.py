"""Workers with handlers that do as they are told.

`settings` makes the settings of one, `script` says what a handler does with a job, `handlers` are
the handlers themselves, and `board` has what there is to tell about them.
"""

from __future__ import annotations

import asyncio
from typing import Any

from zeebe_sdk import AsyncZeebeClient
from zeebe_sdk.worker import Worker

from ..arguments import WrongLineError
from ..errors import shown
from .board import Board
from .handlers import HANDLERS
from .script import Script
from .settings import settings

COUNTED = (
    "polled",
    "streamed",
    "started",
    "completed",
    "failed",
    "errored",
    "lost",
    "expired",
    "returned",
    "unreported",
    "polls",
    "polls_failed",
    "streams",
    "slots_used",
    "slots",
)
"""The numbers that a worker gives."""
