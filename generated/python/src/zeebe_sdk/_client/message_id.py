"""Message IDs that the SDK makes up."""

from __future__ import annotations

__all__ = ["generated_message_id"]


def generated_message_id() -> str:
    """An ID for a message, a random UUID, so that it is published once however often it is sent.

    The gateway remembers an ID as long as the message lives, so this takes a `time_to_live` above
    zero; without one the ID protects nothing, and the SDK treats the call like one without an ID.
    With one, it repeats the call after a failure with an unknown outcome, too.

    Example:
        ```python
        await client.publish_message(
            name="paid",
            correlation_key="order-42",
            time_to_live=60,
            message_id=generated_message_id(),
        )
        ```
    """
    from uuid import uuid4

    return str(uuid4())
