"""An instructor's copy of the course, where files are handed in and graded by the real nbgrader. No tests."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Mapping
from pathlib import Path

from browser.lab import copy_course
from grading.trial_course import run_in_turn

Points = dict[str, tuple[float, float]]


def graded(repo_root: Path, course: Path, module: str, files: Mapping[str, Path], *more: list[str]) -> Points:
    """
    Hand files in to a new copy of the course at ``course``, and grade them there.

    Args:
        files: each student's file.
        more: further commands of nbgrader, before the table of grades is written.

    Returns:
        Each student's points and the most there are.
    """
    copy_course(repo_root, course)
    rooms = course / "assessments"
    shutil.copy(repo_root / "assessments" / "nbgrader_config.py", rooms)
    for student, file in files.items():
        place = rooms / "submitted" / student / module / f"{module}.ipynb"
        place.parent.mkdir(parents=True)
        shutil.copy(file, place)
    result = run_in_turn(rooms, ["generate_assignment", module], ["autograde", module], *more, ["export"])
    assert result.returncode == 0, result.stdout
    with (rooms / "grades.csv").open(encoding="utf-8", newline="") as table:
        rows = list(csv.DictReader(table))
    return {row["student_id"]: (float(row["score"]), float(row["max_score"])) for row in rows}
