"""Type number: a number in digits, with a unit to choose where units differ; ranges are right."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from html import escape
from random import Random
from typing import Any

from casework.items import Key, Question, Verdict
from casework.languages import N_, _
from casework.markup import inline, plain, words
from casework.sources import Labeller
from casework.types import controls
from casework.types.base import MARKDOWN, PARTS, Mistake, Plan, QuestionType, why_html

_NUMBER = {"type": "number"}
_SPACES = re.compile(r"[\s\u00a0\u2009\u202f'’_]")
_GROUPED = re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d+)?")
_PLAIN = re.compile(r"[+-]?(\d+([.,]\d+)?|[.,]\d+)")
MAX_DIGITS = 30
_HINT = N_("Type a number in digits, such as 1200 or 27.6.")
_DIGITS = r''' inputmode="decimal" pattern="[\s\d.,'’_%+−\-]*"'''
"""For the page: the signs that ``parsed`` knows, and what to say to others."""


@dataclass(frozen=True)
class Range:
    """Numbers that are right: ``low`` to ``high``, both included, in ``unit`` ("" if it has none)."""

    low: Fraction
    high: Fraction
    unit: str


class Number(QuestionType):
    """A response is ``{"value": text as typed, "unit": id}``."""

    name = "number"
    hint = _HINT
    properties = {"unit": MARKDOWN, "units": PARTS}
    correct = {
        "type": "array",
        "minItems": 1,
        "items": {
            "type": "object",
            "additionalProperties": False,
            "properties": {
                **{name: _NUMBER for name in ("value", "tolerance", "from", "to")},
                "unit": {"type": "string"},
            },
        },
    }
    slot_word = "case"

    def question_mistakes(self, data: Mapping[str, Any]) -> Iterator[Mistake]:
        """Yield a question with both one unit and a choice of units."""
        if "unit" in data and "units" in data:
            yield ("unit",), "'unit' and 'units' cannot stand together; keep one"

    def key_mistakes(self, question: Mapping[str, Any], key: Mapping[str, Any]) -> Iterator[Mistake]:
        """Yield ranges that are none, or whose unit the question does not have."""
        units = tuple(question.get("units", ()))
        for index, entry in enumerate(key["correct"]):
            where = ("correct", index)
            names = set(entry) - {"unit"}
            if names not in ({"value"}, {"value", "tolerance"}, {"from", "to"}):
                yield where, "a right number is value, value and tolerance, or from and to"
            elif entry.get("tolerance", 0) < 0 or entry.get("from", 0) > entry.get(
                "to", entry.get("from", 0)
            ):
                yield where, "this range is empty; write from <= to and a tolerance of 0 or more"
            if units and entry.get("unit") not in units:
                yield where, f"'unit' is {entry.get('unit')!r}; valid are {', '.join(units)}"
            if not units and "unit" in entry:
                yield where, "names a unit, but the question has no 'units' to choose from; remove it"
        yield from self.why_mistakes(question, key)

    def slot_ids(self, data: Mapping[str, Any]) -> Sequence[str]:
        """Return the two cases that need a reason."""
        return ("right", "wrong")

    def make_correct(self, key: Mapping[str, Any]) -> tuple[Range, ...]:
        """Return the ranges that are right."""
        ranges = []
        for entry in key["correct"]:
            value, tolerance = Fraction(str(entry.get("value", 0))), Fraction(str(entry.get("tolerance", 0)))
            low = Fraction(str(entry["from"])) if "from" in entry else value - tolerance
            high = Fraction(str(entry["to"])) if "to" in entry else value + tolerance
            ranges.append(Range(low, high, entry.get("unit", "")))
        return tuple(ranges)

    def read(self, question: Question, response: object) -> dict[str, str] | None:
        """Return value and unit as typed; None for what is no number in digits, or an unknown unit."""
        response = {} if response in (None, []) else response
        if not isinstance(response, dict) or not all(isinstance(one, str) for one in response.values()):
            return None
        answer = {name: value.strip() for name, value in response.items() if value.strip()}
        if not answer.keys() <= {"value", "unit"}:
            return None
        if "unit" in answer and answer["unit"] not in question.body.get("units", {}):
            return None
        return None if "value" in answer and parsed(answer["value"]) is None else answer

    def is_blank(self, answer: Mapping[str, str]) -> bool:
        """Return whether no number was typed: a unit alone says nothing."""
        return "value" not in answer

    def share(self, question: Question, key: Key, answer: Mapping[str, str]) -> Fraction:
        """Return 1 for a number in one of the ranges, in its unit, else 0."""
        value = parsed(answer["value"])
        unit = answer.get("unit", "")
        hits = (
            value is not None and one.low <= value <= one.high and one.unit == unit for one in key.correct
        )
        return Fraction(int(any(hits)))

    def controls(self, question: Question) -> str:
        """Return a field for the number, and its unit or the list of units."""
        units = question.body.get("units")
        unit = str(question.body.get("unit", ""))
        name = f"{_('Number')} ({words(unit)})" if unit else _("Number")
        line = controls.text_line("value", name, f'{_DIGITS} title="{_(_HINT)}"')
        return controls.typed_row(
            "answer", [line, controls.select("unit", _("Unit"), units)] if units else [line]
        )

    def slots(self, question: Question) -> Iterator[tuple[str, str]]:
        """Yield the one answer."""
        yield "answer", _("The number")

    def verdicts(
        self, question: Question, key: Key, answer: Mapping[str, str], label: Labeller
    ) -> dict[str, Verdict]:
        """Return whether the number is right, which numbers are, and why."""
        right = f" {_('or')} ".join(self._in_words(question, one) for one in key.correct)
        said = _("Right is: {text}.").format(text=right)
        if self.is_blank(answer):
            return {"answer": Verdict("left", f"{_('Not answered.')} {said}", why_html(key, "right", label))}
        if self.share(question, key, answer) == 1:
            return {"answer": Verdict("right", _("Right."), why_html(key, "right", label))}
        why = why_html(key, "wrong", label) + why_html(key, "right", label)
        return {"answer": Verdict("wrong", f"{_('Not right.')} {said}", why)}

    def answer_html(self, question: Question, answer: Mapping[str, str]) -> str:
        """Return number and unit."""
        unit = question.body.get("units", {}).get(answer.get("unit"), question.body.get("unit", ""))
        return f"{escape(answer['value'])} {inline(unit)}".strip()

    def static_html(self, question: Question, answer: Mapping[str, str]) -> str:
        """Return a line for the number, with the units to choose from."""
        units = " / ".join(map(inline, question.body.get("units", {}).values()))
        given = self.answer_html(question, answer) if answer.get("value") else "____________"
        rest = "" if answer.get("value") else inline(str(question.body.get("unit", units)))
        return f"<p>{_('Number')}: {given} {rest}</p>"

    def static_text(self, question: Question, answer: Mapping[str, str]) -> list[str]:
        """Return a line for the number."""
        return [f"  {plain(self.static_html(question, answer))}"]

    def made_up(self, question: Question, key: Key, plan: Plan, random: Random) -> tuple[Any, Fraction]:
        """Return a number in the middle of a range, or far above all of them."""
        if plan == "blank":
            return {}, Fraction(0)
        chosen = random.choice(key.correct)
        value = (
            (chosen.low + chosen.high) / 2 if plan == "right" else max(one.high for one in key.correct) + 1000
        )
        text = f"{float(value):f}".rstrip("0").rstrip(".")
        return {"value": text} | ({"unit": chosen.unit} if chosen.unit else {}), Fraction(
            int(plan == "right")
        )

    @staticmethod
    def _in_words(question: Question, one: Range) -> str:
        low, high = (f"{float(value):,.10g}" for value in (one.low, one.high))
        unit = words(question.body.get("units", {}).get(one.unit, question.body.get("unit", "")))
        return f"{low if low == high else f'{low} to {high}'} {unit}".strip()


def parsed(text: str) -> Fraction | None:
    """
    Return a number as a person types it, exactly, or None.

    Blanks between digits and commas before each three digits group; another single comma is a decimal comma.
    """
    text = _SPACES.sub("", text).replace("−", "-").removesuffix("%")
    if len(text) > MAX_DIGITS:
        return None
    if _GROUPED.fullmatch(text):
        return Fraction(text.replace(",", ""))
    return Fraction(text.replace(",", ".")) if _PLAIN.fullmatch(text) else None
