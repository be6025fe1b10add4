"""What nbgrader's gradebook holds: learners, modules, points. Reads a copy; changes nothing."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from casework.items import exact
from casework.lms.grades import Points
from casework.module import CourseError

FILE = "course.db"


@dataclass(frozen=True)
class Learner:
    """One learner as nbgrader knows them; what is not known is empty."""

    id: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    platform_id: str = ""


@dataclass(frozen=True)
class Grades:
    """
    All points of a course.

    Attributes:
        full: module -> points to get.
        got: (learner's id, module) -> points got, late penalty taken off; only what was handed in.
        waiting: (learner's id, module) whose text nobody has read yet, so that it counts 0.
    """

    learners: tuple[Learner, ...]
    full: Mapping[str, Points]
    got: Mapping[tuple[str, str], Points]
    waiting: frozenset[tuple[str, str]]

    def of(self, learner: str) -> dict[str, Points]:
        """Return a learner's points by module."""
        return {module: points for (id_, module), points in self.got.items() if id_ == learner}


def read_gradebook(path: Path) -> Grades:
    """
    Read nbgrader's gradebook, from a copy: nbgrader writes into one that it only opens.

    Raises:
        CourseError: there is none, or it is none of nbgrader's.
    """
    if not path.is_file():
        raise CourseError(
            f"{path.name}: no gradebook in {path.parent.name}/; grade a module first (nbgrader autograde)"
        )
    with tempfile.TemporaryDirectory(prefix="casework-") as folder:
        copy = Path(folder) / FILE
        try:
            with closing(sqlite3.connect(path)) as old, closing(sqlite3.connect(copy)) as new:
                old.backup(new)
                tables = {row[0] for row in new.execute("select name from sqlite_master where type='table'")}
        except sqlite3.Error as error:
            raise CourseError(
                f"{path.name}: cannot be read as a gradebook ({error}); put back a copy"
            ) from None
        if not {"student", "assignment", "submitted_assignment", "alembic_version"} <= tables:
            raise CourseError(f"{path.name}: this is no gradebook of nbgrader; check the path")
        return _read(copy)


def _read(path: Path) -> Grades:
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{path.as_posix()}") as book:
        learners = tuple(
            Learner(
                one.id, one.first_name or "", one.last_name or "", one.email or "", str(one.lms_user_id or "")
            )
            for one in sorted(book.students, key=lambda one: one.id)
        )
        full: dict[str, Points] = {}
        got: dict[tuple[str, str], Points] = {}
        waiting: set[tuple[str, str]] = set()
        for assignment in sorted(book.assignments, key=lambda one: one.name):
            name = assignment.name
            full[name] = Points(
                exact(assignment.max_code_score),
                exact(assignment.max_written_score + assignment.max_task_score),
            )
            penalties = {
                one.student_id: exact(one.late_submission_penalty or 0.0) for one in assignment.submissions
            }
            for row in book.submission_dicts(name):
                id_ = row["student"]
                points = Points(exact(row["code_score"]), exact(row["written_score"] + row["task_score"]))
                got[id_, name] = _late(points, penalties.get(id_, Fraction(0)))
                if row["needs_manual_grade"]:
                    waiting.add((id_, name))
    return Grades(learners, full, got, frozenset(waiting))


def _late(points: Points, penalty: Fraction) -> Points:
    """Take a late penalty off, from both kinds of points in proportion; never below 0."""
    total = points.machine + points.person
    if penalty <= 0 or total <= 0:
        return points
    kept = max(total - penalty, Fraction(0)) / total
    return Points(points.machine * kept, points.person * kept)
