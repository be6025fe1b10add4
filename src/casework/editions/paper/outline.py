"""Headings, anchors and tables of a printed page, so that none is skipped or nameless. Knows no lesson."""

from __future__ import annotations

import re
from html import escape, unescape

from casework.languages import _
from casework.markup import plain

_HEADING = re.compile(r"<h([1-6])([^>]*)>(.*?)</h\1>", re.DOTALL)
_TABLE = re.compile(r"<table[^>]*>(.*?)</table>", re.DOTALL)
_ROW = re.compile(r"<tr[^>]*>(.*?)</tr>", re.DOTALL)
_CELL = re.compile(r"<t([dh])([^>]*)>(.*?)</t\1>", re.DOTALL)
_STYLE = re.compile(r"<style[^>]*>.*?</style>", re.DOTALL)


class Outline:
    """
    The headings of one page, in order.

    Attributes:
        level: of the heading that the text now stands under, 0 before the first.
        entries: (level, anchor, safe HTML) of each heading of the page's own.
    """

    def __init__(self) -> None:
        self.level = 0
        self.entries: list[tuple[int, str, str]] = []
        self._title = ""
        self._tables = 0
        self._anchors: set[str] = set()

    def heading(self, level: int, html: str, anchor: str = "") -> str:
        """Return a heading of the page's own; it is lifted where a level would be skipped."""
        self.level = min(level, self.level + 1)
        self._title, self._tables = plain(html), 0
        # Jupyter's anchors: a lesson's own links lead to them.
        anchor = self._unique(anchor or self._title.replace(" ", "-"))
        self.entries.append((self.level, anchor, html))
        return f'<h{self.level} id="{escape(anchor)}">{html}</h{self.level}>'

    def below(self, html: str, steps: int = 1, anchor: str = "") -> str:
        """Return a heading below the present one, which stays the one that what follows is measured from."""
        level = min(self.level + steps, 6)
        id_ = f' id="{escape(self._unique(anchor))}"' if anchor else ""
        return f"<h{level}{id_}>{html}</h{level}>"

    def own(self, html: str) -> str:
        """Return a lesson's text, its headings taken into the outline and its tables named."""
        parts, end = [], 0
        for found in _HEADING.finditer(html):
            parts.append(self._named(html[end : found.start()]))
            parts.append(self.heading(int(found[1]), found[3]))
            end = found.end()
        return "".join([*parts, self._named(html[end:])])

    def block(self, html: str) -> str:
        """Return a block from elsewhere, its headings moved below the present one, without a gap."""
        levels = [int(found[1]) for found in _HEADING.finditer(html)]
        if not levels:
            return html
        move = self.level + 1 - min(levels)

        def moved(found: re.Match[str]) -> str:
            level = min(int(found[1]) + move, 6)
            return f"<h{level}{found[2]}>{found[3]}</h{level}>"

        return _HEADING.sub(moved, html)

    def frame(self, html: str) -> str:
        """Return the table of a DataFrame with scopes and a name, without pandas' own style."""
        return self._named(_STYLE.sub("", html))

    def _named(self, html: str) -> str:
        return _TABLE.sub(self._table, html)

    def _table(self, found: re.Match[str]) -> str:
        """Return a table in a box that scrolls by itself: caption, column heads, and a head in every row."""
        self._tables += 1
        more = _("table {number}").format(number=self._tables)
        name = f"{self._title}, {more}" if self._tables > 1 else self._title
        head, _end, body = found[1].partition("</thead>")
        heads = [[cell[3].strip() for cell in _CELL.finditer(row)] for row in _ROW.findall(head)]
        columns = heads[0] if heads else []
        if len(heads) == 2 and columns and not columns[0] and not any(heads[1][1:]):
            columns = [heads[1][0], *columns[1:]]  # pandas writes the index's name into a row of its own
        top = "".join(f'<th scope="col">{cell}</th>' if cell else "<td></td>" for cell in columns)
        rows = "".join(f"<tr>{_row(row)}</tr>" for row in _ROW.findall(body or found[1]))
        label = escape(unescape(name))
        return (
            f'<div class="scroll" role="region" tabindex="0" aria-label="{_("Table")}: {label}">'
            f'<table><caption class="unseen">{label}</caption><thead><tr>{top}</tr></thead>'
            f"<tbody>{rows}</tbody></table></div>"
        )

    def _unique(self, anchor: str) -> str:
        number, free = 1, anchor
        while free in self._anchors:
            number += 1
            free = f"{anchor}-{number}"
        self._anchors.add(free)
        return free


def _row(row: str) -> str:
    """Return the cells of a table's row, the first as its head."""
    cells = [found[3].strip() for found in _CELL.finditer(row)]
    first, rest = (cells[0], cells[1:]) if cells else ("", [])
    lead = f'<th scope="row">{first}</th>' if first else "<td></td>"
    return lead + "".join(f"<td>{cell}</td>" for cell in rest)
