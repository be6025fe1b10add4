"""Every question type: answers read, scored, shown, made up. Authors' mistakes: test_type_mistakes.py."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from html.parser import HTMLParser
from itertools import permutations
from pathlib import Path
from random import Random
from typing import Any

import pytest
import toy_type
import type_samples
from hypothesis import given, settings
from hypothesis import strategies as st
from type_samples import HOSTILE, PRACTICE
from unit.anything import JSON

import casework.questions
import casework.types
from casework import render
from casework.answers import Answer
from casework.items import Question
from casework.markup import plain
from casework.questions import read_practice
from casework.scoring import score
from casework.sources import plain_label
from casework.types import TYPES, type_of
from casework.types.fields import FieldsType
from casework.types.number import parsed
from casework.types.text import Accepted, nearest
from casework.widgets.frame import question_html
from casework.widgets.judging import judge

EVERY = list(TYPES)
RULED = [(name, rule) for name, type_ in TYPES.items() for rule in type_.rules]
SEEDS = st.integers(0, 2**32)


class Tags(HTMLParser):
    """What is alive in some HTML: names of tags, and of attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag."""
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}


def near(question: Question) -> st.SearchStrategy[Any]:
    """Return a strategy for responses that look much like an answer: known names, any values."""
    type_ = type_of(question)
    fields = type_.fields(question.body) if isinstance(type_, FieldsType) else ()
    items = [*question.options, *question.body.get("items", ())]
    values = [value for field in fields for value in field.options] + [*items, "12", "", "debt bondage"]
    names = [field.id for field in fields] + ["text", "value", "unit", "reason", "x"]
    value = st.one_of(st.sampled_from(values), st.text(max_size=5), JSON)
    return st.one_of(
        JSON,
        st.lists(value, max_size=6),
        st.permutations(items),
        st.dictionaries(st.sampled_from(names), value, max_size=6),
    )


def as_json(answer: Any) -> Any:
    """Return an answer in its plain form as the JSON that would be read as it."""
    return (
        sorted(answer)
        if isinstance(answer, frozenset)
        else list(answer)
        if isinstance(answer, tuple)
        else answer
    )


# --- answered and scored


@pytest.mark.parametrize(("name", "rule"), RULED)
@settings(deadline=None, max_examples=60)
@given(seed=SEEDS, plan=st.sampled_from(["right", "partly", "wrong", "blank"]))
def test_a_made_up_answer_earns_what_it_was_made_for(name: str, rule: str, seed: int, plan: str) -> None:
    """The share that follows from how a response was made is the share that scoring finds, for every plan."""
    question, key = PRACTICE[name]
    question, type_ = replace(question, rule=rule), TYPES[name]
    response, share = type_.made_up(question, key, plan, Random(seed))
    answer = type_.read(question, json.loads(json.dumps(response)))

    assert answer is not None
    assert type_.is_blank(answer) == (plan == "blank")
    assert share == (0 if type_.is_blank(answer) else type_.share(question, key, answer))
    assert plan != "right" or type_.by_hand or share == 1
    assert plan != "wrong" or share < 1


@pytest.mark.parametrize(("name", "rule"), RULED)
@settings(deadline=None, max_examples=80)
@given(data=st.data())
def test_anything_can_be_read_scored_and_shown(name: str, rule: str, data: st.DataObject) -> None:
    """Any JSON is None or has a plain form that reads as itself; scores keep bounds; nothing raises."""
    question, key = PRACTICE[name]
    question, type_ = replace(question, rule=rule, reveal_after=2), TYPES[name]
    response = data.draw(near(question))
    answer = type_.read(question, response)
    result = score(question, key, response)

    assert 0 <= result.points <= result.max_points == float(question.points)
    assert type(result.points) is float
    assert (result.state == "unreadable") == (answer is None)
    if answer is not None:
        assert type_.read(question, json.loads(json.dumps(as_json(answer)))) == answer
        assert (result.state == "blank") == type_.is_blank(answer)
    if result.state == "right":
        assert result.points == result.max_points
    for attempts in (1, 2):
        said = judge(question, key, Answer(response, attempts=attempts))
        json.dumps(said, allow_nan=False)
        assert set(said["slots"]) <= {slot for slot, _ in type_.slots(question)}
    for shown in (
        render.feedback_html(question, key, response, result),
        render.question_html(question, response),
        render.question_text(question, response),
    ):
        assert isinstance(shown, str)


@pytest.mark.parametrize("name", EVERY)
def test_blank_is_not_wrong(name: str) -> None:
    """Nothing at all is blank, and blank gets no verdicts while a wrong answer does."""
    question, key = PRACTICE[name]
    wrong, _ = TYPES[name].made_up(question, key, "wrong", Random(1))
    states = {
        score(question, key, blank).state for blank in (None, [], *([{}] * (TYPES[name].response == "map")))
    }

    assert states == {"blank"}
    assert score(question, key, wrong).state in ("wrong", "partly", "by-hand")
    assert render.judged(question, key, None, reveal=True) == {}
    assert render.judged(question, key, wrong, reveal=True)
    assert set(
        TYPES[name].verdicts(question, key, TYPES[name].read(question, None) or _empty(name), plain_label)
    )


def _empty(name: str) -> Any:
    return {"list": frozenset(), "order": (), "map": {}}[TYPES[name].response]


@pytest.mark.parametrize("name", EVERY)
def test_nothing_is_given_away_before_its_tries_are_used(name: str) -> None:
    """While tries are left a wrong answer hears no rationale of another part, and not what is right."""
    question, key = PRACTICE[name]
    type_ = TYPES[name]
    response, _ = type_.made_up(question, key, "wrong", Random(3))
    said = judge(replace(question, reveal_after=3), key, Answer(response, attempts=1))
    told = json.dumps(said, ensure_ascii=False)

    assert not said["revealed"]
    assert "Right is" not in told
    assert "Can be defended" not in told
    chosen = set(response) if isinstance(response, list) else set(response.values())
    for slot, why in key.why.items():
        assert slot in chosen or plain(why.text)[:25] not in plain(told), slot
    assert said["words"].endswith("The reasons follow after 2 more tries.")
    assert judge(replace(question, reveal_after=3), key, Answer(response, attempts=3))["revealed"]


# --- shown


@pytest.mark.parametrize("name", EVERY)
def test_hostile_texts_stay_texts(name: str) -> None:
    """Neither an author's nor a learner's text becomes markup, on the page, in print or in feedback."""
    question, key = type_samples.hostile(*PRACTICE[name])
    assert key
    type_ = TYPES[name]
    response, _ = type_.made_up(question, key, "partly", Random(2))
    if name in ("text", "free"):
        response = {"text": HOSTILE * 2}
    if name == "place":
        response |= {"reason": HOSTILE}
    result = score(question, key, response)
    said = judge(question, key, Answer(response, attempts=1))
    pages = [
        question_html(question, graded=False),
        question_html(question, graded=True),
        render.question_html(question, response),
        render.question_html(question),
        render.feedback_html(question, key, response, result),
        *(one["html"] for one in said["slots"].values()),
    ]

    for html in pages:
        alive = Tags(html)
        assert not alive.tags & {"img", "script"}, html
        assert not [one for one in alive.attributes if one.startswith("on")], html
    assert any("&lt;img" in html for html in pages)
    names = question_html(question, graded=False).count("\ue000")
    assert names == question_html(PRACTICE[name][0], graded=False).count("\ue000")


@pytest.mark.parametrize("name", EVERY)
def test_an_answer_is_shown_in_print_and_in_feedback(name: str) -> None:
    """A given answer stands on the printed question and, in words, on the feedback page."""
    question, key = PRACTICE[name]
    type_ = TYPES[name]
    response, _ = type_.made_up(question, key, "right", Random(5))
    answer = type_.read(question, response)
    feedback = plain(render.feedback_html(question, key, response, score(question, key, response)))

    assert plain(type_.answer_html(question, answer)) in feedback
    assert render.question_html(question, response) != render.question_html(question)
    assert render.question_text(question, response) != render.question_text(question)
    assert "<" not in render.question_text(question, response)


@pytest.mark.parametrize("name", EVERY)
def test_every_slot_of_a_verdict_has_its_place(name: str) -> None:
    """Each part that something is said of has a place on the page and a name on the feedback page."""
    question, key = PRACTICE[name]
    type_ = TYPES[name]
    response, _ = type_.made_up(question, key, "right", Random(5))
    slots = [slot for slot, _ in type_.slots(question)]
    html = type_.controls(question)

    assert list(type_.verdicts(question, key, type_.read(question, response), plain_label)) == slots
    for slot in slots:
        assert html.count(f'data-slot="{slot}"') == html.count(f'id="\ue000-{slot}"') == 1


# --- numbers, words, orders


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("1,234", 1234), ("27,6", "27.6"), ("27.6 %", "27.6"), ("1 000", 1000), ("−5", -5), ("+5", 5),
        ("1\u202f234.5", "1234.5"), ("1'234", 1234), ("12,345,678", 12345678), (".5", "0.5"), ("007", 7),
        ("0,123", "0.123"), ("1,2345", "1.2345"), ("27.60", "27.6"),
        ("", None), ("-", None), (".", None), ("about 5", None), ("1e5", None), ("1.2.3", None),
        ("1,2,3", None),
        ("1.234,5", None), ("½", None), ("five", None), ("9" * 31, None), ("0x10", None), ("nan", None),
    ],
)  # fmt: skip
def test_numbers_as_people_type_them(typed: str, number: Any) -> None:
    """Signs, blanks, percent, and both kinds of comma are understood exactly; all else is no number."""
    assert parsed(typed) == (None if number is None else Fraction(str(number)))


@pytest.mark.parametrize(
    ("typed", "slips"),
    [
        ("debt bondage", 0), ("Debt  Bondage.", 0), ("DEBT-BONDAGE", 0), ("débt bondage", 0), ("“x”", None),
        ("debt bondge", 1), ("debt bnodage", 1), ("dept bondag", 2), ("det bnodge", None), ("bondage", None),
        ("café", 0), ("cafe", 0), ("cafu", None), ("cafes", None), ("", None), ("!!!", None),
    ],
)  # fmt: skip
def test_near_misses(typed: str, slips: int | None) -> None:
    """Capitals, accents and marks do not count, few slips are forgiven, none in a short word."""
    found = nearest(Accepted(("debt bondage", "café"), 2, False, False, ()), typed)

    assert (found[1] if found else None) == slips


def test_strict_words() -> None:
    """A key may ask for capitals and accents, and for no slip at all."""
    strict = Accepted(("Café",), 0, True, True, ())

    assert nearest(strict, "Café") == ("Café", 0)
    assert [nearest(strict, one) for one in ("café", "Cafe", "Cafés")] == [None] * 3


def test_known_wrong_words_hear_their_own_reason() -> None:
    """A wrong answer that people give hears why, before and after everything is shown."""
    question, key = PRACTICE["text"]
    for attempts in (1, 2):
        said = judge(question, key, Answer({"text": "Peonage"}, attempts=attempts))["slots"]["answer"]
        assert "18 U.S.C. 1581" in said["html"]
    assert judge(question, key, Answer({"text": "debt bondge"}, attempts=1))["slots"]["answer"]["words"] == (
        "Right, with a slip. It is written: debt bondage."
    )


def test_order_counts_pairs() -> None:
    """The net-correct share of every order of the items is Kendall's tau, counted here by sorting."""
    question, key = PRACTICE["order"]
    question = replace(question, rule="net-correct")
    places = {item: place for place, item in enumerate(key.correct)}
    for order in permutations(key.correct):
        ranks, swaps = [places[item] for item in order], 0
        for end in range(len(ranks), 0, -1):
            for at in range(end - 1):
                if ranks[at] > ranks[at + 1]:
                    ranks[at], ranks[at + 1], swaps = ranks[at + 1], ranks[at], swaps + 1
        pairs = len(ranks) * (len(ranks) - 1) // 2

        assert TYPES["order"].share(question, key, order) == max(1 - Fraction(2 * swaps, pairs), 0)


# --- a type of one's own


@pytest.fixture
def tally(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> tuple[Question, Any]:
    """Register the toy type and read its question."""
    registry: Mapping[str, Any] = {**TYPES, "tally": toy_type.Tally()}
    for place in (casework.types, casework.questions):
        monkeypatch.setattr(place, "TYPES", registry)
    path = tmp_path / "practice.yaml"
    path.write_text(toy_type.WRITTEN, "utf-8")
    bank = read_practice(path)
    return bank.questions["m99-tally"], bank.keys["m99-tally"]


def test_a_new_type_is_one_file_and_one_line(tally: tuple[Question, Any]) -> None:
    """A registered type is read, drawn, scored, judged, printed and made up with no other change."""
    question, key = tally
    response, share = type_of(question).made_up(question, key, "right", Random(1))

    assert question.body == {"thing": "Strokes"}
    assert share == 1
    assert score(question, key, response).state == "right"
    assert score(question, key, {"strokes": "x"}).state == "unreadable"
    assert 'data-field="strokes"' in question_html(question, graded=False)
    assert judge(question, key, Answer({"strokes": "||"}, attempts=1))["slots"]["strokes"]["words"] == (
        "Not right. Right is: 3."
    )
    assert "|||" in render.question_text(question, response)
