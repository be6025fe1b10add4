"""The first two minutes of someone who never saw a notebook: start page, then as 00 Start tells them."""

from __future__ import annotations

from pathlib import Path

import pytest
from browser.lab import Lab, Session, copy_course, record
from browser.pictures import take
from browser.start_page import choose_lesson, run_from_menu
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
FIRST = "m00-p-first"


def test_the_first_two_minutes(page: Page, lab: Lab, repo_root: Path, pictures: Path) -> None:
    """A click on 00 Start, Run All Cells, back by the link, an answer: checked, saved, kept by a reload."""
    lesson = copy_course(repo_root, lab.folder("first-minutes"), name="00-start")
    session = Session(page, lab, lesson.parents[1] / "index.ipynb")
    choose_lesson(session, "00 Start")
    session.notebook = lesson
    session.ready()

    run_from_menu(page)
    box = page.locator(".cw-root").first
    expect(box.get_by_role("group")).to_be_in_viewport()
    box.get_by_role("radio").nth(1).check()
    expect(box).to_contain_text("Not saved until you check it")
    box.get_by_role("button", name="Check answer").click()
    expect(box).to_contain_text("Right")
    expect(box).to_contain_text("Saved in this notebook at")
    assert record(session.notebook) == {FIRST: ["b"]}
    pictures.mkdir(exist_ok=True)
    take(page, pictures / "first-answer.webp", top=box)

    session.open()  # a reload
    run_from_menu(page)
    expect(page.locator(".cw-root").first.get_by_role("radio").nth(1)).to_be_checked()
    assert session.errors == []
    session.close()
