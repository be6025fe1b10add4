"""What a page shows of a learner's text: its tags, attributes, links and words. No tests here."""

from __future__ import annotations

from html.parser import HTMLParser

from nbconvert.filters.markdown import markdown2html

TAGS = {
    *"div p h1 h2 h3 h4 h5 h6 em strong code pre a ul ol li blockquote hr br".split(),
    *"table caption thead tbody tr th td".split(),
}
ATTRIBUTES = {"class", "href", "title", "start", "style"}


class Page(HTMLParser):
    """Gathers every tag, attribute and link of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.links: set[str] = set()
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag."""
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links |= {value or "" for name, value in attrs if name in ("href", "src")}

    def handle_data(self, data: str) -> None:
        """Note text."""
        self.text += data


def shown(source: str) -> Page:
    """Return a Markdown cell as nbgrader's feedback and formgrader show it."""
    return Page(markdown2html(source))
