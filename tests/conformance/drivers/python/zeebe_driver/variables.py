"""Variables as a user of Python gives them: dictionaries and what they hold, or the text of JSON.

An object with one member whose name starts with `$` stands for what the line cannot hold.
"""

from __future__ import annotations

import base64
from datetime import datetime
from decimal import Decimal
from typing import Any

from zeebe_sdk import RawJson

from .arguments import WrongLineError


def read_variables(value: Any) -> Any:
    """The variables that a value stands for."""
    if isinstance(value, list):
        return [read_variables(item) for item in value]
    if not isinstance(value, dict):
        return value
    if len(value) == 1:
        [(name, content)] = value.items()
        if name.startswith("$"):
            return special(name, content)
    return {name: read_variables(item) for name, item in value.items()}


def special(name: str, content: Any) -> Any:
    """What JSON on a line has no form for."""
    match name:
        case "$text":
            return RawJson(content)
        case "$int":
            return int(content)
        case "$float":
            return float(content)
        case "$bytes":
            return base64.b64decode(content)
        case "$date":
            return datetime.fromisoformat(content.replace("Z", "+00:00"))
        case "$decimal":
            return Decimal(content)
        case "$entries":
            return {key: read_variables(item) for key, item in content}
        case unknown:
            raise WrongLineError(f"there is no value `{unknown}`")
