"""How large the front end is, in bytes: no build step makes it smaller, so it is kept small by hand."""

from __future__ import annotations

from pathlib import Path

import casework
from casework.widgets.loading import joined

FOLDER = Path(casework.__file__).parent / "widgets"
SENT = 60_000
WRITTEN = 72_000


def test_the_front_end_is_small() -> None:
    """All JavaScript and CSS together, as the page gets them, stay under the limit; so do the files."""
    files = [path for path in FOLDER.iterdir() if path.suffix in (".js", ".css")]
    sent = {path.name: len(joined(path.name).encode()) for path in files}

    assert sum(sent.values()) < SENT, sorted(sent.items(), key=lambda one: -one[1])
    assert sum(path.stat().st_size for path in files) < WRITTEN
    others = [path for path in FOLDER.parent.rglob("*.[jc]s*") if path.suffix in (".js", ".css")]
    assert [
        path for path in others if path.parent.name not in ("site", "paper")
    ] == files  # no page of a lesson gets it
