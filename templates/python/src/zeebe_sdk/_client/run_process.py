"""A process from its start to its end as one call, with a typed result."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from .._contract.unset import UNSET, Unset
from ..errors import ArgumentError, VariablesError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import timedelta

    from .._json import Variables
    from ..keys import ProcessDefinitionKey
    from ..options import CallOptions
    from ..types import CreateProcessInstanceRequest, CreateProcessInstanceWithResultResponse
    from ..values import FetchVariables, ResultTimeout

__all__ = ["AsyncRunProcess", "ProcessResult", "RunProcess"]

T = TypeVar("T")


@dataclass(slots=True, kw_only=True)
class ProcessResult(Generic[T]):
    """A process instance that has completed."""

    variables: T
    """The variables at the end of the instance."""
    instance: CreateProcessInstanceWithResultResponse
    """What the gateway says about the instance."""


class _AsyncRuns(Protocol):
    async def create_process_instance_with_result(
        self,
        *,
        request: CreateProcessInstanceRequest,
        request_timeout: Any = ...,
        fetch_variables: Any = ...,
        options: CallOptions | None = None,
    ) -> CreateProcessInstanceWithResultResponse: ...


class _Runs(Protocol):
    def create_process_instance_with_result(
        self,
        *,
        request: CreateProcessInstanceRequest,
        request_timeout: Any = ...,
        fetch_variables: Any = ...,
        options: CallOptions | None = None,
    ) -> CreateProcessInstanceWithResultResponse: ...


class AsyncRunProcess:
    """Runs processes from start to end, for asyncio."""

    async def run_process(
        self: _AsyncRuns,
        result: type[T],
        request: CreateProcessInstanceRequest | None = None,
        *,
        bpmn_process_id: str | None = None,
        process_definition_key: ProcessDefinitionKey | None = None,
        variables: Variables | Unset = UNSET,
        request_timeout: timedelta | float | ResultTimeout | None = None,
        fetch_variables: Sequence[str] | FetchVariables | None = None,
        options: CallOptions | None = None,
    ) -> ProcessResult[T]:
        """Starts an instance, waits until it has completed, and gives its variables.

        It is `create_process_instance_with_result`, for processes that take seconds.

        Args:
            result: The type of the variables: a dataclass, a TypedDict, a pydantic model, or
                a type such as `dict[str, int]`.
            request: What to start, where the two that follow do not say enough.
            bpmn_process_id: The process, in its latest version.
            process_definition_key: The process, in a version.
            variables: The variables to start with.
            request_timeout: How long the gateway waits, in seconds or as a `timedelta`; as long
                as it likes if left out.
            fetch_variables: The names of the variables that are wanted; all if left out.
            options: What is special about this call.

        Raises:
            ArgumentError: If the request is refused before it is sent.
            CallError: If the call fails. After DEADLINE_EXCEEDED the instance most likely runs
                on, and its key is unknown: do not start it again unchecked.
            VariablesError: If the instance has completed and its variables are not of the type;
                the error names the instance.
        """
        instance = await self.create_process_instance_with_result(
            request=request or _request(bpmn_process_id, process_definition_key, variables),
            options=options,
            **_given(request_timeout=request_timeout, fetch_variables=fetch_variables),
        )
        return _result(result, instance)


class RunProcess:
    """Runs processes from start to end."""

    def run_process(
        self: _Runs,
        result: type[T],
        request: CreateProcessInstanceRequest | None = None,
        *,
        bpmn_process_id: str | None = None,
        process_definition_key: ProcessDefinitionKey | None = None,
        variables: Variables | Unset = UNSET,
        request_timeout: timedelta | float | ResultTimeout | None = None,
        fetch_variables: Sequence[str] | FetchVariables | None = None,
        options: CallOptions | None = None,
    ) -> ProcessResult[T]:
        """Starts an instance, waits until it has completed, and gives its variables.

        It is `create_process_instance_with_result`, for processes that take seconds.

        Args:
            result: The type of the variables: a dataclass, a TypedDict, a pydantic model, or
                a type such as `dict[str, int]`.
            request: What to start, where the two that follow do not say enough.
            bpmn_process_id: The process, in its latest version.
            process_definition_key: The process, in a version.
            variables: The variables to start with.
            request_timeout: How long the gateway waits, in seconds or as a `timedelta`; as long
                as it likes if left out.
            fetch_variables: The names of the variables that are wanted; all if left out.
            options: What is special about this call.

        Raises:
            ArgumentError: If the request is refused before it is sent.
            CallError: If the call fails. After DEADLINE_EXCEEDED the instance most likely runs
                on, and its key is unknown: do not start it again unchecked.
            VariablesError: If the instance has completed and its variables are not of the type;
                the error names the instance.
        """
        instance = self.create_process_instance_with_result(
            request=request or _request(bpmn_process_id, process_definition_key, variables),
            options=options,
            **_given(request_timeout=request_timeout, fetch_variables=fetch_variables),
        )
        return _result(result, instance)


def _request(
    bpmn_process_id: str | None, key: ProcessDefinitionKey | None, variables: Variables | Unset
) -> CreateProcessInstanceRequest:
    from ..types import CreateProcessInstanceRequest

    present = _given(bpmn_process_id=bpmn_process_id, process_definition_key=key)
    if not present:
        problem = "give a request or one of bpmn_process_id, process_definition_key"
        raise ArgumentError("", problem).of("CreateProcessInstanceWithResult")
    if variables is not UNSET:
        present["variables"] = variables
    return CreateProcessInstanceRequest(**present)


def _given(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _result(result: type[T], instance: CreateProcessInstanceWithResultResponse) -> ProcessResult[T]:
    try:
        return ProcessResult(variables=instance.variables.as_type(result), instance=instance)
    except VariablesError as error:
        key = instance.process_instance_key
        problem = f"{error.problem}; the process instance {key} has completed"
        raise VariablesError(error.path, problem) from None
