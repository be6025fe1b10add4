"""The real course: nothing wrong in it, and no question gives itself away. Not here: the house, wording."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from pathlib import Path

import pytest

from casework.checks import check_course
from casework.grading.keys import keys_folder, module_keys
from casework.items import Key, Question
from casework.module import Module, load_module
from casework.scoring import score

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted(path.name for path in (ROOT / "modules").iterdir() if (path / "practice.yaml").is_file())


@pytest.fixture(params=MODULES)
def module(request: pytest.FixtureRequest) -> Module:
    """Return each module of the course."""
    return load_module(ROOT / "modules" / request.param)


def keyed(module: Module) -> list[tuple[Question, Key]]:
    """Return every question of a module with its key; graded ones where this copy has their keys."""
    folder = keys_folder(ROOT / "assessments")
    keys = {**module.practice_keys, **(module_keys(folder, module).keys if folder.is_dir() else {})}
    return [(question, keys[id_]) for id_, question in module.questions.items() if id_ in keys]


def test_casework_check_finds_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """`casework check` has nothing to say about the course."""
    monkeypatch.chdir(ROOT)
    assert [str(problem) for problem in check_course(ROOT).problems] == []


def test_there_are_modules() -> None:
    """The tests of this file have something to look at."""
    assert "02-trafficking-law" in MODULES


def test_all_options_are_never_all_right(module: Module) -> None:
    """In a multiple choice at least one option is right and at least one is not."""
    plain_sailing = [
        question.id
        for question, key in keyed(module)
        if question.type == "multiple" and len(key.correct) in (0, len(question.options))
    ]
    assert plain_sailing == []


def test_points_are_quarters(module: Module) -> None:
    """Every score that an answer can get is a multiple of a quarter: a gradebook shows it as it is."""
    odd: dict[str, list[float]] = {}
    for question, key in keyed(module):
        if not question.options:
            continue
        letters = list(question.options)
        choices = [list(some) for size in range(len(letters) + 1) for some in combinations(letters, size)]
        points = {score(question, key, chosen).points for chosen in choices}
        if any((Fraction(one) * 4).denominator != 1 for one in points):
            odd[question.id] = sorted(points)
    assert odd == {}
