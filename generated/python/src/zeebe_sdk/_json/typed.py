"""From JSON to the type of a hint.

A hint is turned once into a reader, a function from a value as `decode` gives it to a value of
that type, and kept. Readers of plain types are in `scalars`, those of objects in `objects`; here
are lists, maps and unions, and what finds the reader of a hint.
"""

from __future__ import annotations

import types
from collections import abc
from collections.abc import Callable
from enum import Enum
from functools import lru_cache
from typing import (
    Annotated,
    Any,
    ForwardRef,
    Literal,
    NewType,
    TypeVar,
    Union,
    cast,
    get_args,
    get_origin,
    is_typeddict,
)

from ..errors import VariablesError
from . import decode, objects, scalars
from .scalars import Reader, expected

__all__ = ["decoder", "exact", "names", "reader"]

T = TypeVar("T")

_LISTS: dict[Any, Callable[[Any], Any]] = {
    list: list,
    set: set,
    frozenset: frozenset,
    abc.Sequence: list,
    abc.MutableSequence: list,
    abc.Collection: list,
    abc.Iterable: list,
    abc.Set: set,
    abc.MutableSet: set,
}
_MAPS = {dict, abc.Mapping, abc.MutableMapping}


def reader(hint: type[T], *, exact: bool = False) -> Callable[[Any, str], T]:
    """What turns a value into this type; its second argument is where the value is.

    `exact` says that values come from `decode.loads_exact`. Raises `TypeError` for a hint that
    JSON cannot be read as; the reader raises `VariablesError` for a value that does not fit.
    """
    read = compiled(hint, exact)

    def at(value: Any, path: str) -> T:
        try:
            return cast("T", read(value))
        except VariablesError as error:
            raise (error.at(path) if path else error) from None
        except RecursionError:
            raise VariablesError(path, "is nested too deeply") from None

    return at


@lru_cache(maxsize=1_024)
def _decoder(hint: Any) -> Callable[[str], Any]:
    is_exact = exact(hint)
    load = decode.loads_exact if is_exact else decode.loads
    read = compiled(hint, is_exact)

    def decoded(text: str) -> Any:
        try:
            return read(load(text))
        except RecursionError:
            raise VariablesError("", "is nested too deeply") from None

    return decoded


def decoder(hint: type[T]) -> Callable[[str], T]:
    """What turns a JSON text into this type. Raises as `reader` does."""
    any_hint: Any = hint
    make = _decoder if _is_hashable(any_hint) else _decoder.__wrapped__
    return cast("Callable[[str], T]", make(any_hint))


def names(hint: Any) -> tuple[str, ...] | None:
    """The names of the variables that a type reads; `None` if it may be any."""
    return objects.names(_bare(hint))


def exact(hint: Any) -> bool:
    """Whether the type has a `Decimal` somewhere, which wants numbers as they are written."""
    return objects.mentions_decimal(hint, set())


@lru_cache(maxsize=4_096)
def _cached(hint: Any, exact: bool) -> Reader:
    return _compile(hint, exact)


def compiled(hint: Any, exact: bool) -> Reader:
    """The reader of a hint, made once."""
    return _cached(hint, exact) if _is_hashable(hint) else _compile(hint, exact)


def _is_hashable(hint: Any) -> bool:
    try:
        hash(hint)
    except TypeError:
        return False
    return True


def _bare(hint: Any) -> Any:
    """The hint without what only people and other libraries read in it."""
    while True:
        if get_origin(hint) is Annotated:
            hint = get_args(hint)[0]
        elif isinstance(hint, NewType):
            hint = hint.__supertype__
        elif type(hint).__name__ == "TypeAliasType":
            hint = hint.__value__
        else:
            return hint


def _compile(hint: Any, exact: bool) -> Reader:
    hint = _bare(hint)
    if hint is Any or hint is object or isinstance(hint, TypeVar):
        return scalars.inexact if exact else scalars.anything
    found = scalars.READERS.get(hint)
    if found is not None:
        return found
    origin, arguments = get_origin(hint) or hint, get_args(hint)
    if origin is Union or origin is types.UnionType:
        return _union(arguments, exact)
    if origin is Literal:
        return scalars.literal(arguments)
    if origin is tuple:
        return _tuple(arguments, exact)
    if origin in _LISTS:
        return _list(_LISTS[origin], arguments[0] if arguments else Any, exact)
    if origin in _MAPS:
        return _map(arguments, exact)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return scalars.enum(hint)
    if isinstance(hint, (str, ForwardRef)):
        raise TypeError(f"{hint!r} is not a type; is its module imported?")
    found = objects.reader(hint, exact, compiled)
    if found is None:
        raise TypeError(f"JSON cannot be read as {_name(hint)}")
    return found


def _name(hint: Any) -> str:
    return getattr(hint, "__name__", None) or str(hint)


def _union(arguments: tuple[Any, ...], exact: bool) -> Reader:
    has_none = type(None) in arguments
    others = [part for part in arguments if part is not type(None)]
    readers = [compiled(part, exact) for part in others]
    if len(readers) == 1:
        only = readers[0]
        return lambda value: None if value is None else only(value)

    def read(value: Any) -> Any:
        if value is None and has_none:
            return None
        deepest: VariablesError | None = None
        for one in readers:
            try:
                return one(value)
            except VariablesError as error:
                if error.path and (deepest is None or len(error.path) > len(deepest.path)):
                    deepest = error
        if deepest is not None and sum(map(_is_object, others)) == 1:
            raise deepest
        raise expected(" or ".join(_name(part) for part in arguments), value)

    return read


def _is_object(hint: Any) -> bool:
    return is_typeddict(hint) or objects.names(_bare(hint)) is not None


def _list(make: Callable[[Any], Any], hint: Any, exact: bool) -> Reader:
    each = compiled(hint, exact)

    def read(value: Any) -> Any:
        if not decode.is_array(value):
            raise expected("a list", value)
        entries = _entries(value, each)
        try:
            return make(entries)
        except TypeError as error:  # an entry of a set that cannot be in one
            raise VariablesError("", str(error)) from None

    return read


def _entries(values: list[Any], each: Reader) -> list[Any]:
    index = 0
    read: list[Any] = []
    try:
        for index, value in enumerate(values):  # noqa: B007 - the error names it
            read.append(each(value))
    except VariablesError as error:
        raise error.at_index(index) from None
    return read


def _tuple(arguments: tuple[Any, ...], exact: bool) -> Reader:
    if not arguments or (len(arguments) == 2 and arguments[1] is Ellipsis):
        return _list(tuple, arguments[0] if arguments else Any, exact)
    readers = [compiled(part, exact) for part in arguments if part != ()]

    def read(value: Any) -> Any:
        if not decode.is_array(value):
            raise expected("a list", value)
        if len(value) != len(readers):
            text = f"expected {len(readers)} entries, not {len(value)}"
            raise VariablesError("", text)
        index = 0
        entries: list[Any] = []
        try:
            for index, one in enumerate(readers):
                entries.append(one(value[index]))
        except VariablesError as error:
            raise error.at_index(index) from None
        return tuple(entries)

    return read


def _map(arguments: tuple[Any, ...], exact: bool) -> Reader:
    names, hint = arguments or (str, Any)
    name = compiled(names, exact)
    each = compiled(hint, exact)
    if names is str and each is scalars.anything:
        return scalars.an_object

    def read(value: Any) -> Any:
        if not decode.is_object(value):
            raise expected("an object", value)
        result: dict[Any, Any] = {}
        for key, part in value.items():
            try:
                result[name(key)] = each(part)
            except VariablesError as error:
                raise error.at(key) from None
        return result

    return read
