"""What can go wrong: one hierarchy for everything the SDK does.

`ConfigError` when a client is made, `ArgumentError` before a call is sent, `CallError` and a
subclass of it per status for a call that failed, `VariablesError` for JSON that is not what was
asked for. All of them are a `ZeebeError`. What a status means for the retries of a call is
decided in `_exchange`, not here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from grpc import StatusCode

from ._contract.policy import RpcPolicy
from ._line import one_line

__all__ = [
    "AbortedError",
    "AlreadyExistsError",
    "ArgumentError",
    "CallCancelledError",
    "CallError",
    "ClosedError",
    "ConfigError",
    "DataLossError",
    "DeadlineExceededError",
    "FailedPreconditionError",
    "InternalError",
    "InvalidArgumentError",
    "NotFoundError",
    "OutOfRangeError",
    "PermissionDeniedError",
    "ResourceExhaustedError",
    "UnauthenticatedError",
    "UnavailableError",
    "UnimplementedError",
    "UnknownError",
    "VariablesError",
    "ZeebeError",
]


class ZeebeError(Exception):
    """Everything that the SDK reports."""


class ConfigError(ZeebeError):
    """Settings that a client cannot be made with. The text shows no secret."""

    setting: str
    """The setting, as the keyword argument is spelt, or the variable that gave it."""
    problem: str
    """What is wrong with its value."""
    problems: tuple[ConfigError, ...]
    """All that is wrong, one error each; this error itself if it is one thing."""

    def __init__(self, setting: str, problem: str) -> None:
        super().__init__(setting, problem)
        self.setting = setting
        self.problem = problem
        self.problems = (self,)

    @classmethod
    def of(cls, errors: Sequence[ConfigError]) -> ConfigError:
        """All of these as one; there must be at least one."""
        if len(errors) == 1:
            return errors[0]
        several = cls(errors[0].setting, errors[0].problem)
        several.problems = tuple(errors)
        return several

    def __str__(self) -> str:
        if len(self.problems) == 1:
            return one_line(f"{self.setting}: {self.problem}")
        texts = "; ".join(str(problem) for problem in self.problems)
        return f"{len(self.problems)} settings are wrong: {texts}"


class _PathError(ZeebeError, ValueError):
    path: str
    """Where, e.g. `variables.items[3].price`; empty if the whole is meant."""
    problem: str
    """What is wrong there."""

    def __init__(self, path: str, problem: str) -> None:
        super().__init__(path, problem)
        self.path = path
        self.problem = problem

    def at(self, field: str) -> Any:
        """Puts a field in front of the path."""
        between = "." if self.path and not self.path.startswith("[") else ""
        self.path = f"{field}{between}{self.path}"
        return self

    def at_index(self, index: int) -> Any:
        """Puts a position in a list in front of the path."""
        return self.at(f"[{index}]")

    def __str__(self) -> str:
        return one_line(f"{self.path}: {self.problem}" if self.path else self.problem)


class ArgumentError(_PathError):
    """A request that the SDK refuses to send, and why. Nothing has reached the gateway.

    The text names the call, the field and what is wrong with it, e.g. `CompleteJob:
    variables.items[3].price: nan is not JSON`. It is a `ValueError`, too.
    """

    rpc: str = ""
    """The RPC, as the proto spells it; empty if it is not about one."""

    def of(self, rpc: str) -> ArgumentError:
        """Says which call was refused."""
        self.rpc = rpc
        return self

    def __str__(self) -> str:
        text = super().__str__()
        return f"{self.rpc}: {text}" if self.rpc else text


class VariablesError(_PathError):
    """A value that is not JSON, or JSON that is not the value asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallFacts:
    """What a `CallError` is made from."""

    policy: RpcPolicy
    status: StatusCode
    message: str = ""
    details: bytes = b""
    metadata: tuple[tuple[str, str | bytes], ...] = ()
    attempts: int = 0
    retryable: bool = False
    outcome_unknown: bool = False
    too_large: bool = False
    from_gateway: bool = False
    hint: str | None = None


