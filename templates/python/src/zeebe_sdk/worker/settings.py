"""What can be set about a worker, and what is refused."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, TypedDict, cast

from .._gateway import jobs
from ..errors import ConfigError
from . import defaults
from .backoff import Backoff, Pace, number, seconds
from .fetch import Fetch


class WorkerSettings(TypedDict, total=False):
    """How a worker takes jobs: keyword arguments of `Worker`, `JobRouter` and their decorators.

    Those of a decorator apply to its type of jobs, those of a router or a worker to all types whose
    decorators do not say otherwise. Lengths of time are seconds or `timedelta`.
    """

    name: str
    """What the gateway knows the worker by, mainly in its logs. Not blank. Default: `default`."""
    max_jobs_active: int
    """How many jobs of the type are held at once, polled and streamed together.

    Those being handled, those that wait for a handler, and those whose outcome is being reported.
    At least 1. Default: 32.
    """
    concurrency: int
    """How many handlers of the type run at once, from 1 to `max_jobs_active`.

    The other jobs wait, and their reservations run. Default: `max_jobs_active` where the handler is
    async; where it is not, it runs in threads, and there are 4.
    """
    timeout: float | timedelta
    """How long the gateway reserves a job. At least 1 ms. Default: 5 min.

    After that it gives the job to another worker, so it is longer than the longest job takes, or
    `extend_timeout` is on.
    """
    request_timeout: float | timedelta
    """How long the gateway lets a poll wait for a first job. At least 1 ms. Default: 20 s."""
    poll_interval: float | timedelta
    """The pause after a poll that brought nothing. At least 1 ms. Default: 100 ms.

    While polls bring jobs, the next leaves as soon as there is room.
    """
    poll_threshold: float
    """The part of `max_jobs_active` that may still be held when the next poll leaves. Default: 0.3.

    From 0 to 1.
    """
    backoff: Pace
    """How long the worker waits after a poll, or a stream, that failed. Default: 50 ms to 5 s.

    A `Backoff`, or a function of the number of failures in a row, from 1, and the last of them.
    Should the function raise, the default is taken.
    """
    retry_backoff: float | timedelta
    """How long the gateway waits before it gives a failed job out again. Default: not at all.

    A `JobFailure` may say otherwise.
    """
    stream: bool
    """Whether the gateway sends jobs by itself, as soon as there are any. Default: off.

    Polling goes on beside it, for jobs that were there before. A gateway without streams is only
    polled.
    """
    stream_idle_backoff: float | timedelta
    """How far the pause between empty polls grows while there is a stream. Default: 60 s."""
    stream_lifetime: float | timedelta
    """After what time a stream is opened anew. Default: 8 h, a tenth more or less at random.

    So that gateways behind a load balancer share the load.
    """
    stream_idle: float | timedelta
    """After what time without a job a stream is opened anew. Default: 10 min.

    Because somebody on the way may have forgotten it.
    """
    drain_timeout: float | timedelta
    """How long a worker that shuts down waits for its jobs. Default: 30 s."""
    fetch: Fetch | Iterable[str]
    """The variables that come with a job: names, or `Fetch.ALL` or `Fetch.NOTHING`.

    Default: those that the parameters of the handler read.
    """
    tenants: Iterable[str]
    """The tenants whose jobs are taken. Default: those that the client is set to."""
    extend_timeout: float | timedelta | None
    """Has the worker prolong the reservation of a job while its handler runs. Default: off.

    To this long, when 60 % of the remaining time are over. At least 1 ms.
    """
    lease: bool
    """Whether jobs come with a lease token, which then goes with every outcome. Default: off.

    So a gateway refuses the outcome of a worker whose reservation is over.
    """


THREADS = 4
"""How many handlers that are not async run at once unless it is set."""
MILLISECOND = 0.001
LONGEST = 100_000 * 365.0 * 86_400
"""100,000 years: less than 64 bits of milliseconds hold, and more than clocks count."""

KNOWN = WorkerSettings.__optional_keys__


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The settings of the worker for one type, checked; times are seconds."""

    job_type: str
    name: str = defaults.NAME
    max_jobs_active: int = defaults.MAX_JOBS_ACTIVE
    concurrency: int = defaults.MAX_JOBS_ACTIVE
    timeout: float = defaults.TIMEOUT
    request_timeout: float = defaults.REQUEST_TIMEOUT
    poll_interval: float = defaults.POLL_INTERVAL
    poll_threshold: float = defaults.POLL_THRESHOLD
    backoff: Pace = field(default_factory=Backoff)
    retry_backoff: float = defaults.RETRY_BACKOFF
    stream: bool = False
    stream_idle_backoff: float = defaults.STREAM_IDLE_BACKOFF
    stream_lifetime: float = defaults.STREAM_LIFETIME
    stream_idle: float = defaults.STREAM_IDLE
    drain_timeout: float = defaults.DRAIN_TIMEOUT
    fetch: Fetch | None = None
    tenants: tuple[str, ...] | None = None
    extend_timeout: float | None = None
    lease: bool = False

    @classmethod
    def of(cls, job_type: str, given: WorkerSettings, *, threads: bool) -> Settings:
        """The settings of this type; `threads` says that its handler is not async.

        Raises:
            ConfigError: If one cannot be used, which it names.
        """
        values: dict[str, Any] = dict(given)
        for unknown in sorted(values.keys() - KNOWN):
            raise ConfigError(unknown, "is no setting of a worker")
        for name in TIMES:
            if values.get(name) is not None:
                values[name] = seconds(values[name], name)
        if "fetch" in values:
            values["fetch"] = Fetch.given(values["fetch"])
        if "tenants" in values:
            values["tenants"] = texts(values["tenants"], "tenants")
        most = values.get("max_jobs_active", defaults.MAX_JOBS_ACTIVE)
        if isinstance(most, int):
            values.setdefault("concurrency", min(THREADS, most) if threads else most)
        settings = cls(job_type=job_type, **values)
        settings.check()
        return settings

    def check(self) -> None:
        """Refuses what cannot be used."""
        for name in ("job_type", "name"):
            text = getattr(self, name)
            if not isinstance(text, str) or not text.strip():
                raise ConfigError(name, "must be a text that is not blank")
        self._check_numbers()
        self._check_times()
        for name in ("stream", "lease"):
            if not isinstance(getattr(self, name), bool):
                raise ConfigError(name, "must be True or False")
        self._check_abilities()

    def _check_numbers(self) -> None:
        most, handlers = self.max_jobs_active, self.concurrency
        if not is_whole(most) or not 1 <= most < 1 << 31:
            raise ConfigError("max_jobs_active", "must be between 1 and 2147483647")
        if not is_whole(handlers) or not 1 <= handlers <= most:
            raise ConfigError("concurrency", "must be between 1 and max_jobs_active")
        if not 0 <= number(self.poll_threshold, "poll_threshold") <= 1:
            raise ConfigError("poll_threshold", "must be between 0 and 1")
        if isinstance(self.backoff, Backoff):
            self.backoff.check()
        elif not callable(self.backoff):
            raise ConfigError("backoff", "must be a Backoff, or a function")

    def _check_times(self) -> None:
        for name in TIMES:
            time = getattr(self, name)
            if time is None and name == "extend_timeout":
                continue
            time = seconds(time, name)
            least = 0 if name in ("retry_backoff", "drain_timeout") else MILLISECOND
            if time < least:
                raise ConfigError(
                    name, "must be at least 1 ms" if least else "must not be negative"
                )
            if time > LONGEST:
                raise ConfigError(name, "must be less than 100,000 years")

    def _check_abilities(self) -> None:
        """Refuses what this API does not have."""
        for name, wanted, has in (
            ("stream", self.stream, jobs.HAS_STREAMS),
            ("tenants", bool(self.tenants), jobs.HAS_TENANTS),
            ("lease", self.lease, jobs.HAS_LEASES),
            ("extend_timeout", self.extend_timeout is not None, jobs.HAS_EXTENSION),
        ):
            if wanted and not has:
                raise ConfigError(name, "the API of this SDK does not have it")


TIMES = (
    "timeout",
    "request_timeout",
    "poll_interval",
    "retry_backoff",
    "stream_idle_backoff",
    "stream_lifetime",
    "stream_idle",
    "drain_timeout",
    "extend_timeout",
)


def is_whole(value: object) -> bool:
    """Whether it is an integer, which a boolean is not."""
    return isinstance(value, int) and not isinstance(value, bool)


def texts(values: object, setting: str) -> tuple[str, ...]:
    """Texts that are not blank.

    Raises:
        ConfigError: If they are anything else, e.g. one text instead of several.
    """
    if isinstance(values, str) or not isinstance(values, Iterable):
        raise ConfigError(setting, "must be several texts, e.g. a list")
    several = list(cast("Iterable[object]", values))
    checked = tuple(text for text in several if isinstance(text, str) and text.strip())
    if len(checked) < len(several):
        raise ConfigError(setting, "must be texts that are not blank")
    return checked
