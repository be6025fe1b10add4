"""Builds the website of the guides, as docs/developer.md says. No tests."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path


def build_docs(root: Path, target: Path, course: str = "") -> Path:
    """Build the guides of ``root`` strictly into ``target``, beside a course if there is one; return it."""
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(target)],
        cwd=root,
        # The first is Material's notice on its own future.
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1", "CASEWORK_SITE": course},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert "WARNING" not in done.stderr
    assert "Building documentation" in done.stderr  # it says what it does
    return target


def place(site: Path, page: str) -> Path:
    """Return the built file of a page of docs/."""
    path = site / page
    return path.with_name("index.html") if path.name == "README.md" else path.with_suffix(".html")
