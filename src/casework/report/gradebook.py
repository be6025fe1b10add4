"""What the gradebook holds of one assignment: points of each learner at each cell. Opened to read only."""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from casework.module import CourseError

FILE = "course.db"


@dataclass(frozen=True)
class Grade:
    """
    Points at one graded cell.

    Attributes:
        points: what counts; None while a person has still to read it.
        auto: what the machine gave, None where it gave nothing.
        of: to be had.
        code: whether it is a cell of code: a question, or a test that runs what a learner wrote.
    """

    points: float | None
    auto: float | None
    of: float
    code: bool = False


Grades = Mapping[str, Mapping[str, Grade]]
"""Learner -> grade_id -> grade."""


def read_grades(path: Path, assignment: str) -> Grades:
    """
    Return the grades of an assignment; empty for learners without a graded cell.

    Raises:
        CourseError: no gradebook, one that cannot be read, or the assignment is not in it.
    """
    shown = f"{path.parent.name}/{path.name}"
    first = f"type `nbgrader autograde {assignment}` in {path.parent.name}/ first"
    if not path.is_file():
        raise CourseError(f"{shown}: there is no gradebook; {first}")
    # Late: both are large, and only an instructor's copy has them.
    from nbgrader import api
    from sqlalchemy import create_engine, select
    from sqlalchemy.exc import DatabaseError
    from sqlalchemy.orm import Session

    # nbgrader's own Gradebook would write: it adds a course of the name it is given.
    address = f"file:{quote(path.resolve().as_posix())}?mode=ro"
    engine = create_engine("sqlite://", creator=lambda: sqlite3.connect(address, uri=True))
    handed = (
        select(api.Student.id, api.Grade, api.GradeCell)
        .select_from(api.Grade)
        .join(api.SubmittedNotebook, api.Grade.notebook_id == api.SubmittedNotebook.id)
        .join(api.SubmittedAssignment, api.SubmittedNotebook.assignment_id == api.SubmittedAssignment.id)
        .join(api.Student, api.SubmittedAssignment.student_id == api.Student.id)
        .join(api.Assignment, api.SubmittedAssignment.assignment_id == api.Assignment.id)
        .join(api.GradeCell, api.Grade.cell_id == api.GradeCell.id)
        .where(api.Assignment.name == assignment)
    )
    found: dict[str, dict[str, Grade]] = {}
    try:
        with Session(engine) as session:
            known = sorted(session.scalars(select(api.Assignment.name)))
            if assignment not in known:
                listed = f"it has {', '.join(known)}" if known else "it is empty"
                raise CourseError(f"{shown}: {assignment!r} is not in the gradebook; {listed}; {first}")
            for student, grade, cell in session.execute(handed):
                found.setdefault(student, {})[cell.name] = _grade(grade, cell)
    except DatabaseError as error:
        reason = str(error.orig).splitlines()[0]
        raise CourseError(
            f"{shown}: cannot be read ({reason}); restore a copy, or remove it and {first}"
        ) from None
    finally:
        engine.dispose()
    return found


def _grade(grade: object, cell: object) -> Grade:
    manual, auto = (_number(getattr(grade, name)) for name in ("manual_score", "auto_score"))
    # An extra of a person's is for effort or the like: it says nothing of what was understood.
    points = manual if manual is not None else auto
    waits = bool(getattr(grade, "needs_manual_grade", False))
    most, code = _number(getattr(cell, "max_score", None)), getattr(cell, "cell_type", "") == "code"
    return Grade(None if waits else points or 0.0, auto, most or 0.0, code)


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and math.isfinite(value) else None
