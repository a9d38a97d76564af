"""What importing the package loads, and what it does not."""

from __future__ import annotations

import subprocess
import sys

import pytest

import zeebe_sdk


def loaded_by(program: str) -> set[str]:
    """The modules that a new process has after a program."""
    program += "\nimport sys\nprint('\\n'.join(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


def test_importing_loads_neither_messages_nor_what_few_need() -> None:
    loaded = loaded_by("from zeebe_sdk import AsyncZeebeClient, ZeebeClient")
    late = ["google.protobuf.message", "zeebe_sdk.raw", "zeebe_sdk.types", "zeebe_sdk.worker"]
    assert [name for name in late if name in loaded] == []
    assert "pydantic" not in loaded


def test_the_first_client_loads_the_messages() -> None:
    program = "from zeebe_sdk import Config, ZeebeClient\nZeebeClient(Config()).close()"
    assert "zeebe_sdk.raw" in loaded_by(program)


@pytest.mark.parametrize("name", zeebe_sdk.__all__)
def test_every_name_is_there(name: str) -> None:
    assert getattr(zeebe_sdk, name) is not None
    assert name in dir(zeebe_sdk)


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        _ = zeebe_sdk.nothing
