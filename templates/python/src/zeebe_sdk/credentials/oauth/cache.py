"""A file that keeps tokens between runs of a program.

It is a convenience: whatever is wrong with it is a warning in the log, and a token is fetched
instead. It is replaced as a whole, so nobody ever sees half of it, and it is for its owner alone.
"""

from __future__ import annotations

import json
import logging
import os
import stat
import tempfile
import time
from pathlib import Path
from typing import Any, cast

from ..secret import Secret
from .answer import is_token

__all__ = ["Cache"]

logger = logging.getLogger("zeebe_sdk.credentials")

LARGEST = 1024 * 1024
"""Nothing that this module writes is longer."""

Kept = dict[str, Any]
"""One token in the file: access_token, and obtained_at and expires_at in seconds since 1970."""


class Cache:
    """The token of one client in a file that may have those of others."""

    def __init__(self, file: Path, key: str) -> None:
        self._file = file
        self._key = key

    def read(self) -> tuple[Secret, float] | None:
        """The token and for how many seconds it lasts, if there is one that does."""
        kept = self._load().get(self._key)
        now = time.time()
        # A clock that was set back knows nothing about the token.
        if kept is None or not kept["obtained_at"] <= now < kept["expires_at"]:
            return None
        return Secret(kept["access_token"]), kept["expires_at"] - now

    def write(self, token: Secret, lasts: float) -> None:
        """Keeps a token."""
        now = time.time()
        text = token.reveal()
        self._change(
            {"access_token": text, "obtained_at": int(now), "expires_at": int(now + lasts)}
        )

    def forget(self) -> None:
        """Forgets the token."""
        if self._file.exists():
            self._change(None)

    def _change(self, kept: Kept | None) -> None:
        now = time.time()
        tokens = {key: other for key, other in self._load().items() if other["expires_at"] > now}
        tokens.pop(self._key, None)
        if kept is not None:
            tokens[self._key] = kept
        try:
            replace(self._file, json.dumps({"tokens": tokens}, indent=2))
        except OSError as error:
            self._warn("cannot be written", error)

    def _load(self) -> dict[str, Kept]:
        """What is in the file, or nothing."""
        try:
            text = read_safely(self._file)
            return {} if text is None else tokens_of(text)
        except OSError as error:
            self._warn("is not used", error)
        except (ValueError, RecursionError):
            self._warn("is damaged and not used", None)
        return {}

    def _warn(self, what: str, error: OSError | None) -> None:
        why = f": {error.strerror or error}" if error else ""
        logger.warning("the file with tokens %s %s%s", self._file, what, why)


def tokens_of(text: bytes) -> dict[str, Kept]:
    """The tokens in the file. Raises ValueError if it is not such a file."""
    content: object = json.loads(text)
    tokens = cast("Kept", content).get("tokens") if isinstance(content, dict) else None
    if not isinstance(tokens, dict):
        raise ValueError
    found = cast("dict[str, object]", tokens)
    return {key: kept for key, value in found.items() if (kept := kept_of(value)) is not None}


def kept_of(value: object) -> Kept | None:
    """One token, if it is one."""
    if not isinstance(value, dict):
        return None
    kept = cast("Kept", value)
    times = (kept.get("obtained_at"), kept.get("expires_at"))
    if all(type(time) is int for time in times) and is_token(kept.get("access_token")):
        return kept
    return None


def read_safely(file: Path) -> bytes | None:
    """The content of a file that nobody else can have written or read; None if it is not there."""
    try:
        opened = os.open(file, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
    except FileNotFoundError:
        return None
    with os.fdopen(opened, "rb") as stream:
        found = os.fstat(stream.fileno())
        if not stat.S_ISREG(found.st_mode):
            raise OSError("it is not a regular file")
        if found.st_size > LARGEST:
            raise OSError("it is too long")
        mode = stat.S_IMODE(found.st_mode)
        if os.name == "posix" and mode & 0o077:
            raise OSError(f"others may read or write it (mode {mode:o}, it has to be 600)")
        return stream.read()


def replace(file: Path, content: str) -> None:
    """Puts a new file in the place of the old one."""
    make_directory(file.parent)
    # It is made for its owner alone.
    opened, new = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)
    try:
        with os.fdopen(opened, "w", encoding="utf-8") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(new, file)
    except BaseException:
        os.unlink(new)
        raise


def make_directory(directory: Path) -> None:
    """A directory that is missing is made, for its owner alone, and so are those above it."""
    if directory.is_dir():
        return
    if directory.parent != directory:
        make_directory(directory.parent)
    directory.mkdir(mode=0o700, exist_ok=True)
