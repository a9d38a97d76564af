"""A gateway in the process of the test: a real client, loopback, no broker."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Any

import grpc

from ..config import Config
from . import job_calls
from .answers import Answer, Answers, Method, Refusal
from .desk import Desk
from .handle import JobHandle
from .job import TestJob

if TYPE_CHECKING:
    from typing_extensions import Self, Unpack

    from ..aio import AsyncZeebeClient
    from ..client import ZeebeClient
    from ..config import Settings

THREADS = 64
"""How many calls are answered at once; polls and streams that wait are among them."""

GRPC: Any = grpc
"""grpcio, whose servers are typed by halves."""


class FakeGateway:
    """A gateway for tests, in the process of the test.

    What a test wants answered is scripted with `on`; an RPC without an answer is UNIMPLEMENTED.
    Jobs are added with `add_job`, and the RPCs of workers are answered from the start. Its clients
    are ordinary ones, with their checks, deadlines and retries, on loopback.

    ```python
    async def order(client: AsyncZeebeClient, total: int) -> int:
        started = await client.create_process_instance(
            bpmn_process_id="order", variables={"total": total}
        )
        return started.process_instance_key


    async def test_orders() -> None:
        with FakeGateway() as gateway:
            gateway.on("CreateProcessInstance", {"processInstanceKey": 42})
            async with gateway.async_client() as client:
                assert await order(client, 5) == 42
            (request,) = gateway.requests("CreateProcessInstance")
            assert request.bpmnProcessId == "order"
    ```

    It listens until it is closed, or its `with` is left. It has threads of its own, so it serves
    tests with and without an event loop.
    """

    def __init__(self) -> None:
        """A gateway that has no answers yet."""
        self._answers = Answers()
        self._desk = Desk()
        self._pool = ThreadPoolExecutor(THREADS, "fake-gateway")
        self._server = GRPC.server(
            self._pool, handlers=[Service(self._answers, self._desk)], maximum_concurrent_rpcs=None
        )
        port = self._server.add_insecure_port("127.0.0.1:0")
        self.address = f"http://127.0.0.1:{port}"
        """Where it listens."""
        self._server.start()

    def close(self) -> None:
        """Ends it: open calls are cancelled. Twice is like once."""
        self._desk.close()
        self._server.stop(None).wait()
        self._pool.shutdown()

    def __enter__(self) -> Self:
        """It listens already."""
        return self

    def __exit__(self, *_: object) -> None:
        """Ends it, see `close`."""
        self.close()

    def config(self, **settings: Unpack[Settings]) -> Config:
        """The settings of a client of this gateway, which has nothing of the environment."""
        return Config.of(Config(address=self.address), settings)

    def async_client(self, **settings: Unpack[Settings]) -> AsyncZeebeClient:
        """A client of this gateway, with settings of your own. It is yours to close.

        Raises:
            ConfigError: If a setting cannot be used.
        """
        from ..aio import AsyncZeebeClient

        return AsyncZeebeClient(self.config(**settings))

    def client(self, **settings: Unpack[Settings]) -> ZeebeClient:
        """As `async_client`, for code without an event loop."""
        from ..client import ZeebeClient

        return ZeebeClient(self.config(**settings))

    def on(self, rpc: str, answer: Answer) -> None:
        """Answers an RPC from now on, in place of any answer before.

        ```python
        gateway.on("CreateProcessInstance", {"processInstanceKey": 42})
        gateway.on("Topology", Refusal(StatusCode.UNAVAILABLE, "starting"))
        gateway.on("PublishMessage", lambda request: {"key": len(request.name)})
        gateway.on("ActivateJobs", [{"jobs": [{"key": "1"}]}, Refusal(StatusCode.INTERNAL)])
        ```

        Args:
            rpc: The RPC, as the proto spells it.
            answer: A reply: its fields by their names in the proto, a raw message, or a `Refusal`;
                for a stream, several of them, after which it ends. Or a function of the raw request
                that gives or raises them. It is asked once per attempt, one at a time, in a thread
                of the gateway. If it raises, as a failed assertion does, the call fails with
                INTERNAL and the text of the error.

        Raises:
            LookupError: If the API has no such RPC.
        """
        self._answers.set(rpc, answer)

    def requests(self, rpc: str) -> list[Any]:
        """The raw requests of an RPC that have arrived, one per attempt, answered or not.

        Raises:
            LookupError: If the API has no such RPC.
        """
        return self._answers.requests(rpc)

    def add_job(self, job: TestJob | str, /, **of_job: Any) -> JobHandle:
        """Adds a job for whoever asks for jobs of its type, by poll or by stream.

        One worker has it at a time, until it reports what became of it or the reservation ends. A
        job that fails with retries left is available again after its back-off, with that number of
        retries; without retries, or after a BPMN error, nobody gets it any more. A job whose key is
        taken gets another. A stream is sent jobs that were there before it, too, which a real
        gateway gives to polls only.

        ```python
        job = gateway.add_job("charge-card", variables={"total": 5})
        assert await job.outcome() == Completion({"paid": 5})
        ```

        Args:
            job: A job, or a type and the other arguments of `TestJob`.
            **of_job: The arguments of `TestJob`.
        """
        made = TestJob(job, **of_job) if isinstance(job, str) else job
        return JobHandle(self._desk.add(made.copy()), self._desk)


class Service:
    """The gateway's end of calls."""

    def __init__(self, answers: Answers, desk: Desk) -> None:
        """Answers what a test says, and jobs from the desk."""
        self._answers = answers
        self._desk = desk
        self._methods = {method.path: method for method in answers.methods.values()}

    def service(self, handler_call_details: Any) -> Any:
        """What answers a call; nothing where there is no such RPC."""
        method = self._methods.get(handler_call_details.method)
        if method is None:
            return None
        if method.streams:
            return GRPC.unary_stream_rpc_method_handler(
                partial(self._stream, method),
                request_deserializer=method.request.FromString,
                response_serializer=serialized,
            )
        return GRPC.unary_unary_rpc_method_handler(
            partial(self._unary, method),
            request_deserializer=method.request.FromString,
            response_serializer=serialized,
        )

    def _unary(self, method: Method, request: Any, context: grpc.ServicerContext) -> Any:
        return next(self._stream(method, request, context))

    def _stream(self, method: Method, request: Any, context: grpc.ServicerContext) -> Iterator[Any]:
        self._answers.note(method, request)
        try:
            yield from self._replies(method, request, context)
        except Refusal as refusal:
            context.set_trailing_metadata(tuple(refusal.metadata.items()))
            context.abort(refusal.status, refusal.message)

    def _replies(
        self, method: Method, request: Any, context: grpc.ServicerContext
    ) -> Iterator[Any]:
        replies = self._answers.replies(method, request)
        if replies is not None:
            yield from replies
        elif method.name in job_calls.STREAMS:
            context.add_callback(self._desk.wake)
            yield from job_calls.STREAMS[method.name](self._desk, request, context.is_active)
        elif method.name in job_calls.REPORTS:
            job_calls.REPORTS[method.name](self._desk, request)
            yield method.response()
        else:
            raise Refusal(
                grpc.StatusCode.UNIMPLEMENTED,
                f"the test has no answer to {method.name}: "
                f'give one with gateway.on("{method.name}", …)',
            )


def serialized(message: Any) -> bytes:
    """The bytes of a message."""
    data: bytes = message.SerializeToString()
    return data
