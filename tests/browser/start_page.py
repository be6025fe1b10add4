"""The start page, modules/index.ipynb, and the first answer, as a learner gives it. Asserts nothing."""

from __future__ import annotations

import json
from pathlib import Path

from browser.lab import Session
from playwright.sync_api import Locator, Page


def answered(notebook: Path, id_: str) -> None:
    """Put one answer into a notebook's record, as its widget would."""
    content = json.loads(notebook.read_text("utf-8"))
    content["metadata"][f"casework:{id_}"] = {"v": 1, "response": ["a"], "at": "2026-11-22T10:00:00.000Z"}
    notebook.write_text(json.dumps(content, indent=1), "utf-8")


def run_cell(session: Session) -> None:
    """Do as the page says: click the box, press the button with the triangle."""
    page = session.page
    page.locator(".jp-CodeCell .jp-Editor").first.click()
    page.locator('.jp-Toolbar [data-command="notebook:run-cell-and-select-next"]').first.click()
    page.locator(".jp-OutputArea-output table").wait_for()


def choose_lesson(session: Session, title: str) -> None:
    """Click a lesson in the page's own table, which is there before Python is."""
    session.page.locator(".jp-MarkdownOutput tbody").get_by_role("link", name=title).click()


def run_from_menu(page: Page) -> None:
    """Do as 00 Start says: Run All Cells in the menu, then the link back to its first question."""
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.locator(".lm-Menu-itemLabel", has_text="Run All Cells").first.click()
    page.get_by_role("link", name="back to the first question").click()


def answer_first(page: Page) -> Locator:
    """Run 00 Start, answer its first question right, check the answer, and return the question."""
    run_from_menu(page)
    box = page.locator(".cw-root").first
    box.get_by_role("radio").nth(1).check()
    box.get_by_role("button", name="Check answer").click()
    return box
