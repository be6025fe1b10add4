"""The glossary of a lesson: the list of its terms, and a definition beside each. glossary.js opens it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from casework.answers import UnreadableNotebook, read_notebook
from casework.languages import _
from casework.markup import plain
from casework.module import CourseError, find_folder, running_notebook
from casework.sources import Labeller, find_data, labeller, plain_label
from casework.terms import FILE, Term, linked, links, list_html, read_terms
from casework.widgets.loading import joined, spoken
from casework.widgets.words import spoken_script
from casework.yaml_lines import ContentError


class Glossary(anywidget.AnyWidget):
    """
    The terms of a lesson. Its JavaScript makes every link to one of them open the definition beside it.

    Args:
        terms: the entries, in the order of the list.
        label: puts a locator in words; see ``sources.labeller``.
    """

    _esm = spoken("keys.js", "controls.js", "glossary.js")
    _css = joined("quiz.css", "glossary.css")

    html = traitlets.Unicode().tag(sync=True)

    def __init__(self, terms: Iterable[Term], label: Labeller = plain_label) -> None:
        entries = tuple(terms)
        self._list = f"<ul>{list_html(entries, label)}</ul>"
        self._summary = _("Glossary: the {number} terms of this lesson").format(number=len(entries))
        self._summary = f"<summary>{self._summary}</summary>"
        find = _("Find a term:")
        find = f'<p><label>{find} <input type="search"></label> <span role="status"></span></p>'
        html = f"<details>{self._summary}{find}{self._list}</details>"
        self._esm = spoken_script(type(self)._esm)
        super().__init__(
            html=f'<section class="cw-root cw-terms" aria-label="{_("Glossary")}">{html}</section>'
        )

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]] | None:
        bundle = super()._repr_mimebundle_(**kwargs)
        if bundle is None:
            return None
        html = f"<details open>{self._summary}{self._list}</details>"
        return {**bundle[0], "text/html": html, "text/plain": plain(html)}, bundle[1]


def glossary() -> Glossary:
    """
    Show the terms that this notebook links to, and make these links open a definition beside them.

    Raises:
        CourseError: the course has no glossary, or it has a mistake.
    """
    notebook = running_notebook()
    folder = find_folder(notebook)
    data = find_data(folder)
    if data is None:
        raise CourseError(f"no data folder above {folder.name}; keep the course's folders together.")
    try:
        terms = read_terms(data / FILE)
    except ContentError as error:
        raise CourseError(str(error.problems[0])) from None
    ids = _linked_ids(notebook or folder / f"{folder.name}.ipynb")
    return Glossary(linked(terms, terms if ids is None else ids), labeller(folder))


def _linked_ids(notebook: Path) -> frozenset[str] | None:
    """Return the ids of the terms that a notebook's cells link to, or None if it cannot be read."""
    try:
        cells = read_notebook(notebook.read_bytes())["cells"]
    except (OSError, UnreadableNotebook):
        return None
    sources = (cell.get("source", "") for cell in cells if isinstance(cell, dict))
    return links(*("".join(map(str, source)) for source in sources if isinstance(source, str | list)))
