"""A gradebook of nbgrader for tests of exporting, made with nbgrader's own classes. No tests here."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from nbgrader.api import Gradebook

FULL = {
    "01-words": (10, 5),
    "02-law": (10, 5),
    "07-practice": (20, 20),
    "08-test-a": (40, 0),
    "08-test-c": (40, 0),
}
"""Module -> points of the machine and of a person."""

Points = Mapping[str, tuple[float, float | None]]


def write_gradebook(
    path: Path,
    learners: Mapping[str, Points],
    about: Mapping[str, Mapping[str, str]],
    late: Mapping[tuple[str, str], float],
) -> None:
    """
    Write a gradebook; it is made in memory, since nbgrader waits for the disk after every entry.

    Args:
        learners: id -> module -> points of the machine and of a person (None: nobody has read it).
        about: id -> what nbgrader knows of a learner besides.
        late: (id, module) -> points taken off, as nbgrader's plug-in does.
    """
    with Gradebook("sqlite://") as book:
        for module, (machine, person) in FULL.items():
            book.add_assignment(module)
            book.add_notebook(module, module)
            book.add_grade_cell("auto", module, module, max_score=machine, cell_type="code")
            if person:
                book.add_grade_cell("text", module, module, max_score=person, cell_type="markdown")
        for id_, points in learners.items():
            book.add_student(id_, **about.get(id_, {}))
            for module, (machine, person) in points.items():
                notebook = book.add_submission(module, id_).notebooks[0]
                notebook.late_submission_penalty = late.get((id_, module))
                for grade in notebook.grades:
                    grade.auto_score = machine if grade.name == "auto" else None
                    grade.needs_manual_grade = grade.name == "text" and person is None
                    if grade.name == "text" and person is not None:
                        grade.manual_score = person
        book.db.commit()
        with closing(sqlite3.connect(path)) as file:
            book.engine.raw_connection().driver_connection.backup(file)
