"""The page of casework report in a real browser: accessibility, narrow pages, print, the guide's picture."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest
from browser.stub_page import AXE, AXE_TAGS
from PIL import Image
from playwright.sync_api import Page
from unit.course_builder import NAME, write_course
from unit.report_builder import lights, write_class

from casework.report.write import write_reports

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the page of a class of forty."""
    root = tmp_path_factory.mktemp("class")
    write_course(root)
    write_class(root, [lights(n) for n in range(40)])
    write_reports(root, [NAME], root / "out")
    return root / "out" / f"{NAME}.html"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page(page: Page, written: Path, scheme: str) -> None:
    """At 400 pixels nothing sticks out; axe finds nothing, contrast included; no request is made."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.set_viewport_size({"width": 400, "height": 900})
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.goto(written.as_uri())
    outside = [url for url in asked if url != written.as_uri()]
    page.add_script_tag(path=AXE)
    result = page.evaluate("tags => axe.run(document, {runOnly: tags})", AXE_TAGS)

    assert [(rule["id"], node["html"][:120]) for rule in result["violations"] for node in rule["nodes"]] == []
    assert {"color-contrast", "scrollable-region-focusable"} <= {rule["id"] for rule in result["passes"]}
    assert page.evaluate("document.documentElement.scrollWidth <= 400")
    assert outside == []


def test_on_paper(page: Page, written: Path) -> None:
    """On paper no table is cut off: every table fits a page of A4 with its margins."""
    page.set_viewport_size({"width": 680, "height": 900})
    page.emulate_media(media="print")
    page.goto(written.as_uri())
    widths = page.evaluate(
        "[...document.querySelectorAll('table')].map(one => one.getBoundingClientRect().right)"
    )

    assert len(widths) == 5
    assert max(widths) <= 680


def test_picture_for_the_guide(page: Page, written: Path, repo_root: Path) -> None:
    """The guide's picture is this page; CASEWORK_PICTURES=1 makes it anew. It is small."""
    path = repo_root / "docs" / "images" / "class-report.webp"
    if os.environ.get("CASEWORK_PICTURES"):
        page.set_viewport_size({"width": 800, "height": 860})
        page.goto(written.as_uri())
        Image.open(io.BytesIO(page.screenshot())).convert("RGB").save(path, quality=60, method=6)

    assert path.stat().st_size < 60_000
    assert Image.open(path).width == 800
