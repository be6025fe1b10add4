"""docs/content.md is what the course holds today. How it is counted: tests/unit/test_summary.py."""

from __future__ import annotations

from pathlib import Path

from casework.checks.summary import content_page

ROOT = Path(__file__).resolve().parents[2]


def test_the_page_is_up_to_date() -> None:
    """The page is as `casework check --write docs/content.md` writes it; run that after a change."""
    assert (ROOT / "docs/content.md").read_text(encoding="utf-8") == content_page(ROOT)
