"""Lessons and content files as texts with their places: cells, blocks of Markdown, texts of a YAML file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from casework.answers import UnreadableNotebook, read_notebook
from casework.checks.notebooks import cell_lines, source_of
from casework.yaml_lines import Document, Problem, display_path

Kind = Literal["heading", "text", "item", "head", "row", "quote", "code"]

_FIELDS = frozenset(
    "id module type outcome level rule sources debrief_sources grading next start correct rubric version "
    "as_of back points also status term".split()
)
"""Fields of content files that hold no text for a reader, with all that is in them."""

_ITEM = re.compile(r"\s*(?:[-*+]|\d{1,3}[.)])\s+")
_HEADING = re.compile(r"\s{0,3}(#{1,6})\s+(.*?)\s*#*$")
_FENCE = re.compile(r"\s{0,3}(```|~~~)")
_TAG = re.compile(r"</?(?:details|summary|div|p|br|hr)\b[^>]*>")


@dataclass(frozen=True)
class Block:
    """A heading, paragraph, list item, row of a table (its head apart), quotation or code; Markdown kept."""

    kind: Kind
    text: str
    level: int = 0


@dataclass(frozen=True)
class Page:
    """A module's notebook: its cells, and the line of each."""

    file: str
    lines: Mapping[str, int]
    cells: tuple[Mapping[str, Any], ...]

    @property
    def texts(self) -> Iterator[tuple[Mapping[str, Any], str]]:
        """The Markdown cells with their source."""
        return ((cell, source_of(cell)) for cell in self.cells if cell.get("cell_type") == "markdown")

    @property
    def prose(self) -> Iterator[tuple[Mapping[str, Any], str]]:
        """The Markdown cells but for the lists at the end: sources and support lines."""
        return ((cell, source) for cell, source in self.texts if cell.get("id") not in ("sources", "support"))

    def problem(self, cell: Mapping[str, Any], item: str, text: str) -> Problem:
        """Return a Problem at a cell."""
        return Problem(self.file, self.lines.get(str(cell.get("id")), 1), item, text)


def read_page(folder: Path) -> Page | None:
    """Return the notebook of a module's folder, or None where it cannot be read: notebooks.py tells."""
    path = folder / f"{folder.name}.ipynb"
    try:
        data = path.read_bytes()
        cells = tuple(cell for cell in read_notebook(data)["cells"] if isinstance(cell, dict))
    except (OSError, UnreadableNotebook):
        return None
    return Page(display_path(path), cell_lines(data.decode("utf-8-sig", "replace")), cells)


def blocks(source: str) -> Iterator[Block]:
    """Yield the blocks of a Markdown text in order; HTML tags that only wrap them are taken off."""
    kind: Kind = "text"
    held: list[str] = []
    fence, in_table = "", False
    for line in [*_TAG.sub("\n", source).splitlines(), ""]:
        mark = _FENCE.match(line)
        if fence or mark:
            if fence and not line.strip().startswith(fence):
                held.append(line)
                continue
            yield from _held("code" if fence else kind, held)
            held, fence, kind = [], "" if fence else mark[1] if mark else "", "text"
            continue
        heading, is_row = _HEADING.match(line), line.lstrip().startswith("|")
        new: Kind = "quote" if line.lstrip().startswith(">") else "item" if _ITEM.match(line) else "text"
        if not line.strip() or heading or is_row or new == "item" or (new == "quote") != (kind == "quote"):
            yield from _held(kind, held)
            held, kind = [], new
        if heading:
            yield Block("heading", heading[2], len(heading[1]))
        elif is_row and not re.fullmatch(r"[\s|:-]+", line):
            yield Block("row" if in_table else "head", line.strip())
        elif line.strip() and not is_row:
            held.append(_ITEM.sub("", line, count=1) if new == "item" else line.strip(" >"))
        in_table = is_row


def _held(kind: Kind, lines: list[str]) -> Iterator[Block]:
    if text := ("\n" if kind == "code" else " ").join(lines).strip():
        yield Block(kind, text)


def texts_of(document: Document) -> Iterator[tuple[int, str]]:
    """Yield every text for a reader in a content file, with the line where it begins."""
    yield from _texts(document, document.data, ())


def _texts(document: Document, data: Any, where: tuple[Any, ...]) -> Iterator[tuple[int, str]]:
    if isinstance(data, dict):
        for name, value in data.items():
            if name not in _FIELDS:
                yield from _texts(document, value, (*where, name))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from _texts(document, value, (*where, index))
    elif isinstance(data, str):
        yield document.line(*where), data
