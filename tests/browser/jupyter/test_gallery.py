"""The gallery in a real JupyterLab: every type is shown, and photographed. CASEWORK_PICTURES=1 keeps them."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from browser.lab import Lab, Session
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from casework.module import load_module
from casework.types import TYPES

pytestmark = pytest.mark.browser

NAME = "99-gallery"
ANSWERS: dict[str, Any] = {
    "single": ["a"],
    "multiple": ["a", "b"],
    "true-false-why": {"judgement": "true", "reason": "b"},
    "number": {"value": "6.3", "unit": "million"},
    "text": {"text": "smuggling"},
    "match": {"three": "palermo", "entry": "mann", "travel": "mann"},
    "order": ["first", "presumed", "value", "out"],
    "classify": {"act": "law", "study": "position", "system": "position"},
    "place": {"hours": "choice", "rent": "circumstance", "threat": "circumstance", "reason": "The rent."},
    "elements": {"act": "shown", "means": "not-shown", "wage": "means", "house": "purpose", "town": "none"},
    "four-laws": {"sell/full": "offence", "sell/end-demand": "offence", "hit/decrim": "offence"},
    "free": {"text": "The Protocol of 2000 lists five acts, and one is enough."},
}
"""An answer to each practice question, partly right where there is such a thing."""

LOOKS = [(1280, "light"), (400, "dark")]
if os.environ.get("CASEWORK_PICTURES"):
    LOOKS = [(width, theme) for width in (1280, 400) for theme in ("light", "dark")]
COLOURS = 24
HEIGHT = 4000
"""Pixels: room for the longest question on the narrow page, so that no part of JupyterLab is before it."""
THEMES = {"light": "JupyterLab Light", "dark": "JupyterLab Dark"}


@pytest.fixture
def gallery(lab: Lab, repo_root: Path) -> Path:
    """Return the gallery's notebook in a copy of its folder."""
    target = lab.folder("gallery")
    shutil.copytree(repo_root / "docs" / "gallery", target, ignore=shutil.ignore_patterns(".*"))
    shutil.copytree(repo_root / "data", target / "data")
    return target / "modules" / NAME / f"{NAME}.ipynb"


def fill(question: Locator, response: Any) -> None:
    """Answer a question with the mouse and the keyboard, as a learner does."""
    if isinstance(response, dict):
        for field, value in response.items():
            inputs = question.locator(f'[data-field="{field}"]')
            if inputs.first.evaluate("(input) => input.type") == "radio":
                question.locator(f'[data-field="{field}"][value="{value}"]').check()
            elif inputs.evaluate("(input) => input.tagName") == "SELECT":
                inputs.select_option(value)
            else:
                inputs.fill(value)
        return
    items = question.locator("[data-item]")
    if not items.count():
        for option in response:
            question.locator(f'[data-option="{option}"] input').check()
        return
    for place, item in enumerate(response):
        up = question.locator(f'[data-item="{item}"] [data-move="-1"]')
        while (now := items.evaluate_all("(all) => all.map((one) => one.dataset.item)")).index(item) > place:
            up.click()
            expect(items.nth(now.index(item) - 1)).to_have_attribute("data-item", item)


def test_every_type_is_shown_in_both_modes(page: Page, lab: Lab, gallery: Path, pictures: Path) -> None:
    """Run All shows 24 questions and the case, without an error and without asking anything outside."""
    troubles: list[str] = []
    page.on("console", lambda said: troubles.append(said.text) if said.type == "error" else None)
    session = Session(page, lab, gallery)
    session.command("application:toggle-left-area")
    session.run_all()
    module = load_module(gallery.parent)
    names = [f"m99-{mode}-{type_}" for type_ in TYPES for mode in "pg"]
    assert sorted(names) == sorted({**module.practice.questions, **module.graded.questions})

    shown = [session.question(id_).get_attribute("data-question") for id_ in names]
    expect(session.panel().locator("li").filter(has_text="Not answered yet")).to_have_count(13)

    assert shown == names
    assert session.errors == troubles == session.outside == []
    _photograph(session, pictures / "gallery" if pictures.name == "images" else pictures)
    assert session.errors == troubles == session.outside == []
    assert _errors(gallery) == []
    session.close()


def _photograph(session: Session, folder: Path) -> None:
    """Answer and check every practice question, then take its picture in two widths and two themes."""
    folder.mkdir(exist_ok=True)
    for type_ in TYPES:
        question = session.question(f"m99-p-{type_}")
        fill(question, ANSWERS[type_])
        question.locator('[data-action="check"]').click()
        expect(question.locator(".cw-verdict").first).to_be_visible(timeout=30_000)
        session.saved(f"m99-p-{type_}")
    for width, theme in LOOKS:
        session.page.set_viewport_size({"width": width, "height": HEIGHT})
        session.command("apputils:change-theme", theme=THEMES[theme])
        session.page.wait_for_function(
            "(light) => document.body.dataset.jpThemeLight === light", arg=str(theme == "light").lower()
        )
        for type_ in TYPES:
            question = session.question(f"m99-p-{type_}")
            _picture(question, folder / f"{type_}-{width}-{theme}.png")
            wide = question.evaluate("(root) => root.scrollWidth - root.clientWidth")

            assert wide <= 0, f"{type_} at {width} pixels is {wide} pixels too wide"
    session.page.set_viewport_size({"width": 1280, "height": 900})
    session.command("apputils:change-theme", theme=THEMES["light"])


def _picture(question: Locator, path: Path) -> None:
    """Take a picture of a question in as few colours as it needs: a third of the size."""
    question.screenshot(path=path, animations="disabled")
    small = Image.open(path).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    small.save(path, optimize=True)


def _errors(notebook: Path) -> list[str]:
    """Return the errors among a saved notebook's outputs."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    outputs = (output for cell in cells for output in cell.get("outputs", []))
    return [output["evalue"] for output in outputs if output["output_type"] == "error"]
