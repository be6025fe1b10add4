"""A learner's feedback page in a real browser: accessibility, narrow pages, print, no script, the picture."""

from __future__ import annotations

import io
import json
import os
from pathlib import Path
from random import Random
from typing import Any

import pytest
from browser.stub_page import AXE, AXE_TAGS
from grading.feedback_class import COMMENT, graded_entry, notebook_of, source_in
from grading.trial_course import ROOT, answered, trial_notebook, write_trial_course
from PIL import Image
from playwright.sync_api import Page

from casework.feedback_pages.making import Source, make_sheet
from casework.feedback_pages.page import page as page_html
from casework.feedback_pages.sheet import SHOWS, Show
from casework.types import type_of

pytestmark = pytest.mark.browser
MARKS = {"m01-reflection": (3.5, COMMENT)}
WIDE = "\n\n| a | b |\n|---|---|\n| " + "long" * 60 + " | x |\n\n    " + "code " * 60
"""A learner's table and code that would not fit a narrow page."""
REAL = "02-trafficking-law"


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[Show, Path]:
    """Return a page of each kind: Ben's, whose text is hostile and wide."""
    root = tmp_path_factory.mktemp("pages")
    assessments = write_trial_course(root / "course")
    source = source_in(assessments)
    notebook = notebook_of("ben", trial_notebook())
    next(cell for cell in notebook["cells"] if cell["id"] == "m01-reflection")["source"] += WIDE
    return {show: written(root / f"{show}.html", source, notebook, show, MARKS) for show in SHOWS}


def written(
    path: Path, source: Source, notebook: dict[str, Any], show: Show, marks: dict[str, tuple[float, str]]
) -> Path:
    """Write a page and return its path."""
    entry, graded = graded_entry(source, "ben", notebook, marks)
    path.write_text(page_html(make_sheet(source, entry, graded, source.assignment, show)), encoding="utf-8")
    return path


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("show", SHOWS)
def test_the_page(page: Page, pages: dict[Show, Path], show: Show, scheme: str) -> None:
    """At 400 and 1000 pixels nothing sticks out; axe finds nothing; nothing is fetched or run."""
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
    page.set_viewport_size({"width": 1000, "height": 900})
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.goto(pages[show].as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= 1000
    page.set_viewport_size({"width": 400, "height": 900})
    outside = [url for url in asked if url != pages[show].as_uri()]
    page.evaluate(Path(AXE).read_text("utf-8"))  # the page lets no script in by a tag
    result = page.evaluate("tags => axe.run(document, {runOnly: tags})", AXE_TAGS)

    assert [(rule["id"], node["html"][:120]) for rule in result["violations"] for node in rule["nodes"]] == []
    assert {"color-contrast", "heading-order"} <= {rule["id"] for rule in result["passes"]}
    assert page.evaluate("document.documentElement.scrollWidth") <= 400
    assert page.evaluate("document.scripts.length") == 0
    assert page.title().endswith("Lights")
    assert (outside, said) == ([], [])
    headings = page.locator("h2").all_inner_texts()
    assert (headings == []) == (show == "none")


def test_a_script_would_not_run(page: Page, pages: dict[Show, Path], tmp_path: Path) -> None:
    """If a script, a picture or a frame did get into a page, its own policy would stop them."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    bad = (
        "<script>document.title = 'taken'</script><img src=x onerror=\"document.title = 'taken'\">"
        '<iframe src="https://example.org/"></iframe>'
    )
    for name, text in {"page": pages["score"].read_text("utf-8"), "plain": "<title>a</title><main>"}.items():
        (tmp_path / f"{name}.html").write_text(text.replace("<main>", f"<main>{bad}"), encoding="utf-8")
    page.route("https://**", lambda route: route.abort())
    page.goto((tmp_path / "page.html").as_uri())

    assert page.title() == "Feedback: Lights"
    assert [url for url in asked if url.startswith("https:")] == []
    page.goto((tmp_path / "plain.html").as_uri())
    assert page.title() == "taken"  # what is looked for would be seen


def test_on_paper(page: Page, pages: dict[Show, Path]) -> None:
    """On paper, dark screen or not, the text is dark on white and no table is cut off."""
    page.set_viewport_size({"width": 680, "height": 900})
    page.emulate_media(media="print", color_scheme="dark")
    page.goto(pages["rationale"].as_uri())
    edges = page.evaluate(
        "[...document.querySelectorAll('table')].map(one => one.getBoundingClientRect().right)"
    )

    assert len(edges) == 3
    assert max(edges) <= 680
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a page of the course's own module 02, of a learner who knows most of it."""
    plans = {"m02-g-ct-limb-three": "wrong", "m02-g-severe-form": "partly"}
    return made_up(ROOT, REAL, plans, tmp_path_factory.mktemp("real") / "page.html", {})


@pytest.fixture(scope="module")
def gallery(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a page of the gallery, whose keys anybody may see."""
    plans = {"m99-g-single": "wrong", "m99-g-multiple": "partly"}
    marks = {"m99-g-free": (4.0, "holder 1\nfair 2\nevidence 1\n\nName the limit too.")}
    path = tmp_path_factory.mktemp("gallery") / "page.html"
    return made_up(ROOT / "docs" / "gallery", "99-gallery", plans, path, marks)


def made_up(
    root: Path, name: str, plans: dict[str, str], path: Path, marks: dict[str, tuple[float, str]]
) -> Path:
    """Write the page of a learner who has all right but for some questions, and return its path."""
    released = json.loads((root / "modules" / name / f"{name}.ipynb").read_bytes())
    source = source_in(root / "assessments", name, released)
    keys, random = source.materials.keys.keys, Random(4)
    answers = {
        id_: type_of(one).made_up(one, keys[id_], plans.get(id_, "right"), random)[0]
        for id_, one in source.materials.module.graded_questions.items()
    }
    return written(path, source, answered(released, answers), "rationale", marks)


def test_where_to_read_again(page: Page, real: Path) -> None:
    """A question with points missing names module, part and section of the lesson; a right one names none."""
    page.goto(real.as_uri())
    wrong = page.locator("#m02-g-ct-limb-three")

    assert wrong.locator("h2").inner_text() == "Question 3: not right, 0 of 1 point"
    places = wrong.locator("ul").last.locator("li").all_inner_texts()
    assert places[0] == "Module 02: The law of trafficking, Part 2. The Palermo Protocol: act, means, purpose"
    assert page.locator("#m02-g-palermo-elements").get_by_text("Where to read again").count() == 0


def test_picture_for_the_guide(page: Page, gallery: Path, repo_root: Path) -> None:
    """The guide's picture is this page; CASEWORK_PICTURES=1 makes it anew. It is small."""
    path = repo_root / "docs" / "images" / "feedback-page.webp"
    if os.environ.get("CASEWORK_PICTURES"):
        page.set_viewport_size({"width": 760, "height": 1500})
        page.goto(f"{gallery.as_uri()}#m99-g-single")
        below = page.screenshot()
        page.goto(gallery.as_uri())
        shots = [Image.open(io.BytesIO(shot)).convert("RGB") for shot in (page.screenshot(), below)]
        both = Image.new("RGB", (1520, 900), "white")
        for place, shot in enumerate(shots):
            both.paste(shot.crop((0, 0, 760, 900)), (760 * place, 0))
        both.save(path, quality=60, method=6)

    assert path.stat().st_size < 120_000
    assert Image.open(path).width == 1520
