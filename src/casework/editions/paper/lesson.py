"""One lesson on paper: its notebook, cell by cell, as one page. What a panel says there: panels.py."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from casework.answers import UnreadableNotebook, read_notebook
from casework.cases import Case
from casework.comparisons import FILE as COMPARISONS
from casework.comparisons import read_comparisons
from casework.editions.paper import panels
from casework.editions.paper.calls import Call, call_of, only_imports
from casework.editions.paper.cases import case_html, changes_html, debrief_html
from casework.editions.paper.outline import Outline
from casework.editions.paper.page import Link, name_of
from casework.editions.paper.questions import Sheet
from casework.editions.paper.running import Cells
from casework.languages import _, language_of
from casework.markup import inline, markdown
from casework.module import CourseError, Module
from casework.side_by_side import SideBySide
from casework.sources import Labeller
from casework.terms import ANCHOR, Term, linked, list_html

_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_FOLDED = re.compile(r"<details><summary>(.*?)</summary>(.*?)</details>", re.DOTALL)
_NOTEBOOK = re.compile(r'href="([^":#]+\.ipynb)')
_TERM = re.compile(rf'href="#{ANCHOR}([^"]*)"')
_PROMPT = re.compile(r"\*[^*\n]+:\*\s*")
"""A text cell that only says what may be written into it."""
_ONLY_SCREEN = ("how-to", "end")
"""Cells by id that speak of the screen alone: what to press, and why the page jumped."""
GLOSSARY = "glossary.html"
_GLOSSARY_HERE = "\ue001"
"""Stands where a lesson shows its terms, until all of its text is known. No text holds it."""


class Lesson:
    """
    A module's notebook, read to be printed.

    Args:
        module: its questions; no graded key.
        path: its notebook.

    Raises:
        CourseError: the notebook cannot be read.
    """

    def __init__(self, module: Module, path: Path) -> None:
        self.module, self.path = module, path
        try:
            self.cells: list[dict[str, Any]] = read_notebook(path.read_bytes())["cells"]
        except UnreadableNotebook as error:
            raise CourseError(f"{path.name}: {error}") from None

    def to_run(self) -> Cells:
        """Return the cells that must be run to be shown; none where each is a call that is known here."""
        code = [(str(one.get("id")), _source(one)) for one in self.cells if one.get("cell_type") == "code"]
        unknown = [one for one in code if not _known(one[1])]
        shown = [one for one in unknown if not only_imports(one[1])]
        return unknown if shown else []

    def text_of(self, id_: str) -> str:
        """Return the text of one cell by its id; empty where there is none."""
        return next((_source(one) for one in self.cells if one.get("id") == id_), "")

    def printed(
        self, course: panels.Course, terms: Mapping[str, Term], label: Labeller, shown: Mapping[str, str]
    ) -> tuple[str, list[Link]]:
        """
        Return the page's text, and the links to its parts.

        Args:
            course: what panels say of other pages.
            terms: the whole glossary.
            shown: what the cells of ``to_run`` show, by id.

        Raises:
            CourseError: a cell calls for what is not there.
        """
        outline = Outline()
        sheet = Sheet(outline, label)
        cases: list[Case] = []
        parts: list[str] = []
        for cell in self.cells:
            id_, source = str(cell.get("id")), _source(cell)
            if cell.get("cell_type") == "markdown" and id_ not in _ONLY_SCREEN:
                parts.append(_text(source, outline, _room(cell, source)))
                if len(parts) == 1:
                    parts.append(panels.note(course, self.module))
            elif cell.get("cell_type") == "code" and not only_imports(source):
                call = call_of(source)
                if call and _known(source):
                    parts.append(self._panel(call, course, outline, sheet, label, cases))
                elif html := shown.get(id_):
                    parts.append(outline.block(html) if "cw-x" in html else outline.frame(html))
        if not parts or not outline.entries:
            raise CourseError(f"{self.path.name}: its first cell has no heading; begin it with # and a title")
        body = "".join(parts) + sheet.end()
        body += "".join(debrief_html(case, outline, label) for case in cases)
        body = _NOTEBOOK.sub(self._page, body).replace(panels.GRADED, _numbers(sheet.graded))
        here = _GLOSSARY_HERE in body
        found = linked(terms, _TERM.findall(body)) if here else ()
        body = body.replace(_GLOSSARY_HERE, f"<ul>{list_html(found, label)}</ul>")
        if not here:
            body = _TERM.sub(rf'href="{GLOSSARY}#{ANCHOR}\1"', body)
        return body, [(f"#{anchor}", html) for level, anchor, html in outline.entries if level == 2]

    def _page(self, link: re.Match[str]) -> str:
        """Return a link to a lesson's notebook as one to its page; any other as it is."""
        path = Path(os.path.normpath(self.path.parent / unquote(link[1])))
        is_lesson = language_of(path.parent)[1].name == path.stem
        return f'href="{name_of(path)}' if is_lesson else link[0]

    def _panel(
        self,
        call: Call,
        course: panels.Course,
        outline: Outline,
        sheet: Sheet,
        label: Labeller,
        cases: list[Case],
    ) -> str:
        """Return what a known call shows on paper; a case is added to ``cases``."""
        module, id_ = self.module, call.first
        match call.name:
            case "ask":
                known = {**module.practice.questions, **module.graded.questions}
                if id_ in module.graded.variants.slots:
                    return panels.drawn(id_)
                if id_ not in known:
                    raise module.missing(id_, "question", known)
                return sheet.question(known[id_], module.practice.keys.get(id_))
            case "case_study":
                if id_ not in module.cases:
                    raise module.missing(id_, "case study", module.cases)
                case = module.cases[id_]
                cases.append(case)
                return case_html(case, outline, sheet) + changes_html(case, outline, sheet, label)
            case "compare":
                texts = read_comparisons(module.folder / COMPARISONS)
                if id_ not in texts:
                    raise module.missing(id_, "comparison", texts)
                return SideBySide(texts[id_], label)._repr_html_()
            case "glossary":
                return _GLOSSARY_HERE
            case _:
                return panels.PANELS[call.name](course, module, id_)


