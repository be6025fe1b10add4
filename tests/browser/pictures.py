"""Screenshots for the guides, small enough for the repository. Asserts nothing."""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page


def take(page: Page, target: Path, width: int = 1000) -> None:
    """Write what the page shows as a WebP of this many pixels across."""
    image = Image.open(io.BytesIO(page.screenshot()))
    image.resize((width, round(image.height * width / image.width))).save(target, quality=60, method=6)
