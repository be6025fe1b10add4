"""Which module a notebook or answer file belongs to, by ids inside it, never by its name. Marks nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from casework.answers import UnreadableNotebook, read_notebook, record_of
from casework.module import load_module, module_folders


@dataclass(frozen=True)
class Found:
    """What one file is: its module's name ("" if none), and when the newest answer in it was given."""

    module: str
    newest: str = ""
    tied: tuple[str, ...] = ()


class Recogniser:
    """
    Knows the ids of every module's notebook: of cells, of graded cells, of questions and cases.

    Only ids of a single module count: each has a cell ``title``. An answer to another module's question, as a
    review leaves it, is outvoted by the cells.
    """

    def __init__(self, ids: Mapping[str, frozenset[str]], graded: Iterable[str]) -> None:
        owners: dict[str, list[str]] = {}
        for name, own in ids.items():
            for id_ in own:
                owners.setdefault(id_, []).append(name)
        self._owner = {id_: names[0] for id_, names in owners.items() if len(names) == 1}
        self.modules = tuple(ids)
        self.graded = frozenset(graded)

    @classmethod
    def of(cls, root: Path) -> Recogniser:
        """
        Read the course's modules.

        Raises:
            ContentError: a module's question files have mistakes.
        """
        ids: dict[str, frozenset[str]] = {}
        graded = []
        for folder in module_folders(root):
            path = folder / f"{folder.name}.ipynb"
            try:
                notebook = read_notebook(path.read_bytes())
            except (OSError, UnreadableNotebook):
                continue  # a module that is being written has none yet; nothing of it can be handed in
            module = load_module(folder)
            ids[folder.name] = frozenset((*cell_ids(notebook), *module.questions, *module.cases))
            if any(_tag(cell) for cell in notebook["cells"]):
                graded.append(folder.name)
        return cls(ids, graded)

    def notebook(self, notebook: Mapping[str, Any]) -> Found:
        """Return what a notebook is; anything may be in it."""
        answers = record_of(notebook["metadata"]).answers
        return self._vote((*cell_ids(notebook), *answers), (one.at for one in answers.values()))

    def answers(self, answers: Mapping[str, Any]) -> Found:
        """Return what an answer file is, from its answers by question id."""
        return self._vote(answers, (one.at for one in answers.values()))

    def _vote(self, ids: Iterable[str], times: Iterable[str]) -> Found:
        votes = Counter(self._owner[id_] for id_ in set(ids) if id_ in self._owner)
        newest = max((at.rstrip("Z") for at in times), default="")
        first = votes.most_common(2)
        if not first:
            return Found("", newest)
        if len(first) == 2 and first[0][1] == first[1][1]:
            return Found(
                "", newest, tuple(sorted(name for name, count in votes.items() if count == first[0][1]))
            )
        return Found(first[0][0], newest)


def cell_ids(notebook: Mapping[str, Any]) -> set[str]:
    """Return the ids of a notebook's cells and the names of its graded cells."""
    found = set()
    for cell in notebook["cells"]:
        if isinstance(cell, dict):
            found |= {one for one in (cell.get("id"), _tag(cell).get("grade_id")) if isinstance(one, str)}
    return found


def _tag(cell: Any) -> Mapping[str, Any]:
    metadata = cell.get("metadata") if isinstance(cell, dict) else None
    tag = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    return tag if isinstance(tag, dict) else {}
