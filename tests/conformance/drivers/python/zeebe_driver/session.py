"""What the lines say, and what is remembered between them."""

from __future__ import annotations

import asyncio
import inspect
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from zeebe_sdk import POLICIES, CallOptions

from .arguments import Arguments, Given, MissingError, WrongLineError
from .callers import Caller, Stream
from .calls import Call
from .clients import MODES, configuration, milliseconds, pairs
from .errors import EndedError, shown
from .gateway import CALLS
from .replies import Style

if TYPE_CHECKING:
    from .worker import Running

T = TypeVar("T")
Answer = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Opened:
    """A stream with the way in which its replies are shown."""

    stream: Stream
    write: Callable[[Any], Any]


class Session:
    """Clients, streams, workers, and calls that can be cancelled."""

    def __init__(self, caller: Caller, answer: Callable[[object], None]) -> None:
        self._caller = caller
        self._answer = answer
        self._clients: dict[str, Any] = {}
        self._streams: dict[str, Opened] = {}
        self._workers: dict[str, Running] = {}
        self._under_way: dict[int, asyncio.Task[None]] = {}

    def handle(self, line: bytes) -> None:
        """Begins what a line says. Clients are there for the next line, calls go on beside it."""
        try:
            order = json.loads(line)
            number = order.pop("id")
        except (ValueError, AttributeError, KeyError) as error:
            problem = WrongLineError(f"a line is an object with an `id`, a whole number: {error}")
            return self._answer({"id": 0, "error": shown(problem)})
        if order.get("do") == "client":
            return self._answer(self._client(number, order))
        self._under_way[number] = asyncio.create_task(self._carry_out(number, order))
        return None

    def _client(self, number: int, order: dict[str, Any]) -> Answer:
        try:
            config = configuration(order.get("settings", {}))
            self._clients[order["client"]] = self._caller.client(config)
        except Exception as error:
            return {"id": number, "error": shown(error)}
        return {"id": number, "ok": {}}

    async def _carry_out(self, number: int, order: dict[str, Any]) -> None:
        try:
            answer = {"id": number, "ok": await self._do(order)}
        except (Exception, asyncio.CancelledError) as error:
            if isinstance(error, MissingError):
                error.rpc = order.get("rpc")
            answer = {"id": number, "error": shown(error)}
        del self._under_way[number]
        self._answer(answer)

    async def _do(self, order: dict[str, Any]) -> Answer:
        steps: dict[str, Callable[..., Any]] = {
            "hello": self.hello,
            "call": self.call,
            "cancel": self.cancel,
            "open": self.open,
            "read": self.read,
            "shut": self.shut,
            "worker": self.worker,
            "release": self.release,
            "report": self.report,
            "stop": self.stop,
            "deploy_files": self.deploy_files,
            "ready": self.ready,
            "configuration": self.configuration,
            "backpressure": self.backpressure,
            "close": self.close,
        }
        name = order.pop("do", "")
        step = steps.get(name)
        if step is None:
            raise WrongLineError(f"there is nothing to do like `{name}`")
        done = step(**order)
        answer: Answer = await done if inspect.isawaitable(done) else done
        return answer

    def hello(self) -> Answer:
        """Who this is, what it can do, and what the SDK says of its calls."""
        deprecated = {policy.name: policy.deprecated for policy in POLICIES if policy.deprecated}
        return {
            "language": "python",
            "rpcs": list(CALLS),
            "capabilities": list(self._caller.capabilities),
            "deprecated": deprecated,
        }

    async def call(
        self,
        client: str,
        rpc: str,
        arguments: dict[str, Any] | None = None,
        options: dict[str, Any] | None = None,
    ) -> Answer:
        """Makes a call and waits for its reply, or for all items of its stream."""
        call, method, given, style = self._prepare(client, rpc, arguments, options)
        if not call.is_stream:
            return {"reply": call.write(await self._caller.call(method, given), style)}
        stream = await self._caller.open(method, given)
        try:
            items, end = await stream.take(None, None)
        finally:
            stream.cancel()
        shown_items = [call.write(item, style) for item in items]
        if isinstance(end, Exception):
            # What had arrived before an error is not lost.
            raise EndedError(end, shown_items)
        return {"items": shown_items}

    def cancel(self, call: int) -> Answer:
        """Cancels what another line has begun."""
        task = self._under_way.get(call)
        return {"under_way": task is not None and task.cancel()}

    async def open(
        self,
        stream: str,
        client: str,
        rpc: str,
        arguments: dict[str, Any] | None = None,
        options: dict[str, Any] | None = None,
    ) -> Answer:
        """Opens a stream."""
        call, method, given, style = self._prepare(client, rpc, arguments, options)
        if not call.is_stream:
            raise WrongLineError(f"{rpc} is no stream")
        opened = await self._caller.open(method, given)
        self._streams[stream] = Opened(opened, lambda item: call.write(item, style))
        return {}

    async def read(self, stream: str, items: int, within_ms: int) -> Answer:
        """Reads so many items of a stream, or fewer when the time is up."""
        opened = need(self._streams, "stream", stream)
        taken, end = await opened.stream.take(items, within_ms / 1000)
        ended = {"error": shown(end)} if isinstance(end, Exception) else end
        return {"items": [opened.write(item) for item in taken], "end": ended}

    def shut(self, stream: str) -> Answer:
        """Gives a stream up."""
        need(self._streams, "stream", stream).stream.cancel()
        del self._streams[stream]
        return {}

    def worker(self, worker: str, client: str, type: str, **order: Any) -> Answer:
        """Starts a worker."""
        # Few scenarios have one, and each of them starts this program.
        from .worker import Running

        known = need(self._clients, "client", client)
        self._workers[worker] = Running(known, type, order)
        return {}

    def release(self, worker: str) -> Answer:
        """Lets handlers that wait go on."""
        need(self._workers, "worker", worker).release()
        return {}

    def report(self, worker: str) -> Answer:
        """Says what a worker has done."""
        return need(self._workers, "worker", worker).report()

    async def stop(self, worker: str) -> Answer:
        """Shuts a worker down and waits for that."""
        return await need(self._workers, "worker", worker).stop()

    async def deploy_files(self, client: str, paths: list[str]) -> Answer:
        """Deploys files by their paths."""
        method = need(self._clients, "client", client).deploy_files
        deployed = await self._caller.call(lambda options=None: method(*paths, options=options), {})
        return {"reply": CALLS["DeployResource"].write(deployed, Style.VALUE)}

    async def ready(self, client: str, options: dict[str, Any] | None = None) -> Answer:
        """Waits until the gateway can do its work."""
        wait = need(self._clients, "client", client).wait_until_ready
        given = Given(options or {})
        given.take("timeout_ms", "timeout", milliseconds)
        waiting = given.made(dict)
        topology = await self._caller.call(lambda options=None: wait(**waiting), {})
        return {"reply": CALLS["Topology"].write(topology, Style.VALUE)}

    def configuration(self, settings: dict[str, Any]) -> Answer:
        """What settings come to, as a user would print it."""
        config = configuration(settings)
        entries = {
            entry.name: {"value": entry.value, "source": entry.origin or entry.source.value}
            for entry in config.entries
        }
        return {"entries": entries, "text": str(config)}

    def backpressure(self, client: str) -> Answer:
        """The limit of calls in flight."""
        reading = need(self._clients, "client", client).backpressure
        return {
            "limit": reading.limit,
            "in_flight": reading.in_flight,
            "waiting": reading.waiting,
        }

    async def close(self, client: str) -> Answer:
        """Closes a client; it stays known, so that its use after this can be seen."""
        await self._caller.close(need(self._clients, "client", client))
        return {}

    def _prepare(
        self,
        client: str,
        rpc: str,
        arguments: dict[str, Any] | None,
        options: dict[str, Any] | None,
    ) -> tuple[Call, Callable[..., Any], Arguments, Style]:
        call = need(CALLS, "rpc", rpc)
        method = getattr(need(self._clients, "client", client), call.method)
        given = call.read(arguments or {}, dict)
        style = Style(options.pop("variables", "value")) if options else Style.VALUE
        if options:
            given["options"] = call_options(options)
        return call, method, given, style


def call_options(options: dict[str, Any]) -> CallOptions:
    """What is special about a call."""
    given = Given(options)
    given.take("timeout_ms", "timeout", milliseconds)
    given.take("retry", "retry", MODES.__getitem__)
    given.take("metadata", "metadata", pairs)
    made: CallOptions = given.made(CallOptions)
    return made


def need(known: Mapping[str, T], what: str, name: str) -> T:
    """What is known by a name."""
    if name not in known:
        raise WrongLineError(f"there is no {what} `{name}`")
    return known[name]
