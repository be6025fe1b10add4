"""Screenshots for the guides, small enough for the repository. Asserts nothing."""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image
from playwright.sync_api import Locator, Page


def take(page: Page, target: Path, width: int = 1000, top: Locator | None = None) -> None:
    """Write what the page shows, from ``top`` on if it is given, as a WebP of this many pixels across."""
    if top:
        top.evaluate("(one) => one.scrollIntoView({ block: 'start' })")
        page.wait_for_timeout(300)
    image = Image.open(io.BytesIO(page.screenshot()))
    image.resize((width, round(image.height * width / image.width))).save(target, quality=60, method=6)
