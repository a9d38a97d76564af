"""Jobs that are made up, as the messages in which a gateway sends them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from .. import raw
from .._json import decode, encode
from ..worker.fetch import Fetch

if TYPE_CHECKING:
    from ..raw import ActivatedJob


def activated_job(
    job_type: str,
    *,
    key: int,
    retries: int,
    variables: object,
    headers: object,
    fields: Mapping[str, object],
) -> ActivatedJob:
    """The message of a job.

    Raises:
        ArgumentError: If its variables or headers are no JSON object.
        TypeError: If there is no such field.
    """
    message = raw.ActivatedJob(
        key=key,
        type=job_type,
        retries=retries,
        variables=encode.object_text("variables", cast("encode.Variables", variables)),
        customHeaders=encode.object_text("headers", cast("encode.Variables", headers)),
    )
    names = {plain(field.name): field.name for field in message.DESCRIPTOR.fields}
    for name, value in fields.items():
        known = names.get(plain(name))
        if known is None:
            raise TypeError(f"a job has no field '{name}'")
        message.MergeFrom(raw.ActivatedJob(**cast("dict[str, Any]", {known: value})))
    return message


def plain(name: str) -> str:
    """A name without what differs between Python's spelling and that of the proto."""
    return name.replace("_", "").lower()


def fetched(message: ActivatedJob, fetch: Fetch) -> ActivatedJob:
    """A copy with those of its variables that are asked for."""
    copy = raw.ActivatedJob()
    copy.CopyFrom(message)
    if fetch.names is not None:
        every = decode.loads_exact(message.variables or "{}")
        some = {name: value for name, value in every.items() if name in fetch.names}
        copy.variables = encode.object_text("variables", some)
    return copy
