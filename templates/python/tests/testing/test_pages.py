"""What the page about tests shows is run as the tests that it shows."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path

import zeebe_sdk

PAGE = Path(__file__).parents[2] / "docs" / "testing.md"
PLUGIN = "zeebe_sdk.pytest_plugin"


def test_the_examples_on_the_page_pass(tmp_path: Path) -> None:
    page = PAGE.read_text(encoding="utf-8")
    blocks: list[str] = re.findall(r"^```python\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    for number, block in enumerate(blocks):
        (tmp_path / f"test_block_{number}.py").write_text(block, encoding="utf-8")
    assert sum(block.count("def test_") for block in blocks) >= 5
    installed = any(point.value == PLUGIN for point in entry_points(group="pytest11"))
    plugin = [] if installed else ["-p", PLUGIN]
    options = ["-o", "asyncio_mode=auto", "--rootdir", str(tmp_path), "-q"]
    source = str(Path(zeebe_sdk.__file__).parents[1])
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", *plugin, *options, str(tmp_path)],
        env={**os.environ, "PYTHONPATH": source},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
