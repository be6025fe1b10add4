"""The start page, modules/index.ipynb: its table of lessons, and what its cell shows. Counts nothing."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from datetime import datetime, tzinfo
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote

from casework.answers import MAX_NOTEBOOK_BYTES, UnreadableNotebook, read_notebook
from casework.languages import LANGUAGES
from casework.markup import plain
from casework.module import CourseError, course_here, module_folders
from casework.one_step import write_in_one_step
from casework.progress_report import day, standings, table_html, titled
from casework.records import CourseRecord, others, own_notebook, read_course, read_folder
from casework.resume import Place, place_to_go_on

FILE = "modules/index.ipynb"
TABLE = "modules"
"""The id of the cell that holds the table of lessons; `casework index` writes it, and nobody by hand."""

_LEFT = ";/?:@&=+$,'"
"""A heading's address in JupyterLab is its words, with hyphens; these signs go into it as they are."""


def modules_table(root: Path) -> str:
    """
    Return the lessons of the course at ``root`` as a Markdown table.

    Each with a link and its minutes, and with links to what it is translated to.
    """
    lines = ["| Module | Minutes |", "|---|---|"]
    for folder in module_folders(root):
        row = read_folder(folder)
        title = row.title.replace("\\", "\\\\").replace("|", "\\|").replace("[", "\\[").replace("]", "\\]")
        links = [(title, own_notebook(folder)), *((LANGUAGES[code], path) for code, path in others(folder))]
        listed = ", ".join(
            f"[{words}]({quote(path.relative_to(root / 'modules').as_posix())})" for words, path in links
        )
        lines.append(f"| {listed} | {row.minutes or 'not given'} |")
    return "\n".join(lines)


def with_table(root: Path, notebook: Mapping[str, Any]) -> dict[str, Any]:
    """
    Return the start page with the table of the course at ``root``.

    Raises:
        CourseError: the page has no cell for the table.
    """
    if TABLE not in [cell.get("id") for cell in notebook["cells"]]:
        raise CourseError(f"{FILE}: no cell has the id {TABLE!r}; put one back, for the table of lessons")
    lines = modules_table(root).splitlines(keepends=True)
    cells = [{**cell, "source": lines} if cell.get("id") == TABLE else cell for cell in notebook["cells"]]
    return {**notebook, "cells": cells}


def write_table(root: Path) -> str:
    """
    Bring the start page's table up to date, and say in one line what was done.

    Raises:
        CourseError: there is no start page, or it cannot be read.
    """
    path = root / FILE
    try:
        old = path.read_bytes()
        notebook = read_notebook(old[: MAX_NOTEBOOK_BYTES + 1])
    except FileNotFoundError:
        raise CourseError(f"{FILE}: there is no start page here; take it from a copy of the course") from None
    except UnreadableNotebook as error:
        raise CourseError(f"{FILE}: {error}") from None
    text = json.dumps(with_table(root, notebook), ensure_ascii=False, indent=1) + "\n"
    if text.encode() == old:
        return f"{FILE}: up to date"
    write_in_one_step(path, text.encode())
    return f"{FILE}: written"


class StartPage:
    """
    Where to go on, and how far the learner is: plain HTML, so that it stays readable in the saved page.

    Args:
        course: what was read.
        start: the folder of the page; links are relative to it.
        now: when it was read.
        zone: whose calendar is shown; None is this computer's.
    """

    def __init__(self, course: CourseRecord, start: Path, now: datetime, zone: tzinfo | None = None) -> None:
        self._start, rows = start, standings(course)
        begun = any(row.answered for row in rows)
        local = now.astimezone(zone)
        self.html = (
            f"<p>{self._lead(place_to_go_on(course, rows), begun)}</p>"
            f"{table_html(rows, course.notes, None, zone)}"
            f"<p>As of {day(now, zone)}, {local:%H:%M}. Run this cell again to count anew.</p>"
        )

    def _lead(self, place: Place | None, begun: bool) -> str:
        if place is None:
            return "<b>All modules are done.</b>"
        file = Path(os.path.relpath(place.notebook.resolve(), self._start.resolve())).as_posix()
        anchor = f"#{quote(place.part.replace(' ', '-'), safe=_LEFT)}" if place.part else ""
        where = titled(f"{place.title}, {place.part}" if place.part else place.title, place.notebook)
        words = "Go on where you were" if place.part else "Go on with" if begun else "Begin with"
        return f'<b>{words}: <a href="{escape(quote(file) + anchor)}">{escape(where)}</a></b>'

    def _repr_html_(self) -> str:
        return self.html

    def __repr__(self) -> str:
        return plain(self.html)


def start_page() -> StartPage:
    """
    Show where to go on, with a link, and how far you are.

    Raises:
        CourseError: the notebook is not in a folder of the course.
    """
    root, start = course_here()
    return StartPage(read_course(root), start, datetime.now().astimezone())
