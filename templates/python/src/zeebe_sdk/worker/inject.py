"""The parameters of handlers: what each takes from a job, found out once per handler."""

from __future__ import annotations

import functools
import inspect
import types
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from .._json import Json, decode, typed
from ..errors import ConfigError, VariablesError
from . import headers
from .fetch import Fetch
from .job import HeldJob, Job, SyncJob

T = TypeVar("T")


class _Whole:
    """Marks a parameter that is all variables."""


class _Headers:
    """Marks a parameter that is all headers."""


class _State:
    """Marks a parameter that the worker shares among its jobs."""


Variables = Annotated[T, _Whole]
"""All variables of a job as one value: `order: Variables[Order]`.

The type is a dataclass, TypedDict, pydantic model, `dict[str, Any]` or `Json`. The worker asks the
gateway only for the variables that it has fields for. Variables that do not fit fail the job, with
a message that names the place: `variables.items[3].price: …`.
"""

Headers = Annotated[T, _Headers]
"""The headers that the model defines for the task as one value: `mail: Headers[Mail]`.

Headers are text. Where the type has a number or a boolean, it is read from the text.
"""

State = Annotated[T, _State]
"""What the worker shares among its jobs: `pool: State[Pool]`, given by `worker.provide(pool)`."""


@dataclass(frozen=True, slots=True)
class Variable:
    """Names the variable that a parameter is, where that is not the name of the parameter.

    ```python
    async def charge(order_id: Annotated[str, Variable("orderId")]) -> None: ...
    ```
    """

    name: str
    """The name of the variable."""


@dataclass(frozen=True, slots=True)
class Inject:
    """Has a function of yours make the argument from the job.

    ```python
    def printer_of(job: Job) -> Printer:
        return Printer(job.type.removeprefix("print-on-"))

    async def print_out(printer: Annotated[Printer, Inject(printer_of)]) -> None: ...
    ```

    What it raises fails the job, as if the handler had raised it. It is called where the handler
    is: on the event loop, where it does not block, or in the thread.
    """

    make: Callable[[Job], object]
    """Makes the argument."""
    fetch: Fetch | Sequence[str] = Fetch.NOTHING
    """The variables that it reads, which the worker then asks for."""


Take = Callable[[HeldJob], object]
"""Takes one argument from a job."""


@dataclass(frozen=True, slots=True)
class Named:
    """A parameter that is one variable."""

    parameter: str
    name: str
    hint: Any
    """What it is to be."""
    instead: tuple[object, ...] | None
    """What it is if there is no such variable: nothing in there leaves it to the function."""

    @property
    def path(self) -> str:
        """Where it is, for errors."""
        return f"variables.{self.name}"

    def fill(self, made: dict[str, Any]) -> None:
        """Puts what it is without a variable among the arguments.

        Raises:
            VariablesError: If there has to be one.
        """
        if self.instead is None:
            raise VariablesError(self.path, "is missing")
        if self.instead:
            made[self.parameter] = self.instead[0]


class Plan:
    """What the parameters of a handler take, found out when it is defined."""

    def __init__(
        self, function: Callable[..., object], names: Mapping[str, Any] | None = None
    ) -> None:
        """Looks at the parameters, whose hints may use these names beside those of its module.

        Raises:
            ConfigError: If one of them cannot be given, which it names.
        """
        self.function = function
        self.is_async = is_async(function)
        self.fetch = Fetch.NOTHING
        self.named: list[Named] = []
        self.others: list[tuple[str, Take]] = []
        self.states: list[tuple[str, Any]] = []
        self.rest = False
        """Whether all variables without a parameter of their own are keyword arguments."""
        self._has_job = False
        hints = hints_of(function, names or {})
        for parameter in inspect.signature(function).parameters.values():
            self._add(parameter, hints.get(parameter.name, Any))
        if self._has_job and self.fetch == Fetch.NOTHING:
            self.fetch = Fetch.ALL

    def bound(self, states: Mapping[Any, object]) -> Callable[[HeldJob], dict[str, Any]]:
        """What makes the arguments for a job.

        Raises:
            ConfigError: If the worker does not provide what a parameter takes.
        """
        shared = {name: state_of(hint, states, name) for name, hint in self.states}
        others, rest = tuple(self.others), self.rest
        # Where one is a Decimal, all are read from numbers as they are written.
        is_exact = any(typed.exact(one.hint) for one in self.named)
        load = decode.loads_exact if is_exact else decode.loads
        named = [
            (one.name, one.parameter, typed.reader(one.hint, exact=is_exact), one.path)
            for one in self.named
        ]
        instead = {one.name: one for one in self.named}

        def arguments(job: HeldJob) -> dict[str, Any]:
            made = shared.copy()
            if named:
                values = object_in(load, job.variables_text)
                for name, parameter, read, path in named:
                    if name in values:
                        made[parameter] = read(values[name], path)
                    else:
                        instead[name].fill(made)
            if rest:
                values = object_in(decode.loads, job.variables_text)
                made.update((name, value) for name, value in values.items() if name not in instead)
            for name, take in others:
                made[name] = take(job)
            return made

        return arguments

    def _add(self, parameter: inspect.Parameter, hint: Any) -> None:
        name = parameter.name
        if parameter.kind in (parameter.POSITIONAL_ONLY, parameter.VAR_POSITIONAL):
            raise refused(self.function, name, "is positional, and arguments are given by name")
        hint, marks = split(hint)
        if parameter.kind is parameter.VAR_KEYWORD:
            self.rest = True
            self._read(Fetch.ALL)
        elif hint in (Job, SyncJob, HeldJob):
            self._add_job(name, hint)
        elif _Whole in marks:
            try:
                self.others.append((name, whole(hint)))
            except TypeError as error:
                raise refused(
                    self.function, name, f"has a type for no variables: {error}"
                ) from None
            self._read(Fetch.ALL if hint is Json else Fetch.of(hint))
        elif _Headers in marks:
            self.others.append((name, all_headers(hint)))
        elif _State in marks:
            self.states.append((name, hint))
        else:
            injected = [mark for mark in marks if isinstance(mark, Inject)]
            if injected:
                self._add_injected(name, injected[0])
            else:
                self._add_named(parameter, hint, marks)

    def _add_job(self, name: str, hint: type[HeldJob]) -> None:
        if self.is_async and issubclass(hint, SyncJob):
            raise refused(
                self.function, name, "is a SyncJob, which an async handler cannot wait for"
            )
        if issubclass(hint, SyncJob):
            self.others.append((name, SyncJob.of))
        else:
            self.others.append((name, lambda job: job))
        self._has_job = True

    def _add_injected(self, name: str, inject: Inject) -> None:
        def take(job: HeldJob) -> object:
            return inject.make(job if isinstance(job, Job) else Job.of(job))

        self.others.append((name, take))
        self._read(Fetch.given(inject.fetch))

    def _add_named(self, parameter: inspect.Parameter, hint: Any, marks: Sequence[Any]) -> None:
        names = [mark.name for mark in marks if isinstance(mark, Variable)]
        name = names[0] if names else parameter.name
        instead: tuple[object, ...] | None = None
        if parameter.default is not parameter.empty:
            instead = ()
        elif takes_none(hint):
            instead = (None,)
        self.named.append(Named(parameter.name, name, hint, instead))
        self._read(Fetch((name,)))

    def _read(self, fetch: Fetch) -> None:
        self.fetch = self.fetch.and_(fetch)


