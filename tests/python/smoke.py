"""What is installed can be imported, is typed, and says what it is."""

from __future__ import annotations

import importlib.metadata
import importlib.resources

import zeebe_sdk

assert importlib.resources.files(zeebe_sdk).joinpath("py.typed").is_file()
for name in zeebe_sdk.__all__:
    getattr(zeebe_sdk, name)
with zeebe_sdk.ZeebeClient(zeebe_sdk.Config(address="http://localhost:1")) as client:
    assert client.config["address"].value == "http://localhost:1"
files = importlib.metadata.files("zeebe-sdk") or []
assert any(file.name == "LICENSE" for file in files)
