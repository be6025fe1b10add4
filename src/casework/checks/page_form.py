"""The form of a lesson's Markdown: headings in order, links that lead somewhere, pictures, tables."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

from casework.checks.pages import Page, blocks
from casework.checks.prose import shown
from casework.terms import ANCHOR
from casework.yaml_lines import Problem

_CODE = re.compile(r"(?ms)^\s{0,3}(```|~~~).*?(?:^\s{0,3}\1|\Z)|`[^`\n]*`")
_LINK = re.compile(r"(!?)\[((?:[^\[\]]|\[[^\[\]]*\])*)\]\(([^()]*(?:\([^()]*\)[^()]*)*)\)")
_TARGET = re.compile(r"""<([^<>]*)>|(\S*)(?:\s+(?:"[^"]*"|'[^']*'))?""")
_WEB = re.compile(r"https?://[\w-]+(?:\.[\w-]+)+(?::\d+)?(?:[/?#]\S*)?|mailto:\S+@\S+")
_BARE = frozenset("click|click here|here|link|more|read more|see here|this|this link|this page".split("|"))
_CELL = re.compile(r"(?<!\\)\|")


def check_form(page: Page, folder: Path) -> Iterator[Problem]:
    """
    Yield what is wrong with the form of a lesson.

    Args:
        folder: the lesson's own; addresses of files are looked for from there.
    """
    anchors = {
        shown(block.text).replace(" ", "-")
        for _, source in page.texts
        for block in blocks(source)
        if block.kind == "heading"
    }
    yield from _headings(page)
    for cell, source in page.texts:
        start = f"cell {cell.get('id')!r}:"
        text = _CODE.sub("", source)
        for said in (*_links(text, anchors, folder), *_tables(text)):
            yield page.problem(cell, "", f"{start} {said}")


def _headings(page: Page) -> Iterator[Problem]:
    """Yield headings out of order; JupyterLab's headings stand in one list, over all cells."""
    last = 0
    for cell, source in page.texts:
        for block in blocks(source):
            if block.kind != "heading":
                continue
            name = f"cell {cell.get('id')!r}: heading {shown(block.text)!r}"
            if not last and block.level > 1:
                yield page.problem(
                    cell, "", f"{name} comes first; begin the lesson with its title, '# Title'"
                )
            elif last and block.level == 1:
                yield page.problem(cell, "", f"{name} is a second title; write ## for a part")
            elif block.level > last + 1:
                text = f"is {'#' * block.level} below {'#' * last}; write {'#' * (last + 1)}"
                yield page.problem(cell, "", f"{name} {text}, for readers who jump from heading to heading")
            last = block.level


def _links(text: str, anchors: set[str], folder: Path) -> Iterator[str]:
    """Yield what is wrong with links and pictures."""
    for picture, label, inside in _LINK.findall(text):
        label, match = shown(label), _TARGET.fullmatch(inside.strip())
        target = (match[1] or match[2] or "") if match else ""
        if not match or not target:
            yield f"the link {label!r} leads to {inside!r}; write an address without blanks"
        elif picture and not label:
            yield f"the picture {target!r} has no text in its place; write ![what it shows]({target})"
        elif not label:
            yield f"a link to {target!r} has no text; say where it leads"
        elif not picture and label.casefold().strip(" .") in _BARE:
            yield f"a link says {label!r}; say where it leads"
        if target:
            yield from _lost(target, anchors, folder)
    for tag in re.findall(r"<img\b[^>]*>", text):
        if not re.search(r"""\balt=["']\s*[^\s"']""", tag):
            yield 'an <img> has no text in its place; write alt="what it shows"'
    for label in re.findall(r"\[([^\[\]]+)\]\s+\((?:https?:|#)", text):
        yield f"a blank stands between [{label}] and its address; take it out"


def _lost(target: str, anchors: set[str], folder: Path) -> Iterator[str]:
    """Yield why an address leads nowhere: a heading or a file that is not there, or no address at all."""
    if target.startswith("#"):
        name = unquote(target[1:])
        if not name.startswith(ANCHOR) and name not in anchors:
            near = difflib.get_close_matches(name, anchors, n=1, cutoff=0.5)
            hint = f"near it is #{near[0]}" if near else "copy a heading, with - for each blank"
            yield f"the link {target!r} leads to no heading of this lesson; {hint}"
    elif re.match(r"[a-z]+:", target):
        if not target.startswith("attachment:") and not _WEB.fullmatch(target):
            yield f"{target!r} is no address of the web; write https://, a host and a path"
    else:
        try:
            there = (folder / unquote(target.split("#")[0])).exists()
        except (OSError, ValueError):
            there = False
        if not there:
            yield f"the link {target!r} leads to no file beside this lesson; for the web, begin with https://"


def _tables(text: str) -> Iterator[str]:
    """Yield tables without a header row, and rows that do not fit it."""
    for table in re.findall(r"(?:^\s{0,3}\|.*\n?)+", text, flags=re.MULTILINE):
        head, *rows = [_CELL.split(line.strip().strip("|")) for line in table.strip().splitlines()]
        ruled = bool(rows) and all(re.fullmatch(r"\s*:?-+:?\s*", cell) for cell in rows[0])
        if not ruled or not any(cell.strip() for cell in head):
            text = f"the table that begins {shown(' '.join(head))!r:.40} has no header row"
            yield f"{text}; name its columns, and write |---| below"
        for row in rows[1:] if ruled else ():
            if len(row) != len(head):
                text = f"the row that begins {shown(row[0])!r:.40} has {len(row)} cells"
                yield f"{text} and its header {len(head)}; write one a column, and \\| for a | in a text"
    if re.search(r"<table\b", text) and not re.search(r"<th\b", text):
        yield "a <table> has no header row; name its columns in <th>"
