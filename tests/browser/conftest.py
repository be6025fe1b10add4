"""What browser tests share: a page, a server with the stub page. JupyterLab is in lab.py."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from browser.stub_page import StubPage
from playwright.sync_api import Browser, Page, expect

from casework.widgets.case_study import CaseStudy
from casework.widgets.glossary import Glossary
from casework.widgets.hand_in import HandIn
from casework.widgets.progress import Progress
from casework.widgets.quiz import Quiz

expect.set_options(timeout=20_000)  # a page on a busy machine is slow, and not wrong

HERE = Path(__file__).parent


class _StubHandler(SimpleHTTPRequestHandler):
    """Serves the stub's files, and the widgets' joined text exactly as anywidget gets it."""

    joined = {
        "/quiz.js": ("text/javascript", Quiz.module),
        "/case_study.js": ("text/javascript", CaseStudy.module),
        "/hand_in.js": ("text/javascript", HandIn.module),
        "/glossary.js": ("text/javascript", Glossary._esm),
        "/progress.js": ("text/javascript", Progress._esm),
        "/loader.js": ("text/javascript", Quiz._esm),
        "/widget.css": ("text/css", CaseStudy.style + HandIn.style + str(Glossary._css)),
    }

    def do_GET(self) -> None:  # the name is http.server's
        kind, text = self.joined.get(self.path.partition("?")[0], (None, None))
        if kind is None:
            return super().do_GET()
        body = str(text).encode()
        self.send_response(200)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture(scope="session")
def stub_url() -> Iterator[str]:
    """Return the address of the stub page, served on loopback."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_StubHandler, directory=str(HERE)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/stub/page.html"
    server.shutdown()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Return a fresh page in a fresh profile; an error on the page fails the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.set_default_timeout(10_000)
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    yield page
    context.close()
    assert troubles == []


@pytest.fixture
def stub(page: Page, stub_url: str) -> StubPage:
    """Return the stub page, loaded; see stub_page.py for what it can do."""
    return StubPage(page, stub_url)