class CallError(ZeebeError):
    """A call that failed: its status and everything known about it.

    There is a subclass per status, so `except NotFoundError` asks for one of them. The text is
    one line: RPC, status, the gateway's message, what this status means for this RPC. It shows
    no metadata.
    """

    _facts: CallFacts

    def __init__(self, facts: CallFacts) -> None:
        super().__init__(facts)
        self._facts = facts

    @staticmethod
    def of(facts: CallFacts) -> CallError:
        """The error of the class that belongs to the status."""
        return _CLASSES.get(facts.status, UnknownError)(facts)

    @property
    def rpc(self) -> str:
        """The RPC, as the proto spells it."""
        return self._facts.policy.name

    @property
    def status(self) -> StatusCode:
        """The status."""
        return self._facts.status

    @property
    def message(self) -> str:
        """The message of the gateway, or of the SDK if the gateway said nothing.

        It is unescaped; show it to people through the text of this error.
        """
        return self._facts.message

    @property
    def details(self) -> bytes:
        """The details (`grpc-status-details-bin`): a `google.rpc.Status` message, or nothing."""
        return self._facts.details

    @property
    def metadata(self) -> tuple[tuple[str, str | bytes], ...]:
        """The metadata that came with the status."""
        return self._facts.metadata

    @property
    def attempts(self) -> int:
        """How often the call was sent; 0 if its time ran out before that."""
        return self._facts.attempts

    @property
    def retryable(self) -> bool:
        """Whether the same call may succeed later and is safe to repeat."""
        return self._facts.retryable

    @property
    def outcome_unknown(self) -> bool:
        """Whether the gateway may have executed the call although it failed.

        True after a lost connection or a deadline that passed while the gateway was at it; false
        when the gateway rejected the call, and when nothing was sent.
        """
        return self._facts.outcome_unknown

    @property
    def documented(self) -> str | None:
        """What this status means for this RPC, where its API says so."""
        return self._facts.policy.errors.get(self._facts.status)

    @property
    def needs_gateway(self) -> str | None:
        """The first gateway release that knows the RPC, if the one that answered does not."""
        unknown = self.status is StatusCode.UNIMPLEMENTED and self._facts.from_gateway
        return self._facts.policy.since or None if unknown else None

    @property
    def too_large(self) -> bool:
        """Whether the request or the reply is larger than somebody on the way takes.

        Repeating it does not help.
        """
        return self._facts.too_large

    @property
    def from_gateway(self) -> bool:
        """Whether the gateway itself says so, and not something on the way to it."""
        return self._facts.from_gateway

    def __str__(self) -> str:
        facts = self._facts
        text = f"{self.rpc} failed: {self.status.name}"
        if facts.message:
            text += f": {one_line(facts.message)}"
        if facts.too_large:
            text += "; the message is too large"
        if self.needs_gateway:
            text += f"; {self.rpc} needs gateway {self.needs_gateway} or later"
        # What running out of time means is the same on either side.
        late = self.status is StatusCode.DEADLINE_EXCEEDED and facts.outcome_unknown
        if self.documented and (facts.from_gateway or late):
            text += f"; {self.documented}"
        if facts.hint:
            text += f"; {facts.hint}"
        if facts.outcome_unknown:
            text += "; it may have been executed"
        if facts.attempts > 1:
            text += f" ({facts.attempts} attempts)"
        return text

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self}>"


class CallCancelledError(CallError):
    """CANCELLED: the peer cut the call off, or its `Cancellation` was used."""


class ClosedError(CallCancelledError):
    """CANCELLED: the client was closed, or was made before this process was forked."""


class UnknownError(CallError):
    """UNKNOWN: the gateway failed without saying why, or what answered is no gateway."""


class InvalidArgumentError(CallError):
    """INVALID_ARGUMENT: the gateway refuses the request."""


class DeadlineExceededError(CallError):
    """DEADLINE_EXCEEDED: the time for the call ran out, here or at the gateway."""


class NotFoundError(CallError):
    """NOT_FOUND: the gateway does not know what the call names.

    It does not tell what never existed from what has ended.
    """


class AlreadyExistsError(CallError):
    """ALREADY_EXISTS: what the call would create is there already."""


class PermissionDeniedError(CallError):
    """PERMISSION_DENIED: who calls may not do this."""


class ResourceExhaustedError(CallError):
    """RESOURCE_EXHAUSTED: the gateway has too much to do, or the message is too large."""


class FailedPreconditionError(CallError):
    """FAILED_PRECONDITION: what the call names is in a state that does not allow it."""


class AbortedError(CallError):
    """ABORTED: the cluster gave the call up."""


class OutOfRangeError(CallError):
    """OUT_OF_RANGE: a value of the request lies outside what is possible now."""


class UnimplementedError(CallError):
    """UNIMPLEMENTED: the gateway does not know the RPC; see `CallError.needs_gateway`."""


class InternalError(CallError):
    """INTERNAL: something is broken, at the gateway or on the way to it."""


class UnavailableError(CallError):
    """UNAVAILABLE: there is no connection, or the cluster cannot do it now."""


class DataLossError(CallError):
    """DATA_LOSS: data was lost at the gateway."""


class UnauthenticatedError(CallError):
    """UNAUTHENTICATED: the gateway does not accept the credentials, or there are none."""


_CLASSES: dict[StatusCode, type[CallError]] = {
    StatusCode.CANCELLED: CallCancelledError,
    StatusCode.UNKNOWN: UnknownError,
    StatusCode.INVALID_ARGUMENT: InvalidArgumentError,
    StatusCode.DEADLINE_EXCEEDED: DeadlineExceededError,
    StatusCode.NOT_FOUND: NotFoundError,
    StatusCode.ALREADY_EXISTS: AlreadyExistsError,
    StatusCode.PERMISSION_DENIED: PermissionDeniedError,
    StatusCode.RESOURCE_EXHAUSTED: ResourceExhaustedError,
    StatusCode.FAILED_PRECONDITION: FailedPreconditionError,
    StatusCode.ABORTED: AbortedError,
    StatusCode.OUT_OF_RANGE: OutOfRangeError,
    StatusCode.UNIMPLEMENTED: UnimplementedError,
    StatusCode.INTERNAL: InternalError,
    StatusCode.UNAVAILABLE: UnavailableError,
    StatusCode.DATA_LOSS: DataLossError,
    StatusCode.UNAUTHENTICATED: UnauthenticatedError,
}
