"""The website of the guides in a real browser: accessibility, narrow pages, no request to elsewhere."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from browser.stub_page import AXE, AXE_TAGS
from docs_site import build_docs
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


class _Quiet(SimpleHTTPRequestHandler):
    """Serves files and says nothing."""

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def address(repo_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of the site, served on loopback in the folder of a course, as it is published."""
    public = tmp_path_factory.mktemp("public")
    (public / "index.html").write_text("<h1>The course itself</h1>", "utf-8")
    build_docs(repo_root, public / "guide", course="../")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(public)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/guide"
    server.shutdown()


@pytest.mark.parametrize(
    ("name", "width", "scheme"),
    [
        ("index", 1280, "light"),
        ("instructor", 400, "light"),
        ("performance", 400, "dark"),
        ("author", 1000, "light"),
        ("accessibility", 1280, "dark"),
    ],
)
def test_page(page: Page, address: str, name: str, width: int, scheme: Any) -> None:
    """axe finds nothing, the theme's own parts included; nothing sticks out or is asked from elsewhere."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    page.goto(f"{address}/{name}.html")
    page.add_script_tag(path=AXE)
    result = page.evaluate("tags => axe.run(document, {runOnly: tags})", AXE_TAGS)

    assert [(rule["id"], node["html"][:120]) for rule in result["violations"] for node in rule["nodes"]] == []
    assert "color-contrast" in {rule["id"] for rule in result["passes"]}
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert [url for url in asked if not url.startswith(f"{address}/")] == []


def test_search(page: Page, address: str) -> None:
    """A word is found in the guides, by a search that runs in the browser."""
    page.goto(f"{address}/index.html", wait_until="networkidle")
    page.keyboard.press("/")
    page.keyboard.type("bubblewrap", delay=20)
    found = page.locator(".md-search-result__link").first

    expect(found).to_have_attribute("href", re.compile(r"^[\w./:-]+\.html"))
    expect(found).to_contain_text("bubblewrap")


def test_the_way_to_the_course(page: Page, address: str) -> None:
    """Where the guides are published inside the browser edition, any of their pages leads to its start."""
    page.goto(f"{address}/instructor/walk.html")
    page.get_by_role("link", name="The course", exact=True).first.click()
    expect(page.get_by_role("heading", name="The course itself")).to_be_visible()
