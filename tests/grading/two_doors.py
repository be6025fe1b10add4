"""A class for both doors of grading, the doors, and what they leave behind as plain data. No tests here."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from grading.submissions import write_class
from grading.trial_course import REFLECTION
from nbgrader.api import Gradebook
from nbgrader.apps import AutogradeApp, GenerateAssignmentApp
from unit.course_builder import NAME

from casework.cli import main
from casework.grading.fast import grade_course

TIMES = {
    "student-001": "2027-02-01 09:00:00 UTC",
    "student-003": "2027-02-03 09:00:00 UTC",
    "student-004": "2027-02-02 00:30:00 +0200",
    "script": "2027-02-03 09:00:00 UTC",
    "regraded": "2027-02-04 09:00:00 UTC",
}
"""When some submissions were collected; the due date is the 2nd of February at noon."""
DUE = datetime(2027, 2, 2, 12)
BY_HAND = ("regraded", "script", "student-003")
"""Whose work a person has graded."""


def write_course(untouched: Path, root: Path) -> Path:
    """Write a copy of the course in which a class has handed in, some late; return its assessments folder."""
    shutil.copytree(untouched, root)
    assessments = root / "assessments"
    with (assessments / "nbgrader_config.py").open("a", encoding="utf-8") as file:
        file.write('\nc.LateSubmissionPlugin.penalty_method = "zero"\n')
    write_class(assessments)
    for student, time in TIMES.items():
        folder = assessments / "submitted" / student / NAME
        (folder / "timestamp.txt").write_text(time, encoding="utf-8")
        (folder / "notes").mkdir()
        (folder / "notes" / "own.txt").write_text("mine", encoding="utf-8")
        (folder / "graded.yaml").write_text("not the source's", encoding="utf-8")
    with book(assessments) as gradebook:
        gradebook.update_or_create_assignment(NAME, duedate=DUE)
    return assessments


def book(assessments: Path, url: str = "") -> Gradebook:
    """Open a course's gradebook, in its file or at an address."""
    return Gradebook(url or f"sqlite:///{assessments / 'course.db'}", "sex-work-and-the-law")


def grade_by_hand(assessments: Path, students: Sequence[str] = BY_HAND, url: str = "") -> None:
    """Do what a person does in formgrader: points, extra credit, comments, and more time for one learner."""
    with book(assessments, url) as gradebook:
        for student in students:
            grade = gradebook.find_grade(REFLECTION, NAME, NAME, student)
            grade.manual_score, grade.extra_credit, grade.needs_manual_grade = 4.0, 0.5, False
            gradebook.find_comment(REFLECTION, NAME, NAME, student).manual_comment = "Well seen."
        other = gradebook.find_grade("m01-q-stop", NAME, NAME, students[0])
        other.manual_score, other.needs_manual_grade = 0.25, False
        if "script" in students:
            gradebook.grant_extension(NAME, "script", days=3)
        gradebook.db.commit()


def dump(assessments: Path, url: str = "") -> dict[str, Any]:
    """Return all that nbgrader tells of a gradebook, without the random ids of its rows."""
    with book(assessments, url) as gradebook:
        found: dict[str, Any] = {"assignments": [_plain(one) for one in gradebook.assignments]}
        for student in gradebook.students:
            found[student.id] = _plain(student)
        for work in gradebook.assignment_submissions(NAME):
            key = work.student.id
            found[key, "work"] = _plain(work) | {
                "extension": work.extension,
                "penalty": work.late_submission_penalty,
                "seconds late": work.total_seconds_late,
            }
            for part in work.notebooks:
                found[key, "notebook", part.name] = _plain(part) | {"penalty": part.late_submission_penalty}
                for grade in part.grades:
                    found[key, "grade", grade.name] = _plain(grade) | {"score": grade.score}
                for comment in part.comments:
                    found[key, "comment", comment.name] = _plain(comment) | {"shown": comment.comment}
    return found


def _plain(row: Any) -> dict[str, Any]:
    return {name: value for name, value in row.to_dict().items() if name != "id"} | {"table": type(row)}


def files(assessments: Path) -> dict[str, tuple[int, bytes]]:
    """Return mode and content of every file that autograding leaves."""
    root = assessments / "autograded"
    places = [path for path in root.rglob("*") if path.is_file() and path.parent != root]
    found = {path.relative_to(assessments).as_posix(): path for path in [*places, assessments / "errors.csv"]}
    return {name: (path.stat().st_mode, path.read_bytes()) for name, path in found.items()}


def autograde(assessments: Path, *words: str) -> None:
    """Do what `nbgrader autograde` does, without its start."""
    _run(AutogradeApp, assessments, *words)


def generate(assessments: Path) -> None:
    """Do what `nbgrader generate_assignment` does, without its start."""
    _run(GenerateAssignmentApp, assessments)


def _run(program: type[AutogradeApp | GenerateAssignmentApp], assessments: Path, *words: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JUPYTER_CONFIG_DIR", str(assessments / ".jupyter"))
        patch.delenv("CASEWORK_KEYS", raising=False)
        patch.chdir(assessments)
        app = program()
        app.initialize([NAME, *words])
        app.start()


def grade(assessments: Path, *words: str) -> int:
    """Type `casework grade` in a course."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JUPYTER_CONFIG_DIR", str(assessments / ".jupyter"))
        patch.delenv("CASEWORK_KEYS", raising=False)
        patch.chdir(assessments)
        return main(["grade", *words])


def counts(assessments: Path, *words: str) -> tuple[int, int]:
    """Grade, and return how many were graded and how many had not changed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JUPYTER_CONFIG_DIR", str(assessments / ".jupyter"))
        force = "--force" in words
        students = [word for word in words if word != "--force"]
        [(name, count)] = grade_course(assessments, [], students, force)
    assert name == NAME
    return count.graded, count.unchanged
