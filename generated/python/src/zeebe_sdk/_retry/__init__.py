"""When a failed call is sent again: the settings, and the parts that decide.

The loop itself is in `_exchange`; what an RPC allows is in its `RpcPolicy`. Calls that an
overloaded gateway pushed back are the business of `_limiter`.

- `policy`: the settings
- `backoff`: pauses, chosen at random
- `budget`: what keeps an outage from being multiplied
"""

from .policy import RetryBudget, RetryMode, RetryPolicy

__all__ = ["RetryBudget", "RetryMode", "RetryPolicy"]
