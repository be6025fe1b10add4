"""Terms in the lesson's text and texts side by side, in a real JupyterLab and Notebook 7."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from browser.lab import Lab, Session
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

SHOWN = ("m02-start", "m02-beside-elements", "m02-glossary")


@pytest.fixture(params=["lab/tree", "notebooks"])
def lesson(page: Page, lab: Lab, notebook: Path, request: pytest.FixtureRequest) -> Iterator[Session]:
    """Return all of the lesson's text with its glossary at the far end, run, in either program."""
    content = json.loads(notebook.read_text(encoding="utf-8"))
    content["cells"] = [
        cell for cell in content["cells"] if cell["cell_type"] == "markdown" or cell["id"] in SHOWN
    ]
    notebook.write_text(json.dumps(content, indent=1), encoding="utf-8")
    session = Session(page, lab, notebook, app=request.param)
    session.command("notebook:run-all-cells")
    session.idle()
    yield session
    session.close()
    assert session.outside == []
    if session.app == "lab/tree":  # Notebook 7 starts with errors of its own
        assert session.errors == []


def state(lesson: Session) -> list[object]:
    """Return what a notebook's shortcut would change: cells, their texts, the mode, the place."""
    found: list[object] = lesson.page.evaluate(
        """() => {
          const { content } = window.jupyterapp.shell.currentWidget;
          const texts = content.widgets.map(({ model }) => model.type + model.sharedModel.getSource());
          const scroll = document.querySelector(".jp-WindowedPanel-outer").scrollTop;
          return [texts, content.mode, scroll, location.hash];
        }"""
    )
    return found


def test_a_term_opens_beside_the_text_by_keyboard(lesson: Session, tmp_path: Path) -> None:
    """Before the list was ever on the screen, Enter opens a term; nothing moves, no shortcut fires."""
    page = lesson.page
    term = page.locator(".jp-RenderedMarkdown").get_by_role("button", name="Trafficking", exact=True)
    term.scroll_into_view_if_needed()
    term.focus()
    page.wait_for_timeout(300)
    before = state(lesson)
    for key in ("Enter", "Space"):
        page.keyboard.press(key)
        window = page.get_by_role("dialog", name="trafficking in persons")
        expect(window).to_be_focused()
        expect(window).to_contain_text("Nobody has to be moved.")
        place, link = window.bounding_box(), term.bounding_box()
        assert place
        assert link
        assert place["y"] >= link["y"] + link["height"] or place["y"] + place["height"] <= link["y"]
        page.screenshot(path=tmp_path / f"term-{lesson.app.partition('/')[0]}-{key}.png")
        for letter in ("b", "x", "d", "d", "ArrowDown"):
            page.keyboard.press(letter)
        page.keyboard.press("Escape")
        expect(window).to_be_hidden()
        expect(term).to_be_focused()
    assert state(lesson) == before

    second = page.locator(".jp-RenderedMarkdown").get_by_role("button", name="sex work", exact=True)
    second.click()
    expect(page.get_by_role("dialog", name="sex work")).to_be_visible()
    page.keyboard.press("Escape")
    expect(second).to_be_focused()
    assert state(lesson)[:2] == before[:2]


def test_a_cell_drawn_anew_keeps_its_terms(lesson: Session) -> None:
    """A text that is edited and run again, far from the list, has its terms; a reload needs no new run."""
    page = lesson.page
    lesson.page.evaluate(
        """() => {
          const { content } = window.jupyterapp.shell.currentWidget;
          const cell = content.widgets[1];
          cell.model.sharedModel.setSource("See [limbs](#term-limb).");
        }"""
    )
    term = page.locator(".jp-RenderedMarkdown").get_by_role("button", name="limbs", exact=True).first
    term.press("Enter")
    expect(page.get_by_role("dialog", name="limb")).to_be_visible()

    lesson.command("docmanager:save")
    lesson.open()
    term.press("Enter")
    expect(page.get_by_role("dialog", name="limb")).to_be_visible()


def test_list_and_comparison_are_shown(lesson: Session, tmp_path: Path) -> None:
    """A difference opens by keyboard; narrow, its row is one card; the list is searched by typing."""
    page = lesson.page
    beside = lesson.scrolled("m02-beside-elements", ".cw-compare")
    beside.locator("summary").first.focus()
    page.keyboard.press("Enter")
    expect(beside.get_by_text("B-12 puts one word")).to_be_visible()
    assert beside.evaluate("one => one.scrollWidth <= one.clientWidth")
    page.screenshot(path=tmp_path / f"beside-{lesson.app.partition('/')[0]}.png")

    page.set_viewport_size({"width": 400, "height": 900})
    page.evaluate("() => window.jupyterapp.shell.collapseLeft?.()")
    page.wait_for_timeout(500)
    cells = beside.locator("tbody tr").first.locator("td").all() + [beside.locator("td[colspan]").first]
    boxes = [cell.bounding_box() or {} for cell in cells]
    assert [round(below["y"] - above["y"] - above["height"]) for above, below in pairwise(boxes)] == [0] * 4
    assert beside.evaluate("one => one.scrollWidth <= one.clientWidth")
    page.screenshot(path=tmp_path / f"cards-{lesson.app.partition('/')[0]}.png")
    page.set_viewport_size({"width": 1280, "height": 900})

    listed = lesson.scrolled("m02-glossary", ".cw-terms")
    before = state(lesson)[:2]
    listed.locator("summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("bondage")
    expect(listed.locator("li[id]:visible").filter(has_text="debt bondage")).not_to_have_count(0)
    expect(listed.get_by_role("status")).to_contain_text("terms")
    assert state(lesson)[:2] == before
    page.screenshot(path=tmp_path / f"list-{lesson.app.partition('/')[0]}.png")
