"""What the explorers leave on a page without widgets (print, nbconvert): accessibility, narrow pages."""

from __future__ import annotations

from pathlib import Path

import pytest
from browser.stub_page import AXE, AXE_TAGS, ONE_OF_EACH_FORM, PAGE_RULES
from playwright.sync_api import Page

import casework

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_without_widgets(
    page: Page, repo_root: Path, monkeypatch: pytest.MonkeyPatch, scheme: str
) -> None:
    """At 400 pixels nothing sticks out; axe finds nothing in any form of entry; no request is made."""
    monkeypatch.chdir(repo_root / "modules")
    names = ("explore_models", "explore_evidence", "explore_numbers", "library")
    parts = [getattr(casework, name)().fallback()[0] for name in names]
    parts.append(casework.library()._view.html)  # the list in its box, as the live notebook has it
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.set_viewport_size({"width": 400, "height": 900})
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    colours = "background:#111;color:#eee" if scheme == "dark" else "background:#fff;color:#111"
    head = f'<!doctype html><html lang="en" style="color-scheme:{scheme}"><title>t</title>'
    page.set_content(f'{head}<body style="{colours}"><main>{"".join(parts)}</main>')
    assert page.evaluate("document.documentElement.scrollWidth <= 400")
    assert page.locator("svg").count() == 3
    assert page.evaluate(ONE_OF_EACH_FORM) > 60
    page.add_script_tag(path=AXE)
    rules = {rule: {"enabled": False} for rule in PAGE_RULES}
    result = page.evaluate("([tags, rules]) => axe.run(document, {runOnly: tags, rules})", [AXE_TAGS, rules])

    assert [(rule["id"], node["html"][:120]) for rule in result["violations"] for node in rule["nodes"]] == []
    assert {"color-contrast", "scrollable-region-focusable"} <= {rule["id"] for rule in result["passes"]}
    assert asked == []
