"""What a page of HTML says, to be compared with what another says. No tests."""

from __future__ import annotations

from bs4 import BeautifulSoup


def letters(html: str) -> str:
    """Return the text of HTML without any space."""
    return "".join(BeautifulSoup(html, "html.parser").get_text().split())
