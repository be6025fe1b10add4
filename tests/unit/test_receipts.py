"""Receipts: the code of some answers, and the receipt read out of a notebook. The panel: test_marking.py."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from unit.anything import ANSWERS, JSON

from casework.answers import Answer
from casework.receipts import Receipt, code_of, receipt_of

ANSWERED = {"m01-a": Answer(["b"], "2026-11-22T10:00:00.000Z", 1), "m01-b": Answer({"r1": "x"}, "", 3)}


def test_the_code_depends_on_responses_alone() -> None:
    """Order of questions, time and tries leave the code as it is; another response changes it."""
    code = code_of(ANSWERED, ["m01-a", "m01-b"])
    later = {"m01-b": Answer({"r1": "x"}, "2027-01-01T00:00:00Z", 9), "m01-a": Answer(["b"])}

    assert code == "8e31-abaf-f743" == code_of(later, ["m01-b", "m01-a", "m01-none"])
    assert code != code_of(ANSWERED | {"m01-a": Answer(["c"])}, ANSWERED)


@settings(deadline=None)
@given(answers=ANSWERS)
def test_any_answers_have_a_code(answers: dict[str, Answer]) -> None:
    """Whatever JSON was recorded, there is a code of three groups of four digits."""
    groups = code_of(answers, answers).split("-")

    assert [len(group) for group in groups] == [4, 4, 4]


def test_a_receipt_is_read_out_of_a_notebook() -> None:
    """What the panel wrote comes back as it was."""
    entry = {"at": "2026-11-22T10:00:00.000Z", "answers": 9, "code": "1234-5678-9abc"}

    assert receipt_of({"casework": {"version": 1, "handed_in": entry}}) == Receipt(**entry)


@pytest.mark.parametrize("about", [None, [], {}, {"handed_in": 5}, {"handed_in": {"at": 1}}], ids=repr)
def test_what_is_no_receipt_is_none(about: Any) -> None:
    """A notebook without a receipt, or with a broken one, has none."""
    assert receipt_of({"casework": about}) is None


@given(value=JSON)
def test_nothing_in_its_place_raises(value: object) -> None:
    """Whatever stands where a receipt belongs, reading it never fails."""
    receipt_of({"casework": {"handed_in": value}})
