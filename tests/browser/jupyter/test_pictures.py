"""Makes the guides' screenshots from the real thing. CASEWORK_PICTURES=1 puts them into docs/images."""

from __future__ import annotations

from pathlib import Path

import pytest
from browser.lab import Lab, Session, shorten
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

GRADED, PRACTICE, CASE, HAND_IN = "m02-g-palermo-elements", "m02-p-movement", "m02-case", "m02-hand-in"


def test_the_learner_guide_shows_what_the_course_shows(
    page: Page, lab: Lab, notebook: Path, pictures: Path, repo_root: Path
) -> None:
    """A saved answer, checked practice, a case and the hand-in panel are there to be photographed."""
    shorten(notebook, PRACTICE, GRADED, CASE, HAND_IN)
    page.set_viewport_size({"width": 1280, "height": 1900})
    session = Session(page, lab, notebook)
    session.run_all()
    pictures.mkdir(exist_ok=True)

    question = session.question(GRADED)
    question.locator('[data-option="a"] input').check()
    session.saved(GRADED)
    question.screenshot(path=pictures / "learner-question.png")

    practice = session.question(PRACTICE)
    practice.locator('[data-option="a"] input').check()
    practice.locator('[data-action="check"]').click()
    expect(practice.locator(".cw-rationale")).to_have_count(3)
    practice.screenshot(path=pictures / "learner-feedback.png")

    session.question("m02-case-s1", CASE)
    page.locator(".cw-case").screenshot(path=pictures / "learner-case.png")

    panel = session.panel()
    expect(panel).to_contain_text("1 of 11 graded questions answered.")
    panel.screenshot(path=pictures / "learner-hand-in.png")
    session.close()

    made = {path.name for path in pictures.glob("learner-*.png")}
    kept = {path.name for path in (repo_root / "docs" / "images").glob("learner-*.png")}
    assert made == kept
