"""The objects that every program encodes and decodes."""

from __future__ import annotations

from typing import Any


def order(number: int) -> dict[str, Any]:
    """The variables of a call: a small object."""
    return {
        "id": number,
        "customer": "Ada Lovelace",
        "total": 129.95,
        "items": ["tea", "biscuits"],
    }
