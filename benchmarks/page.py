"""docs/performance.md: each benchmark writes a part of its own and leaves the others. Measures nothing."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "performance.md"


def write_part(name: str, lines: Sequence[str]) -> None:
    """Put lines in place of what a benchmark wrote before: from its mark to the next one, or to the end."""
    mark = f"<!-- benchmarks/{name} -->\n"
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(mark)
    _, following, after = rest.partition("<!-- benchmarks/")
    text = "\n".join([*lines, ""]) + ("\n" if following else "")
    PAGE.write_text(before + mark + text + following + after, encoding="utf-8")
    print(f"{PAGE}: written")


def machine() -> str:
    """Return the machine, its load and the day in one line."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.is_file() else []
    model = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores {model or platform.machine()}, "
        f"Python {platform.python_version()}, load {os.getloadavg()[0]:.1f} at the start"
    )
