"""Pages of the course that no other test opens: each runs in JupyterLab without an error, alone, and fits."""

from __future__ import annotations

from pathlib import Path

import pytest
from browser.fitting import too_wide
from browser.lab import Lab, Session, copy_course
from browser.taking import TAKEN, broken_cells
from playwright.sync_api import Page

from casework.module import module_folders

pytestmark = pytest.mark.browser
# The whole course is opened, run and measured in test_whole_course.py; here are the forms it does not take.
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
