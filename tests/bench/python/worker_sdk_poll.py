"""The worker of the SDK, which polls, with default settings beside how many jobs are active."""

from bench.sdk import work

work()
