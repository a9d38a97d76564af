"""The handlers: plain async functions, as a user writes them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from zeebe_sdk import ZeebeError
from zeebe_sdk.worker import (
    BpmnError,
    Completion,
    Headers,
    Job,
    JobFailure,
    Reported,
    State,
    Variables,
)

from .. import messages
from ..arguments import WrongLineError
from ..errors import shown
from ..variables import read_variables
from .board import Board
from .script import Act


@dataclass
class Declared:
    """Variables of a declared type."""

    name: str
    amount: int
    note: str | None = None


@dataclass
class DeclaredHeaders:
    """Headers of a declared type."""

    card: str
    limit: int


async def job(job: Job, board: State[Board]) -> object:
    """Takes the job."""
    with board.begin(job) as act:
        await prepare(board, act)
        if act.extend_ms is not None:
            await job.extend_timeout(timedelta(milliseconds=act.extend_ms))
        taken = job.variables.value
        match act.end:
            case {"manual": end}:
                return await by_itself(board, job, outcome(end, taken))
            case {"twice": end}:
                await by_itself(board, job, outcome(end, taken))
                return None
            case end:
                return await ended(board, end, taken)


async def nothing(board: State[Board]) -> object:
    """Takes nothing."""
    with board.begin() as act:
        await prepare(board, act)
        return await ended(board, act.end, None)


async def values(
    variables: Variables[dict[str, Any]], headers: Headers[dict[str, Any]], board: State[Board]
) -> object:
    """Takes variables and headers, whatever they are."""
    with board.begin() as act:
        await prepare(board, act)
        return await ended(board, act.end, {"variables": variables, "headers": headers})


async def typed(declared: Variables[Declared], board: State[Board]) -> object:
    """Takes variables of a declared type."""
    with board.begin() as act:
        await prepare(board, act)
        return await ended(board, act.end, asdict(declared))


async def typed_headers(declared: Headers[DeclaredHeaders], board: State[Board]) -> object:
    """Takes headers of a declared type."""
    with board.begin() as act:
        await prepare(board, act)
        return await ended(board, act.end, asdict(declared))


HANDLERS: dict[str, Callable[..., Awaitable[object]]] = {
    "job": job,
    "nothing": nothing,
    "values": values,
    "typed": typed,
    "typed_headers": typed_headers,
}


async def prepare(board: Board, act: Act) -> None:
    """What is done before the end."""
    if act.delay_ms:
        await asyncio.sleep(act.delay_ms / 1000)
    if act.wait:
        await board.wait()
    if act.shutdown:
        board.shutdown()


async def ended(board: Board, end: Any, taken: object) -> object:
    """The end of a handler that returns how the job ends."""
    match end:
        case "hang":
            return await asyncio.Event().wait()
        case "until_cancelled":
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                board.was_cancelled()
            return None
        case end:
            return outcome(end, taken)


async def by_itself(board: Board, job: Job, outcome: object) -> Reported:
    """Reports an outcome, as a handler does that does not return it."""
    try:
        match outcome:
            case BpmnError():
                reported = await job.throw_error(outcome.code, outcome.message, outcome.variables)
            case JobFailure():
                reported = await job.fail(
                    outcome.message,
                    retries=outcome.retries,
                    retry_backoff=outcome.retry_backoff,
                    variables=outcome.variables,
                )
            case Completion():
                reported = await job.complete(outcome.variables, result=outcome.result)
            case variables:
                reported = await job.complete(*([] if variables is None else [variables]))
    except ZeebeError as error:
        board.told({"error": shown(error)})
        raise
    board.told({"lost": reported.is_lost})
    return reported


def outcome(end: Any, taken: object) -> object:
    """What a handler returns that ends in this way."""
    match end:
        case "nothing":
            return None
        case "echo":
            return taken
        case {"complete": variables}:
            return read_variables(variables)
        case {"result": result}:
            return messages.read_job_result(result)
        case {"bpmn_error": told}:
            return BpmnError(told["code"], told.get("message", ""), **with_variables(told))
        case {"fail": told}:
            pause = told.get("retry_backoff_ms")
            return JobFailure(
                told.get("message", ""),
                retries=told.get("retries"),
                retry_backoff=None if pause is None else timedelta(milliseconds=pause),
                **with_variables(told),
            )
        case {"throw": text}:
            raise RuntimeError(text)
        case {"crash": text}:
            raise SystemExit(text)
        case unknown:
            raise WrongLineError(f"a handler does not end like {unknown}")


def with_variables(told: dict[str, Any]) -> dict[str, Any]:
    """The variables, if there are any."""
    variables = told.get("variables")
    return {} if variables is None else {"variables": read_variables(variables)}