def object_in(load: Callable[[str], Any], text: str) -> dict[str, Any]:
    """The variables in a text.

    Raises:
        VariablesError: If they are no object.
    """
    try:
        value = load(text)
    except VariablesError as error:
        raise error.at("variables") from None
    if not isinstance(value, dict):
        raise VariablesError("variables", "are no object")
    return cast("dict[str, Any]", value)


def whole(hint: Any) -> Take:
    """Takes all variables as one value."""
    if hint is Json:
        return lambda job: job.variables
    read = typed.decoder(hint)

    def take(job: HeldJob) -> object:
        try:
            return read(job.variables_text)
        except VariablesError as error:
            raise error.at("variables") from None

    return take


def all_headers(hint: Any) -> Take:
    """Takes all headers as one value."""
    if hint is Json:
        return lambda job: job.custom_headers
    read = headers.reader(hint)
    return lambda job: read(job.custom_headers)


def state_of(hint: Any, states: Mapping[Any, object], name: str) -> object:
    """What the worker provides for this hint: under the type itself, or as an instance of it."""
    if hint in states:
        return states[hint]
    if isinstance(hint, type):
        for state in states.values():
            if isinstance(state, hint):
                return state
    said = getattr(hint, "__qualname__", str(hint))
    problem = f"no {said} is provided for the parameter '{name}': worker.provide(…) gives one"
    raise ConfigError("state", problem)


def split(hint: Any) -> tuple[Any, tuple[Any, ...]]:
    """A hint without its annotations, and these."""
    if get_origin(hint) is Annotated:
        bare, *marks = get_args(hint)
        return bare, tuple(marks)
    return hint, ()


def takes_none(hint: Any) -> bool:
    """Whether None is a value of the hint, so that a variable that is missing is None."""
    if hint is None or hint is type(None):
        return True
    if get_origin(hint) in (Union, types.UnionType):
        return any(takes_none(one) for one in get_args(hint))
    return False


def innermost(function: Callable[..., object]) -> Callable[..., object]:
    """The function in partial objects, wrappers and callable objects."""
    while isinstance(function, functools.partial):
        function = function.func
    function = inspect.unwrap(function)
    if inspect.isroutine(function) or inspect.isclass(function):
        return function
    called: Callable[..., object] = type(function).__call__
    return called


def is_async(function: Callable[..., object]) -> bool:
    """Whether calling it gives something to await."""
    if inspect.iscoroutinefunction(function):
        return True
    return not inspect.isclass(function) and inspect.iscoroutinefunction(innermost(function))


def hints_of(function: Callable[..., object], names: Mapping[str, Any]) -> dict[str, Any]:
    """The hints of its parameters.

    Raises:
        ConfigError: If one names what is not there, e.g. what is imported for type checkers alone.
    """
    inner = innermost(function)
    hints: dict[str, Any] = dict(getattr(inner, "__annotations__", {}))
    # What it returns is whatever it returns.
    hints.pop("return", None)
    bearer = types.SimpleNamespace(__annotations__=hints)
    try:
        known = {**getattr(inner, "__globals__", {}), **names}
        return get_type_hints(bearer, known, include_extras=True)
    except NameError as error:
        problem = (
            f"{error}: the worker reads the hints of a handler, so what they name has to be there "
            "when it runs, not for type checkers alone"
        )
        raise ConfigError(name_of(function), problem) from error


def name_of(function: Callable[..., object]) -> str:
    """What to call a handler in front of people."""
    return getattr(innermost(function), "__qualname__", repr(function))


def refused(function: Callable[..., object], parameter: str, problem: str) -> ConfigError:
    """The error of a parameter that cannot be given."""
    return ConfigError(name_of(function), f"the parameter '{parameter}' {problem}")
