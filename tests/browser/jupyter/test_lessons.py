"""Earlier lessons, and pages that no other test opens, run in JupyterLab. More: test_later_lessons.py."""

from __future__ import annotations

from pathlib import Path

import pytest
from browser.fitting import too_wide
from browser.lab import Lab, Session, copy_course
from browser.taking import LESSONS, TAKEN, broken_cells, faults, to_take
from playwright.sync_api import Page

from casework.module import module_folders

pytestmark = pytest.mark.browser
# The first lesson, the final test and a form of each test are taken in test_whole_course.py.
OTHERS = [path.name for path in module_folders(Path(__file__).parents[3]) if path.name not in TAKEN]


@pytest.mark.parametrize("name", OTHERS)
def test_a_lesson_runs_and_fits(name: str, page: Page, lab: Lab, repo_root: Path) -> None:
    """After Run All no cell holds an error, nothing was fetched from outside, no text leaves the page."""
    session = Session(page, lab, copy_course(repo_root, lab.folder(f"lesson-{name}"), name=name))
    session.run_all()
    assert broken_cells(session) == []

    assert too_wide(session) == []
    assert (session.errors, session.outside) == ([], [])
    session.close()


@pytest.mark.parametrize("taken", to_take(LESSONS[:3]), indirect=True)
def test_a_lesson_is_taken(taken: tuple[Session, Path]) -> None:
    """All of it is answered right with the mouse, its case walked to the end, and it is handed in."""
    assert faults(*taken) == []
