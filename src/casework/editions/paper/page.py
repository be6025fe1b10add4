"""The frame of a printed page: language, title, skip link, landmarks, lists of links. Knows no lesson."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path

from casework.languages import LANGUAGES, _, lang, language_of

POLICY = (
    "script-src 'none'; connect-src 'none'; img-src 'none'; font-src 'none'; object-src 'none'; "
    "frame-src 'none'; base-uri 'none'; form-action 'none'"
)
"""For the browser: run no script and fetch nothing but the style sheet (CSP, level 3)."""
STYLE = "style.css"
Link = tuple[str, str]
"""Where a link leads, and its words as safe HTML."""


def page(title: str, body: str, pages: Sequence[Link], contents: Sequence[Link] = ()) -> str:
    """
    Return a whole HTML document.

    Args:
        title: plain words.
        body: safe HTML that begins with the only h1.
        pages: links to other pages.
        contents: links to the page's own parts.
    """
    first, rest = body.split("</h1>", 1)
    return (
        f'<!doctype html>\n<html lang="{lang()}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{escape(title)}</title><link rel="stylesheet" href="{STYLE}"></head><body>'
        f'<p class="skip"><a href="#text">{_("Skip to the text")}</a></p>'
        f'<header>{_links(_("Pages"), pages)}</header><main id="text" tabindex="-1">{first}</h1>'
        f"{_links(_('On this page'), contents, heading=True)}{rest}</main>"
        f'<footer><p><a href="#text">{_("Back to the top of this page")}</a></p></footer></body></html>\n'
    )


def name_of(notebook: Path) -> str:
    """Return the name of a lesson's page; that of a translation has its language in it."""
    code = language_of(notebook.parent)[0]
    return f"{notebook.stem}.{code}.html" if code else f"{notebook.stem}.html"


def language(target: str) -> str:
    """Return the attributes of a link to a page that is in another language, and whose words are too."""
    code = next((one for one in LANGUAGES if target.endswith(f".{one}.html")), "")
    return f' hreflang="{code}" lang="{code}"' if code else ""


def _links(name: str, links: Sequence[Link], heading: bool = False) -> str:
    if not links:
        return ""
    items = "".join(
        f'<li><a href="{escape(target)}"{language(target)}>{html}</a></li>' for target, html in links
    )
    lead = f"<p><b>{name}</b></p>" if heading else ""
    return f'<nav aria-label="{name}">{lead}<ul>{items}</ul></nav>'
