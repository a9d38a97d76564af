"""The configuration of a client by its settings; what is not given is left at its default."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from zeebe_sdk import BackpressurePolicy, Config, RetryBudget, RetryMode, RetryPolicy, Tls

from .arguments import WrongLineError
from .credentials import credentials

MODES = {
    "by_class": RetryMode.BY_CLASS,
    "at_least_once": RetryMode.AT_LEAST_ONCE,
    "never": RetryMode.NEVER,
}


def configuration(settings: dict[str, Any]) -> Config:
    """The configuration of a client."""
    settings = dict(settings)
    from_env = settings.pop("from_env", False)
    keywords = {}
    for name, value in settings.items():
        setting, convert = SETTINGS.get(name) or as_they_are(name, OTHERS)
        keywords[setting] = convert(value)
    return Config.from_env(**keywords) if from_env else Config(**keywords)


def milliseconds(value: int) -> timedelta:
    """A time."""
    return timedelta(milliseconds=value)


def as_they_are(name: str, known: tuple[str, ...]) -> tuple[str, Callable[[Any], Any]]:
    """A setting that has a form in JSON."""
    if name not in known:
        raise WrongLineError(f"there is no setting `{name}`")
    return name, lambda value: value


def in_seconds(settings: dict[str, Any]) -> dict[str, Any]:
    """Settings of which those in milliseconds are seconds."""
    return {
        name.removesuffix("_ms"): value / 1000 if name.endswith("_ms") else value
        for name, value in settings.items()
    }


def retry_policy(settings: dict[str, Any]) -> RetryPolicy:
    """How failed calls are repeated."""
    keywords = in_seconds(settings)
    budget = {
        name: keywords.pop(f"budget_{name}")
        for name in ("tokens", "refund")
        if f"budget_{name}" in keywords
    }
    return RetryPolicy(**keywords, budget=RetryBudget(**budget))


def backpressure_policy(settings: dict[str, Any]) -> BackpressurePolicy:
    """How calls are held back."""
    return BackpressurePolicy(**in_seconds(settings))


def tls(settings: dict[str, Any]) -> Tls:
    """What to trust and who to be."""
    named = {
        "ca_file": "ca_certificate_file",
        "certificate_file": "client_certificate_file",
        "key_file": "client_key_file",
    }
    return Tls(**{named.get(name, name): value for name, value in settings.items()})


def pairs(value: list[list[str]]) -> list[tuple[str, str]]:
    """Metadata."""
    return [(name, content) for name, content in value]


SETTINGS: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "connect_timeout_ms": ("connect_timeout", milliseconds),
    "request_timeout_ms": ("request_timeout", milliseconds),
    "keepalive_ms": ("keepalive", milliseconds),
    "keepalive_timeout_ms": ("keepalive_timeout", milliseconds),
    "metadata": ("metadata", pairs),
    "retry": ("retry", MODES.__getitem__),
    "tls": ("tls", tls),
    "credentials": ("credentials", credentials),
    "retry_policy": ("retry_policy", retry_policy),
    "backpressure": ("backpressure_policy", backpressure_policy),
}
OTHERS = (
    "address",
    "cluster_id",
    "cluster_region",
    "authority",
    "tenant",
    "max_message_size",
    "worker_tenants",
    "credentials_without_tls",
)
