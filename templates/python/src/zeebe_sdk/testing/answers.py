"""What is answered to which RPC, and what has been asked."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypeAlias

import grpc
from google.protobuf.descriptor_pb2 import MethodDescriptorProto
from google.protobuf.json_format import ParseDict
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass

from .. import raw


class Refusal(Exception):  # noqa: N818, it is an answer like others
    """A status with which a test has the gateway answer; raised by an answer, or given as one."""

    def __init__(
        self,
        status: grpc.StatusCode,
        message: str = "",
        *,
        metadata: Mapping[str, str] | None = None,
    ) -> None:
        """An answer with this status.

        Args:
            status: The status.
            message: What the gateway says.
            metadata: Further trailers, e.g. `{"grpc-retry-pushback-ms": "100"}`.
        """
        super().__init__(status, message)
        self.status = status
        """The status."""
        self.message = message
        """What the gateway says."""
        self.metadata = dict(metadata or {})
        """Further trailers."""


Reply: TypeAlias = Message | Mapping[str, Any] | Refusal | None
"""One reply: a raw message, its fields by their names in the proto, a refusal; `None` is empty."""

Answer: TypeAlias = Reply | Iterable[Reply] | Callable[[Any], "Reply | Iterable[Reply]"]
"""What an RPC is answered with: a reply, several of a stream, or a function of the raw request."""


class Method:
    """An RPC, as the descriptors of the API say."""

    def __init__(self, descriptor: Any) -> None:
        """The RPC of this descriptor."""
        self.name: str = descriptor.name
        self.path = f"/{descriptor.containing_service.full_name}/{descriptor.name}"
        self.request: Any = GetMessageClass(descriptor.input_type)
        self.response: Any = GetMessageClass(descriptor.output_type)
        # Descriptors of older protobuf do not say it themselves.
        stated = MethodDescriptorProto()
        descriptor.CopyToProto(stated)
        self.streams: bool = stated.server_streaming

    def message(self, reply: Reply) -> Message:
        """The message of a reply; a refusal is raised."""
        if isinstance(reply, Refusal):
            raise reply
        if isinstance(reply, Message):
            return reply
        made: Message = self.response()
        return made if reply is None else ParseDict(dict(reply), made)


def methods() -> dict[str, Method]:
    """The RPCs of the API by name."""
    services = raw.ActivatedJob.DESCRIPTOR.file.services_by_name.values()
    found = [Method(method) for service in services for method in service.methods]
    return {method.name: method for method in found}


class Answers:
    """The answers by RPC, and the requests."""

    def __init__(self) -> None:
        """No answers."""
        self.methods = methods()
        self._lock = threading.Lock()
        self._answers: dict[str, tuple[Answer, threading.Lock]] = {}
        self._requests: dict[str, list[Any]] = {}

    def method(self, rpc: str) -> Method:
        """The RPC of this name.

        Raises:
            LookupError: If the API has none.
        """
        found = self.methods.get(rpc)
        if found is None:
            raise LookupError(
                f"the API has no RPC '{rpc}'; it has {', '.join(sorted(self.methods))}"
            )
        return found

    def set(self, rpc: str, answer: Answer) -> None:
        """Answers an RPC from now on."""
        name = self.method(rpc).name
        with self._lock:
            self._answers[name] = (answer, threading.Lock())

    def requests(self, rpc: str) -> list[Any]:
        """The requests of an RPC so far."""
        name = self.method(rpc).name
        with self._lock:
            return list(self._requests.get(name, ()))

    def note(self, method: Method, request: Any) -> None:
        """Takes note of a request."""
        with self._lock:
            self._requests.setdefault(method.name, []).append(request)

    def find(self, method: Method) -> tuple[Answer, threading.Lock] | None:
        """The answer that a test has given, if it has."""
        with self._lock:
            return self._answers.get(method.name)

    def replies(self, method: Method, request: Any) -> Iterator[Message] | None:
        """What is answered to a request, one by one; `None` if the test has no answer."""
        found = self.find(method)
        return None if found is None else given(method, request, *found)


def given(method: Method, request: Any, answer: Answer, turn: threading.Lock) -> Iterator[Message]:
    """The replies of an answer.

    Raises:
        Refusal: If that is one of them, or the answer raises.
    """
    try:
        with turn:
            said: Any = answer(request) if callable(answer) else answer
        several = said if method.streams and is_several(said) else [said]
        for one in several:
            yield method.message(one)
    except (Refusal, GeneratorExit):
        raise
    except BaseException as error:
        text = f"the test's answer to {method.name} raised {type(error).__name__}: {error}"
        raise Refusal(grpc.StatusCode.INTERNAL, text) from error


def is_several(given: object) -> bool:
    """Whether an answer is several replies."""
    return isinstance(given, Iterable) and not isinstance(given, Mapping)
