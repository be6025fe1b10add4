"""A few learners' work for feedback pages, graded with and without a gradebook. No tests here."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from grading.submissions import HOSTILE_TEXT
from grading.trial_course import REFLECTION, RIGHT, answered, trial_notebook
from grading.two_doors import book, grade
from unit.course_builder import NAME

from casework.cli import main
from casework.feedback_pages.gradebook import CellGrade, Submission
from casework.feedback_pages.making import Source
from casework.grading.desk import Materials
from casework.grading.engine import grade as grade_bytes
from casework.grading.keys import module_keys
from casework.items import exact
from casework.leaks import find_in, traces
from casework.markup import plain, words
from casework.module import load_module
from casework.sources import labeller

WRONG = {"m01-q-stop": ["a"], "m01-q-all": ["b"], "m01-q-parts": ["b"], "m01-case-s2": ["c"]}
COMMENT = "law 2\nclarity 1.5\n\nSay *which* section <script>alert(1)</script>."
TEXTS = {"ada": "I stopped at the harbour.", "ben": HOSTILE_TEXT, "cy": ""}
"""What the learners wrote. Ada has all right, Ben nearly nothing, Cy wrote nothing."""
ANSWERS: dict[str, Mapping[str, Any]] = {"ada": RIGHT, "ben": WRONG, "cy": {}}


def notebook_of(student: str, released: dict[str, Any]) -> dict[str, Any]:
    """Return what a learner hands in."""
    notebook = answered(released, dict(ANSWERS[student]))
    if TEXTS[student]:
        cell = next(cell for cell in notebook["cells"] if cell["id"] == REFLECTION)
        cell["source"] = TEXTS[student]
    return notebook


def source_in(assessments: Path, folder: str = NAME, released: dict[str, Any] | None = None) -> Source:
    """Return what pages are made from, in a course that nbgrader has not seen."""
    root = assessments.parent
    module = load_module(root / "modules" / folder)
    keys = module_keys(assessments / "keys", module)
    released = released or trial_notebook()
    materials = Materials(module, keys, labeller(module.folder), {folder: released})
    return Source(folder, root, materials, (assessments,))


def graded_entry(
    source: Source, student: str, notebook: dict[str, Any], by_hand: Mapping[str, tuple[float, str]]
) -> tuple[Submission, dict[str, Any]]:
    """
    Return a submission as the gradebook would have it, and its graded notebook.

    Args:
        by_hand: cell -> score and comment of a person.
    """
    made = source.materials
    released = made.released[source.assignment]
    record = grade_bytes(json.dumps(notebook).encode(), released, made.module, made.keys)
    cells = {}
    for id_, auto in record.scores.items():
        manual, comment = by_hand.get(id_, (None, ""))
        score = exact(manual if manual is not None else auto or 0.0)
        cells[id_] = CellGrade(
            score,
            None if auto is None else exact(auto),
            None if manual is None else exact(manual),
            Fraction(0),
            auto is None and manual is None,
            comment,
        )
    at = datetime(2027, 2, 3, 9, tzinfo=UTC).replace(tzinfo=None)
    return Submission(student, "", at, 0.0, Fraction(0), cells), record.notebook


def class_of(untouched: Path, root: Path) -> Path:
    """Write a copy of the released course whose class is graded; return its assessments folder."""
    shutil.copytree(untouched, root)
    assessments = root / "assessments"
    released = json.loads((assessments / "release" / NAME / f"{NAME}.ipynb").read_bytes())
    for student in TEXTS:
        _put(assessments, student, json.dumps(notebook_of(student, released)))
    _put(assessments, "dee", '{"cells": [')
    for student in ("ada", "ben"):
        folder = assessments / "submitted" / student / NAME
        (folder / "timestamp.txt").write_text("2027-02-03 09:00:00 UTC", encoding="utf-8")
        (folder / "submission_secret.txt").write_text(f"secret of {student}", encoding="utf-8")
    with book(assessments) as gradebook:
        gradebook.update_or_create_assignment(NAME, duedate=datetime(2027, 2, 1, 6))
        gradebook.update_or_create_student("ada", first_name="Ada", last_name="Lovelace")
        gradebook.update_or_create_student("eve")
    assert grade(assessments) == 1  # dee's cannot be graded
    return assessments


def read_by_hand(assessments: Path, student: str, score: float, comment: str = "") -> None:
    """Do what a grader does in formgrader: a score and a comment."""
    with book(assessments) as gradebook:
        grade = gradebook.find_grade(REFLECTION, NAME, NAME, student)
        grade.manual_score, grade.needs_manual_grade = score, False
        gradebook.find_comment(REFLECTION, NAME, NAME, student).manual_comment = comment
        gradebook.db.commit()


def feedback(assessments: Path, capsys: Any, *typed: str) -> tuple[int, list[str]]:
    """Type `casework feedback` in a course; return exit code and lines."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JUPYTER_CONFIG_DIR", str(assessments / ".jupyter"))
        patch.delenv("CASEWORK_KEYS", raising=False)
        patch.chdir(assessments)
        capsys.readouterr()
        code = main(["feedback", *typed])
    printed = capsys.readouterr()
    return code, (printed.out + printed.err).splitlines()


def given_away(source: Source, page: str) -> list[str]:
    """
    Return what of the keys is in a page: ids of keys whose words it holds, and reasons that it tells.

    Rationales, debriefs, model answers and rubric levels are looked for word by word.
    """
    keys = source.materials.keys
    found = list(find_in(page.encode(), traces(keys.keys)))
    text = plain(page)
    reasons = [why.text for key in keys.keys.values() for why in key.why.values()]
    reasons += list(keys.debriefs.values())
    reasons += [str(one) for entry in keys.reflections.values() for one in entry["model_answers"]]
    found += [reason for reason in reasons if words(reason)[:50] in text]
    return found + [word for word in ("SECRET", "GRADER") if word in page]


def _put(assessments: Path, student: str, text: str) -> None:
    folder = assessments / "submitted" / student / NAME
    folder.mkdir(parents=True)
    (folder / f"{NAME}.ipynb").write_text(text, encoding="utf-8")
