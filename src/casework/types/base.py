"""What every question type must offer, and what most of them share. Each type has a file of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from random import Random
from types import MappingProxyType
from typing import Any, ClassVar

from casework.items import Key, Question, Verdict
from casework.markup import rationale_html
from casework.sources import Labeller

Mistake = tuple[tuple[str | int, ...], str]
"""Where in the question's or key's data a mistake is, and what is wrong, valid and to be done."""

Plan = str
"""What a made-up learner sets out to give: right, partly, wrong or blank."""

MARKDOWN = {"$ref": "#/definitions/markdown"}
SHORT_ID = "^[a-z][a-z0-9-]{0,19}$"
PARTS = {
    "type": "object",
    "minProperties": 2,
    "maxProperties": 12,
    "patternProperties": {SHORT_ID: MARKDOWN},
    "additionalProperties": False,
}
"""Schema of named parts, such as the rows of a grid: short id -> Markdown."""


class QuestionType:
    """
    One type of question. Subclasses say how it is written, answered, scored, shown and made up.

    Attributes:
        name: the word after ``type:`` in a question file.
        rules: the rules of partial credit that make sense for it, the usual one first.
        hint: what to do, in one sentence, shown above the question.
        properties: JSON Schema of the fields that only this type has.
        required: those of them that must be there.
        correct: JSON Schema of ``correct`` in a key; a key has none where this is empty.
        response: the form of an answer: "list" of ids, or "map" of field -> value.
        scripts: front-end files of its own beside ``controls.js``, for what a form cannot do.
        by_hand: whether a person gives the points.
        shuffled: the field of its body whose parts may stand in any order; empty where order has a meaning.
    """

    name: ClassVar[str] = ""
    rules: ClassVar[tuple[str, ...]] = ("all-or-nothing",)
    hint: ClassVar[str] = ""
    properties: ClassVar[Mapping[str, Any]] = {}
    required: ClassVar[tuple[str, ...]] = ()
    correct: ClassVar[Mapping[str, Any]] = {}
    response: ClassVar[str] = "map"
    scripts: ClassVar[tuple[str, ...]] = ()
    by_hand: ClassVar[bool] = False
    shuffled: ClassVar[str] = ""

    # Written

    def question_mistakes(self, data: Mapping[str, Any]) -> Iterator[Mistake]:
        """Yield what the schema cannot see in a question of the right shape."""
        yield from ()

    def key_mistakes(self, question: Mapping[str, Any], key: Mapping[str, Any]) -> Iterator[Mistake]:
        """Yield what is wrong with a key of the right shape, given its question's data."""
        yield from self.why_mistakes(question, key)

    def why_mistakes(self, question: Mapping[str, Any], key: Mapping[str, Any]) -> Iterator[Mistake]:
        """Yield slots without a rationale and rationales without a slot."""
        slots = self.slot_ids(question)
        listed, what = ", ".join(slots), self.slot_word
        if missing := [slot for slot in slots if slot not in key["why"]]:
            text = f"no rationale for {what} {', '.join(missing)}; every {what} needs one, right or wrong"
            yield ("why",), text
        if extra := [slot for slot in key["why"] if slot not in slots]:
            text = (
                f"a rationale for {what} {', '.join(extra)}, which does not exist; the {what}s are {listed}"
            )
            yield ("why",), text

    slot_word: ClassVar[str] = "option"

    def slot_ids(self, data: Mapping[str, Any]) -> Sequence[str]:
        """Return the ids of the places where a rationale belongs, from a question's data or body."""
        raise NotImplementedError

    def make_body(self, data: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the type's own fields, cleaned and frozen, from data without mistakes."""
        return MappingProxyType({name: _frozen(data[name]) for name in self.properties if name in data})

    def make_correct(self, key: Mapping[str, Any]) -> Any:
        """Return ``Key.correct`` from a key without mistakes."""
        raise NotImplementedError

    def keyed_texts(self, question: Question, key: Key) -> Iterator[tuple[str, str]]:
        """Yield (slot, text) of what the key calls right, to look for preferences in it."""
        yield from ()

    # Answered

    def read(self, question: Question, response: object) -> Any | None:
        """Return a response in its plain form, or None where it is no valid answer to ``question``."""
        raise NotImplementedError

    def is_blank(self, answer: Any) -> bool:
        """Return whether an answer that could be read says nothing."""
        return not answer

    def unscored(self, question: Question, key: Key) -> bool:
        """Return whether nothing can be right or wrong here: a person reads it, or nobody judges it."""
        return self.by_hand

    def share(self, question: Question, key: Key, answer: Any) -> Fraction:
        """Return the share of the points, 0 to 1, for an answer that is not blank."""
        raise NotImplementedError

    # Shown

    def controls(self, question: Question) -> str:
        """Return the HTML of its inputs; see ``types/controls.py`` for the form it takes."""
        raise NotImplementedError

    def slots(self, question: Question) -> Iterator[tuple[str, str]]:
        """Yield (slot, safe HTML that names it), in order, for feedback pages."""
        raise NotImplementedError

    def verdicts(self, question: Question, key: Key, answer: Any, label: Labeller) -> dict[str, Verdict]:
        """Return what is said at every slot, right or wrong, chosen or not."""
        raise NotImplementedError

    def before_reveal(self, question: Question, key: Key, answer: Any, label: Labeller) -> dict[str, Verdict]:
        """Return what may be said at the slots while tries are left: nothing that gives the key away."""
        return {}

    def answer_html(self, question: Question, answer: Any) -> str:
        """Return an answer that is not blank as safe HTML."""
        raise NotImplementedError

    def static_html(self, question: Question, answer: Any) -> str:
        """Return the place for the answer as it is printed, filled in where there is an answer."""
        raise NotImplementedError

    def static_text(self, question: Question, answer: Any) -> list[str]:
        """Return the place for the answer as lines of plain text."""
        raise NotImplementedError

    # Made up

    def made_up(self, question: Question, key: Key, plan: Plan, random: Random) -> tuple[Any, Fraction]:
        """
        Return a response that follows a plan as nearly as the question allows, and its share of the points.

        The share follows from how the response was made, not from ``share``: one is tested with the other.
        """
        raise NotImplementedError


def why_html(key: Key, slot: str, label: Labeller) -> str:
    """Return the rationale of a slot with its sources in words; empty where the key has none."""
    why = key.why.get(slot)
    return rationale_html(why.text, why.sources, label) if why else ""


def read_text(response: object, longest: int) -> dict[str, str] | None:
    """Return ``{"text": ...}`` as typed, empty for blanks alone; None for what is no text or too long."""
    response = {} if response in (None, []) else response
    if not isinstance(response, dict) or not response.keys() <= {"text"}:
        return None
    text = response.get("text", "")
    if not isinstance(text, str) or len(text) > longest:
        return None
    return {"text": text} if text.strip() else {}


def _frozen(value: Any) -> Any:
    """Return data that cannot be changed, its texts without blanks around them."""
    if isinstance(value, dict):
        return MappingProxyType({name: _frozen(one) for name, one in value.items()})
    if isinstance(value, list):
        return tuple(map(_frozen, value))
    return value.strip() if isinstance(value, str) else value
