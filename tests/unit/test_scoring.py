"""Scores: every rule, blank, unreadable, and what must hold for all of them. No files here."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from unit.anything import JSON

from casework.items import Key, Question, Rationale
from casework.scoring import Score, score
from casework.types import TYPES, type_of

LETTERS = "abcdefgh"


def item(
    correct: str,
    options: str = "abcd",
    rule: str = "all-or-nothing",
    points: str = "1",
    type_: str = "multiple",
) -> tuple[Question, Key]:
    """Return a question and its key; ``correct`` and ``options`` are option ids in a row."""
    question = Question(
        id="m01-x",
        type=type_,
        outcome="1.1",
        level="apply",
        points=Fraction(points),
        rule=rule,
        text="?",
        body={"options": {letter: letter for letter in options}},
        sources=("fact:T01",),
        file="x.yaml",
        line=1,
    )
    return question, Key(frozenset(correct), {letter: Rationale("r", ("fact:T01",)) for letter in options})


# rule, correct of a b c d, chosen, points earned of 2, state
TABLE = [
    ("all-or-nothing", "ac", "ac", 2.0, "right"),
    ("all-or-nothing", "ac", "ca", 2.0, "right"),
    ("all-or-nothing", "ac", "a", 0.0, "wrong"),
    ("all-or-nothing", "ac", "abc", 0.0, "wrong"),
    ("all-or-nothing", "ac", "", 0.0, "blank"),
    ("each-part", "ac", "ac", 2.0, "right"),
    ("each-part", "ac", "a", 1.5, "partly"),
    ("each-part", "ac", "abc", 1.5, "partly"),
    ("each-part", "ac", "ab", 1.0, "partly"),
    ("each-part", "ac", "b", 0.5, "partly"),
    ("each-part", "ac", "bd", 0.0, "wrong"),
    ("each-part", "ac", "abcd", 1.0, "partly"),
    ("each-part", "ac", "", 0.0, "blank"),
    ("net-correct", "ac", "ac", 2.0, "right"),
    ("net-correct", "ac", "a", 1.0, "partly"),
    ("net-correct", "ac", "abc", 1.0, "partly"),
    ("net-correct", "ac", "ab", 0.0, "wrong"),
    ("net-correct", "ac", "abcd", 0.0, "wrong"),
    ("net-correct", "ac", "bd", 0.0, "wrong"),
    ("net-correct", "ac", "", 0.0, "blank"),
]


@pytest.mark.parametrize(("rule", "correct", "chosen", "points", "state"), TABLE)
def test_each_rule_gives_its_value(rule: str, correct: str, chosen: str, points: float, state: Any) -> None:
    """Each rule gives the points worked out by hand."""
    question, key = item(correct, rule=rule, points="2")
    assert score(question, key, list(chosen)) == Score(points, 2.0, state)


def test_nothing_recorded_is_blank() -> None:
    """No response at all is a blank, as is an empty list."""
    question, key = item("b", type_="single")
    assert score(question, key, None) == Score(0.0, 1.0, "blank")
    assert score(question, key, []) == Score(0.0, 1.0, "blank")


UNREADABLE = [
    *("b", 1, True, 0.0, {}, {"b": True}, ["z"], ["B"], ["b", "b"], ["b", 1], [None], [["b"]], ["a", "b"]),
    *("", False, 0, "b" * 10_000, [float("nan")]),
]


@pytest.mark.parametrize("response", UNREADABLE, ids=lambda value: repr(value)[:20])
def test_what_is_no_answer_is_unreadable(response: object) -> None:
    """A response of another shape, with unknown, repeated or too many options earns 0 and is named so."""
    question, key = item("b", type_="single")
    assert score(question, key, response) == Score(0.0, 1.0, "unreadable")
    assert type_of(question).read(question, response) is None


def test_points_are_plain_floats() -> None:
    """Points are builtin floats, rounded once from the exact fraction."""
    question, key = item("abc", options="abc", rule="net-correct", points="1")
    earned = score(question, key, ["a", "b"])
    assert (type(earned.points), type(earned.max_points)) == (float, float)
    assert earned.points == 2 / 3


ITEMS = st.builds(
    lambda options, rule, points, correct: item(
        "".join(sorted(correct & set(options))) or "a", options, rule, str(points)
    ),
    st.integers(2, 8).map(lambda n: LETTERS[:n]),
    st.sampled_from(TYPES["multiple"].rules),
    st.fractions(min_value=Fraction(1, 100), max_value=100),
    st.sets(st.sampled_from(LETTERS)),
)


@settings(deadline=None)
@given(pair=ITEMS, response=JSON)
def test_any_response_scores_within_its_points(pair: tuple[Question, Key], response: object) -> None:
    """Whatever JSON a file holds, a score comes out: a float from 0 to the points, never an error."""
    earned = score(*pair, response)
    assert type(earned.points) is float
    assert 0 <= earned.points <= earned.max_points
    assert earned.state in ("blank", "wrong", "partly", "right", "unreadable")


@settings(deadline=None)
@given(pair=ITEMS, data=st.data())
def test_choices_score_within_their_points(pair: tuple[Question, Key], data: st.DataObject) -> None:
    """Any choice of options earns from 0 to the points; the key alone earns all, a blank nothing."""
    question, key = pair
    chosen = sorted(data.draw(st.sets(st.sampled_from(sorted(question.options)))))
    earned = score(question, key, chosen)
    assert 0 <= earned.points <= earned.max_points == float(question.points)
    assert (earned.state == "right") == (set(chosen) == key.correct) == (earned.points == earned.max_points)
    assert (earned.state == "blank") == (not chosen)
    assert (earned.state in ("blank", "wrong")) == (earned.points == 0)


@settings(deadline=None)
@given(pair=ITEMS, data=st.data())
def test_a_better_choice_never_earns_less(pair: tuple[Question, Key], data: st.DataObject) -> None:
    """Of two answered choices, the one with one more right or one fewer wrong option earns no less."""
    question, key = pair
    chosen = data.draw(st.sets(st.sampled_from(sorted(question.options)), min_size=1))
    before = score(question, key, sorted(chosen)).points
    for letter in question.options:
        better = chosen | {letter} if letter in key.correct else chosen - {letter}
        if better:
            assert score(question, key, sorted(better)).points >= before
