"""Reviews: each graded question was read without its key, as docs/item-review.csv tells."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

import pytest

from casework.module import load_module, module_folders

ROOT = Path(__file__).resolve().parents[2]
COLUMNS = ["question", "reading", "reader", "as", "agrees", "doubt", "then"]
CAMPS = "two opposing camps"
WITH, WITHOUT = "with the lessons", "without the lessons"


@pytest.fixture(scope="module")
def readings() -> Mapping[str, list[dict[str, str]]]:
    """Return the rows of the review, by question."""
    found: dict[str, list[dict[str, str]]] = defaultdict(list)
    with (ROOT / "docs" / "item-review.csv").open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        assert rows.fieldnames == COLUMNS
        for row in rows:
            found[row["question"]].append(row)
    return found


@pytest.fixture(scope="module")
def takers() -> Mapping[tuple[str, str], dict[str, bool]]:
    """Return who took the tests' questions: (as, name) -> question -> whether the answer was the key."""
    found: dict[tuple[str, str], dict[str, bool]] = defaultdict(dict)
    with (ROOT / "docs" / "test-takers.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found[row["as"], row["taker"]][row["question"]] = row["right"] == "yes"
    return found


def graded() -> dict[str, bool]:
    """Return every question with a key in assessments/keys: id -> whether it is a step of a case."""
    modules = [load_module(folder) for folder in module_folders(ROOT)]
    return {
        id_: id_ not in one.graded.questions
        for one in modules
        for id_, question in one.graded_questions.items()
        if not question.same_as  # read where it is written
    }


def test_every_graded_question_was_read_without_its_key(readings: Mapping[str, list[dict[str, str]]]) -> None:
    """A fresh reader answered each, and the last reading of each agrees with the key."""
    questions = graded()

    assert set(readings) == set(questions)
    for id_, rows in readings.items():
        assert any(row["as"] == "fresh student" for row in rows), id_
        assert max(rows, key=lambda row: int(row["reading"]))["agrees"] == "yes", id_


def test_every_case_was_read_from_opposing_camps(readings: Mapping[str, list[dict[str, str]]]) -> None:
    """Someone who argued the case from either camp could key its graded steps the same way."""
    for id_ in (one for one, in_case in graded().items() if in_case):
        rows = [row for row in readings[id_] if row["as"] == CAMPS]
        assert [row["agrees"] for row in rows][-1:] == ["yes"], id_


def test_readers_are_named_as_what_they_are(readings: Mapping[str, list[dict[str, str]]]) -> None:
    """No row passes off a program as a person, and a doubt or a wrong answer is followed by what was done."""
    for row in (row for rows in readings.values() for row in rows):
        assert row["reader"] == "language-model reader"
        assert row["as"] in ("fresh student", CAMPS)
        assert row["agrees"] in ("yes", "no")
        if row["agrees"] == "no" or row["doubt"]:
            assert row["then"], row


def test_the_final_test_asks_for_the_lessons(takers: Mapping[tuple[str, str], dict[str, bool]]) -> None:
    """Two readers with only the lessons pass each form; others get far fewer right, and a lay one fails."""
    final = next(one.final for one in map(load_module, module_folders(ROOT)) if one.final)
    assert final is not None
    points: dict[tuple[str, str], list[int]] = defaultdict(list)
    for form in final.forms:
        questions = load_module(ROOT / "modules" / form).graded.questions
        ids = [question.same_as.partition("/")[2] or id_ for id_, question in questions.items()]
        for taker, right in takers.items():
            points[taker].append(sum(right[id_] for id_ in ids))
    with_lessons = [sums for (kind, _), sums in points.items() if kind == WITH]
    without = {taker: sums for (kind, taker), sums in points.items() if kind == WITHOUT}

    assert len(with_lessons) >= 2
    assert all(final.passes(Fraction(one), Fraction(40)) for sums in with_lessons for one in sums)
    assert all(max(sums) < min(map(min, with_lessons)) for sums in without.values())
    assert not any(final.passes(Fraction(one), Fraction(40)) for one in without["lay"])


def test_the_page_tells_what_the_takers_got(takers: Mapping[tuple[str, str], dict[str, bool]]) -> None:
    """docs/review.md has a row for each taker with the number of right answers."""
    page = (ROOT / "docs" / "review.md").read_text(encoding="utf-8")
    for (kind, taker), right in takers.items():
        assert re.search(rf"^\| .*{taker}.* \| {kind} \| {sum(right.values())} of 100 \|", page, re.MULTILINE)
