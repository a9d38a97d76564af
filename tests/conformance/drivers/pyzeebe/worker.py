"""Workers, whose handlers do as they are told."""

import asyncio
import signal
import traceback

from pyzeebe import Job, JobController, ZeebeWorker, default_exception_handler
from pyzeebe.errors import BusinessError

import errors
import replies
from errors import Unknown

TOLD = 2_000
"""Jobs are told up to this many."""


class Failure(Exception):
    """How a handler of the user asks for more than a message: its exception handler looks into this."""

    def __init__(self, message="", retry_backoff_ms=0, variables=None):
        super().__init__(message)
        self.retry_backoff_ms = retry_backoff_ms
        self.variables = variables


class BpmnError(BusinessError):
    """The same for a BPMN error."""

    def __init__(self, code, message="", variables=None):
        super().__init__(code, message)
        self.variables = variables


class Crash(BaseException):
    """What is no `Exception`."""


async def exception_handler(problem: Exception, job: Job, controller: JobController) -> None:
    """Reports what the handler asked for; everything else as pyzeebe does."""
    if isinstance(problem, Failure):
        await controller.set_failure_status(str(problem), problem.retry_backoff_ms, problem.variables)
    elif isinstance(problem, BpmnError):
        await controller.set_error_status(str(problem), problem.error_code, problem.variables)
    else:
        await default_exception_handler(problem, job, controller)


class Script:
    """What is done with the first jobs, and with all after them."""

    def __init__(self, script):
        first = [[act] * act.get("times", 1) for act in script.get("first", [])]
        self.first = [act for acts in first for act in acts]
        self.always = script.get("always", {})
        for act in [*self.first, self.always]:
            check(act.get("end", "nothing"))

    def next(self):
        return self.first.pop(0) if self.first else self.always


def check(end):
    """Refuses an end that no handler of pyzeebe can have."""
    kind, value = next(iter(end.items())) if isinstance(end, dict) else (end, None)
    if kind in ("result", "manual", "twice"):
        raise Unknown(f"a handler of pyzeebe cannot end with `{kind}`")
    if kind == "fail" and "retries" in value:
        raise Unknown("a handler of pyzeebe cannot choose the retries of its job")


class Running:
    """A worker, and what there is to tell about its handlers."""

    def __init__(self, worker, script):
        self.worker = worker
        self.script = script
        self.released = asyncio.Event()
        self.state = "running"
        self.failure = None
        self.handled = self.running = self.most_at_once = self.cancelled = 0
        self.jobs = []

    async def work(self):
        try:
            await self.worker.work()
            self.state = "closed"
        except Exception as problem:
            self.state, self.failure = "failed", errors.shown(problem)
            traceback.print_exception(problem)

    async def handle(self, taken, job=None):
        self.handled += 1
        self.running += 1
        self.most_at_once = max(self.most_at_once, self.running)
        if job is not None and len(self.jobs) < TOLD:
            self.jobs.append(told(job))
        try:
            return await self.act(self.script.next(), taken, job)
        finally:
            self.running -= 1

    async def act(self, act, taken, job):
        await asyncio.sleep(act.get("delay_ms", 0) / 1000)
        if act.get("wait"):
            await self.released.wait()
        if act.get("extend_ms"):
            await self.worker.zeebe_adapter.update_job_timeout(job.key, act["extend_ms"])
        if act.get("shutdown"):
            # It waits for its handlers, so a handler cannot wait for it.
            asyncio.create_task(self.stop())
        return await self.ended(act.get("end", "nothing"), taken)

    async def ended(self, end, taken):
        match end:
            case "nothing":
                return None
            case "echo":
                return taken
            case {"complete": variables}:
                return variables
            case {"bpmn_error": error}:
                raise BpmnError(**error)
            case {"fail": failure}:
                raise Failure(**failure)
            case {"throw": text}:
                raise RuntimeError(text)
            case {"crash": text}:
                raise Crash(text)
            case "hang":
                await asyncio.Event().wait()
            case "until_cancelled":
                try:
                    await asyncio.Event().wait()
                except asyncio.CancelledError:
                    self.cancelled += 1

    async def stop(self):
        if self.state == "running":
            self.state = "draining"
        await self.worker.stop()
        await self.task
        # It does not say what became of its jobs.
        return {}

    def release(self):
        self.released.set()

    def report(self):
        return {
            "state": self.state,
            "failure": self.failure,
            "handled": self.handled,
            "running": self.running,
            "most_at_once": self.most_at_once,
            "cancelled": self.cancelled,
            "jobs": self.jobs,
            # There is no callback that could be told.
            "errors": [],
        }


def told(job):
    shown = replies.job(job)
    return {
        "key": str(job.key),
        "retries": job.retries,
        "variables": shown["variables"],
        "headers": shown["customHeaders"],
    }


def start(client, order):
    """Starts a worker on the client's channel."""
    settings = dict(order.get("settings", {}))
    own, task = of_worker(settings), of_task(settings)
    for name in settings:
        raise Unknown(f"a worker of pyzeebe has no setting `{name}`")
    worker = ZeebeWorker(client.channel, exception_handler=exception_handler, **own)
    running = Running(worker, Script(order.get("handler", {})))
    handler = handler_of(order.get("takes", "job"), running, "variables_to_fetch" in task)
    worker.task(order["type"], **task)(handler)
    running.task = asyncio.create_task(running.work())
    if order.get("until_signal"):
        for number in (signal.SIGTERM, signal.SIGINT):
            loop = asyncio.get_running_loop()
            loop.add_signal_handler(number, lambda: asyncio.create_task(running.stop()))
    return running


def of_worker(settings):
    """What pyzeebe has for the worker as a whole."""
    names = {
        "name": "name",
        "request_timeout_ms": "request_timeout",
        "stream": "stream_enabled",
        "tenants": "tenant_ids",
    }
    own = {name: settings.pop(setting) for setting, name in names.items() if setting in settings}
    if "stream_lifetime_ms" in settings:
        own["stream_request_timeout"] = settings.pop("stream_lifetime_ms") / 1000
    return own


def of_task(settings):
    """What pyzeebe has for each type of job."""
    task = {}
    if "max_jobs_active" in settings:
        most = settings.pop("max_jobs_active")
        task |= {"max_jobs_to_activate": most, "max_running_jobs": most}
    if "timeout_ms" in settings:
        task["timeout_ms"] = settings.pop("timeout_ms")
    if settings.get("fetch"):
        task["variables_to_fetch"] = settings.pop("fetch")
    # A handler that takes the job gets all variables unless it names some.
    settings.pop("fetch_all", None)
    return task


def handler_of(takes, running, fetches):
    """A handler as a user writes it: pyzeebe looks at its parameters."""

    async def job(job: Job):
        return await running.handle(dict(job.variables), job)

    async def job_and_some(job: Job, **fetched):
        return await running.handle(fetched, job)

    async def nothing():
        return await running.handle(None)

    async def values(job: Job):
        taken = {"variables": dict(job.variables), "headers": dict(job.custom_headers)}
        return await running.handle(taken)

    async def typed(name: str, amount: int, note: str | None = None):
        return await running.handle({"name": name, "amount": amount, "note": note})

    if takes == "job" and fetches:
        return job_and_some
    handlers = {"job": job, "nothing": nothing, "values": values, "typed": typed}
    if takes not in handlers:
        raise Unknown(f"a handler of pyzeebe cannot take `{takes}`")
    return handlers[takes]
