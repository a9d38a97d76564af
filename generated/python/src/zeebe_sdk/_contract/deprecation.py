"""The mark of calls that should not be used any more."""

from __future__ import annotations

from typing import TYPE_CHECKING

__all__ = ["deprecated"]

if TYPE_CHECKING:
    # Type checkers bring it along and strike through what has it; nothing is installed for it.
    from typing_extensions import deprecated
else:
    import warnings
    from functools import wraps

    def deprecated(message):
        """Warns with a `DeprecationWarning` at each call."""

        def mark(call):
            @wraps(call)
            def warned(*args, **kwargs):
                warnings.warn(message, DeprecationWarning, stacklevel=2)
                return call(*args, **kwargs)

            warned.__deprecated__ = message
            return warned

        return mark
