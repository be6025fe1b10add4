"""What each outcome of the course says and where it is taught, from lessons' first cells. Scores nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path

from casework.answers import UnreadableNotebook, read_notebook
from casework.markup import inline, number
from casework.module import find_root, module_folders

_LINE = re.compile(r"^- \*\*(\d+\.\d+)\*\* (.+?)[;.]?(?: and)?$", re.MULTILINE)
_HEADING = re.compile(r"^# (?:Module )?(\d\d): *(.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Outcome:
    """An outcome's words, in Markdown, and the lesson that teaches it: number and title, and notebook."""

    id: str
    text: str
    lesson: str
    notebook: Path


@cache
def outcomes(root: Path) -> Mapping[str, Outcome]:
    """Return the outcomes that lessons name in their first cell, by number; a broken lesson is left out."""
    found = {}
    for folder in module_folders(root):
        path = folder / f"{folder.name}.ipynb"
        try:
            cells = read_notebook(path.read_bytes())["cells"]
        except (OSError, UnreadableNotebook):
            continue
        source = cells[0].get("source") if cells and isinstance(cells[0], dict) else None
        first = "".join(map(str, source)) if isinstance(source, list) else str(source or "")
        heading = _HEADING.search(first)
        lesson = f"{heading[1]} {heading[2].strip()}" if heading else folder.name
        for match in _LINE.finditer(first):
            found[match[1]] = Outcome(match[1], match[2], lesson, path)
    return found


def outcome_table(folder: Path, found: Mapping[str, tuple[float, float]]) -> str:
    """
    Return a row an outcome: its words, its points, and where to read again, as HTML.

    Args:
        folder: of a module; its course's lessons have the words.
        found: outcome -> points earned, and to be had.
    """
    root = find_root(folder)
    known = outcomes(root) if root else {}
    rows = "".join(_row(id_, earned, of, known.get(id_)) for id_, (earned, of) in found.items())
    head = "".join(f'<th scope="col">{name}</th>' for name in ("Outcome", "Points", "Read again"))
    note = "Which questions were right is not told, since some come again in another form."
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table><p>{note}</p>"


def _row(id_: str, earned: float, of: float, known: Outcome | None) -> str:
    text = f": {inline(known.text)}" if known else ""
    where = escape(known.lesson) if known and earned < of else ""
    points = f"{number(earned)} of {number(of)}"
    return f'<tr><th scope="row">{escape(id_)}{text}</th><td>{points}</td><td>{where}</td></tr>'
