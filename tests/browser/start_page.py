"""The course's start page, modules/index.ipynb, as a learner uses it in Jupyter. Asserts nothing."""

from __future__ import annotations

import json
from pathlib import Path

from browser.lab import Session


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
