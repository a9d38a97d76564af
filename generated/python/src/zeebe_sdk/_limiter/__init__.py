"""A limit of calls in flight that adapts to an overloaded gateway.

A gateway under more load than it can take answers RESOURCE_EXHAUSTED and has not executed the
call. Sending it again after a random pause loses many calls and wastes the gateway's time;
sending only as many at once as it takes loses none. So from the first such answer on, the calls
of a client wait in line: first come, first served, each inside its own deadline, a call that was
pushed back ahead of those that were not. The number in flight grows with every success and
shrinks with every pushback. When the gateway has recovered, the limit is lifted.

While nobody pushes back, a call reads one flag and that is all.

- `policy`: the settings, and what can be read
- `state`: the rules, without clock or lock
- `limiter`: the rules with both
"""

from .limiter import Limiter
from .policy import Backpressure, BackpressurePolicy
from .state import Grant, Ticket, Turn

__all__ = ["Backpressure", "BackpressurePolicy", "Grant", "Limiter", "Ticket", "Turn"]
