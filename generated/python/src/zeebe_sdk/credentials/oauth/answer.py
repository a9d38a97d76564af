"""What a token server says."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any, cast

from ..._line import one_line
from ..authenticator import NoProof
from ..secret import Secret

__all__ = ["Answer", "is_token", "read"]


@dataclass(frozen=True)
class Answer:
    """A token that was given out."""

    token: Secret
    expires_in: float | None
    """How long it lasts, in seconds, if that was said."""


def read(status: int, kind: str | None, body: bytes, secret: Secret) -> Answer:
    """Reads the answer of a server. `secret` is kept out of what is reported."""
    content = json_object(body)
    if 300 <= status < 400:
        text = (
            "it wants to send the client elsewhere, which is not done with secrets; "
            "is the URL right?"
        )
        raise NoProof(f"it answered HTTP {status}: {text}", passing=True)
    if not 200 <= status < 300:
        why = described(kind) if content is None else said(content, secret)
        raise NoProof(f"it answered HTTP {status}: {why}", passing=may_pass(status))
    if content is None:
        raise NoProof(f"it answered with {described(kind)}, and not with a token", passing=True)
    return answer_of(content)


def may_pass(status: int) -> bool:
    """Whether the same request may be answered otherwise later."""
    return not 400 <= status < 500 or status in (408, 425, 429)


def json_object(body: bytes) -> dict[str, Any] | None:
    """The body, if it is a JSON object."""
    try:
        content = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return cast("dict[str, Any]", content) if isinstance(content, dict) else None


def is_token(text: object) -> bool:
    """Whether it has only characters that a token has."""
    return isinstance(text, str) and re.fullmatch(r"[!-~]+", text) is not None


def answer_of(content: dict[str, Any]) -> Answer:
    """The token, if it is one that can be sent."""
    if not isinstance(content.get("access_token"), str):
        raise NoProof("it answered without an access_token", passing=True)
    if not is_token(content["access_token"]):
        raise NoProof("it gave a token with characters that no token has", passing=True)
    kind = content.get("token_type", "bearer")
    if isinstance(kind, str) and kind.lower() != "bearer":
        text = f"it gave a token of type {one_line(kind)}, not a bearer token"
        raise NoProof(text, passing=False)
    return Answer(Secret(content["access_token"]), seconds(content.get("expires_in")))


def seconds(said: object) -> float | None:
    """A number, or a text with one in it."""
    if isinstance(said, bool) or not isinstance(said, (int, float, str)):
        return None
    try:
        return float(said)
    except OverflowError:
        return float("inf")
    except ValueError:
        return None


def said(content: dict[str, Any], secret: Secret) -> str:
    """What an error answer says."""
    parts = [content.get(name) for name in ("error", "error_description")]
    error, description = (part if isinstance(part, str) else None for part in parts)
    if error and description:
        text = f"{error} ({description})"
    else:
        text = error or description or "nothing that says why"
    return one_line(secret.hide_in(text))


def described(kind: str | None) -> str:
    """What the content is, by its type."""
    if kind is None:
        return "nothing that says what it is"
    if kind.lower().startswith("text/html"):
        return "a web page"
    return f"content of type {one_line(kind)}"
