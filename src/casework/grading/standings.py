"""What an open gradebook holds of one assignment's submissions: scores and totals. Reads only."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Protocol

from nbgrader.api import Grade, SubmittedAssignment, SubmittedNotebook
from sqlalchemy import select

from casework.grading.score_changes import Standing

DECIMALS = 9
"""Of a sum of points: a database adds in an order of its own, and so the last digits are not always equal."""


class Assigned(Protocol):
    """An assignment by its id, and its graded cells: notebook -> grade_id -> the cell's id."""

    id: str
    graded: dict[str, dict[str, str]]


def standings(db: Any, assigned: Assigned, students: Collection[str] | None = None) -> dict[str, Standing]:
    """
    Return by student automatic scores, late penalty and total, as nbgrader counts them.

    Scores are as they stand there; penalty and total, which are sums, have `DECIMALS` decimals.

    Args:
        db: the session of an open gradebook; what is in it and not yet committed counts.
        students: whose; None: of everybody who has a submission.
    """
    one = SubmittedAssignment
    those = [one.assignment_id == assigned.id]
    those += [one.student_id.in_(students)] if students is not None else []
    names = cell_names(assigned.graded)
    scores: dict[str, dict[str, float | None]] = {}
    for student, cell, auto in db.execute(
        select(one.student_id, Grade.cell_id, Grade.auto_score)
        .select_from(Grade)
        .join(SubmittedNotebook, Grade.notebook_id == SubmittedNotebook.id)
        .join(one, SubmittedNotebook.assignment_id == one.id)
        .where(*those)
    ):
        if cell in names:
            scores.setdefault(student, {})[names[cell]] = auto
    totals = db.execute(select(one.student_id, one.score, one.late_submission_penalty).where(*those))
    # nbgrader's own export takes a penalty off in this way.
    return {
        student: Standing(
            scores.get(student, {}), _sum(late or 0.0), _sum(max(0.0, (total or 0.0) - (late or 0.0)))
        )
        for student, total, late in totals
    }


def cell_names(graded: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """Return by a cell's id its name; where there are several notebooks, with its notebook's."""
    several = len(graded) > 1
    return {
        id_: f"{notebook}/{cell}" if several else cell
        for notebook, cells in graded.items()
        for cell, id_ in cells.items()
    }


def _sum(points: float) -> float:
    return round(points, DECIMALS)
