"""Makes a learner's free text safe to show in formgrader, feedback and JupyterLab. Knows no notebook."""

from __future__ import annotations

import re
from html import escape
from html.parser import HTMLParser

from casework.markup import learner_markdown, unsafe_link

MAX_CHARS = 200_000
"""Longer text is cut: some 30,000 words, far more than any task asks for."""

MAX_FORMATTED = 30_000
"""Longer Markdown is shown letter by letter: a reader of Markdown can be kept busy for seconds by less."""

_LEARNER = "cw-learner"
_START = f'<div class="{_LEARNER} '
_HEADING = re.compile(r"<(/?)h[1-6]>")
_TAGS = {
    *"div p h1 h2 h3 h4 h5 h6 em strong code pre a ul ol li blockquote hr br".split(),
    *"table thead tbody tr th td".split(),
}
_ATTRIBUTES = {"class", "href", "title", "start", "style"}

# A blank line would end the HTML block and hand the rest to the page's own Markdown reader, which takes raw
# HTML; dollar signs and backslashes would start mathematics there. As references they are only text.
_REFERENCES = str.maketrans({c: f"&#{ord(c)};" for c in "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029$\\"})


def clean(text: object) -> str:
    """Return a notebook's source field (text or list of lines) as one text that can be written as UTF-8."""
    if isinstance(text, list):
        try:
            text = "".join(text)
        except TypeError:
            text = "".join(part for part in text if isinstance(part, str))
    if not isinstance(text, str):
        return ""
    if text.isascii():
        return text[:MAX_CHARS]
    # Half of a surrogate pair is legal JSON, but nobody can encode it.
    return text[:MAX_CHARS].encode("utf-8", "replace").decode("utf-8")


def safe_markdown(text: str) -> str:
    """
    Return a learner's Markdown as the source of a Markdown cell that shows it and can do nothing else.

    The result is one HTML block in one line: no script, no image, no form, no raw HTML of the learner's.
    """
    return html_block(learner_markdown(text), _LEARNER) if len(text) <= MAX_FORMATTED else safe_verbatim(text)


def safe_verbatim(text: str) -> str:
    """Return any text as the source of a Markdown cell that shows it letter by letter."""
    return html_block(f"<pre>{escape(text)}</pre>", _LEARNER)


def html_block(html: str, class_: str) -> str:
    """Return safe HTML as the source of a Markdown cell: one block in one line, without mathematics."""
    # MathJax, where a page loads it, leaves text of these two classes alone.
    return f'<div class="{class_} tex2jax_ignore mathjax_ignore">{html.translate(_REFERENCES)}</div>'


def shown_text(source: object) -> str:
    """
    Return a written cell of a graded notebook as safe HTML, its headings as bold lines.

    What `safe_markdown` has made comes as it is, if it holds nothing that `safe_markdown` cannot make; any
    other text is taken for a learner's, whoever put it there.
    """
    text = clean(source)
    if not (text.startswith(_START) and text.endswith("</div>") and _Seen(text).harmless):
        text = safe_markdown(text)
    return _HEADING.sub(r"<\1p><\1b>", text).replace("</p></b>", "</b></p>")


class _Seen(HTMLParser):
    """Looks whether HTML holds only what a learner's Markdown can become."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.harmless = True
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag or an attribute that Markdown does not make."""
        links = [value or "" for name, value in attrs if name == "href"]
        others = {name for name, _ in attrs} - _ATTRIBUTES
        if tag not in _TAGS or others or any(map(unsafe_link, links)):
            self.harmless = False

    def handle_comment(self, data: str) -> None:
        """Note a comment: Markdown makes none."""
        self.harmless = False

    def handle_decl(self, decl: str) -> None:
        """Note a declaration, as a comment."""
        self.harmless = False

    def handle_pi(self, data: str) -> None:
        """Note an instruction, as a comment."""
        self.harmless = False

    def unknown_decl(self, data: str) -> None:
        """Note a marked section, as a comment."""
        self.harmless = False
