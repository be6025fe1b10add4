"""What each question type says to authors of a question or key that it cannot use. Answers: test_types.py."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from type_samples import written

from casework.types import TYPES

EVERY = list(TYPES)
Change = Callable[[dict[str, Any]], Any]


def _why(**changes: Any) -> Change:
    def change(data: dict[str, Any]) -> None:
        for name, value in changes.items():
            data["key"]["why"][name] = value
            if value is None:
                del data["key"]["why"][name]

    return change


MISTAKES: list[tuple[str, Change, str]] = [
    (
        "single",
        lambda q: q["key"].update(correct=["b", "c"]),
        "a single-choice question has 2 correct options; it needs exactly one",
    ),
    ("single", lambda q: q["key"].update(correct=["z"]), "the key names option 'z'; the options are a, b, c"),
    (
        "multiple",
        lambda q: q.update(options={"a": "x", "c": "y"}),
        "the options are named a, c; name them a, b, c and so on, in order",
    ),
    (
        "multiple",
        lambda q: q["options"].update(b=q["options"]["a"].upper()),
        "two options have the same text; make them differ",
    ),
    ("multiple", _why(b=None), "no rationale for option b; every option needs one, right or wrong"),
    ("multiple", _why(e={}), "a rationale for option e, which does not exist; the options are a, b, c, d"),
    (
        "true-false-why",
        lambda q: q["key"]["correct"].update(reason=["a", "b"]),
        "'reason' has a list; write the one right value",
    ),
    (
        "true-false-why",
        lambda q: q["key"]["correct"].update(judgement="maybe"),
        "the key gives 'maybe' for 'judgement'; valid are true, false",
    ),
    ("number", lambda q: q.update(unit="people"), "'unit' and 'units' cannot stand together; keep one"),
    (
        "number",
        lambda q: q["key"]["correct"].append({"value": 1, "to": 2, "unit": "million"}),
        "a right number is value, value and tolerance, or from and to",
    ),
    (
        "number",
        lambda q: q["key"]["correct"][0].update({"from": 30}),
        "this range is empty; write from <= to and a tolerance of 0 or more",
    ),
    (
        "number",
        lambda q: q["key"]["correct"][0].update(unit="dozen"),
        "'unit' is 'dozen'; valid are million, thousand",
    ),
    (
        "number",
        lambda q: q.pop("units"),
        "names a unit, but the question has no 'units' to choose from; remove it",
    ),
    ("text", _why(peonage=None), "no rationale for 'peonage'; needed are right, wrong, smuggling, peonage"),
    (
        "text",
        _why(other={}),
        "a rationale for 'other', which does not exist; needed are right, wrong, smuggling, peonage",
    ),
    (
        "text",
        lambda q: q["key"]["correct"]["known"]["peonage"].append("debt bondge"),
        "'peonage' has 'debt bondge', which is accepted as right; remove it there",
    ),
    (
        "text",
        lambda q: q["key"]["correct"]["accept"].append("x" * 201),
        "an accepted answer is longer than 200 characters; shorten it",
    ),
    (
        "match",
        lambda q: q["key"]["correct"].pop("three"),
        "the key says nothing of 'three'; valid are palermo, smuggling, mann, labour",
    ),
    (
        "match",
        lambda q: q["key"]["correct"].update(four="mann"),
        "the key speaks of 'four'; the question has three, entry, travel, work",
    ),
    ("match", _why(three=None), "no rationale for row three; every row needs one, right or wrong"),
    (
        "order",
        lambda q: q["key"]["correct"].pop(),
        "the key's order is first, presumed, out; name each item once: out, value, first, presumed",
    ),
    (
        "order",
        lambda q: q["key"].update(correct=list(q["items"])),
        "the items stand in the right order already; shuffle them in the question",
    ),
    (
        "classify",
        lambda q: q["key"]["correct"].update(act="rumour"),
        "the key gives 'rumour' for 'act'; valid are law, claim, position, testimony",
    ),
    (
        "place",
        lambda q: q["facts"].update(reason="x"),
        "a fact is named 'reason', as the written reason is; give it another name",
    ),
    (
        "place",
        lambda q: q["key"]["correct"].update(hours=["choice", "luck"]),
        "the key gives 'luck' for 'hours'; valid are choice, circumstance, coercion",
    ),
    (
        "elements",
        lambda q: q["facts"].update(act="x"),
        "a fact is named 'act', as an element is; give it another name",
    ),
    (
        "elements",
        lambda q: q["key"]["correct"].update(wage="shown"),
        "the key gives 'shown' for 'wage'; valid are act, means, purpose, none",
    ),
    (
        "four-laws",
        lambda q: q["key"]["correct"].update(steal={}),
        "the key speaks of 'steal'; the rows are sell, buy, share, hit, force",
    ),
    (
        "four-laws",
        lambda q: q["key"]["correct"]["sell"].pop("fifth"),
        "row 'sell' has no answer for fifth; give one for each model",
    ),
    (
        "four-laws",
        lambda q: q["key"]["correct"]["sell"].update(sixth="none"),
        "row 'sell' names model 'sixth'; the models are full, end-demand, legal, decrim, fifth",
    ),
    (
        "four-laws",
        lambda q: q["key"]["correct"]["sell"].update(full="fine"),
        "row 'sell' has 'fine' for 'full'; valid are offence, depends, none",
    ),
    (
        "free",
        lambda q: q["rubric"]["law"].update(points=5),
        "the rubric's rows have 6 points, the question 3; make them equal",
    ),
]


@pytest.mark.parametrize(("name", "change", "words"), MISTAKES)
def test_mistakes_say_what_to_do(name: str, change: Change, words: str) -> None:
    """Each mistake that only the type can see is named, with what is valid."""
    data = written(name)
    change(data)
    type_ = TYPES[name]
    found = [*type_.question_mistakes(data), *type_.key_mistakes(data, data["key"])]

    assert words in [text for _, text in found]


@pytest.mark.parametrize("name", EVERY)
def test_the_gallery_has_no_mistakes(name: str) -> None:
    """The pattern that authors copy is free of them, and every type has a mistake in the list above."""
    data = written(name)

    assert [*TYPES[name].question_mistakes(data), *TYPES[name].key_mistakes(data, data["key"])] == []
    assert name in {one for one, _, _ in MISTAKES}
