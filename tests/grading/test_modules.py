"""Every real module, from release to grades, with the commands that the instructor's guide prints."""

from __future__ import annotations

import json
import shutil
from collections import defaultdict
from fractions import Fraction
from pathlib import Path

import pytest
from grading.trial_course import ROOT, gradebook, read_csv, run_nbgrader

from casework.grading.keys import module_keys
from casework.leaks import find_leaks, traces
from casework.module import load_module

pytestmark = pytest.mark.grading
ALIKE = ("00-test-b", "08-test-c")
"""Forms of a test that differ from 00-test-a and 08-test-a in their words alone."""
MODULES = sorted({path.parent.name for path in (ROOT / "modules").glob("*/graded.yaml")} - {*ALIKE})
FULL_CLASS, STUDENTS = "02-trafficking-law", 30
FEW = 6
"""Of the other modules a few learners: all right, none right, and four by their ability."""


@pytest.fixture(scope="module", params=MODULES)
def course(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """Return a module's name, and a copy of the course in which a made-up class was graded."""
    root = tmp_path_factory.mktemp("real")
    generated = shutil.ignore_patterns("release", "submitted", "autograded", "feedback", "*.db", "*.csv")
    shutil.copytree(ROOT / "modules", root / "modules")
    shutil.copytree(ROOT / "data", root / "data")
    shutil.copytree(ROOT / "assessments", root / "assessments", ignore=generated)
    assessments = root / "assessments"
    simulate = "import sys; from casework.cli import main; sys.exit(main(sys.argv[1:]))"
    class_ = ("simulate", "--students", str(size(request.param)), "--seed", "1", "submitted")
    for words, program in (
        (("generate_assignment", request.param), ""),
        (class_, simulate),
        (("autograde", request.param), ""),
        (("generate_feedback", request.param), ""),
        (("export",), ""),
    ):
        result = run_nbgrader(assessments, *words, program=program)
        assert result.returncode == 0, result.stdout
        assert not any(word in result.stdout for word in ("| ERROR]", "| WARNING]", "Traceback")), (
            result.stdout
        )
    return request.param, assessments


def size(name: str) -> int:
    """Return how many learners are made up for a module."""
    return STUDENTS if name == FULL_CLASS else FEW


def test_grades_equal_expected(course: tuple[str, Path]) -> None:
    """grades.csv and the gradebook are what expected.csv says, learner by learner and cell by cell."""
    name, assessments = course
    sums: dict[str, Fraction] = defaultdict(Fraction)
    cells = gradebook(assessments, name)
    for row in read_csv(assessments / "submitted" / "expected.csv"):
        sums[row["student"]] += Fraction(float(row["points"])).limit_denominator(1000)
        assert cells[row["student"], row["question"]].score == float(row["points"]), row
    grades = {row["student_id"]: float(row["score"]) for row in read_csv(assessments / "grades.csv")}

    assert len(grades) == size(name)
    for student, points in sums.items():
        assert grades[student] == pytest.approx(float(points), abs=1e-9)


def test_all_right_is_full_and_blank_is_zero(course: tuple[str, Path]) -> None:
    """The first learner has every point a machine can give, the second none."""
    name, assessments = course
    module = load_module(assessments.parent / "modules" / name)
    points = [question.points for question in module.graded.questions.values()]
    points += [case.graded_points for case in module.cases.values()]  # of one path, where a case branches
    full = float(sum(points))
    grades = {row["student_id"]: float(row["score"]) for row in read_csv(assessments / "grades.csv")}

    assert (grades["student-001"], grades["student-002"]) == (full, 0.0)


def test_feedback_has_every_rationale_and_the_release_none(course: tuple[str, Path]) -> None:
    """Feedback gives every reason of every graded question; the released folder holds none."""
    name, assessments = course
    module = load_module(assessments.parent / "modules" / name)
    keys = module_keys(assessments / "keys", module)
    page = (assessments / "feedback" / "student-003" / name / f"{name}.html").read_text(encoding="utf-8")
    released = sorted((assessments / "release" / name).iterdir())

    branching = {id_ for case in module.cases.values() if case.branches for id_ in case.graded_questions}
    always = module.graded_questions.keys() - branching
    told = page.count("Your answer: "), page.count('<p class="cw-sources">')
    needed = len(always), sum(len(keys.keys[id_].why) for id_ in always)
    if module.graded.feedback == "points":  # a test whose questions come again
        needed = len(always), 0
    assert told > needed if branching else told == needed  # of a branching case, the steps of one path
    assert find_leaks(released, traces(keys.keys)) == []


def test_autograded_notebooks_are_the_released_ones(course: tuple[str, Path]) -> None:
    """An undamaged submission keeps every cell of the released notebook, and only answers and text differ."""
    name, assessments = course
    released = json.loads((assessments / "release" / name / f"{name}.ipynb").read_bytes())
    graded = json.loads((assessments / "autograded" / "student-002" / name / f"{name}.ipynb").read_bytes())

    assert [cell["source"] for cell in released["cells"]] == [cell["source"] for cell in graded["cells"]]
