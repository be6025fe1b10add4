"""A class list of Canvas as the table that `nbgrader db student import` takes. Reads no gradebook of ours."""

from __future__ import annotations

from dataclasses import astuple
from pathlib import Path

from casework.lms.canvas import roster
from casework.lms.sheets import Sheet, safe_rows, write_new
from casework.module import CourseError

HEADER = ("id", "first_name", "last_name", "email", "lms_user_id")
"""Columns of nbgrader's table of students."""


def write_roster(template: Path, out: Path) -> list[str]:
    """
    Write the learners of a gradebook that Canvas exported as nbgrader's list of students.

    Args:
        out: a file that is not there yet; its ids are those that `casework collect` gives.

    Returns:
        Lines that say what was written, and who is in the list twice.

    Raises:
        CourseError: the template is no such gradebook or lists nobody; ``out`` is there already.
    """
    learners = roster(template)
    if not learners:
        raise CourseError(f"{template}: no learner is in it; export the gradebook again: Grades, Export")
    known = dict.fromkeys(learners)
    sheet = Sheet(safe_rows([HEADER, *map(astuple, known)]))
    write_new(out, sheet.text().encode())
    more = len(learners) - len(known)
    return [f"{out}: {len(known)} learners" + (f"; {more} stood there twice" if more else "")]
