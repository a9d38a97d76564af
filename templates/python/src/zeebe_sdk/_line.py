"""Texts of others on one line, whatever a gateway or a proxy answered."""

from __future__ import annotations

import re

__all__ = ["one_line"]

_SHOWN = 1_000
"""How many characters of a foreign text an error shows."""

_ODD = "[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"


def one_line(text: str) -> str:
    """The text on one line.

    Control characters, line separators, characters that reverse the direction of the text and
    lone surrogates are escaped, and what is longer than a screen is cut.
    """
    if len(text) > _SHOWN:
        size = len(text.encode("utf-8", "surrogatepass"))
        text = f"{text[:_SHOWN]}… ({size} bytes in all)"
    # Compiled where it is needed, which takes a while.
    return text if text.isprintable() else re.sub(_ODD, _escape, text)


def _escape(match: re.Match[str]) -> str:
    return match[0].encode("unicode_escape").decode("ascii")
