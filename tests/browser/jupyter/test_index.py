"""The start page in JupyterLab: readable before Python is there, then a link back. More: test_module.py."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path

import pytest
from browser.lab import Lab, Session, copy_course
from browser.pictures import take
from browser.start_page import answered, run_cell
from playwright.sync_api import Page, expect

from casework.module import module_folders

pytestmark = pytest.mark.browser


def test_the_start_page_leads_back(page: Page, lab: Lab, repo_root: Path, pictures: Path) -> None:
    """Before it runs it lists every module; one press gives a link to where one was; a reload keeps it."""
    lesson = copy_course(repo_root, lab.folder("start-page"))
    answered(lesson, "m02-p-movement")
    index = lesson.parent.parent / "index.ipynb"
    session = Session(page, lab, index)
    rows = page.locator(".jp-MarkdownOutput tbody tr")
    expect(rows).to_have_count(len(module_folders(lesson.parent.parent.parent)))
    expect(rows.nth(4)).to_contain_text("75")

    run_cell(session)
    output = page.locator(".jp-OutputArea-output").first
    expect(output).to_contain_text("Go on where you were: 02 The law of trafficking, Part ")
    expect(output.locator("tr", has_text="02 The law of trafficking")).to_contain_text("1 of 31")
    pictures.mkdir(exist_ok=True)
    take(page, pictures / "start-page.webp")
    session.command("docmanager:save")
    session.open()  # a reload; nothing is run
    link = page.locator(".jp-OutputArea-output").first.get_by_role("link")
    expect(link).to_contain_text("02 The law of trafficking")
    part = link.inner_text().partition(", ")[2]
    current = "path => window.jupyterapp.shell.currentWidget?.context?.path === path"
    link.click()
    page.wait_for_function(current, arg=lesson.relative_to(lab.root).as_posix())
    page.get_by_role("heading", name="Module 02").wait_for()
    # JupyterLab goes to a heading only in a lesson that is drawn; else the link's words tell the part.
    session.idle()
    heading = page.get_by_role("heading", name=re.compile(f"^{re.escape(part)}"))
    for _ in range(3):  # a page that is still growing pushes the heading out of sight: then one clicks again
        page.get_by_role("tab", name="index.ipynb").click()
        link.click()
        page.wait_for_function(current, arg=lesson.relative_to(lab.root).as_posix())
        with suppress(AssertionError):
            expect(heading).to_be_in_viewport(timeout=5_000)
            break
    expect(heading).to_be_in_viewport()
    assert session.outside == []
    assert session.dialogs() == []
    session.close()
