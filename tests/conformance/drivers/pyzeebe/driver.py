"""Makes the calls that it is told with pyzeebe: one JSON object a line on standard input, one a line on
standard output, correlated by `id`. It ends with its input.

This file reads lines, answers them, and knows clients, streams and workers by their names. `client` makes
a channel from settings, `calls` has the calls that pyzeebe has, `replies` and `errors` turn what it gives
back into JSON, and `worker` has handlers that do as they are told.

What pyzeebe does not have is not made up for here: whoever asks for it gets an error of kind `driver`
that says so, and the scenario fails.
"""

import asyncio
import json
import os
import sys

import calls
import client
import errors
import replies
import worker
from errors import Unknown

CAPABILITIES = ["worker", "deploy_files", "json_int64"]
"""What of the protocol this driver speaks beyond calls and streams. Whole numbers of Python have no end."""


class Stream:
    """Items of a stream, collected as they come."""

    def __init__(self, items):
        self.items = asyncio.Queue()
        self.end = None
        self.task = asyncio.create_task(self.collect(items))

    async def collect(self, items):
        try:
            async for item in items:
                self.items.put_nowait(replies.job(item))
            self.items.put_nowait(("end", "ok"))
        except (Exception, asyncio.CancelledError) as problem:
            self.items.put_nowait(("end", {"error": errors.shown(problem)}))

    async def read(self, wanted, within_ms):
        items = []

        async def enough():
            while len(items) < wanted and self.end is None:
                item = await self.items.get()
                if isinstance(item, tuple):
                    self.end = item[1]
                else:
                    items.append(item)

        try:
            await asyncio.wait_for(enough(), within_ms / 1000)
        except asyncio.TimeoutError:
            # What has come by then is the answer.
            pass
        return {"items": items, "end": self.end}


class Session:
    """What is remembered between lines."""

    def __init__(self):
        self.clients = {}
        self.streams = {}
        self.workers = {}
        self.under_way = {}

    def begin(self, line):
        """Begins what a line says. Clients are there for the next line, all else goes on beside it."""
        id = line.pop("id")
        if line["do"] == "client":
            try:
                self.clients[line["client"]] = client.Client(line.get("settings", {}))
                say({"id": id, "ok": {}})
            except Exception as problem:
                say({"id": id, "error": errors.of_settings(problem)})
            return
        task = asyncio.create_task(self.answer(id, line))
        self.under_way[id] = task
        task.add_done_callback(lambda _: self.under_way.pop(id, None))

    async def answer(self, id, line):
        try:
            say({"id": id, "ok": await self.carry_out(line)})
        except (Exception, asyncio.CancelledError) as problem:
            say({"id": id, "error": errors.shown(problem)})

    async def carry_out(self, line):
        match line["do"]:
            case "hello":
                return {"language": "python", "rpcs": calls.RPCS, "capabilities": CAPABILITIES, "deprecated": {}}
            case "call":
                return await calls.call(self.client(line), line["rpc"], line["arguments"], line.get("options", {}))
            case "cancel":
                found = self.under_way.get(line["call"])
                return {"under_way": found is not None and found.cancel()}
            case "open":
                stream = calls.stream(self.client(line), line["rpc"], line["arguments"], line.get("options", {}))
                self.streams[line["stream"]] = Stream(stream)
                return {}
            case "read":
                return await named(self.streams, line["stream"]).read(line["items"], line["within_ms"])
            case "shut":
                named(self.streams, line["stream"]).task.cancel()
                return {}
            case "deploy_files":
                return {"reply": replies.deployed(await self.client(line).client.deploy_resource(*line["paths"]))}
            case "worker":
                self.workers[line["worker"]] = worker.start(self.client(line), line)
                return {}
            case "release":
                named(self.workers, line["worker"]).release()
                return {}
            case "report":
                return named(self.workers, line["worker"]).report()
            case "stop":
                return await named(self.workers, line["worker"]).stop()
            case "close":
                await self.client(line).channel.close()
                return {}
            case other:
                raise Unknown(f"pyzeebe has nothing for `{other}`")

    def client(self, line):
        return named(self.clients, line["client"])


def named(things, name):
    if name not in things:
        raise Unknown(f"there is no `{name}`")
    return things[name]


def say(answer):
    print(json.dumps(answer), flush=True)


async def main():
    longest_line = 1 << 30
    lines = asyncio.StreamReader(limit=longest_line)
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    session = Session()
    while line := await lines.readline():
        session.begin(json.loads(line))
    # Handlers that hang are not waited for: nobody reads answers any more.
    os._exit(0)


asyncio.run(main())
