"""The three explorers in a real JupyterLab: filters by keyboard, tables, pictures, narrow and dark pages."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser.lab import Lab, Session
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.browser

# What is wider than its place: the page, an output, an explorer. Tables scroll in boxes of their own.
WIDE = """() => [...document.querySelectorAll("html, .jp-OutputArea-output, .cw-explorer, .cw-x")]
  .filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => one.className)"""
NAMES = ("explore_models", "explore_evidence", "explore_numbers")


@pytest.fixture
def explorers(page: Page, lab: Lab, notebook: Path) -> Iterator[Session]:
    """Return a notebook with the three explorers, open and run."""
    cells = [f"from casework import {', '.join(NAMES)}", *(f"{name}()" for name in NAMES)]
    content = {
        "cells": [
            {
                "cell_type": "code",
                "execution_count": None,
                "id": f"c{index}",
                "metadata": {},
                "outputs": [],
                "source": [source],
            }
            for index, source in enumerate(cells)
        ],
        "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    path = notebook.parents[1] / "explore.ipynb"
    path.write_text(json.dumps(content), encoding="utf-8")
    session = Session(page, lab, path)
    session.command("application:toggle-left-area")  # the list of files leaves no room at 400 pixels
    session.command("notebook:run-all-cells")
    session.idle()
    page.wait_for_selector(".cw-explorer", state="attached")
    yield session
    session.close()
    page.set_viewport_size({"width": 1280, "height": 900})
    assert session.outside == []
    assert session.errors == []


def explorer(session: Session, name: str) -> Locator:
    """Return one explorer, scrolled into view."""
    cell = session.page.locator(".jp-CodeCell").filter(has_text=f"{name}()")
    session._in_view(".cw-explorer", f"{name}()")
    found = cell.locator(".cw-explorer")
    expect(found.locator(".cw-x")).to_be_visible()
    return found


def test_a_filter_is_chosen_by_keyboard_and_the_table_follows(explorers: Session, page: Page) -> None:
    """Arrow keys in a labelled list change picture, table and status, and nothing else in the notebook."""
    models = explorer(explorers, "explore_models")
    cells = explorers.cells()
    rows = models.locator("tbody tr")
    expect(rows).to_have_count(90)
    chosen = models.get_by_label("Model", exact=True)
    chosen.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")

    expect(chosen).to_have_value("ban on buying")
    expect(rows).to_have_count(10)
    expect(models.get_by_role("status")).to_have_text(
        "10 of 90 rows; 10 with a year. Checked on a weak page only: 0."
    )
    picture = models.get_by_role("img")
    expect(picture).to_have_accessible_name(
        "Timeline, 10 dots, each the year in which a law of the table began. Sweden: 1999; Nepal: 2007; "
        "Norway: 2009; Iceland: 2009; Canada: 2014; Northern Ireland: 2015; France: 2016; Ireland: 2017; "
        "Israel: 2020; Maine: 2023."
    )
    expect(chosen).to_be_focused()
    page.keyboard.press("b")
    assert explorers.cells() == cells


def test_narrow_and_dark_pages(explorers: Session, page: Page, tmp_path: Path) -> None:
    """In both themes, at 1280 and 400 pixels, nothing sticks out and letters are legible."""
    for theme in ("Dark", "Light"):
        explorers.command("apputils:change-theme", theme=f"JupyterLab {theme}")
        for width in (1280, 400):
            page.set_viewport_size({"width": width, "height": 3200})
            for name in NAMES:
                shown = explorer(explorers, name)
                if name == "explore_evidence":
                    shown.get_by_label("Claim").select_option("A ban on buying makes sex workers less safe")
                    expect(shown.get_by_role("status")).to_contain_text("9 of 9")
                page.wait_for_timeout(400)  # for the theme's colours and the new picture

                assert page.evaluate(WIDE) == []
                letters = shown.locator("svg text").first
                words = shown.locator(".cw-x p").first
                ink = letters.evaluate("(one) => getComputedStyle(one).fill")
                assert ink == words.evaluate("(one) => getComputedStyle(one).color")
                assert letters.evaluate("(one) => 10 * one.getScreenCTM().a") >= 10
                shown.screenshot(path=tmp_path / f"{name}-{width}-{theme}.png")

    box = explorer(explorers, "explore_models").get_by_role("region", name="Table: Laws by jurisdiction")
    box.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("() => document.activeElement.scrollLeft > 0")
