"""What nbgrader's gradebook holds for feedback: points, comments, times, penalties. Opened to read only."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any
from urllib.parse import quote

from casework.items import exact
from casework.module import CourseError


@dataclass(frozen=True)
class CellGrade:
    """
    Points at one graded cell.

    Attributes:
        score: what counts, extra credit in it.
        auto: what the machine gave; None where it gave nothing.
        manual: what a person typed; None where nobody typed a score.
        waits: whether a person has still to read it, so that it counts 0.
    """

    score: Fraction
    auto: Fraction | None
    manual: Fraction | None
    extra: Fraction
    waits: bool
    comment: str


@dataclass(frozen=True)
class Submission:
    """One learner's submission: who, when, what it got. ``late`` is in seconds, 0 if it was in time."""

    student: str
    name: str
    at: datetime | None
    late: float
    penalty: Fraction
    cells: Mapping[str, CellGrade]


@dataclass(frozen=True)
class ClassBook:
    """An assignment in the gradebook: submissions by learner, and learners who have none."""

    submissions: Mapping[str, Submission]
    absent: tuple[str, ...]


def read_class(address: str, assignment: str) -> ClassBook:
    """
    Return what the gradebook holds of an assignment.

    Args:
        address: nbgrader's ``CourseDirectory.db_url``.

    Raises:
        CourseError: no gradebook, one that cannot be read, or the assignment is not in it.
    """
    # Late: both are large, and only an instructor's copy has them.
    from nbgrader import api
    from sqlalchemy import create_engine, select
    from sqlalchemy.exc import SQLAlchemyError
    from sqlalchemy.orm import Session

    first = f"type `nbgrader autograde {assignment}` first"
    path = Path(address.removeprefix("sqlite:///"))
    if address.startswith("sqlite:///"):
        if not path.is_file():
            raise CourseError(f"{path.name}: there is no gradebook; {first}")
        # nbgrader's own Gradebook would write: it adds a course of the name it is given.
        place = f"file:{quote(path.resolve().as_posix())}?mode=ro"
        engine = create_engine("sqlite://", creator=lambda: sqlite3.connect(place, uri=True))
    else:
        engine = create_engine(address)
    try:
        with Session(engine) as session:
            found = session.scalars(select(api.Assignment).where(api.Assignment.name == assignment)).first()
            if found is None:
                known = ", ".join(sorted(session.scalars(select(api.Assignment.name)))) or "nothing"
                raise CourseError(f"{assignment}: not in the gradebook, which has {known}; {first}")
            submissions = {one.student_id: _submission(one, found.duedate) for one in found.submissions}
            absent = sorted(set(session.scalars(select(api.Student.id))) - set(submissions))
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", None) or error).splitlines()[0]
        raise CourseError(
            f"{path.name}: cannot be read as a gradebook ({reason}); restore a copy, or {first}"
        ) from None
    finally:
        engine.dispose()
    return ClassBook(dict(sorted(submissions.items())), tuple(absent))


def _submission(one: Any, due: datetime | None) -> Submission:
    late = 0.0
    if one.timestamp is not None and due is not None:
        due += one.extension or timedelta(0)
        late = max(0.0, (one.timestamp - due).total_seconds())
    cells: dict[str, CellGrade] = {}
    for notebook in one.notebooks:
        comments = {comment.name: comment.manual_comment or "" for comment in notebook.comments}
        for grade in notebook.grades:
            cells[grade.name] = CellGrade(
                exact(grade.score or 0.0),
                _exact(grade.auto_score),
                _exact(grade.manual_score),
                exact(grade.extra_credit or 0.0),
                bool(grade.needs_manual_grade),
                comments.get(grade.name, ""),
            )
    name = " ".join(filter(None, (one.student.first_name, one.student.last_name)))
    penalty = exact(one.late_submission_penalty or 0.0)
    return Submission(one.student_id, name, one.timestamp, late, penalty, cells)


def _exact(points: float | None) -> Fraction | None:
    return None if points is None else exact(points)
