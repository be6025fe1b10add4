"""The pass mark: what docs/pass-mark.md says of the ratings is what docs/pass-mark.csv holds."""

from __future__ import annotations

import csv
import re
from decimal import Decimal
from pathlib import Path
from statistics import mean

import pytest

from casework.module import load_module, module_folders

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "pass-mark.md").read_text(encoding="utf-8")
RATERS = range(1, 6)


@pytest.fixture(scope="module")
def ratings() -> dict[str, dict[str, Decimal]]:
    """Return each question's ratings by column."""
    with (ROOT / "docs" / "pass-mark.csv").open(encoding="utf-8", newline="") as file:
        return {
            row.pop("question"): {name: Decimal(value) for name, value in row.items()}
            for row in csv.DictReader(file)
        }


def percent(values: list[Decimal]) -> str:
    """Return a mean share as the page writes it."""
    return f"{100 * mean(values):.1f} %"


def test_the_table_is_the_means_of_the_ratings(ratings: dict[str, dict[str, Decimal]]) -> None:
    """Each rater's row, and that of all, has the means of both rounds."""
    rounds = {
        number: [[one[f"rater_{number}_round_{turn}"] for one in ratings.values()] for turn in (1, 2)]
        for number in RATERS
    }
    for number, (first, second) in rounds.items():
        assert re.search(
            rf"^\| {number}, .* \| {percent(first)} \| {percent(second)} \|$", PAGE, re.MULTILINE
        )
    first, second = ([mean(pair[turn]) for pair in rounds.values()] for turn in (0, 1))
    assert f"| **all** | **{percent(first)}** | **{percent(second)}** |" in PAGE


def test_the_forms_are_rated_alike(ratings: dict[str, dict[str, Decimal]]) -> None:
    """The mark that the second round leads to is told for each form; they differ by less than a point."""
    final = next(one.final for one in map(load_module, module_folders(ROOT)) if one.final)
    assert final is not None
    marks = {}
    for form in final.forms:
        questions = load_module(ROOT / "modules" / form).graded.questions
        ids = [question.same_as.partition("/")[2] or id_ for id_, question in questions.items()]
        marks[form] = sum(mean(ratings[id_][f"rater_{one}_round_2"] for one in RATERS) for id_ in ids)
    told = " A {:.1f} of 40, B {:.1f}, C {:.1f}.".format(*marks.values())

    assert told in PAGE
    assert max(marks.values()) - min(marks.values()) < 1


def test_the_mark_is_the_one_that_is_used() -> None:
    """The page names the points that the rules of the final test ask for."""
    final = next(one.final for one in map(load_module, module_folders(ROOT)) if one.final)
    assert final is not None
    form = load_module(ROOT / "modules" / final.first[0])
    points = sum(question.points for question in form.graded_questions.values())

    assert f"**The mark is {final.needed(float(points)):g} of {points} points.**" in PAGE
