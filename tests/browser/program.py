"""The browser's program: found, and started. Its pages are in conftest.py."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, sync_playwright

NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "msedge",
)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def browser_program() -> str:
    """Return the browser's path; without one every browser test fails with the same line, none is skipped."""
    named = os.environ.get("CASEWORK_BROWSER")
    found = named or next(filter(None, map(shutil.which, NAMES)), None)
    if not found or not Path(found).exists():
        where = (
            f"CASEWORK_BROWSER is {named}, which is not there"
            if named
            else f"none of {', '.join(NAMES)} is on PATH"
        )
        pytest.fail(
            f"No browser for the browser tests: {where}. "
            "Install Chromium, Chrome or Edge, or set CASEWORK_BROWSER to its path.",
            pytrace=False,
        )
    return found


@contextmanager
def running_browser() -> Iterator[Browser]:
    """Yield a running headless Chromium, Chrome or Edge. Playwright allows one at a time in a process."""
    program = browser_program()
    with sync_playwright() as playwright:
        try:
            running = playwright.chromium.launch(executable_path=program, headless=True, args=FLAGS)
        except Error as error:
            pytest.fail(f"The browser {program} does not start: {str(error).splitlines()[0]}", pytrace=False)
        yield running
        running.close()
