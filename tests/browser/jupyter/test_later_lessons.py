"""The later lessons in a real JupyterLab; the earlier ones and all else: test_lessons.py."""

from __future__ import annotations

from pathlib import Path

import pytest
from browser.lab import Session
from browser.taking import LESSONS, faults, to_take

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("taken", to_take(LESSONS[3:]), indirect=True)
def test_a_later_lesson_is_taken(taken: tuple[Session, Path]) -> None:
    """All of it is answered right with the mouse, its case walked to the end, and it is handed in."""
    assert faults(*taken) == []
