"""What the generated layer is written against, and nothing else.

`raw`, `types`, `keys`, `values`, `client`, `aio` and `_gateway` are written by the generator; the
rest of the package is an ordinary runtime that knows no RPC and no message. They meet here:

- `policy`: the behaviour of an RPC as data, one constant per RPC.
- `rpc`: what an RPC takes and gives; what an encoder may need of the client.
- `wire`: how the types of Python become wire forms and back.
- `check`: what is refused before sending.
- `enums`: the base of enums.
- `unset`: the default of arguments for which `None` is a value.

A generated method encodes its arguments to a message and hands that to `_unary` or `_stream` of
its base class in `_client`.
"""

from .enums import OpenEnum
from .policy import (
    CallClass,
    ClientDefault,
    DeadlineRule,
    Fixed,
    RequestTimeout,
    RetryRule,
    RpcPolicy,
    StatusCode,
    Unlimited,
)
from .rpc import EncodeContext, Rpc
from .unset import UNSET, Unset

__all__ = [
    "UNSET",
    "CallClass",
    "ClientDefault",
    "DeadlineRule",
    "EncodeContext",
    "Fixed",
    "OpenEnum",
    "RequestTimeout",
    "RetryRule",
    "Rpc",
    "RpcPolicy",
    "StatusCode",
    "Unlimited",
    "Unset",
]
