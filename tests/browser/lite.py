"""Drives the browser edition: a plain file server, as a static host is; a lesson in a tab. No tests."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from browser.lab import Session
from playwright.sync_api import Page

PATIENCE_MS = 150_000
"""For Python to start in a tab: 10 seconds where nothing else runs."""


class Quiet(SimpleHTTPRequestHandler):
    """Serves files as they are, and says nothing."""

    protocol_version = "HTTP/1.1"
    extensions_map = {**SimpleHTTPRequestHandler.extensions_map, ".wasm": "application/wasm"}

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


class Served:
    """A site on loopback; `root` is where a learner's files seem to lie."""

    def __init__(self, site: Path, port: int) -> None:
        self.site, self.port, self.root = site, port, site / "files"

    def url(self, path: str) -> str:
        """Return an address on this server."""
        return f"http://127.0.0.1:{self.port}/{path}"


@contextmanager
def served(site: Path, handler: type[Quiet] = Quiet) -> Iterator[Served]:
    """Serve a site for as long as the block lasts."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(handler, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield Served(site, server.server_port)
    server.shutdown()


class LiteSession(Session):
    """A lesson of the browser edition in one tab, with a Python of its own."""

    def __init__(self, page: Page, site: Served, lesson: str, language: str = "") -> None:
        page.set_default_timeout(PATIENCE_MS)
        path = site.root / "modules" / lesson / language / f"{lesson}.ipynb"
        super().__init__(page, site, path)  # type: ignore[arg-type]

    def open(self) -> None:
        """Load the start page, click the lesson, and wait until its Python has started."""
        self.page.goto(self.lab.url(""))
        path = self.notebook.relative_to(self.lab.root).as_posix()
        self.page.locator(f'a[href$="{path}"]').click()
        self.page.wait_for_selector(".jp-NotebookPanel .jp-Notebook .jp-Cell")
        self.idle()

    def idle(self) -> None:
        """Wait until Python runs and has nothing to do."""
        self.page.wait_for_function(
            "() => window.jupyterapp?.shell.currentWidget?.context?.sessionContext"
            "?.session?.kernel?.status === 'idle'"
        )

    def run_all(self) -> None:
        """Run every cell, as Run > Run All Cells does, and wait for the end."""
        self.command("notebook:run-all-cells")
        self.idle()

    def in_file(self) -> dict[str, Any]:
        """Return the answers in the file as this browser keeps it: question id -> response."""
        metadata: dict[str, Any] = self.page.evaluate(
            """async (path) => (await window.jupyterapp.serviceManager.contents.get(path, {content: true}))
              .content.metadata""",
            self.notebook.relative_to(self.lab.root).as_posix(),
        )
        return {
            key.removeprefix("casework:"): value["response"]
            for key, value in metadata.items()
            if key.startswith("casework:")
        }

    def shown_in(self, source: str) -> str:
        """Return the text that a cell printed, or that it shows, by its source."""
        text: str = self.page.evaluate(
            """(source) => window.jupyterapp.shell.currentWidget.content.widgets
              .filter(({ model }) => model.type === "code" && model.sharedModel.getSource().includes(source))
              .flatMap(({ model }) => model.outputs.toJSON())
              .map((one) => one.text ?? one.data?.["text/plain"] ?? (one.traceback ?? []).join("\\n"))
              .flat().join("\\n")""",
            source,
        )
        return text
