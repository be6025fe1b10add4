"""A real browser's page that tells whatever a learner's text sets off. No tests here."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Dialog, Page, Route

FORMULAS = "cdnjs.cloudflare.com"
"""Where formgrader asks for the script that draws formulas; it is not let through."""


class Watched:
    """A page with what ran on it, whom it asked, and where it went by itself."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.ran: list[str] = []
        self.asked: set[str] = set()
        page.set_default_timeout(10_000)
        page.on("dialog", self._dialog)
        page.route("**/*", self._route)

    def open(self, url: str) -> None:
        """Load a page and give what is on it the time to act."""
        self.page.goto(url, wait_until="load")
        self.page.wait_for_timeout(30)

    def links(self) -> list[str]:
        """Return where the links in a learner's texts lead, as the browser understands them."""
        found: list[str] = self.page.evaluate(
            "[...document.querySelectorAll('.cw-learner a, .cw-feedback a')].map(one => one.href)"
        )
        return found

    def _dialog(self, dialog: Dialog) -> None:
        self.ran.append(dialog.message)
        dialog.dismiss()

    def _route(self, route: Route) -> None:
        host = urlsplit(route.request.url).hostname or ""
        if host in ("127.0.0.1", ""):
            return route.continue_()
        self.asked.add(host)
        return route.abort()


@contextmanager
def watched_page(browser: Browser) -> Iterator[Watched]:
    """Yield a page in a profile of its own."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield Watched(context.new_page())
    context.close()
