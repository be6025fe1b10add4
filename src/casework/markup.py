"""Text to safe HTML and back to words: Markdown, numbers, sources. Knows no questions."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from html import escape, unescape

from markdown_it import MarkdownIt

from casework.languages import _, n_
from casework.sources import Labeller, plain_label

_INLINE_TAG = re.compile(r"</?(?:a|b|code|em|i|strong)\b[^>]*>")
_TAG = re.compile(r"<[^>]*>")
_SHORT = 4_000
"""Characters of what is kept: a question's texts come again with every learner, a learner's own do not."""
UNIQUE = "\ue000"
"""Stands in a control's HTML where the page puts a name of its own; no other text may hold it."""


_OUTSIDE = re.compile(r"(?:https?://|mailto:)[^/\\]", re.IGNORECASE)
"""A link to the outside. ``own.html``, and ``http:own.html`` too, would be a file beside the page."""


@cache
def _parser() -> MarkdownIt:
    """CommonMark with tables. Raw HTML stays text and images are off: neither may come from a learner."""
    return MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")


@cache
def _parser_of_learners() -> MarkdownIt:
    """The same, with no link but to the outside: formgrader serves a learner's own files to graders."""
    parser = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
    parser.validateLink = lambda url: not unsafe_link(url)  # type: ignore[method-assign]
    return parser


def unsafe_link(url: str) -> bool:
    """Return whether a learner may not link to it: anything but web and mail addresses."""
    return not _OUTSIDE.match(url)


def markdown(text: str) -> str:
    """Return Markdown as safe HTML: no raw HTML, no images, no javascript: links."""
    return _short(text, False) if len(text) <= _SHORT else _html(text, False)


def learner_markdown(text: str) -> str:
    """Return a learner's Markdown as `markdown` does, but with links to web and mail addresses alone."""
    return str(_parser_of_learners().render(text.replace(UNIQUE, ""))).strip()


def inline(text: str) -> str:
    """Return one line of Markdown as safe HTML without a paragraph around it."""
    return _short(text, True) if len(text) <= _SHORT else _html(text, True)


def _html(text: str, one_line: bool) -> str:
    text = text.replace(UNIQUE, "")
    if one_line:
        return str(_parser().renderInline(" ".join(text.split())))
    return str(_parser().render(text)).strip()


_short = lru_cache(maxsize=1_000)(_html)


def plain(html: str) -> str:
    """Return the words of our own HTML, with a space where a block begins or ends."""
    return " ".join(unescape(_TAG.sub(" ", _INLINE_TAG.sub("", html))).split())


def words(text: str) -> str:
    """Return one line of Markdown as plain words."""
    return plain(inline(text))


def typed(text: str) -> str:
    """Return what a learner typed as safe HTML, its line breaks kept."""
    return "<br>".join(escape(line) for line in text.replace(UNIQUE, "").splitlines())


def number(points: float) -> str:
    """Return points without needless digits: 2, 1.5, 1.33."""
    return f"{round(points, 2):g}"


def points_text(points: float) -> str:
    """Return points as a person writes them: 1 point, 1.5 points."""
    return n_("{points} point", "{points} points", points).format(points=number(points))


def earned_text(points: float, full: float) -> str:
    """Return what was earned of what there was: 1.5 of 2 points."""
    return _("{points} of {full}").format(points=number(points), full=points_text(full))


def sources_html(sources: Iterable[str], label: Labeller = plain_label) -> str:
    """Return a line that names sources in words."""
    named = "; ".join(escape(label(source)) for source in sources)
    return f'<p class="cw-sources">{_("Source:")} {named}</p>'


def rationale_html(text: str, sources: Iterable[str], label: Labeller = plain_label) -> str:
    """Return a rationale with its sources in words."""
    return markdown(text) + sources_html(sources, label)