def _known(source: str) -> bool:
    call = call_of(source)
    return call is not None and call.name in (
        "ask",
        "case_study",
        "compare",
        "glossary",
        *panels.PANELS,
    )


def _source(cell: Mapping[str, Any]) -> str:
    source = cell.get("source", "")
    return source if isinstance(source, str) else "".join(map(str, source))


def _room(cell: Mapping[str, Any], source: str) -> str:
    """Return lines to write on for a text cell that a learner fills in: more where more is asked for."""
    about = cell.get("metadata", {}).get("nbgrader", {})
    if about.get("solution"):
        points = about.get("points", 0)
        long = isinstance(points, int | float) and points > 5
        return f'<div class="lines{" long" if long else ""}"></div>'
    return '<div class="lines"></div>' if _PROMPT.fullmatch(source) else ""


def _text(source: str, outline: Outline, room: str) -> str:
    """Return a text cell as safe HTML; of HTML in it, what folds is kept, open, and comments are dropped."""
    if room:
        source = _(panels.WRITE) if "click" in source else source
    pieces = _FOLDED.split(_COMMENT.sub("", source))
    html = outline.own(markdown(pieces[0]))
    for at in range(1, len(pieces), 3):
        html += (
            f"<details open><summary>{inline(pieces[at])}</summary>{outline.own(markdown(pieces[at + 1]))}"
        )
        html += f"</details>{outline.own(markdown(pieces[at + 2]))}"
    return html + room


def _numbers(graded: list[int]) -> str:
    """Return which questions are graded: 3, 4 and 7; escaped by being numbers."""
    if not graded:
        return _("none")
    first, last = ", ".join(map(str, graded[:-1])), str(graded[-1])
    return escape(f"{first} {_('and')} {last}" if first else last)
