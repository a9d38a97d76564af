"""JSON in requests and replies.

The gateway takes and gives JSON as text. Nothing is lost on the way: integers of any size, the
order of keys and, where it is asked for, decimal numbers stay what they are.

- `value`: JSON as it came, and JSON as you wrote it
- `plain`: what the types of Python are in JSON
- `encode`: values to text; `write` is its slow and exact way
- `decode`: text to values
- `typed`: values to the type of a hint; `scalars` and `objects` are its parts
"""

from .encode import Variables
from .value import Json, RawJson

__all__ = ["Json", "RawJson", "Variables"]
