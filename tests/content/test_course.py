"""The real course: nothing wrong in it, and no question gives itself away. Not here: the house, wording."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from itertools import combinations
from pathlib import Path

import pytest

from casework.checks import check_course
from casework.grading.keys import keys_folder, module_keys
from casework.items import Key, Question
from casework.markup import inline, plain
from casework.module import Module, load_module
from casework.scoring import score

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted(path.name for path in (ROOT / "modules").iterdir() if (path / "practice.yaml").is_file())
LONGEST_SHARE = Fraction(60, 100)
LETTER_SHARE = Fraction(60, 100)
LENGTHS = 1.5
"""The longest option of a question has at most this many times the letters of the shortest."""


@pytest.fixture(params=MODULES)
def module(request: pytest.FixtureRequest) -> Module:
    """Return each module of the course."""
    return load_module(ROOT / "modules" / request.param)


def keyed(module: Module) -> list[tuple[Question, Key]]:
    """Return every question of a module with its key; graded ones where this copy has their keys."""
    folder = keys_folder(ROOT / "assessments")
    keys = {**module.practice_keys, **(module_keys(folder, module).keys if folder.is_dir() else {})}
    return [(question, keys[id_]) for id_, question in module.questions.items() if id_ in keys]


def lengths(question: Question) -> dict[str, int]:
    """Return how many letters each option shows."""
    return {letter: len(plain(inline(text))) for letter, text in question.options.items()}


def test_casework_check_finds_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """`casework check` has nothing to say about the course."""
    monkeypatch.chdir(ROOT)
    assert [str(problem) for problem in check_course(ROOT).problems] == []


def test_there_are_modules() -> None:
    """The tests of this file have something to look at."""
    assert "02-trafficking-law" in MODULES


def test_each_outcome_has_three_graded_questions(module: Module) -> None:
    """The module's test has three questions for each of its outcomes."""
    outcomes = Counter(question.outcome for question in module.graded.questions.values())
    assert set(outcomes.values()) == {3}


def test_every_question_has_three_options(module: Module) -> None:
    """No question can be guessed at one in two: each has three options or more."""
    with_options = {id_: question.options for id_, question in module.questions.items() if question.options}
    few = [id_ for id_, options in with_options.items() if len(options) < 3]
    assert few == []


def test_options_have_parallel_length(module: Module) -> None:
    """The options of a question are about as long as each other."""
    uneven = {
        id_: lengths(question)
        for id_, question in module.questions.items()
        if question.options and max(lengths(question).values()) > LENGTHS * min(lengths(question).values())
    }
    assert uneven == {}


def test_no_letter_is_a_good_guess(module: Module) -> None:
    """No letter is the key of more than 60 % of the single-choice questions, practice and graded apart."""
    pairs = keyed(module)
    for graded in (False, True):
        letters = Counter(
            min(key.correct)
            for question, key in pairs
            if question.type == "single" and (question.id in module.graded_questions) == graded
        )
        assert letters.most_common(1)[0][1] <= LETTER_SHARE * letters.total(), dict(letters)


def test_the_longest_option_is_no_good_guess(module: Module) -> None:
    """The key stands out as the longest option in at most 60 % of the single-choice questions."""
    single = [(question, key) for question, key in keyed(module) if question.type == "single"]
    longest = [
        question.id
        for question, key in single
        if lengths(question)[min(key.correct)]
        > max(length for letter, length in lengths(question).items() if letter not in key.correct)
    ]
    assert len(longest) <= LONGEST_SHARE * len(single), longest


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
