"""How the SDK names itself to a gateway and to a token server."""

from __future__ import annotations

from typing import Final

from ._version import VERSION

__all__ = ["USER_AGENT"]

USER_AGENT: Final = f"zeebe-sdk-python/{VERSION}"
