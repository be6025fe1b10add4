"""The three explorers in a real JupyterLab: filters by keyboard, tables, pictures, narrow and dark pages."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser.lab import Lab, Session
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.browser

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


def test_each_table_scrolls_by_itself_and_by_keyboard(explorers: Session, page: Page) -> None:
    """At 400 pixels a wide table moves in its own box, the page does not move sideways."""
    page.set_viewport_size({"width": 400, "height": 800})
    for name in NAMES:
        shown = explorer(explorers, name)
        wide = page.evaluate(
            """() => [document.documentElement, ...document.querySelectorAll(".jp-WindowedPanel-outer, .jp-OutputArea-output")]
              .filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => one.className)"""
        )
        assert wide == []
        box = shown.locator(".cw-x-scroll").first if name != "explore_evidence" else None
        if box is None:
            continue
        box.focus()
        page.keyboard.press("ArrowRight")
        page.wait_for_timeout(400)
        assert box.evaluate("(one) => one.scrollLeft > 0 || one.scrollWidth <= one.clientWidth")


@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark"])
@pytest.mark.parametrize("width", [1280, 400])
def test_what_it_looks_like(explorers: Session, page: Page, tmp_path: Path, theme: str, width: int) -> None:
    """Letters in a picture are text in the theme's colour and at least 10 pixels high, in both themes."""
    page.set_viewport_size({"width": width, "height": 1400})
    explorers.command("apputils:change-theme", theme=theme)
    page.wait_for_timeout(500)
    for name in NAMES:
        shown = explorer(explorers, name)
        if name == "explore_evidence":
            shown.get_by_label("Claim").select_option("A ban on buying makes sex workers less safe")
        svg = shown.locator("svg").first
        expect(svg).to_be_visible()
        letters = svg.locator("text").first
        ink = letters.evaluate("(one) => getComputedStyle(one).fill")
        page_ink = shown.locator(".cw-x p").first.evaluate("(one) => getComputedStyle(one).color")
        assert ink == page_ink
        assert letters.evaluate("(one) => 10 * one.getScreenCTM().a") >= 10
        shown.screenshot(path=tmp_path / f"{name}-{width}-{theme[-4:].strip()}.png")
    explorers.command("apputils:change-theme", theme="JupyterLab Light")
