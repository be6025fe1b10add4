"""Tables, pictures and notes of an explorer as HTML and text, all escaped. Knows no data and no widgets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from casework.explorers.pictures import Picture
from casework.in_browser import missing_words

# One scope, .cw-x, for a notebook, a printed page and nbconvert. Colours and fonts are the page's own.
STYLE = """<style>
.cw-x{contain:inline-size;font-size:var(--jp-content-font-size1,1rem);line-height:1.5;overflow-wrap:break-word;white-space:normal}
.cw-x,.cw-x td,.cw-x th{color:var(--jp-content-font-color1,inherit)}
.cw-x h4,.cw-x h5{margin:1em 0 .3em;font-size:1em;line-height:1.4}
.cw-x p{margin:.4em 0;max-width:48em}
.cw-x-picture{max-width:30em;margin:.5em 0}.cw-x-picture svg{display:block;width:100%;height:auto}
.cw-x-scroll{overflow:auto;max-height:32em;border:1px solid var(--jp-border-color1,#8888);margin:.5em 0}
.cw-x-scroll:focus-visible{outline:2px solid var(--jp-brand-color1,#1976d2);outline-offset:1px}
.cw-x table{border-collapse:collapse;font-size:.95em;margin:0;width:100%}
.cw-x caption{text-align:left;font-weight:bold;padding:.4em .5em;color:inherit;caption-side:top}
.cw-x th,.cw-x td{text-align:left;vertical-align:top;padding:.3em .5em;white-space:normal;font-weight:normal}
.cw-x tr>*{border-top:1px solid var(--jp-border-color2,#8884)}
.cw-x thead th{font-weight:bold}.cw-x .cw-x-long{min-width:16em}.cw-x .cw-x-number{text-align:right}
.cw-x-sides{display:flex;flex-wrap:wrap;gap:0 2em}.cw-x-sides>*{flex:1 1 17em;min-width:0}
.cw-x-study{border-top:1px solid var(--jp-border-color1,#8888);padding:.2em 0}
.cw-x-sources{padding:0 .7em}.cw-x ul{list-style:none;margin:0;padding:0}
@media print{.cw-x-scroll{max-height:none;overflow:visible}}
@media print{.cw-x h5 a::after{content:" (" attr(href) ")";font-weight:normal}}
</style>"""


@dataclass(frozen=True)
class Column:
    """A column of a table on the page: its heading, and whether it holds long text or numbers."""

    heading: str
    long: bool = False
    number: bool = False

    @property
    def css(self) -> str:
        """The class attribute of its cells."""
        kind = "cw-x-long" if self.long else "cw-x-number" if self.number else ""
        return f' class="{kind}"' if kind else ""


def page(*parts: str) -> str:
    """Return parts of HTML as one block with its style."""
    return f'<div class="cw-x">{STYLE}{"".join(parts)}</div>'


def paragraph(text: str, lead: str = "") -> str:
    """Return a paragraph, with its first words in bold if there are any."""
    return f"<p>{f'<strong>{escape(lead)}</strong> ' if lead else ''}{escape(text)}</p>"


def heading(text: str, level: int = 4) -> str:
    """Return a heading."""
    return f"<h{level}>{escape(text)}</h{level}>"


def terms(pairs: Sequence[tuple[str, str]]) -> str:
    """Return a paragraph for each name and what is said of it; a pair without text is left out."""
    return "".join(paragraph(text, f"{name}:") for name, text in pairs if text)


def picture(drawn: Picture) -> str:
    """Return a picture that screen readers hear in words; without matplotlib, the words alone."""
    if drawn.svg is None:
        why = "There is no picture, because matplotlib is not installed here; the table has the same numbers."
        if missing := missing_words("matplotlib"):
            why = f"There is no picture here. {missing} The table has the same numbers."
        return f"{paragraph(why)}{paragraph(drawn.alt, 'In words:')}"
    return f'<div class="cw-x-picture" role="img" aria-label="{escape(drawn.alt)}">{drawn.svg}</div>'


def table(caption: str, columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> str:
    """Return a table in a box that scrolls by itself, by keyboard too; a row's first cell is its header."""
    head = "".join(f'<th scope="col"{column.css}>{escape(column.heading)}</th>' for column in columns)
    body = "".join(
        f'<tr><th scope="row"{columns[0].css}>{escape(row[0])}</th>'
        + "".join(
            f"<td{column.css}>{escape(cell)}</td>" for column, cell in zip(columns[1:], row[1:], strict=True)
        )
        + "</tr>"
        for row in rows
    )
    return (
        f'<div class="cw-x-scroll" role="region" tabindex="0" aria-label="{escape(f"Table: {caption}")}">'
        f"<table><caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>{body}</tbody></table></div>"
    )


def lines(caption: str, columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> str:
    """Return a table as plain text: a line a row, each cell after its heading."""
    said = [
        " | ".join([row[0], *(f"{c.heading}: {cell}" for c, cell in zip(columns[1:], row[1:], strict=True))])
        for row in rows
    ]
    return "\n".join([f"{caption}:", *(f"  {line}" for line in said)])
