"""A matplotlib figure as SVG that belongs to its page: colours, fonts, ids. What is drawn: pictures.py."""

from __future__ import annotations

import hashlib
import io
import re
import warnings
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.figure import Figure

WIDTH = 3.5
"""Inches. Narrow, so that 10-point letters keep more than 10 pixels where the picture is 270 pixels wide."""

# Colours that stand for "the text's colour" and "the theme's colour" until the SVG is written.
INK, ACCENT = "#0a0b0c", "#0d0e0f"
_THEME = {INK: "currentColor", ACCENT: "var(--jp-brand-color1, #1976d2)"}
_FONT = "var(--jp-ui-font-family, system-ui, sans-serif)"
_SETTINGS: dict[str, Any] = {
    "svg.fonttype": "none",  # letters stay text: they zoom, and take the page's font and colour
    "font.size": 10,
    "text.parse_math": False,  # a $ in a name is a $
    "text.color": INK,
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "axes.facecolor": "none",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlesize": 10,
    "axes.titlelocation": "left",
    "xtick.color": INK,
    "ytick.color": INK,
    "figure.facecolor": "none",
}


def drawn(height: float, draw: Callable[[Figure], None], alt: str) -> str | None:
    """Return a figure as SVG for the middle of a page, in the page's colours; None without matplotlib."""
    try:
        import matplotlib
        from matplotlib.figure import Figure
    except ImportError:
        return None
    buffer = io.StringIO()
    # Ids in the SVG come from this: the same picture gets the same, two pictures on a page do not meet.
    salt = hashlib.sha256(alt.encode("utf-8", "replace")).hexdigest()
    settings: Any = {**_SETTINGS, "svg.hashsalt": salt}
    with matplotlib.rc_context(settings), warnings.catch_warnings():
        # Letters that matplotlib's own font lacks: the page's font has them.
        warnings.simplefilter("ignore", UserWarning)
        figure = Figure(figsize=(WIDTH, height), layout="constrained")
        draw(figure)
        figure.savefig(buffer, format="svg", metadata={"Date": None})
    return _inline(buffer.getvalue())


def _inline(svg: str) -> str:
    """Return matplotlib's SVG without what belongs to a file, its size and its rules for the whole page."""
    svg = svg[svg.index("<svg ") :]
    svg = re.sub(r"<metadata>.*?</metadata>|<style.*?</style>", "", svg, flags=re.DOTALL)
    size = r'(<svg [^>]*?)width="[^"]*" height="[^"]*"'
    svg = re.sub(size, r'\1aria-hidden="true" focusable="false"', svg, count=1)
    svg = re.sub(r"<[^>]*>", lambda tag: _themed(tag[0]), svg)
    return re.sub(r"\n\s*", " ", svg).strip()


def _themed(tag: str) -> str:
    """Return a tag with the page's font and colours; the text between tags is not touched."""
    tag = re.sub(r"font-family: [^;\"]*", f"font-family: {_FONT}", tag)
    tag = re.sub(r"font: ([^;\"]*?[\d.]+px) [^;\"]*", rf"font: \1 {_FONT}", tag)
    for colour, theme in _THEME.items():
        tag = tag.replace(colour, theme)
    return tag
