"""The worker of the SDK, which streams as well, with default settings beside the active jobs."""

from bench.sdk import work

work(stream=True)
