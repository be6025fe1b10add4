"""Builds the website of the guides, as docs/developer.md says. No tests."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path


def build_docs(root: Path, target: Path) -> Path:
    """Build the guides of the course in ``root`` strictly, into ``target``, and return that."""
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(target)],
        cwd=root,
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1"},  # Material's notice on its own future
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert "WARNING" not in done.stderr
    return target


def place(site: Path, page: str) -> Path:
    """Return the built file of a page of docs/."""
    path = site / page
    return path.with_name("index.html") if path.name == "README.md" else path.with_suffix(".html")
