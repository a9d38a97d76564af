"""How the value of a setting is read, from a variable or from code, and how it is shown."""

from __future__ import annotations

import math
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Generic, TypeVar, cast

from .._tls.pem import Pem
from ..credentials.secret import Secret
from .address import without_userinfo

__all__ = [
    "BYTES", "DURATION", "FLAG", "LIST", "PATH", "PEM", "PROBES", "SECRET", "TEXT", "URL",
    "Reading", "seconds",
]  # fmt: skip

T = TypeVar("T")


@dataclass(frozen=True)
class Reading(Generic[T]):
    """How values of one type are read and shown.

    What cannot be read raises ValueError with what is wrong and what would be right.
    """

    parse: Callable[[str], T]
    """From the text of a variable."""

    take: Callable[[object], T]
    """From what code gives."""

    show: Callable[[T], str]
    """For people."""


def text(value: object) -> str:
    """A text of code."""
    if isinstance(value, str):
        return value
    raise ValueError(f"has to be a str, not {type(value).__name__}")


def flag(text: str) -> bool:
    """True or false."""
    match text.strip().lower():
        case "true" | "1" | "yes" | "on":
            return True
        case "false" | "0" | "no" | "off":
            return False
        case _:
            raise ValueError(f"'{text}' is neither true nor false")


def items(text: str) -> tuple[str, ...]:
    """Texts with commas between them."""
    return tuple(item.strip() for item in text.split(",") if item.strip())


def texts(value: object) -> tuple[str, ...]:
    """Texts of code."""
    if isinstance(value, (list, tuple, set, frozenset)):
        return tuple(map(text, cast("list[object]", value)))
    raise ValueError(f"has to be a list of str, not {type(value).__name__}")


MILLISECONDS = {"": 1, "ms": 1, "s": 1_000, "m": 60_000, "min": 60_000, "h": 3_600_000}
KB, MB = 1024, 1024**2
BYTES_OF = {"": 1, "b": 1, "k": KB, "kb": KB, "kib": KB, "m": MB, "mb": MB, "mib": MB}
LONGEST = 10 * 366 * 24 * 3_600.0
LARGEST = 2**31 - 1


def scaled(text: str, units: dict[str, int]) -> int | None:
    """A whole number and its unit, if it is that."""
    found = re.fullmatch(r"\s*([0-9]{1,18})\s*([A-Za-z]*)\s*", text)
    if found is None or found[2].lower() not in units:
        return None
    return int(found[1]) * units[found[2].lower()]


def duration(text: str) -> float:
    """A time with a unit, in seconds."""
    milliseconds = scaled(text, MILLISECONDS)
    if milliseconds is None:
        raise ValueError(
            f"'{text}' is no time; write a number of milliseconds, or one with ms, s, m or h, "
            "such as 45s"
        )
    return seconds(milliseconds / 1_000)


def seconds(value: object) -> float:
    """A time of code, in seconds."""
    if isinstance(value, timedelta):
        value = value.total_seconds()
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise ValueError(f"has to be seconds or a timedelta, not {type(value).__name__}")
    if not math.isfinite(value) or not 0 <= value <= LONGEST:
        raise ValueError(f"has to be from 0 s to 10 years, not {value} s")
    return float(value)


def probes(value: object) -> float | None:
    """A time of code, or never."""
    return None if value is None else seconds(value)


def size(text: str) -> int:
    """A size with a unit, in bytes."""
    found = scaled(text, BYTES_OF)
    if found is None:
        raise ValueError(
            f"'{text}' is no size; write a number of bytes, or one with KB or MB, such as 4MB"
        )
    return count(found)


def count(value: object) -> int:
    """A size of code, in bytes."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError(f"has to be a number of bytes, not {type(value).__name__}")
    if not 0 <= value <= LARGEST:
        raise ValueError(f"has to be at most {LARGEST} bytes, not {value}")
    return value


def show_seconds(value: float | None) -> str:
    """A time for people."""
    if value is None:
        return "never"
    return f"{value:g}s" if value >= 1 else f"{value * 1_000:g}ms"


def show_size(value: int) -> str:
    """A size for people."""
    for unit, factor in (("MB", MB), ("KB", KB)):
        if value and value % factor == 0:
            return f"{value // factor}{unit}"
    return str(value)


def path(value: object) -> Path:
    """A path of code."""
    if isinstance(value, (str, os.PathLike)):
        return Path(value)  # pyright: ignore[reportUnknownArgumentType]
    raise ValueError(f"has to be a path, not {type(value).__name__}")


def secret(value: object) -> Secret:
    """A secret of code."""
    return value if isinstance(value, Secret) else Secret(text(value))


def pem(value: object) -> Pem:
    """A PEM of code."""
    if isinstance(value, Pem):
        return value
    raise ValueError("has to be given by Tls(...)")


def truth(value: object) -> bool:
    """A flag of code."""
    if isinstance(value, bool):
        return value
    raise ValueError(f"has to be True or False, not {type(value).__name__}")


TEXT: Reading[str] = Reading(str.strip, text, str)
SECRET: Reading[Secret] = Reading(Secret, secret, repr)
URL: Reading[str] = Reading(str.strip, text, without_userinfo)
PATH: Reading[Path] = Reading(Path, path, str)
PEM: Reading[Pem] = Reading(lambda file: Pem(None, file), pem, repr)
FLAG: Reading[bool] = Reading(flag, truth, lambda value: str(value).lower())
LIST: Reading[tuple[str, ...]] = Reading(items, texts, ",".join)
BYTES: Reading[int] = Reading(size, count, show_size)
DURATION: Reading[float] = Reading(duration, seconds, show_seconds)
PROBES: Reading[float | None] = Reading(duration, probes, show_seconds)
