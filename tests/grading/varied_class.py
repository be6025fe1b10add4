"""A class whose learners draw their questions: who hands in what, and how to look at it. No tests."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from grading.trial_course import ROOT, answered, read_csv
from grading.two_doors import generate
from unit.course_builder import NAME
from unit.varied_course import RIGHT, varied_notebook, write_varied

from casework.grading.simulate import simulate
from casework.markup import plain
from casework.module import load_module
from casework.variants import CODE_ID

FILE = f"{NAME}.ipynb"
STUDENTS = 24
FEW = ("student-002", "student-003")
SEVENTH = {"m01-v-two": ["a"], "m01-v-three": ["c"]}
"""Right answers to what student-007 draws."""
OTHERS: dict[str, dict[str, Any]] = {
    "logged-in": {},  # answers their own set, without a code: on JupyterHub
    "capitals": {CODE_ID: {"text": " Capitals"}},
    "ben": {CODE_ID: {"text": "student-007"}, **SEVENTH},
    "shifted": dict(SEVENTH),
    "lazy": {CODE_ID: {"text": "<b>student-007"}, "m01-q-stop": ["c"]},
}


def right(assessments: Path, student: str) -> dict[str, list[str]]:
    """Return the right answers to what a student draws."""
    drawn = load_module(assessments.parent / "modules" / NAME).graded.variants.chosen(student)
    return {id_: [RIGHT[id_]] for id_ in drawn.values()}


def hand_in_all(root: Path) -> Path:
    """Write and release a course in which a class has handed in; return its assessments folder."""
    write_varied(root)
    assessments = root / "assessments"
    shutil.copy(ROOT / "assessments" / "nbgrader_config.py", assessments)
    generate(assessments)
    simulate(assessments / "release", assessments / "keys", assessments / "submitted", STUDENTS, seed=3)
    shutil.move(assessments / "submitted" / "expected.csv", assessments / "expected.csv")
    for student, answers in OTHERS.items():
        path = assessments / "submitted" / student / NAME / FILE
        path.parent.mkdir(parents=True)
        own = answers if {*answers} - {CODE_ID} else answers | right(assessments, student)
        path.write_text(json.dumps(answered(varied_notebook(), own)), encoding="utf-8")
    return assessments


def copied(handed_in: Path, target: Path) -> Path:
    """Return the assessments folder of a copy of the course."""
    shutil.copytree(handed_in.parent, target)
    return target / "assessments"


def errors(assessments: Path) -> dict[str, str]:
    """Return the reasons in errors.csv by student."""
    return {row["student"]: row["reason"] for row in read_csv(assessments / "errors.csv")}


def page(assessments: Path, student: str, cell: str) -> str:
    """Return the feedback in a graded cell, as text."""
    path = assessments / "autograded" / student / NAME / FILE
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    outputs = next(one["outputs"] for one in cells if one["id"] == cell)
    html = outputs[1]["data"]["text/html"]
    return plain(html if isinstance(html, str) else "".join(html))
