"""Autograded folders as `nbgrader autograde` leaves them: made aside, then put in place. Scores nothing."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from functools import cached_property, lru_cache
from pathlib import Path

from nbformat import from_dict, v4
from nbgrader.converters.base import BaseConverter
from nbgrader.utils import find_all_files

from casework.grading.rebuild import Notebook
from casework.grading.settings import Desk

_OLD = ".old"
_NONE, _START = '{\n "cells": []', '{\n "cells": [\n'
"""How a notebook's file begins without cells, and with some."""
_SHORT = 16_000
"""Characters of a cell that is kept: most cells are the same in many notebooks, a learner's essay is not."""


class Folders:
    """The autograded folders of one assignment."""

    def __init__(self, desk: Desk, assignment: str) -> None:
        self.desk = desk
        self.assignment = assignment

    @cached_property
    def copied(self) -> list[tuple[Path, str]]:
        """Files of the source, and their names in every autograded folder."""
        coursedir = self.desk.coursedir
        source = Path(coursedir.format_path(coursedir.source_directory, ".", self.assignment))
        kept = {source / name for name in self.desk.exclude_overwriting.get(self.assignment, [])}
        files = map(Path, find_all_files(str(source), [*coursedir.ignore, "*.ipynb"]))
        return [(path, str(path.relative_to(source))) for path in files if path not in kept]

    def make(self, student: str, notebooks: Mapping[str, Notebook]) -> Path:
        """
        Make a submission's folder aside, and return it: notebooks, the learner's files, the source's files.

        Raises:
            OSError: a file cannot be read or written.
        """
        folder = self.desk.new_folder(student, self.assignment)
        if folder.exists():
            shutil.rmtree(folder)
        folder.mkdir(parents=True)
        BaseConverter.init_assignment(self.desk, self.assignment, student)
        for path, name in self.copied:
            to = folder / name
            to.parent.mkdir(parents=True, exist_ok=True)
            to.unlink(missing_ok=True)  # a learner's file of this name may be read-only
            shutil.copy(path, to)
        for name, notebook in notebooks.items():
            (folder / name).write_text(text_of(notebook), encoding="utf-8")
        self.desk.set_permissions(self.assignment, student)
        return folder

    def same_notebooks(self, student: str, names: Mapping[str, Notebook]) -> bool:
        """Return whether the notebooks just made are, letter by letter, those that are in place."""
        new, old = self._places(student)
        try:
            return all((new / name).read_bytes() == (old / name).read_bytes() for name in names)
        except OSError:
            return False

    def put_in_place(self, student: str) -> None:
        """
        Move a folder that was made aside to where nbgrader looks for it.

        At every moment what is there is whole, or nothing is there: then nbgrader would grade it again.
        """
        new, final = self._places(student)
        final.parent.mkdir(parents=True, exist_ok=True)
        old = new.with_name(new.name + _OLD)
        if final.exists():
            os.rename(final, old)
        os.rename(new, final)
        if old.exists():
            shutil.rmtree(old)

    def _places(self, student: str) -> tuple[Path, Path]:
        return (
            self.desk.new_folder(student, self.assignment),
            self.desk.final_folder(student, self.assignment),
        )


def text_of(notebook: Notebook) -> str:
    """Return a notebook as nbgrader writes it: nbformat writes its cells, each text of a cell once."""
    frame = _written({**notebook, "cells": []})
    cells = [_cell_text(json.dumps(cell, ensure_ascii=False)) for cell in notebook["cells"]]
    return frame.replace(_NONE, _START + ",\n".join(cells) + "\n ]", 1) + "\n" if cells else frame + "\n"


def _cell_text(cell: str) -> str:
    """Return one cell, given as JSON, as it stands in a notebook's file."""
    return _short(cell) if len(cell) <= _SHORT else _cell(cell)


def _cell(cell: str) -> str:
    frame = {"metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    whole = _written({"cells": [json.loads(cell)], **frame})
    return whole[len(_START) : len(whole) - len(_written({"cells": [], **frame})) + len(_NONE) - len("\n ]")]


_short = lru_cache(maxsize=1_000)(_cell)


def _written(notebook: Notebook) -> str:
    return str(v4.writes(from_dict(notebook)))  # type: ignore[no-untyped-call]
