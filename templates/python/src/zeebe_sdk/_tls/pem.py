"""Certificates and keys, as texts or as files."""

from __future__ import annotations

import os
from pathlib import Path

from ..credentials.secret import Secret

__all__ = ["Pem"]


class Pem:
    """A PEM text, or the file that has it."""

    __slots__ = ("_text", "file")

    def __init__(self, text: str | bytes | None, file: str | os.PathLike[str] | None) -> None:
        decoded = text.decode("ascii", "replace") if isinstance(text, bytes) else text
        self._text = None if decoded is None else Secret(decoded)
        self.file = None if file is None else Path(file)

    def read(self) -> Secret:
        """The text. Raises ValueError with why the file cannot be read."""
        if self._text is not None:
            return self._text
        try:
            return Secret(Path(self.file or "").read_text(encoding="ascii", errors="replace"))
        except OSError as error:
            why = error.strerror or error
        raise ValueError(f"the file {self.file} cannot be read: {why}")

    def __repr__(self) -> str:
        return "a PEM text" if self.file is None else str(self.file)
