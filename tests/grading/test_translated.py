"""A lesson handed in in Spanish: graded as the English one, by the same keys, for the same points."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from starting import ROOT

from casework.grading.engine import grade
from casework.grading.keys import module_keys
from casework.grading.translated import in_english
from casework.languages import LANGUAGES
from casework.module import Module, load_module
from casework.questions import KeyFile

Notebook = dict[str, Any]
LESSONS = sorted(path for code in LANGUAGES for path in (ROOT / "modules").glob(f"*/{code}/*.ipynb"))


def read(path: Path) -> Notebook:
    """Return a notebook's data."""
    found: Notebook = json.loads(path.read_text(encoding="utf-8"))
    return found


def answered(notebook: Notebook, keys: KeyFile) -> Notebook:
    """Return a notebook with answers, two of three right, and a text in each cell to write in."""
    notebook = copy.deepcopy(notebook)
    for number, (id_, key) in enumerate(keys.keys.items()):
        response = ["a"] if number % 3 == 1 else sorted(key.correct)
        at = f"2026-11-27T10:00:{number:02}.000Z"
        notebook["metadata"][f"casework:{id_}"] = {"v": 1, "response": response, "at": at, "attempts": 1}
    for cell in notebook["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("solution") or cell["id"] == "your-jurisdiction":
            cell["source"] = "Lo que escribí yo."
    return notebook


def materials(lesson: Path) -> tuple[Module, KeyFile, Notebook]:
    """Return module, keys and English notebook of a translated lesson."""
    module = load_module(lesson.parent.parent)
    english = read(module.folder / lesson.name)
    return module, module_keys(ROOT / "assessments" / "keys", module), english


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_the_same_points_in_either_language(lesson: Path) -> None:
    """The same answers get the same points, feedback and graded notebook; what was written is kept."""
    module, keys, english = materials(lesson)
    by_language = [
        grade(json.dumps(answered(notebook, keys)).encode(), english, module, keys)
        for notebook in (english, read(lesson))
    ]
    one, other = by_language
    assert other.scores == one.scores
    assert 0 < sum(score or 0 for score in one.scores.values())
    assert other.feedback == one.feedback
    assert (other.repairs, other.problems) == (one.repairs, one.problems) == ((), ())
    assert other.notebook["cells"] == one.notebook["cells"]
    assert "Lo que escrib" in json.dumps(other.notebook["cells"])


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_an_untouched_translation_is_a_blank(lesson: Path) -> None:
    """A Spanish lesson handed in as it was handed out earns nothing and waits for nobody."""
    module, keys, english = materials(lesson)
    record = grade(lesson.read_bytes(), english, module, keys)
    assert set(record.scores.values()) == {0.0}
    assert len(record.notebook["cells"]) == len(english["cells"])


@pytest.mark.parametrize("mark", [None, 3, {}, {"is": 3}, {"is": "h0"}, {"is": None, "of": []}])
def test_a_mark_may_be_anything(mark: object) -> None:
    """A cell whose mark does not fit its text, or is no mark, stays as it is."""
    cell = {"id": "a", "source": "own words", "metadata": {"casework": mark}}
    submitted = {"cells": [cell, {"id": ["b"], "source": None, "metadata": 1}, 7]}
    assert in_english(submitted, {"cells": [{"id": "a", "source": "lesson"}]}) == submitted
