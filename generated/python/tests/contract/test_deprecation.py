"""A call that should not be used any more says so."""

from __future__ import annotations

import pytest

from zeebe_sdk import AsyncZeebeClient, ZeebeClient
from zeebe_sdk._contract.deprecation import deprecated


def test_a_deprecated_call_warns_where_it_is_made() -> None:
    @deprecated("Use another.")
    def call(number: int) -> int:
        """What it does."""
        return number + 1

    with pytest.warns(DeprecationWarning, match="Use another") as warned:
        assert call(1) == 2
    assert warned[0].filename == __file__
    assert call.__doc__ == "What it does."


def test_deprecated_rpcs_are_marked_in_both_clients() -> None:
    for client in (ZeebeClient, AsyncZeebeClient):
        note = getattr(client.deploy_process, "__deprecated__")  # noqa: B009
        assert "deploy_resource" in note
