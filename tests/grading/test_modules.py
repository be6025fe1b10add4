"""Every real module, from release to grades, with the commands that the instructor's guide prints."""

from __future__ import annotations

import json
import shutil
from collections import defaultdict
from fractions import Fraction
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest
from grading.trial_course import ROOT, gradebook, read_csv, run_in_turn, run_nbgrader

from casework.grading.keys import module_keys
from casework.leaks import find_leaks, traces
from casework.module import load_module

pytestmark = pytest.mark.grading
ALIKE = ("00-test-b", "08-test-c")
"""Forms of a test that differ from 00-test-a and 08-test-a in their words alone."""
MODULES = sorted({path.parent.name for path in (ROOT / "modules").glob("*/graded.yaml")} - {*ALIKE})
FULL_CLASS, STUDENTS = "02-trafficking-law", 30
SPANISH = ("student-002", "student-003")
"""Of the full class, who hands in the lesson in Spanish: a blank and one by ability."""
FEW = 6
"""Of the other modules a few learners: all right, none right, and four by their ability."""


@pytest.fixture(scope="module")
def typed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the course in which a made-up class was graded, each command typed by itself."""
    assessments = copied(tmp_path_factory)
    release, *later = commands(FULL_CLASS)
    for words in (release, None, *later, ["export"]):
        flawless(run_nbgrader(assessments, *words) if words else made_up(assessments, STUDENTS))
        if not words:
            in_spanish(assessments)
    return assessments


def in_spanish(assessments: Path) -> None:
    """Let some of the class hand in the same answers in the Spanish lesson."""
    lesson = assessments.parent / "modules" / FULL_CLASS / "es" / f"{FULL_CLASS}.ipynb"
    for student in SPANISH:
        path = assessments / "submitted" / student / FULL_CLASS / lesson.name
        handed_in, spanish = (json.loads(one.read_bytes()) for one in (path, lesson))
        written = {cell["id"]: cell["source"] for cell in handed_in["cells"] if is_text(cell)}
        spanish["metadata"] = handed_in["metadata"]
        for cell in spanish["cells"]:
            cell["source"] = written.get(cell["id"], cell["source"])
        path.write_text(json.dumps(spanish), encoding="utf-8")


def is_text(cell: dict[str, Any]) -> bool:
    """Return whether a cell is one that a learner writes in, for points."""
    return bool(cell["metadata"].get("nbgrader", {}).get("solution"))


@pytest.fixture(scope="module")
def in_turn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy in which a few learners did every other module, in one process."""
    assessments = copied(tmp_path_factory)
    others = [commands(name, student="student-00[1-3]") for name in MODULES if name != FULL_CLASS]
    flawless(run_in_turn(assessments, *(release for release, *_ in others)))
    flawless(made_up(assessments, FEW))
    later = [words for one in others for words in one[1:]]
    flawless(run_in_turn(assessments, *later, ["export"]))
    return assessments


@pytest.fixture(params=MODULES)
def course(request: pytest.FixtureRequest) -> tuple[str, Path]:
    """Return a module's name, and a copy of the course in which a made-up class was graded."""
    return request.param, request.getfixturevalue("typed" if request.param == FULL_CLASS else "in_turn")


def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the assessments folder of a copy of the course, without what was generated."""
    root = tmp_path_factory.mktemp("real")
    generated = shutil.ignore_patterns("release", "submitted", "autograded", "feedback", "*.db", "*.csv")
    shutil.copytree(ROOT / "modules", root / "modules")
    shutil.copytree(ROOT / "data", root / "data")
    shutil.copytree(ROOT / "assessments", root / "assessments", ignore=generated)
    return root / "assessments"


def commands(name: str, student: str = "*") -> tuple[list[str], ...]:
    """Return what an instructor types for a module; feedback is made for the students that a glob names."""
    return (
        ["generate_assignment", name],
        ["autograde", name],
        ["generate_feedback", name, f"--student={student}"],
    )


def made_up(assessments: Path, students: int) -> CompletedProcess[str]:
    """Hand in as a made-up class."""
    simulate = "import sys; from casework.cli import main; sys.exit(main(sys.argv[1:]))"
    words = ("simulate", "--students", str(students), "--seed", "1", "submitted")
    return run_nbgrader(assessments, *words, program=simulate)


def flawless(result: CompletedProcess[str]) -> None:
    """See that a command went well, and said so."""
    assert result.returncode == 0, result.stdout
    assert not any(word in result.stdout for word in ("| ERROR]", "| WARNING]", "Traceback")), result.stdout


def size(name: str) -> int:
    """Return how many learners are made up for a module."""
    return STUDENTS if name == FULL_CLASS else FEW


def scores(assessments: Path, name: str) -> dict[str, float]:
    """Return what grades.csv says of a module, by student."""
    rows = read_csv(assessments / "grades.csv")
    return {row["student_id"]: float(row["score"]) for row in rows if row["assignment"] == name}


def test_grades_equal_expected(course: tuple[str, Path]) -> None:
    """grades.csv and the gradebook are what expected.csv says, learner by learner and cell by cell."""
    name, assessments = course
    sums: dict[str, Fraction] = defaultdict(Fraction)
    cells = gradebook(assessments, name)
    expected = read_csv(assessments / "submitted" / "expected.csv")
    for row in (row for row in expected if row["assignment"] == name):
        sums[row["student"]] += Fraction(float(row["points"])).limit_denominator(1000)
        assert cells[row["student"], row["question"]].score == float(row["points"]), row
    grades = scores(assessments, name)

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
    grades = scores(assessments, name)

    assert (grades["student-001"], grades["student-002"]) == (full, 0.0)


def test_feedback_has_every_rationale_and_the_release_none(course: tuple[str, Path]) -> None:
    """Feedback gives every reason of every graded question; the released folder holds none."""
    name, assessments = course
    module = load_module(assessments.parent / "modules" / name)
    keys = module_keys(assessments / "keys", module)
    page = (assessments / "feedback" / "student-003" / name / f"{name}.html").read_text(encoding="utf-8")
    released = sorted(path for path in (assessments / "release" / name).rglob("*") if path.is_file())

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
