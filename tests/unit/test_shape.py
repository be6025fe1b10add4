"""The shape of content data: which mistake is named, where, in whose words. Not here: meaning."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from unit.anything import JSON
from unit.course_builder import CASE, GRADED, KEYS, PRACTICE

from casework import shape
from casework.questions import shape_mistake
from casework.types import TYPES

SCHEMAS = files("casework").joinpath("schemas")
DEFINITIONS = json.loads(SCHEMAS.joinpath("content.schema.json").read_text(encoding="utf-8"))["definitions"]
KEY_WORDS = {"key", "keys", "correct", "why", "answer", "feedback", "rationale", "rationales", "explanation"}


def practice() -> dict[str, Any]:
    """Return a right practice question as plain data."""
    question: dict[str, Any] = yaml.safe_load(PRACTICE)["questions"][0]
    return question


@pytest.mark.parametrize(
    ("definition", "text"),
    [("practice_file", PRACTICE), ("graded_file", GRADED), ("cases_file", CASE), ("keys_file", KEYS)],
)
def test_a_right_file_has_no_mistake(definition: str, text: str) -> None:
    """A file of each kind, as the documentation has it, passes."""
    assert shape.mistake(definition, yaml.safe_load(text)) is None


def test_every_part_of_a_right_case_passes() -> None:
    """Cases, steps, changes, questions and keys are checked one by one and pass one by one."""
    case = yaml.safe_load(CASE)["cases"][0]
    assert shape.mistake("case", case) is None
    assert [shape.mistake("step", step) for step in case["steps"]] == [None, None]
    assert [shape.mistake("change", change) for change in case["changes"]] == [None]
    assert shape_mistake(practice(), keyed=True) is None


def test_a_graded_question_has_no_field_for_a_key() -> None:
    """The graded schema allows named fields only, and none of them can hold a key or feedback."""
    in_variants = {"fixed"}  # graded questions alone are drawn
    graded = DEFINITIONS["graded_question"]
    assert graded["additionalProperties"] is False
    assert not KEY_WORDS & set(graded["properties"])
    assert set(DEFINITIONS["practice_question"]["properties"]) == {
        *(graded["properties"].keys() - in_variants),
        *("key", "hints", "reveal_after"),
    }


MISTAKES: dict[str, tuple[dict[str, Any], tuple[object, ...], str]] = {
    "points 0": ({"points": 0}, ("points",), "'points' is 0; it must be more than 0"),
    "points below 0": ({"points": -0.5}, ("points",), "'points' is -0.5; it must be more than 0"),
    "points 101": ({"points": 101}, ("points",), "'points' is 101; it must be at most 100"),
    "points as a word": ({"points": "one"}, ("points",), "'points' is 'one'; it must be a number"),
    "points as a truth value": ({"points": True}, ("points",), "'points' is True; it must be a number"),
    "type": ({"type": "essay"}, ("type",), f"'type' is 'essay'; valid are {', '.join(TYPES)}"),
    "a huge type": (
        {"type": "essay" * 1000},
        ("type",),
        f"'type' is '{('essay' * 12)[:59]}; valid are {', '.join(TYPES)}",
    ),
    "outcome without quotes": (
        {"outcome": 2.1},
        ("outcome",),
        "'outcome' is 2.1; it must be text, so put it in quotes",
    ),
    "outcome in words": (
        {"outcome": "two"},
        ("outcome",),
        "'outcome' is 'two'; valid is an outcome in quotes, such as \"2.1\"",
    ),
    "text empty": ({"text": None}, ("text",), "'text' is empty; it must be text"),
    "text blank": ({"text": " \n"}, ("text",), "'text' is ' \\n'; valid is text that is not blank"),
    "id in capitals": (
        {"id": "M02"},
        ("id",),
        "'id' is 'M02'; valid is lower-case letters, digits and single hyphens, such as m02-movement",
    ),
    "id with a line end": (
        {"id": "m02\n"},
        ("id",),
        "'id' is 'm02\\n'; valid is lower-case letters, digits and single hyphens, such as m02-movement",
    ),
    "id too long": ({"id": "m" * 61}, ("id",), "'id' is longer than 60 characters; shorten it"),
    "one option": ({"options": {"a": "x"}}, ("options",), "'options' has 1 entry; at least 2 needed"),
    "nine options": (
        {"options": {letter: letter for letter in "abcdefghi"}},
        ("options",),
        "'options' has 9 entries; at most 8 allowed",
    ),
    "option names": (
        {"options": {"a": "x", "B": "y"}},
        ("options", "B"),
        "'options' has the name 'B', not a single letter; name the options a, b, c and so on",
    ),
    "options as a list": (
        {"options": ["x", "y"]},
        ("options",),
        "'options' is ['x', 'y']; it must be a block of names and values",
    ),
    "option as a number": (
        {"options": {"a": 5, "b": "x"}},
        ("options", "a"),
        "'options.a' is 5; it must be text, so put it in quotes",
    ),
    "no sources": ({"sources": []}, ("sources",), "'sources' has 0 entries; at least 1 needed"),
    "source without its kind": (
        {"sources": ["fact:T01", "A-24"]},
        ("sources", 1),
        "'sources.1' is 'A-24'; valid is fact:L08, law:22 U.S.C. 7102, ref:platt-2018, "
        "brief:B-12 or article:A-24",
    ),
    "correct twice": (
        {"key": {"correct": ["a", "a"], "why": practice()["key"]["why"]}},
        ("key", "correct"),
        "'key.correct' names one thing twice; keep one",
    ),
    "a name beside": (
        {"hint": "x"},
        ("hint",),
        "unknown field 'hint'; valid are id, type, outcome, level, points, rule, text, options, sources, "
        "key, hints, reveal_after",
    ),
    "a name beside in the key": (
        {"key": {**practice()["key"], "hint": "x"}},
        ("key", "hint"),
        "unknown field 'hint' in 'key'; valid are correct, why",
    ),
    "a rationale without text": (
        {"key": {"correct": ["b"], "why": {"a": {"sources": ["fact:T01"]}}}},
        ("key", "why", "a"),
        "'text' missing in 'key.why.a'; needed are text, sources",
    ),
    "a rationale of an odd name": (
        {"key": {"correct": ["b"], "why": {"²": {"text": "", "sources": ["fact:T01"]}}}},
        ("key", "why", "²", "text"),
        "'key.why.².text' is ''; valid is text that is not blank",
    ),
}


@pytest.mark.parametrize(("fields", "path", "words"), MISTAKES.values(), ids=MISTAKES)
def test_each_mistake_has_its_words(fields: dict[str, Any], path: tuple[object, ...], words: str) -> None:
    """The first mistake is told with its place, in the terms of the file: what is wrong, what is valid."""
    assert shape_mistake(practice() | fields, keyed=True) == (path, words)


def test_a_misspelt_name_is_named() -> None:
    """When a needed name is missing and an unknown one is there, both are told: it is one typing error."""
    question = practice()
    question["levle"] = question.pop("level")
    needed = "type, outcome, level, points, rule, text, options, sources, key"
    words = f"'level' missing; needed are {needed}; 'levle' is unknown"
    assert shape_mistake(question, keyed=True) == ((), words)


def test_a_key_in_a_graded_question_is_sent_to_its_place() -> None:
    """A graded question with a key or feedback is told where keys belong."""
    question = {name: value for name, value in practice().items() if name != "key"}
    for name in ("key", "why", "feedback", "explanation"):
        words = f"a graded question holds no key and no feedback; move {name!r} to assessments/keys/"
        assert shape_mistake({**question, name: "x"}, keyed=False) == ((name,), words)


def test_no_block_at_all() -> None:
    """Something that is no block is told without a name."""
    assert shape.mistake("graded_file", []) == ((), "this is []; it must be a block of names and values")


PLACES = st.sampled_from(
    [*[(name,) for name in practice()], *[("key", "why", "a", name) for name in ("text", "sources", "²")]]
    + [("key", "correct"), ("key", "why"), ("key", "why", "a"), ("options", "a"), ("options", "٣"), ("new",)]
)


@settings(max_examples=300, deadline=None)
@given(place=PLACES, value=JSON)
def test_any_value_in_any_place_gives_one_line_or_nothing(place: tuple[str, ...], value: object) -> None:
    """Whatever stands in a field, the answer is None or one line of words; nothing is raised."""
    question = practice()
    inside = question
    for name in place[:-1]:
        inside = inside[name]
    inside[place[-1]] = value
    found = shape_mistake(question, keyed=True)
    assert found is None or (found[1] and "\n" not in found[1])
