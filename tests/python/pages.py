"""Writes the Python code of the package's pages to files, and runs what does no more than define.

`python pages.py PACKAGE DIRECTORY`
"""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path
from types import ModuleType

BLOCK = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)

# Blocks that reach out for a gateway are only compiled and type checked.
REACHES_OUT = re.compile(r"^(with|asyncio\.run|client = )", re.MULTILINE)


def main(package: Path, directory: Path) -> None:
    shutil.rmtree(directory, ignore_errors=True)
    directory.mkdir(parents=True)
    pages = [package / "README.md", *sorted((package / "docs").glob("*.md"))]
    blocks = 0
    for page in pages:
        name = page.stem.lower().replace("-", "_")
        for number, found in enumerate(BLOCK.finditer(page.read_text(encoding="utf-8")), 1):
            code = found[1]
            file = directory / f"page_{name}_{number}.py"
            file.write_text(code, encoding="utf-8")
            compiled = compile(code, f"{page.name}, block {number}", "exec")
            if not REACHES_OUT.search(code):
                # Dataclasses look for the module that they are defined in.
                module = sys.modules[file.stem] = ModuleType(file.stem)
                exec(compiled, module.__dict__)
            blocks += 1
    if blocks < len(pages):
        sys.exit("there is less code on the pages than there are pages")
    print(f"{blocks} blocks on {len(pages)} pages")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
