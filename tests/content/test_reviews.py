"""Reviews: each graded question was read without its key, as docs/item-review.csv tells."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

import pytest

from casework.module import load_module, module_folders

ROOT = Path(__file__).resolve().parents[2]
COLUMNS = ["question", "reading", "reader", "as", "agrees", "doubt", "then"]
CAMPS = "two opposing camps"


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


def graded() -> dict[str, bool]:
    """Return every question with a key in assessments/keys: id -> whether it is a step of a case."""
    modules = [load_module(folder) for folder in module_folders(ROOT)]
    return {id_: id_ not in one.graded.questions for one in modules for id_ in one.graded_questions}


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
